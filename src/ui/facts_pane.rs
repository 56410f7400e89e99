//! Beside the terminal: what the cluster told (its events), or who did what (the journal).

use super::action::{Action, Facts};
use super::parts::{element, grow, on, span};
use crate::api::Object;
use crate::scene::{Chronicle, Entry, Station};
use crate::store::View;
use crate::time::Time;
use std::rc::Rc;
use yew::prelude::*;

/// The most entries that are shown.
const SHOWN: usize = 40;

/// The list.
#[derive(Clone, Debug, PartialEq)]
pub enum List {
    /// Events, newest first.
    Events(Vec<Rc<Object>>),
    /// Entries, newest first.
    Journal(Vec<Entry>),
}

/// What the pane shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where actions go.
    pub send: Callback<Action>,
    /// Which of the two lists.
    pub shown: Facts,
    /// Its entries.
    pub facts: Rc<List>,
}

/// The pane.
#[component]
pub fn FactsPane(props: &Props) -> Html {
    let tab = |facts: Facts, title: &'static str| {
        html! {
            <button role="tab" aria-selected={(props.shown == facts).to_string()}
                onclick={on(&props.send, Action::List(facts))}>{ title }</button>
        }
    };
    html! {
        <section class="pane pane-events" aria-label="Events and journal">
            <div class="pane-head">
                <div class="tabs" role="tablist">
                    { tab(Facts::Events, "Events") }{ tab(Facts::Journal, "Journal") }
                </div>
                { grow() }{ span("tick", "newest first") }
            </div>
            <div class="facts-scroll scroll" role="tabpanel" tabindex="0">
                { match &*props.facts {
                    List::Events(events) => event_list(events),
                    List::Journal(entries) => journal_list(entries),
                } }
            </div>
        </section>
    }
}

impl List {
    /// The list that is wished for, as it is now.
    pub fn of(wish: Facts, view: &View, chronicle: &Chronicle) -> List {
        match wish {
            Facts::Events => List::Events(view.latest_events(SHOWN)),
            Facts::Journal => {
                List::Journal(chronicle.entries().rev().take(SHOWN).cloned().collect())
            }
        }
    }
}

fn last_seen(event: &Object) -> Time {
    let time = |field: &str| Time::parse(event.body.get(field).str());
    time("lastTimestamp").or_else(|| time("eventTime")).unwrap_or_default()
}

/// The time of day.
pub fn time_of_day(time: Time) -> String {
    time.rfc3339().get(11..19).unwrap_or_default().to_owned()
}

fn event_list(events: &[Rc<Object>]) -> Html {
    html! {
        <ol class="facts is-events" aria-label="Events">
            if events.is_empty() {
                { element("li", "none", "Nothing has been told yet.") }
            }
            { for events.iter().map(|event| {
                let field = |path: &str| event.body.at(path).str().to_owned();
                let is_warning = field("type") == "Warning";
                let count = event.body.get("count").int();
                html! {
                    <li key={event.meta.uid.as_str()}>
                        <time>{ time_of_day(last_seen(event)) }</time>
                        <span class={classes!("sign", is_warning.then_some("is-warning"))}
                            role="img" aria-label={field("type")} />
                        <p>
                            <strong>{ field("reason") }</strong>
                            { format!(" {}/{}", field("involvedObject.kind").to_ascii_lowercase(),
                                field("involvedObject.name")) }
                            if count > 1 { { format!(" (×{count})") } }
                            <br />{ field("message") }
                        </p>
                    </li>
                }
            }) }
        </ol>
    }
}

fn journal_list(entries: &[Entry]) -> Html {
    html! {
        <ol class="facts" aria-label="Journal">
            { for entries.iter().map(|entry| html! {
                <li key={entry.fact.0} class={(entry.station == Station::You).then_some("is-you")}>
                    <time>{ time_of_day(entry.at) }</time>
                    <b>{ entry.who.as_str() }</b>
                    <span title={entry.what.clone()}>{ entry.what.clone() }</span>
                </li>
            }) }
        </ol>
    }
}
