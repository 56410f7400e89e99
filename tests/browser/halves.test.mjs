// The program comes in two halves: the second at the first touch, or at once if something needs
// it before it is there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { start } from './page.mjs';
import { listing } from './size.mjs';

const SECOND = /_rest\.wasm$/;
const LOOKING = 8_000;

let stage;
before(async () => { stage = await start(); });
after(() => stage?.stop());

/** Opens a page and notes what it asks for; `wait` delays the second half. */
async function open({ query = '', wait = 0, setUp = () => {}, ...shape } = {}) {
  const context = await stage.browser.newContext({ viewport: { width: 1440, height: 900 }, ...shape });
  const page = await context.newPage();
  const asked = [];
  page.on('request', (request) => asked.push({
    name: decodeURIComponent(request.url()).replace(stage.server.url, '').split('?')[0],
    kind: request.resourceType(),
  }));
  await page.route(SECOND, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, wait));
    await route.continue();
  });
  await page.addInitScript(setUp);
  await page.goto(stage.server.url + query);
  await page.getByLabel(/^Node node-1,/).first().waitFor();
  const second = () => asked.filter(({ name }) => SECOND.test(name)).map(({ kind }) => kind);
  return { page, asked, second };
}

const SHAPES = {
  'on a desk': {},
  'in the dark': { colorScheme: 'dark' },
  'on a telephone': { viewport: { width: 390, height: 844 }, hasTouch: true },
};

for (const [name, shape] of Object.entries(SHAPES)) {
  test(`a page that is only looked at ${name} loads the first half alone`, async () => {
    const { page, asked, second } = await open(shape);
    await page.waitForTimeout(LOOKING);
    assert.deepEqual(second(), [], 'nothing asked for the second half');
    const whens = new Map(listing().map(({ name, when }) => [name, when]));
    for (const { name } of asked) {
      const when = whens.get(name || 'index.html');
      assert.ok(['first', 'serif', 'editor'].includes(when), `${name} is loaded ${when} in size.mjs`);
    }
  });
}

test('minutes may pass before anybody touches the page', async () => {
  // A page whose frames come late makes up for at most a quarter of a second with each.
  const { page, second } = await open({ setUp: () => {
    const frame = window.requestAnimationFrame.bind(window);
    let late = 0;
    window.requestAnimationFrame = (then) => frame((at) => then(at + (late += 240)));
  } });
  await page.waitForTimeout(2 * LOOKING);
  assert.deepEqual(second(), []);
});

test('the first touch brings the second half, and a line waits for it', async () => {
  const { page, second } = await open({ wait: 4_000 });
  const line = page.getByRole('textbox', { name: 'Command line' });
  await line.fill('kubectl get nodes');
  await line.press('Enter');
  const terminal = page.getByRole('log', { name: 'Terminal' });
  assert.doesNotMatch(await terminal.innerText(), /node-1/, 'the line waits');
  await terminal.getByText('still on its way').waitFor();
  await terminal.getByText('node-1').first().waitFor();
  assert.deepEqual(second(), ['fetch'], 'it came once, and nothing stood still for it');
});

test('what needs the second half before it is there gets it at once', async () => {
  const { page, second } = await open();
  await page.waitForFunction(() => window.wasmBindings?.journal);
  const session = readFileSync(new URL('../sessions/scheduler-error.md', import.meta.url), 'utf8');
  const journal = await page.evaluate((text) => window.wasmBindings.journal(text), session);
  assert.deepEqual(second(), ['xhr']);
  assert.ok(journal.length > 0);
  const line = page.getByRole('textbox', { name: 'Command line' });
  await line.fill('kubectl get nodes');
  await line.press('Enter');
  await page.getByRole('log', { name: 'Terminal' }).getByText('node-1').first().waitFor();
  assert.deepEqual(second(), ['xhr'], 'it is not loaded twice');
});

test('a network that fails is asked again', async () => {
  const { page, second } = await open();
  let refusals = 2;
  await page.unroute(SECOND);
  await page.route(SECOND, (route) => refusals-- > 0 ? route.abort() : route.continue());
  const line = page.getByRole('textbox', { name: 'Command line' });
  await line.fill('kubectl get nodes');
  await line.press('Enter');
  await page.getByRole('log', { name: 'Terminal' }).getByText('node-1').first().waitFor();
  assert.deepEqual(second(), ['fetch', 'fetch', 'fetch']);
});

test('a lesson asks for it before anybody does', async () => {
  const { page, second } = await open({ query: '?lesson=job' });
  await page.getByRole('button', { name: 'Next', exact: true }).waitFor();
  assert.deepEqual(second(), ['fetch']);
});
