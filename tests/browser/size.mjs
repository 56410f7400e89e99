// Prints what the page loads, compressed with brotli as a static host would, by when it is loaded;
// fails above the budgets.  `halves.test.mjs` holds the table below to what a browser asks for.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { DIST } from './server.mjs';

/** What is loaded when, by the beginning of the file's name; the first row that fits counts. */
const WHEN = [
  [/_rest\.wasm$/, 'touch'],
  [/^assets\//, 'editor'],
  [/newsreader.*\.woff2$/, 'serif'],
  [/^lessons\/course\.md$/, 'first'],
  [/^lessons\/|OFL-/, 'asked'],
  [/./, 'first'],
];
const MEANING = {
  first: 'until the page stands: the first visit',
  serif: 'by itself after that: the serif letters',
  editor: 'by itself after that: the code editor',
  touch: 'at the first touch: the second half of the program',
  asked: 'when a learner asks for it: lessons and licences',
};
const FIRST_VISIT = 300_000;
/** Everything that a page loads that is opened and not touched. */
const UNTOUCHED = 500_000;

const files = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? files(path) : [path];
});
const weigh = (path) => path.endsWith('.woff2') ? statSync(path).size
  : brotliCompressSync(readFileSync(path), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
  }).length;

/** The files of the page and when each is loaded. */
export const listing = () => files(DIST).sort().map((path) => {
  const name = relative(DIST, path);
  return { path, name, when: WHEN.find(([pattern]) => pattern.test(name))[1] };
});

/** Prints the table; answers whether it is within the budgets. */
export function measure() {
  const sums = Object.fromEntries(Object.keys(MEANING).map((when) => [when, 0]));
  for (const { path, name, when } of listing()) {
    const weight = weigh(path);
    sums[when] += weight;
    console.log(`${String(weight).padStart(9)}  ${when.padEnd(6)}  ${name}`);
  }
  console.log('\nbytes of brotli');
  for (const [when, sum] of Object.entries(sums)) console.log(`${String(sum).padStart(9)}  ${MEANING[when]}`);
  const untouched = sums.first + sums.serif + sums.editor;
  console.log(`first visit ${sums.first} bytes of brotli, at most ${FIRST_VISIT}; `
    + `opened and never touched ${untouched}, at most ${UNTOUCHED}`);
  return sums.first <= FIRST_VISIT && untouched <= UNTOUCHED;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !measure()) process.exitCode = 1;
