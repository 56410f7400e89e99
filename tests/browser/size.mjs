// Prints what a first visit loads, compressed with brotli as a static host would; fails above the
// budget.  The editor loads after the first paint and has a line of its own.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { DIST } from './server.mjs';

const BUDGET = 500_000;
const LATER = [/OFL-/, /^assets\//, /^gen\//, /^lessons\//, /newsreader/, /^examples\//, /^embed/];

const files = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? files(path) : [path];
});
const weigh = (path) => path.endsWith('.woff2') ? statSync(path).size
  : brotliCompressSync(readFileSync(path), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
  }).length;

let first = 0;
let later = 0;
for (const path of files(DIST).sort()) {
  const name = relative(DIST, path);
  const weight = weigh(path);
  const isLater = LATER.some((pattern) => pattern.test(name));
  if (isLater) later += weight; else first += weight;
  console.log(`${String(weight).padStart(9)}  ${isLater ? 'later' : 'first'}  ${name}`);
}
console.log(`first visit ${first} bytes of brotli, at most ${BUDGET}; later ${later}`);
if (first > BUDGET) process.exitCode = 1;
