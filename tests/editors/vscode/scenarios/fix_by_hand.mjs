/**
 * A person opens a file from the explorer, sees the finding, and fixes it with the keyboard.
 *
 * `opens`: the file; `title`: a part of the fix's title; `related`: a part of what the Problems panel shows below the
 * finding in the file `relatedIn`, if that is given; `pictures`: whether to take those of the README; `patience`: the
 * seconds to wait for the light bulb.
 */
export async function run(workbench, job) {
  const { page } = workbench;
  const picture = async (name) => {
    if (job.pictures) await page.screenshot({ path: job.file(`${name}.png`) });
  };
  await job.step('the window is open', () => workbench.open(job.url));
  if (job.relatedIn) await job.step(`${job.relatedIn} is open`, () => workbench.openFile(job.relatedIn));
  await job.step(`${job.opens} is open`, () => workbench.openFile(job.opens));
  await job.step('the call is underlined', () => workbench.squiggles.first().waitFor({ state: 'attached' }));
  await workbench.clickFinding();
  await job.step('the light bulb is there', () =>
    workbench.lightBulb.waitFor({ timeout: 1000 * (job.patience ?? 20) }),
  );
  await picture('squiggle');

  await job.step('the pointer on it shows why, and where it fails', async () => {
    await workbench.pointAtFinding();
    await workbench.hover.filter({ hasText: 'uvicorn.run' }).locator('table').waitFor();
  });
  await picture('hover');
  await page.keyboard.press('Escape');

  await job.step('the Problems panel lists it', async () => {
    await workbench.openProblems();
    const row = workbench.problem('uvicorn.run').filter({ hasText: 'MG101' }).filter({ hasText: 'mainguard' });
    await row.first().waitFor();
    return (await row.first().textContent()).trim();
  });
  if (job.related) {
    await job.step('the Problems panel shows the chain of calls', async () => {
      const row = workbench.problem(job.related);
      await workbench.problem(job.relatedIn).first().waitFor();
      await row.first().waitFor();
      return (await row.first().textContent()).trim();
    });
  }
  await picture('problems');
  await workbench.closePanel();

  await job.step('the fix is offered', async () => {
    await workbench.clickFinding();
    const pressed = await workbench.openQuickFixes(job.title);
    return `Ctrl+. was pressed ${pressed} times`;
  });
  await picture('quick-fix');
  await job.step('the fix is made', async () => {
    await workbench.chooseQuickFix(job.title);
    await workbench.squiggles.first().waitFor({ state: 'detached' });
    await workbench.lightBulb.waitFor({ state: 'hidden' });
  });
  await job.step('the file is saved', () => workbench.save(job.opens));
  await picture('fixed');
}
