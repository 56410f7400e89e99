// The code editor: CodeMirror 6 behind seven functions.  The page keeps the text, the findings and
// the fixes; here they are only shown and typed.

import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, tooltips } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "yaml-key" },
  { tag: [tags.string, tags.content, tags.special(tags.string)], class: "yaml-text" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], class: "yaml-number" },
  { tag: tags.comment, class: "yaml-comment" },
  { tag: [tags.punctuation, tags.separator, tags.meta, tags.bracket], class: "yaml-mark" },
]);

// Tab indents, as YAML writers expect; Escape then Tab leaves, so that the keyboard is no trap.
let tabLeaves = false;
const tabKeys = [
  { key: "Escape", run: () => { tabLeaves = true; return false; } },
  { key: "Tab", run: view => leaveOr(view, indentMore), shift: view => leaveOr(view, indentLess) },
];
const leaveOr = (view, command) => {
  if (!tabLeaves) return command(view);
  tabLeaves = false;
  return false;
};

/** Makes an editor in `parent`; `listen.change(text)`, `listen.apply()`, and
 *  `listen.complete(text, position)`, which answers `{label, detail, apply}` in a list. */
export function open(parent, text, label, listen) {
  const extensions = [
    lineNumbers(), lintGutter(), highlightActiveLine(), highlightActiveLineGutter(), history(), drawSelection(),
    indentOnInput(), bracketMatching(), closeBrackets(), highlightSelectionMatches(), indentUnit.of("  "),
    yaml(), syntaxHighlighting(highlight), tooltips({ position: "fixed", parent: document.body }),
    keymap.of([
      { key: "Mod-Enter", run: () => { listen.apply(); return true; } },
      ...completionKeymap, ...tabKeys, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap,
    ]),
    autocompletion({ override: [context => complete(context, listen)], icons: false }),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
    EditorView.updateListener.of(update => {
      if (update.docChanged && !editor.silent) listen.change(update.state.doc.toString());
    }),
    EditorView.domEventHandlers({ blur: () => { tabLeaves = false; } }),
  ];
  const state = doc => EditorState.create({ doc, extensions });
  const editor = { state, silent: true };
  editor.view = new EditorView({ parent, state: state(text) });
  editor.silent = false;
  return editor;
}

const WORD = /[\w./-]*$/;
const complete = (context, listen) => {
  const word = context.matchBefore(WORD), from = word ? word.from : context.pos;
  if (!context.explicit && from === context.pos) return null;
  const options = listen.complete(context.state.doc.toString(), context.pos);
  return options.length ? { from, options, validFor: WORD } : null;
};

/** Another file: other text and a history of its own. */
export function show(editor, text) {
  editor.silent = true;
  editor.view.setState(editor.state(text));
  editor.silent = false;
}

/** The same file with a mended text: one step that can be undone. */
export function replace(editor, text) {
  const { view } = editor, before = view.state.doc.toString();
  if (before === text) return;
  editor.silent = true;
  view.dispatch({ changes: { from: 0, to: before.length, insert: text } });
  editor.silent = false;
}

/** Findings, `{from, to, severity, message}` in UTF-16 units. */
export function mark(editor, findings) {
  const end = editor.view.state.doc.length, bound = place => Math.max(0, Math.min(place, end));
  const diagnostics = findings.map(finding => ({ ...finding, from: bound(finding.from), to: Math.max(bound(finding.from), bound(finding.to)) }));
  editor.view.dispatch(setDiagnostics(editor.view.state, diagnostics));
}

/** Puts the cursor at a place and shows it. */
export function reveal(editor, position) {
  const place = Math.max(0, Math.min(position, editor.view.state.doc.length));
  editor.view.dispatch({ selection: EditorSelection.cursor(place), effects: EditorView.scrollIntoView(place, { y: "center" }) });
  editor.view.focus();
}

/** What a button beside the editor types: "indent", "outdent", or a text. */
export function press({ view }, key) {
  if (key === "indent") indentMore(view);
  else if (key === "outdent") indentLess(view);
  else view.dispatch(view.state.replaceSelection(key));
  view.focus();
}

/** Takes the editor away. */
export function close(editor) {
  editor.view.destroy();
}
