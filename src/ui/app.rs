//! The page as a whole: sends actions to the state and lays the panes out.

use super::action::{Action, Pane};
use super::bar::Bar;
use super::cluster_pane::ClusterPane;
use super::editor_pane::EditorPane;
use super::facts_pane::FactsPane;
use super::glyph;
use super::icon::Icon;
use super::lesson_pane::LessonPane;
use super::parts::on;
use super::rest;
use super::state::State;
use super::storage;
use super::terminal_pane::TerminalPane;
use super::time_pane::time_pane;
use crate::embed::address::Address;
use crate::lessons::course::Course;
use gloo::render::{AnimationFrame, request_animation_frame};
use js_sys::Object;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;
use yew::prelude::*;

/// The page.
pub struct App {
    state: State,
    _frame: AnimationFrame,
}

impl Component for App {
    type Message = Action;
    type Properties = ();

    fn create(context: &Context<App>) -> App {
        let query = gloo::utils::window().location().search().unwrap_or_default();
        let address = Address::parse(&query);
        fetch_course(context);
        context.link().send_future(async {
            rest::arrived().await;
            Action::RestArrived
        });
        if address.lesson.is_some() || !storage::files("").is_empty() {
            rest::want();
        }
        if let Some(name) = address.lesson {
            fetch_lesson(&context.link().callback(|action| action), name);
        }
        App { state: State::new(is_dark()), _frame: next_frame(context) }
    }

    fn update(&mut self, context: &Context<App>, action: Action) -> bool {
        if let Action::Frame(_) = action {
            self._frame = next_frame(context);
        }
        let was_dark = self.state.is_dark;
        let is_changed = self.state.update(action);
        if self.state.is_dark != was_dark {
            show_theme(self.state.is_dark);
        }
        is_changed
    }

    fn view(&self, context: &Context<App>) -> Html {
        let state = &self.state;
        let send = context.link().callback(|action: Action| action);
        let session = &state.session;
        let open = state.study.open.clone().map(Rc::new);
        html! {
            <main class={classes!("shell", open.is_some().then_some("has-lesson"))}
                data-pane={state.pane.class()} onkeydown={escape(&send)}>
                { glyph::patterns() }
                <Bar send={send.clone()} beads={state.beads.clone()} title={title(state)}
                    is_dark={state.is_dark} lines={session.lines().count()}
                    seed={session.options().seed} />
                <LessonPane send={send.clone()} course={state.study.course.clone()} open={open}
                    progress={Rc::new(state.study.progress.clone())}
                    trouble={state.study.trouble.clone()}
                    is_lesson_cluster={!state.desk.shelf.is_empty()} />
                <ClusterPane send={send.clone()} scene={state.scene.clone()}
                    picture={state.picture.clone()} chosen={state.chosen.clone()} />
                <EditorPane send={send.clone()} name={state.desk.active.clone()}
                    text={state.desk.text(&state.desk.active, session).to_owned()}
                    revision={state.desk.revision} findings={state.desk.findings.clone()}
                    wish={state.desk.wish} tabs={tabs(state)}
                    names={session.files().keys().cloned().collect::<Vec<_>>()}
                    is_shown={!state.surface.is_narrow || state.pane == Pane::Editor} />
                <TerminalPane send={send.clone()} lines={state.screen.lines()}
                    input={state.screen.input.clone()} choices={state.screen.choices.clone()}
                    search={state.screen.search.clone()}
                    is_busy={session.is_busy() || !state.waiting.is_empty()} prompt={session.prompt()} waiting={state.waiting.len()}
                    is_playing={state.clock.is_playing} />
                <FactsPane send={send.clone()} shown={state.facts}
                    facts={state.list.clone()} />
                { time_pane(state, &send) }
                { bottom_bar(state.pane, &send) }
                <p class="visually-hidden" role="status" aria-live="polite">
                    { state.voice.sentence.clone() }
                </p>
            </main>
        }
    }
}

/// Escape lets go of what is looked at.
fn escape(send: &Callback<Action>) -> Callback<KeyboardEvent> {
    let send = send.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            send.emit(Action::Choose(None));
        }
    })
}

fn next_frame(context: &Context<App>) -> AnimationFrame {
    let link = context.link().clone();
    request_animation_frame(move |at| link.send_message(Action::Frame(at)))
}

fn title(state: &State) -> String {
    state.study.open.as_ref().map_or(String::new(), |open| open.lesson.title.clone())
}

/// The open files, and which of them have changes that no command has seen.
fn tabs(state: &State) -> Vec<(String, bool)> {
    let desk = &state.desk;
    desk.open.iter().map(|name| (name.clone(), desk.is_draft(name))).collect()
}

fn bottom_bar(current: Pane, send: &Callback<Action>) -> Html {
    let icon = |pane| match pane {
        Pane::Lesson => Icon::Lesson,
        Pane::Cluster => Icon::Node,
        Pane::Editor => Icon::File,
        Pane::Terminal => Icon::Terminal,
        Pane::Events => Icon::Events,
    };
    html! {
        <nav class="pane-bottom" aria-label="Panes">
            { for Pane::ALL.into_iter().map(|pane| html! {
                <button aria-current={(pane == current).then_some("page")}
                    onclick={on(send, Action::Show(pane))}>
                    { icon(pane).draw(20) }{ pane.title() }
                </button>
            }) }
        </nav>
    }
}

fn is_dark() -> bool {
    root().and_then(|root| root.get_attribute("data-theme")).is_some_and(|theme| theme == "dark")
}

fn show_theme(is_dark: bool) {
    if let Some(root) = root() {
        let _ = root.set_attribute("data-theme", if is_dark { "dark" } else { "light" });
    }
}

fn root() -> Option<web_sys::Element> {
    gloo::utils::document().document_element()
}

async fn fetch_text(path: String) -> Result<String, String> {
    let said = |fault: JsValue| String::from(Object::from(fault).to_string());
    let answer = JsFuture::from(gloo::utils::window().fetch_with_str(&path)).await.map_err(said)?;
    let answer: Response = answer.unchecked_into();
    if !answer.ok() {
        return Err(format!("{path} is not there"));
    }
    let text = JsFuture::from(answer.text().map_err(said)?).await.map_err(said)?;
    Ok(text.as_string().unwrap_or_default())
}

fn fetch_course(context: &Context<App>) {
    context.link().send_future(async {
        let text = fetch_text("lessons/course.md".to_owned()).await.unwrap_or_default();
        Action::CourseArrived(Course::parse(&text))
    });
}

/// Fetches a lesson and sends what came of it, when there is a whole program to play it.
pub fn fetch_lesson(send: &Callback<Action>, name: String) {
    let send = send.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let text = fetch_text(format!("lessons/{name}.md")).await;
        rest::want();
        rest::arrived().await;
        send.emit(Action::LessonArrived(name, text));
    });
}
