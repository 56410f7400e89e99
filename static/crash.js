// What stays when the program itself is gone: a calm page that keeps the learner's files.
// The program saves each change to localStorage, so nothing needs to be asked of it.

const FILES = "podarium.file.";

function savedFiles() {
  try {
    return Object.keys(localStorage)
      .filter(key => key.startsWith(FILES))
      .map(key => ({ name: key.slice(FILES.length), text: localStorage.getItem(key) ?? "" }))
      .sort((left, right) => left.name.localeCompare(right.name));
  } catch {
    return [];
  }
}

const asMarkdown = files => files.map(({ name, text }) => `\`${name}\`\n\`\`\`yaml\n${text}\n\`\`\`\n`).join("\n");

function count(files) {
  if (files.length === 0) return "You had changed no file.";
  return files.length === 1 ? "Your file is kept in this browser." : `Your ${files.length} changed files are kept in this browser.`;
}

function showCrash(message) {
  const template = document.querySelector("#crash");
  if (!template) return;
  const page = template.content.cloneNode(true);
  const files = savedFiles();
  const find = name => page.querySelector(`[data-${name}]`);
  const restart = find("restart"), copy = find("copy");
  find("files").textContent = count(files);
  find("message").textContent = message;
  copy.hidden = files.length === 0;
  restart.addEventListener("click", () => location.reload());
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(asMarkdown(savedFiles()));
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "The browser refused to copy";
    }
  });
  document.body.replaceChildren(page);
  document.title = "Podarium has stopped";
  restart.focus();
}

// What follows from the first fault only hides it.
addEventListener("podarium-crash", event => showCrash(String(event.detail)), { once: true });

// The program could not be loaded or started at all.
function loadFailed(reason) {
  if (document.querySelector("#loading")) showCrash(`Podarium could not start: ${reason}`);
}

// A trap (memory that ran out, a stack that was too deep) ends the program without a word of its
// own: whatever it would still do is void.
const isTrap = error => error instanceof WebAssembly.RuntimeError || error instanceof RangeError;

addEventListener("error", event => {
  if (isTrap(event.error) && !document.querySelector(".is-crash")) showCrash(String(event.error));
  else if (event.message) loadFailed(event.message);
});
addEventListener("unhandledrejection", event => loadFailed(event.reason?.message ?? event.reason));
