/**
 * A person fixes a file, and then the whole workspace, by commands from the palette.
 *
 * `opens`: the file that is open; `others`: two files that are not.
 */
import fs from 'node:fs';
import path from 'node:path';
import { until } from '../lib/waiting.mjs';

export async function run(workbench, job) {
  const { opens, others, folder } = job;
  const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
  const before = Object.fromEntries(others.map((name) => [name, read(name)]));

  await job.step('the window is open', () => workbench.open(job.url));
  await job.step(`${opens} is open`, () => workbench.openFile(opens));
  await job.step('the call is underlined', () => workbench.squiggles.first().waitFor({ state: 'attached' }));
  await job.step('the command fixes the file', async () => {
    await workbench.command('mainguard: Fix Everything in This File');
    await workbench.squiggles.first().waitFor({ state: 'detached' });
  });
  await job.step('the file is saved', () => workbench.save(opens));

  await job.step('the command for the workspace shows what it would change', async () => {
    await workbench.command('mainguard: Fix Everything in the Workspace');
    for (const name of others) await workbench.preview.filter({ hasText: name }).first().waitFor();
  });
  await job.step('nothing is changed yet', () => {
    if (others.some((name) => read(name) !== before[name])) throw new Error('a file was changed');
  });
  await job.step('the preview is applied', async () => {
    await workbench.applyPreview();
    await workbench.preview.first().waitFor({ state: 'detached' });
  });
  await job.step('the files are fixed and saved', () =>
    until('the change', () => others.every((name) => read(name) !== before[name])),
  );
  await job.step('once more, there is nothing to do', async () => {
    await workbench.command('mainguard: Fix Everything in the Workspace');
    await workbench.news.waitFor();
  });
}
