/** VS Code's window as a person sees it: everything is done by mouse and keyboard. */
import { until } from './waiting.mjs';

const PATIENCE = 30_000; // milliseconds
const PRESSES = 5;
const PRESS_PATIENCE = 4_000; // milliseconds

export class Workbench {
  /** @param {object} page a page of the browser */
  constructor(page) {
    this.page = page;
  }

  /** Opens a folder or workspace; returns when the explorer shows it. */
  async open(url) {
    await this.page.goto(url);
    await this.explorer.waitFor({ timeout: 2 * PATIENCE });
  }

  get explorer() {
    return this.page.locator('.explorer-folders-view');
  }

  /** The text area of the editor that is in use. */
  get editor() {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** The wavy lines below errors. */
  get squiggles() {
    return this.editor.locator('.squiggly-error');
  }

  /** The light bulb: above the line where there is room for it, else in the margin. */
  get lightBulb() {
    const places = [
      '.lightBulbWidget',
      '.margin-view-overlays [class*="codicon-gutter-lightbulb"]',
      '.glyph-margin-widgets [class*="codicon-gutter-lightbulb"]',
    ];
    return this.page.locator(places.map((place) => `.monaco-editor ${place}:visible`).join(', ')).first();
  }

  get hover() {
    return this.page.locator('.monaco-hover:not(.hidden) .hover-contents');
  }

  get quickFixes() {
    return this.page.locator('.action-widget .monaco-list-row');
  }

  /** The bell at the bottom when there are messages that nobody has looked at. */
  get news() {
    return this.bell.locator('.codicon-bell-dot');
  }

  get bell() {
    return this.page.locator('[id="status.notifications"]');
  }

  /** The messages in the list that the bell opens. */
  async messages() {
    await this.bell.click();
    await this.page.locator('.notifications-center.visible').waitFor({ timeout: PATIENCE });
    return this.page.locator('.notifications-center .notification-list-item-message').allTextContents();
  }

  /** The lines of the preview of an edit. */
  get preview() {
    return this.page.locator('.bulk-edit-panel .monaco-list-row');
  }

  /** A line of the Problems panel, by a part of its text. */
  problem(text) {
    return this.page.locator('.markers-panel .monaco-list-row', { hasText: text });
  }

  /** Opens a file by a double click in the explorer. */
  async openFile(name) {
    await this.explorer.locator('.monaco-list-row', { hasText: name }).first().dblclick({ timeout: PATIENCE });
    await this.tab(name).waitFor({ timeout: PATIENCE });
    await this.editor.locator('.view-line').first().waitFor({ timeout: PATIENCE });
  }

  /** The tab of the file that is in use. */
  tab(name) {
    return this.page.locator(`.tab.active[data-resource-name="${name}"]`);
  }

  /** What is at the top of a window whose workspace is not trusted. */
  get restrictedMode() {
    return this.page.locator('.part.banner', { hasText: 'Restricted Mode' });
  }

  async openProblems() {
    await this.page.keyboard.press('Control+Shift+M');
    await this.page.locator('.markers-panel').waitFor({ timeout: PATIENCE });
  }

  /** Closes what `openProblems` opened, from inside it. */
  async closePanel() {
    await this.page.keyboard.press('Control+J');
    await this.page.locator('.markers-panel').waitFor({ state: 'hidden', timeout: PATIENCE });
  }

  /** Clicks on the first finding; returns when the editor has the focus and nothing pops up any more. */
  async clickFinding() {
    await this.squiggles.first().click({ position: { x: 3, y: 3 }, force: true });
    await this.page.mouse.move(5, 5);
    await this.page.locator('.monaco-editor.focused').waitFor({ timeout: PATIENCE });
    await this.hover.first().waitFor({ state: 'hidden', timeout: PATIENCE });
  }

  /** Rests the pointer on the first finding. */
  async pointAtFinding() {
    const box = await this.squiggles.first().boundingBox();
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  }

  get quickInput() {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  /**
   * Presses Ctrl+. until the menu has an entry with this title.  VS Code now and then drops the request that it makes
   * just after a file was opened, and then shows no menu.
   * @returns {Promise<number>} how often the keys were pressed
   */
  async openQuickFixes(title) {
    const wanted = this.quickFixes.filter({ hasText: title }).first();
    for (let pressed = 1; ; pressed += 1) {
      await this.page.keyboard.press('Control+.');
      try {
        await wanted.waitFor({ timeout: PRESS_PATIENCE });
        return pressed;
      } catch (error) {
        if (pressed === PRESSES) throw error;
      }
      await this.page.keyboard.press('Escape');
    }
  }

  /** Goes down the open menu to the entry with this title, and chooses it. */
  async chooseQuickFix(title) {
    const focused = this.page.locator('.action-widget .monaco-list-row.focused').first();
    const count = await this.quickFixes.count();
    for (let moves = 0; !(await focused.textContent()).includes(title); moves += 1) {
      if (moves > count) throw new Error(`${title} cannot be reached by the arrow keys`);
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
  }

  /** Runs a command from the palette. */
  async command(name) {
    await this.page.keyboard.press('F1');
    await this.quickInput.waitFor({ timeout: PATIENCE });
    await this.quickInput.fill(`>${name}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
    await row.waitFor({ timeout: PATIENCE });
    await row.click();
  }

  /** Saves the file; returns when it is no longer marked as changed. */
  async save(name) {
    await this.page.keyboard.press('Control+S');
    await until(`${name} saved`, async () => !(await this.tab(name).getAttribute('class')).includes('dirty'));
  }

  /** Presses the button below the preview of an edit, in which everything is ticked. */
  async applyPreview() {
    const unticked = this.preview.locator('[role=checkbox][aria-checked=false]');
    if (await unticked.count()) throw new Error('not everything is ticked');
    await this.page.locator('.bulk-edit-panel .monaco-button', { hasText: 'Apply' }).click();
  }

  /** Trusts the folder, on the page that VS Code has for that. */
  async trustWorkspace() {
    await this.command('Workspaces: Manage Workspace Trust');
    const page = this.page.locator('.workspace-trust-editor');
    await page.locator('.monaco-button', { hasText: 'Trust' }).first().click({ timeout: PATIENCE });
    await this.page.keyboard.press('Control+W');
    await page.waitFor({ state: 'detached', timeout: PATIENCE });
  }
}
