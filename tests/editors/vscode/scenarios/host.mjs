/**
 * VS Code runs tests itself, where its extensions run; the page only waits for them to end.
 *
 * `results`: the file that they write; `host/running.js` says what is in it.
 */
import fs from 'node:fs';

export async function run(workbench, job) {
  const { page } = workbench;
  const log = fs.createWriteStream(job.file('host.log'));
  await page.exposeFunction('codeAutomationLog', (type, values) => log.write(`${type} ${JSON.stringify(values)}\n`));
  const ended = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
  await page.goto(job.url);
  const code = await ended;
  for (const { name, ok, ms, note, error } of JSON.parse(fs.readFileSync(job.results, 'utf8'))) {
    console.log(`${(ms / 1000).toFixed(2).padStart(6)} ${ok ? 'ok' : 'FAILED'} ${name} ${ok ? `(${note})` : `: ${error}`}`);
  }
  if (code !== 0) throw new Error(`the tests ended with ${code}`);
}
