/** Chromium, without a window, in which pages of VS Code are opened. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  '--no-sandbox', // needs no privileges, which containers do not give
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/**
 * Starts Chromium.
 * @param {object} job `editors` is the folder of the installation, `output` where the page's console is logged,
 *   `profile` a folder that does not exist yet
 * @returns {Promise<{page: object, outside: Set<string>, close: () => Promise<void>}>} an empty page, and the hosts
 *   other than this machine that it asked for, which were all refused
 */
export async function openBrowser({ editors, output, profile }) {
  const { chromium } = createRequire(path.join(editors, 'vscode', 'package.json'))('playwright-core');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    headless: true,
    viewport: { width: 1040, height: 590 },
    deviceScaleFactor: 2,
    args: FLAGS,
  });
  const outside = new Set();
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (!/^https?:$/.test(url.protocol) || ['127.0.0.1', 'localhost'].includes(url.hostname)) return route.continue();
    outside.add(url.host);
    return route.abort();
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const log = fs.createWriteStream(path.join(output, 'console.log'), { flags: 'a' });
  page.on('console', (message) => log.write(`${message.text()}\n`));
  return { page, outside, close: () => context.close() };
}

function findChromium() {
  const folders = process.env.PATH.split(path.delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(fs.existsSync);
  if (!found) throw new Error(`none of ${NAMES.join(', ')} is on the PATH`);
  return found;
}
