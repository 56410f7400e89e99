// A lesson as a learner takes it, alone and inside a frame of a course.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { learner as inFrame, start } from './page.mjs';

let stage;
const HOST = '<!doctype html><title>A course</title><iframe title="Lesson" width="1000" height="800" '
  + 'src="/some/course/?lesson=daemon-set&embed"></iframe>';
before(async () => { stage = await start({ '/host.html': HOST }); });
after(() => stage?.stop());

/** Presses every command of the step that is shown, in order. */
async function follow(page) {
  const commands = page.getByRole('button', { name: /^Run / });
  for (let index = 0; index < await commands.count(); index += 1) await commands.nth(index).click();
}

const checked = (page) => page.getByRole('listitem').filter({ hasText: /holds|done/i });

test('a learner answers, clicks, and the step is done', async () => {
  const learner = await stage.open('?lesson=stateful-set');
  const { page } = learner;
  await page.getByRole('heading', { name: 'One at a time, in order' }).waitFor();
  await learner.speed(60);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('heading', { name: 'A set that waits' }).waitFor();
  await page.getByRole('radio', { name: /mysql-0 waits/ }).check();
  await follow(page);
  await page.getByText(/step is done|all hold|Done\b/i).first().waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('heading', { name: 'Give it what it misses' }).waitFor();
  assert.deepEqual(learner.faults, []);
});

test('a lesson runs inside a frame and shows only its panes', async () => {
  const context = await stage.browser.newContext({ viewport: { width: 1100, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${stage.server.origin}/host.html`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { name: 'One on every node' }).waitFor();
  const learner = inFrame(frame);
  await learner.type('kubectl get nodes');
  await learner.terminal.getByText('node-3').last().waitFor();
  await learner.node('node-1').waitFor();
});
