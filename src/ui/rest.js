// The second half of a release.  `tools/split` cuts the program in two and makes the first half
// call `cut`; the second is fetched at the first sign of interest.  Whatever wants it earlier than
// it comes gets it at once, while the page stands still.  A build of one piece never calls `cut`.

const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "focusin"];
const SLOWEST_RETRY = 30_000;

let half; // its address, and how to join it to the first
let coming;
let retry = 1_000;
let tell;
const arrival = new Promise(resolve => { tell = resolve; });

/** The imports of the first half.  `exports` gives its exports once there are any; the functions
 *  that the second half calls stand in the table from the slot `first` on. */
export function cut(imports, url, exports, first) {
  const all = () => {
    const { table } = exports(), shared = {};
    for (let slot = first; slot < table.length; slot++) shared[(slot - first).toString(36)] = table.get(slot);
    return { ...imports, first: exports(), shared };
  };
  half = { url, all };
  for (const sign of SIGNS) addEventListener(sign, want, { once: true, capture: true, passive: true });
  return { ...imports, rest: { now } };
}

/** Asks for the second half; a network that fails is asked again. */
export function want() {
  if (half) coming ??= bring().then(tell, again);
}

/** Kept as a promise: the second half is there. */
export const arrived = () => half ? arrival : Promise.resolve();

async function bring() {
  const answer = await fetch(half.url);
  if (!answer.ok) throw new Error(`${answer.status} for ${half.url}`);
  // Not every host knows the type of Wasm.
  const module = answer.headers.get("content-type")?.startsWith("application/wasm")
    ? await WebAssembly.compileStreaming(answer) : await WebAssembly.compile(await answer.arrayBuffer());
  await WebAssembly.instantiate(module, half.all());
}

function again(error) {
  console.warn("The second half of Podarium did not come and is asked for again:", error);
  coming = undefined;
  setTimeout(want, retry);
  retry = Math.min(2 * retry, SLOWEST_RETRY);
}

/** Fetches the second half and answers when it is there: the first half calls a slot of it, whose
 *  name stands in halves.txt beside the Wasm that cargo built. */
function now(slot) {
  console.warn(`Podarium stands still until its second half is there: slot ${slot} was called.`);
  try {
    const request = new XMLHttpRequest();
    request.open("GET", half.url, false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status >= 400) throw new Error(request.status);
    // Each byte came as a letter: from 0x80 on as 0xF780 and so on, which the array cuts off.
    const bytes = Uint8Array.from(request.responseText, letter => letter.charCodeAt(0));
    new WebAssembly.Instance(new WebAssembly.Module(bytes), half.all());
    coming = arrival;
    tell();
  } catch (error) {
    // A trap: the page says that it stopped and keeps the learner's files.
    throw new WebAssembly.RuntimeError(`the second half of Podarium did not come: ${error}`);
  }
}
