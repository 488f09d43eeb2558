/**
 * A person opens a folder without trusting it, and trusts it later.
 *
 * `opens`: the file; `marker`: the file to which whatever is run of the workspace adds its command line; `runs`: a part
 * of the command line of the server that the workspace's settings name.
 */
import fs from 'node:fs';
import { until } from '../lib/waiting.mjs';

export async function run(workbench, job) {
  const nothingRan = () => {
    if (fs.existsSync(job.marker)) throw new Error(`it was run: ${fs.readFileSync(job.marker, 'utf8')}`);
  };
  await job.step('the window is open in restricted mode', async () => {
    await workbench.open(job.url);
    await workbench.restrictedMode.waitFor();
  });
  await job.step(`${job.opens} is open`, () => workbench.openFile(job.opens));
  await job.step('the call is underlined', () => workbench.squiggles.first().waitFor({ state: 'attached' }));
  await job.step('a restart runs nothing of the workspace, either', async () => {
    await workbench.command('mainguard: Restart');
    await workbench.squiggles.first().waitFor({ state: 'detached' });
    await workbench.squiggles.first().waitFor({ state: 'attached' });
    nothingRan();
  });
  await job.step('the workspace is trusted', async () => {
    await workbench.trustWorkspace();
    await workbench.restrictedMode.waitFor({ state: 'hidden' });
  });
  await job.step('the program of the settings is used', () =>
    until('its run', () => fs.existsSync(job.marker) && fs.readFileSync(job.marker, 'utf8').includes(job.runs)),
  );
  await job.step('the call is underlined again', () => workbench.squiggles.first().waitFor({ state: 'attached' }));
}
