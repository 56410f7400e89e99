//! The lesson: its words, commands to click, a question, checks that tick, hints, the solution.

use super::action::Action;
use super::app::fetch_lesson;
use super::parts::{button, button_if, element, path, span};
use super::prose;
use super::study::OpenLesson;
use crate::lessons::course::{Course, Entry};
use crate::lessons::lesson::{Check, Question, Step};
use crate::lessons::progress::Progress;
use std::rc::Rc;
use yew::prelude::*;

/// What the pane shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where actions go.
    pub send: Callback<Action>,
    /// The lessons there are.
    pub course: Rc<Course>,
    /// The open one.
    pub open: Option<Rc<OpenLesson>>,
    /// What is done.
    pub progress: Rc<Progress>,
    /// Why a lesson could not be opened.
    pub trouble: String,
    /// Whether the cluster is a lesson's.
    pub is_lesson_cluster: bool,
}

/// The pane.
#[component]
pub fn LessonPane(props: &Props) -> Html {
    html! {
        <section class="pane pane-lesson" aria-label="Lesson">
            { match &props.open {
                Some(open) => lesson(open, props),
                None => catalogue(props),
            } }
        </section>
    }
}

fn catalogue(props: &Props) -> Html {
    let send = &props.send;
    let entry = |entry: &Entry| {
        let (name, send) = (entry.name.clone(), send.clone());
        let is_begun = props.progress.count(&name) > 0;
        html! {
            <button onclick={move |_| fetch_lesson(&send, name.clone())}>
                { tick(is_begun) }<span>{ entry.title.clone() }</span>
                { span("note", &entry.summary) }
            </button>
        }
    };
    html! {
        <div class="lesson scroll" tabindex="0">
            <h1>{ "A cluster to try things on" }</h1>
            <p>{ "It lives in this page: its API server, its scheduler, three nodes. Feed it YAML, talk to it with " }<code>{ "kubectl" }</code>{ ", stop time, and watch what follows from what." }</p>
            if !props.trouble.is_empty() {
                <p class="aside" role="alert">{ format!("That lesson cannot be opened: {}", props.trouble) }</p>
            }
            <h2>{ if props.course.title.is_empty() { "Lessons".to_owned() } else { props.course.title.clone() } }</h2>
            <div class="catalogue">{ for props.course.entries.iter().map(entry) }</div>
            if props.is_lesson_cluster {
                { button("button", send, Action::Playground, "A new cluster with my own files") }
            }
        </div>
    }
}

/// A function of its own in the Wasm, too, so that it need not be there before a lesson is open
/// (`tools/split`).
#[inline(never)]
fn lesson(open: &OpenLesson, props: &Props) -> Html {
    let send = &props.send;
    let count = open.lesson.steps.len();
    html! {
        <>
            <div class="lesson scroll" tabindex="0" key={open.page}>
                <div class="lesson-no micro">
                    { button("button is-quiet", send, Action::CloseLesson, "← Lessons") }
                    <span>{ open.lesson.subject.clone() }</span>
                    <span>{ place(open, count) }</span>
                </div>
                if let Some((_, step)) = open.step() {
                    { step_body(step, open, count, send) }
                } else {
                    <h1>{ open.lesson.title.clone() }</h1>
                    { prose::blocks(&open.lesson.introduction, send) }
                }
            </div>
            { foot(open, send) }
        </>
    }
}

fn place(open: &OpenLesson, count: usize) -> String {
    match open.page {
        0 => format!("{} minutes", open.lesson.minutes),
        page => format!("{page} of {count}"),
    }
}

fn step_body(step: &Step, open: &OpenLesson, count: usize, send: &Callback<Action>) -> Html {
    let done = if open.page == count { "Done: that was the last step." } else { "Done." };
    html! {
        <>
            <h1>{ step.title.clone() }</h1>
            { prose::blocks(&step.blocks, send) }
            { for step.question.as_ref().map(|question| predict(question, open, send)) }
            { checks(step, open) }
            { for step.hints.iter().take(open.hints)
                .map(|hint| element("div", "aside", prose::blocks(hint, send))) }
            if open.is_done() {
                { element("p", "lesson-done", done) }
            }
        </>
    }
}

fn foot(open: &OpenLesson, send: &Callback<Action>) -> Html {
    let (page, count) = (open.page, open.lesson.steps.len());
    let step = open.step().map(|(_, step)| step);
    let hints = step.map_or(0, |step| step.hints.len());
    let has_solution = step.is_some_and(|step| !step.solution.is_empty());
    let quiet = "button is-quiet";
    let next = if open.is_done() || page == 0 { "button is-primary" } else { "button" };
    html! {
        <div class="lesson-foot">
            <span class="row">
                if hints > 0 {
                    { button_if(open.hints < hints, quiet, send, Action::Hint, "Hint") }
                }
                if has_solution {
                    { button(quiet, send, Action::Solve, "Solution") }
                }
                { button(quiet, send, Action::RestartLesson, "Restart") }
            </span>
            <span class="row">
                { button_if(page > 0, quiet, send, Action::GoToPage(page.saturating_sub(1)), "Back") }
                if page < count {
                    { button(next, send, Action::GoToPage(page + 1), "Next") }
                } else {
                    { button(next, send, Action::CloseLesson, "Finish") }
                }
            </span>
        </div>
    }
}

fn predict(question: &Question, open: &OpenLesson, send: &Callback<Action>) -> Html {
    let answered = open.answer.and_then(|answer| question.answers.get(answer));
    html! {
        <fieldset class="predict">
            <legend>{ prose::inlines(&question.text) }</legend>
            { for question.answers.iter().enumerate().map(|(index, (text, _))| html! {
                <label class="choice">
                    <input type="radio" name="answer" checked={open.answer == Some(index)}
                        onchange={send.reform(move |_| Action::Answer(index))} />
                    <span>{ prose::inlines(text) }</span>
                </label>
            }) }
            if let Some((_, is_right)) = answered {
                <div class="answer" role="status">
                    <b>{ if *is_right { "Yes." } else { "Not so." } }</b>
                    { prose::blocks(&question.explanation, send) }
                </div>
            }
        </fieldset>
    }
}

fn checks(step: &Step, open: &OpenLesson) -> Html {
    let check = |(index, check): (usize, &Check)| {
        let is_held = open.held.get(index).copied().unwrap_or_default();
        let label = if is_held { "done" } else { "not yet" };
        html! {
            <li class={classes!("check", is_held.then_some("is-done"))}>
                { tick(is_held) }
                <div><span class="visually-hidden">{ format!("{label}: ") }</span>{ prose::inlines(&check.text) }
                    <code title={check.line.clone()}>{ check.line.clone() }</code></div>
            </li>
        }
    };
    html! {
        if !step.checks.is_empty() {
            <div class="checks">
                <b>{ "Done when" }</b>
                <ul>{ for step.checks.iter().enumerate().map(check) }</ul>
            </div>
        }
    }
}

fn tick(is_held: bool) -> Html {
    html! {
        <svg width="12" height="14" viewBox="0 0 12 14" aria-hidden="true" class={is_held.then_some("is-done")}>
            <rect class="mark-box" x=".5" y="1.5" width="11" height="11" />
            if is_held {
                { path("mark-tick", "M2.5 7.2 5 9.7 9.5 4.2") }
            }
        </svg>
    }
}
