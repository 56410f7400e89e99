//! The code editor: CodeMirror where it was bundled, a plain text area until then or instead.

use crate::api::suggest::{Suggestion, suggest};
use crate::diagnostic::{Diagnostic, Severity};
use js_sys::{Array, Object, Reflect};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

#[wasm_bindgen(module = "/editor/bridge.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn open(
        parent: &HtmlElement,
        text: &str,
        label: &str,
        change: &JsValue,
        apply: &JsValue,
        complete: &JsValue,
    ) -> Result<JsValue, JsValue>;
    fn show(editor: &JsValue, text: &str);
    fn replace(editor: &JsValue, text: &str);
    fn mark(editor: &JsValue, findings: &Array);
    fn reveal(editor: &JsValue, position: f64);
    fn press(editor: &JsValue, key: &str);
    fn close(editor: &JsValue);
}

/// The name by which assistive tools, tests and embedders know the editor.
const LABEL: &str = "Manifest editor";

/// What the editor shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The file's name: another one has a history of its own.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Counts the changes that were not typed here.
    pub revision: usize,
    /// What was found in it.
    pub findings: Rc<Vec<Diagnostic>>,
    /// Where the cursor should go (in bytes), and the number of that wish.
    pub wish: Option<(usize, usize)>,
    /// Whether it can be seen: only then is the bundle fetched.
    pub is_shown: bool,
    /// What was typed.
    pub on_change: Callback<String>,
    /// Ctrl-Enter.
    pub on_apply: Callback<()>,
}

/// What happens to the editor.
pub enum Message {
    /// The bundle is there and made this editor.
    Opened(JsValue),
    /// There is no bundle.
    Missing,
    /// One of the keys beside it was pressed.
    Key(&'static str),
}

/// The editor.
pub struct Editor {
    place: NodeRef,
    area: NodeRef,
    code: Option<JsValue>,
    is_asked: bool,
    is_missing: bool,
}

impl Component for Editor {
    type Message = Message;
    type Properties = Props;

    fn create(_: &Context<Editor>) -> Editor {
        Editor {
            place: NodeRef::default(),
            area: NodeRef::default(),
            code: None,
            is_asked: false,
            is_missing: false,
        }
    }

    fn update(&mut self, context: &Context<Editor>, message: Message) -> bool {
        match message {
            Message::Opened(code) => {
                let props = context.props();
                show(&code, &props.text);
                mark(&code, &marks(&props.text, &props.findings));
                self.code = Some(code);
            }
            Message::Missing => self.is_missing = true,
            Message::Key(key) => self.press(context, key),
        }
        true
    }

    fn changed(&mut self, context: &Context<Editor>, old: &Props) -> bool {
        let new = context.props();
        if let Some(code) = &self.code {
            if new.name != old.name {
                show(code, &new.text);
            } else if new.revision != old.revision {
                replace(code, &new.text);
            }
            if new.findings != old.findings || new.name != old.name {
                mark(code, &marks(&new.text, &new.findings));
            }
        }
        if let Some((_, place)) = new.wish.filter(|_| new.wish != old.wish) {
            self.reveal(&new.text, place);
        }
        true
    }

    fn rendered(&mut self, context: &Context<Editor>, _: bool) {
        if context.props().is_shown && !self.is_asked {
            self.is_asked = true;
            self.ask(context);
        }
    }

    fn view(&self, context: &Context<Editor>) -> Html {
        let props = context.props();
        let oninput = props.on_change.reform(|event: InputEvent| {
            let area: HtmlTextAreaElement = event.target_unchecked_into();
            area.value()
        });
        let on_apply = props.on_apply.clone();
        let onkeydown = move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                on_apply.emit(());
            }
        };
        html! {
            <>
                <div class="code">
                    <div class="mirror" ref={self.place.clone()} />
                    if self.code.is_none() {
                        <textarea ref={self.area.clone()} aria-label={LABEL} spellcheck="false"
                            autocapitalize="off" value={props.text.clone()} {oninput} {onkeydown} />
                    }
                </div>
                <div class="keys" role="toolbar" aria-label="Keys for YAML">
                    { for KEYS.iter().map(|(key, name, shown)| html! {
                        <button aria-label={*name} onclick={context.link().callback(|_| Message::Key(key))}>
                            { *shown }
                        </button>
                    }) }
                </div>
                if self.is_missing {
                    <p class="plain-note">
                        { "A plain text area: this page was built without its code editor." }
                    </p>
                }
            </>
        }
    }

    fn destroy(&mut self, _: &Context<Editor>) {
        if let Some(code) = &self.code {
            close(code);
        }
    }
}

/// The keys that YAML needs and telephones hide: what is typed, its name, how it looks.
const KEYS: [(&str, &str, &str); 5] = [
    ("indent", "Indent", "⇥"),
    ("outdent", "Outdent", "⇤"),
    ("- ", "List item", "-"),
    (": ", "Colon", ":"),
    ("\"", "Quote", "\""),
];

impl Editor {
    fn press(&self, context: &Context<Editor>, key: &str) {
        if let Some(code) = &self.code {
            press(code, key);
        } else if let Some(area) = self.area.cast::<HtmlTextAreaElement>() {
            let text = if key == "indent" { "  " } else { key };
            if key != "outdent" && area.set_range_text(text).is_ok() {
                context.props().on_change.emit(area.value());
            }
            let _ = area.focus();
        }
    }

    /// Asks for the bundle; what comes of it is a message.
    fn ask(&mut self, context: &Context<Editor>) {
        let Some(place) = self.place.cast::<HtmlElement>() else { return };
        let (props, link) = (context.props(), context.link().clone());
        let on_change = props.on_change.clone();
        let change = Closure::<dyn Fn(String)>::new(move |text| on_change.emit(text));
        let on_apply = props.on_apply.clone();
        let apply = Closure::<dyn Fn()>::new(move || on_apply.emit(()));
        let complete = Closure::<dyn Fn(String, f64) -> Array>::new(offers);
        // They belong to the editor from now on: it lives as long as the page.
        let (change, apply) = (change.into_js_value(), apply.into_js_value());
        let complete = complete.into_js_value();
        let text = props.text.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let opened = open(&place, &text, LABEL, &change, &apply, &complete).await;
            let message = match opened {
                Ok(code) => Message::Opened(code),
                Err(_) => Message::Missing,
            };
            link.send_message(message);
        });
    }

    fn reveal(&self, text: &str, place: usize) {
        let units = utf16(text, place);
        if let Some(code) = &self.code {
            reveal(code, units as f64);
        } else if let Some(area) = self.area.cast::<HtmlTextAreaElement>() {
            let units = u32::try_from(units).ok();
            let _ = area.focus();
            let _ = area.set_selection_start(units);
            let _ = area.set_selection_end(units);
        }
    }
}

/// A place in bytes as a place in UTF-16 units, in which the browser counts.
fn utf16(text: &str, place: usize) -> usize {
    text.char_indices()
        .take_while(|(at, _)| *at < place)
        .map(|(_, letter)| letter.len_utf16())
        .sum()
}

/// A place in UTF-16 units as a place in bytes.
fn bytes(text: &str, units: usize) -> usize {
    let mut seen = 0;
    let found = text.char_indices().find(|(_, letter)| {
        seen += letter.len_utf16();
        seen > units
    });
    found.map_or(text.len(), |(place, _)| place)
}

/// What can be written at a place, as CodeMirror takes it.
fn offers(text: String, units: f64) -> Array {
    let offer = |suggestion: Suggestion| {
        object(&[
            ("label", suggestion.word.into()),
            ("detail", suggestion.takes.into()),
            ("apply", suggestion.text.into()),
        ])
    };
    suggest(&text, bytes(&text, units as usize)).into_iter().map(offer).collect()
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in fields {
        // A fresh object takes every field.
        let _ = Reflect::set(&object, &JsValue::from_str(key), value);
    }
    object.into()
}

/// Findings as CodeMirror takes them.
fn marks(text: &str, findings: &[Diagnostic]) -> Array {
    findings
        .iter()
        .map(|finding| {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Hint => "info",
            };
            object(&[
                ("from", (utf16(text, finding.span.start) as f64).into()),
                ("to", (utf16(text, finding.span.end) as f64).into()),
                ("severity", severity.into()),
                ("message", finding.message.as_str().into()),
            ])
        })
        .collect()
}
