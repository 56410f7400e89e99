// What the tests do with the page, in a learner's words.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { join } from 'node:path';
import { DIST, serve } from './server.mjs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const executable = process.env.PODARIUM_BROWSER ?? PLACES.find(existsSync);

/** Whether the page was built with the editor's bundle; without it a plain text field stands there. */
export const hasBundle = existsSync(join(DIST, 'assets/editor.js'));

/** Starts a browser and a server for one test file. */
export async function start(extra) {
  const server = await serve(extra);
  const browser = await chromium.launch({ executablePath: executable, args: QUIET });
  return {
    server,
    browser,
    async open(query = '', { width = 1440, height = 900, theme = 'light' } = {}) {
      const context = await browser.newContext({
        viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      const faults = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        const isMissing = !hasBundle && message.location().url.endsWith('/editor.js');
        if (message.type() === 'error' && !isMissing) faults.push(message.text());
      });
      await page.goto(server.url + query);
      return learner(page, faults);
    },
    async stop() {
      await browser.close();
      server.close();
    },
  };
}

/** A page (or a frame of one) with the accessible names that Podarium promises. */
export function learner(page, faults = []) {
  const line = page.getByRole('textbox', { name: 'Command line' });
  const terminal = page.getByRole('log', { name: 'Terminal' });
  const cluster = page.getByRole('region', { name: 'Cluster' });
  return {
    page,
    faults,
    line,
    terminal,
    cluster,
    editor: page.getByRole('textbox', { name: 'Manifest editor' }),
    apply: page.getByRole('button', { name: 'Apply', exact: true }),
    /** Every drawn pod whose name matches. */
    pods: (name) => cluster.getByLabel(new RegExp(`^Pod ${name}`)),
    node: (name) => cluster.getByLabel(new RegExp(`^Node ${name},`)),
    /** Opens a file's tab and applies it, as a learner does. */
    async applyFile(name) {
      await page.getByRole('tab', { name, exact: true }).click();
      await this.apply.click();
      await terminal.getByText(`kubectl apply -f ${name}`).last().waitFor();
    },
    /** Runs time this many times as fast. */
    async speed(times) {
      await page.getByRole('button', { name: new RegExp(`${times}\\s*×|×\\s*${times}(?!\\d)`) }).click();
    },
    /** The names of all drawn pods that match, as they are drawn now. */
    names: (pattern) => cluster.evaluate((region, source) =>
      [...region.querySelectorAll('[aria-label^="Pod "]')]
        .map((pod) => pod.getAttribute('aria-label'))
        .filter((name) => new RegExp(source).test(name)), pattern),
    /** From now on notes at each frame which pods are drawn; answers a function that tells all
     *  the different pictures seen so far. */
    async film(pattern) {
      const film = await cluster.evaluateHandle((region, source) => {
        const pictures = [];
        const matches = new RegExp(source);
        const look = () => {
          const picture = [...region.querySelectorAll('[aria-label^="Pod "]')]
            .map((pod) => pod.getAttribute('aria-label')).filter((name) => matches.test(name)).sort();
          const last = pictures[pictures.length - 1];
          if (JSON.stringify(last) !== JSON.stringify(picture)) pictures.push(picture);
          requestAnimationFrame(look);
        };
        look();
        return pictures;
      }, pattern);
      return () => film.jsonValue();
    },
    /** Waits until the editor, whichever it is, holds this text. */
    async holds(text) {
      await page.waitForFunction(([name, wanted]) => {
        const node = document.querySelector(`[aria-label="${name}"]`);
        return (node?.value ?? node?.innerText ?? '').includes(wanted);
      }, ['Manifest editor', text]);
    },
    /** Puts this text in the place of the editor's. */
    async write(text) {
      await this.editor.click();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(text);
    },
    /** Writes this text before the editor's. */
    async writeFirst(text) {
      await this.editor.click();
      await page.keyboard.press('ControlOrMeta+Home');
      await page.keyboard.insertText(text);
    },
    async type(command) {
      await line.fill(command);
      await line.press('Enter');
    },
    /** Types a command and answers what the terminal shows after it. */
    async run(command, { timeout = 15_000 } = {}) {
      const before = await terminal.innerText();
      await this.type(command);
      const done = `# ${Math.random().toString(36).slice(2)}`;
      await this.type(`echo '${done}'`);
      await terminal.getByText(done, { exact: true }).last().waitFor({ timeout });
      const after = await terminal.innerText();
      return after.slice(before.length).split(`echo '${done}'`)[0];
    },
  };
}
