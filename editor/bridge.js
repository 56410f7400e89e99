// Loads the code editor when it is first wanted.  It is not there when the page was built without
// Node; then the promise is broken and the page keeps its plain text area.

let loading;
const library = () => (loading ??= import(new URL("./assets/editor.js", document.baseURI).href));

/** An editor in `parent`, or an exception if there is no bundle. */
export async function open(parent, text, label, change, apply, complete) {
  const editor = await library();
  if (!parent.isConnected) throw new Error("its place is gone");
  return editor.open(parent, text, label, { change, apply, complete });
}

export const show = async (editor, text) => (await library()).show(editor, text);
export const replace = async (editor, text) => (await library()).replace(editor, text);
export const mark = async (editor, findings) => (await library()).mark(editor, findings);
export const reveal = async (editor, position) => (await library()).reveal(editor, position);
export const press = async (editor, key) => (await library()).press(editor, key);
export const close = async editor => (await library()).close(editor);
