/** The processes of mainguard's server that VS Code runs now. */
const fs = require('node:fs');
const { until } = require('./running');

/** The process ids of the servers that this process has started; `marker` is a part of their command line. */
function servers(marker = 'launch.py') {
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const [, parent] = /\) \S (\d+)/.exec(fs.readFileSync(`/proc/${pid}/stat`, 'latin1'));
      return Number(parent) === process.pid && fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(marker);
    } catch {
      return false; // it has just ended
    }
  });
}

/** Waits until there is exactly one server that `accepts` takes, and returns its process id. */
async function oneServer(accepts = () => true) {
  const pids = await until('one server', () => {
    const running = servers();
    return running.length === 1 && accepts(running[0]) && running;
  });
  return pids[0];
}

module.exports = { oneServer, servers };
