// The same session gives the same journal natively and in the browser, byte for byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { start } from './page.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SESSIONS = ['h3-notes-phase3-sane-order', 'e2-canary', 'c1-jobs--failnever', 'f1-node-failure'];

let stage;
before(async () => { stage = await start(); });
after(() => stage?.stop());

const natively = (file) => execFileSync('cargo', ['run', '--quiet', '--bin', 'podarium', '--',
  'journal', file], { cwd: ROOT, maxBuffer: 1 << 28, encoding: 'utf8' });

for (const name of SESSIONS) {
  test(`${name} is the same twice here and once in the browser`, async () => {
    const file = `${ROOT}/tests/recordings/${name}.md`;
    const first = natively(file);
    assert.ok(first.split('\n').length > 100, 'a journal of some length');
    assert.equal(natively(file), first, 'a second replay differs');
    const { page } = await stage.open();
    await page.waitForFunction(() => window.wasmBindings?.journal);
    const there = await page.evaluate((session) => window.wasmBindings.journal(session),
      readFileSync(file, 'utf8'));
    const [ours, theirs] = [first.split('\n'), there.split('\n')];
    const place = ours.findIndex((line, index) => line !== theirs[index]);
    assert.equal(theirs[place], ours[place], `fact ${place} differs`);
    assert.ok(there === first, 'the browser has more to tell');
  });
}
