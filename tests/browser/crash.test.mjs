// If the program ever stops, the page says so, keeps what was written, and starts again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './page.mjs';

let stage;
before(async () => { stage = await start(); });
after(() => stage?.stop());

const FAULTS = {
  'a panic': () => window.dispatchEvent(new CustomEvent('podarium-crash', { detail: 'a fault' })),
  'a trap': () => setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); }),
};

for (const [name, fault] of Object.entries(FAULTS)) {
  test(`${name} loses nothing and offers to start again`, async () => {
    const learner = await stage.open();
    const { page } = learner;
    await page.getByRole('tab', { name: 'mysql.yaml', exact: true }).click();
    await learner.writeFirst(`# kept through ${name}\n`);
    await page.waitForTimeout(800);
    await page.evaluate(fault);
    await page.getByRole('heading', { name: /The instrument stopped/ }).waitFor();
    await page.getByText('Your file is kept in this browser.').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Copy my files' }).isVisible());
    await page.getByRole('button', { name: 'Start again with my files' }).click();
    await page.getByRole('tab', { name: 'mysql.yaml', exact: true }).click();
    await learner.holds(`# kept through ${name}`);
  });
}
