/** node run.mjs JOB: runs one scenario in a page of VS Code; JOB is the JSON that code_server.py writes. */
import { openBrowser } from './lib/browser.mjs';
import { Job } from './lib/job.mjs';
import { Workbench } from './lib/workbench.mjs';

const job = new Job(JSON.parse(process.argv[2]));
const { run } = await import(`./scenarios/${job.scenario}.mjs`);
const { page, outside, close } = await openBrowser(job);
const workbench = new Workbench(page);
const limit = new Promise((_, reject) => {
  setTimeout(() => reject(new Error(`not done in ${job.limit} s`)), 1000 * job.limit).unref();
});
try {
  await Promise.race([run(workbench, job), limit]);
  for (const message of await workbench.messages()) console.log(`message: ${message}`);
  console.log(`hosts outside this machine that the page asked for, all refused: ${outside.size}`);
} catch (error) {
  process.exitCode = 1;
  console.log(error.stack);
  await page.screenshot({ path: job.file('failure.png') }).catch(() => {});
} finally {
  await close();
}
process.exit();
