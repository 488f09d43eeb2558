/** One run of a scenario: what it was asked for, its steps, and what is left when one fails. */
import path from 'node:path';

export class Job {
  /** @param {object} asked see `run_scenario` in code_server.py */
  constructor(asked) {
    Object.assign(this, asked);
    this.from = Date.now();
  }

  /** Does one step and prints it with the seconds since the start; what `action` returns is added to the line. */
  async step(name, action) {
    let note;
    try {
      note = await action();
    } catch (error) {
      console.log(`${this.seconds()} FAILED ${name}`);
      throw error;
    }
    console.log(`${this.seconds()} ok ${name}${typeof note === 'string' ? ` (${note})` : ''}`);
  }

  /** Where to write a file that the run leaves behind. */
  file(name) {
    return path.join(this.output, name);
  }

  seconds() {
    return ((Date.now() - this.from) / 1000).toFixed(2).padStart(6);
  }
}
