//! Time: the clock, its transport, and the recent past as a score.

use super::action::Action;
use super::clock::SPEEDS;
use super::facts_pane::time_of_day;
use super::icon::Icon;
use super::staves::Staves;
use crate::scene::{Foretold, Scene, Score};
use crate::time::Time;
use std::rc::Rc;
use yew::prelude::*;

/// What the pane shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where actions go.
    pub send: Callback<Action>,
    /// When the session began.
    pub start: Time,
    /// The instant to which the cluster has come.
    pub now: Time,
    /// Whether virtual time passes.
    pub is_playing: bool,
    /// Virtual seconds in a second.
    pub speed: u32,
    /// The owners, for the staves.
    pub scene: Rc<Scene>,
    /// The notes.
    pub score: Rc<Score>,
    /// What will follow.
    pub foretold: Rc<Foretold>,
}

/// The pane.
#[component]
pub fn TimePane(props: &Props) -> Html {
    let send = &props.send;
    let is_playing = props.is_playing;
    let (name, icon) = if is_playing { ("Pause", Icon::Pause) } else { ("Play", Icon::Play) };
    html! {
        <section class="pane-time" aria-label="Time">
            <div class="transport">
                <time class="clock" datetime={props.now.rfc3339()}>{ time_of_day(props.now) }</time>
                <button class="button is-square is-primary" aria-label={name} title={name}
                    onclick={send.reform(move |_| Action::Play(!is_playing))}>{ icon.draw(16) }</button>
                <button class="button is-square" aria-label="To the next event"
                    title="To the next event" onclick={send.reform(|_| Action::Next)}>
                    { Icon::Step.draw(16) }
                </button>
                <span class="speed" role="group" aria-label="Speed">
                    { for SPEEDS.iter().map(|speed| { let speed = *speed; html! {
                        <button aria-pressed={(speed == props.speed).to_string()}
                            onclick={send.reform(move |_| Action::Speed(speed))}>
                            { format!("×{speed}") }
                        </button>
                    } }) }
                </span>
                <span class="clock-date">{ props.now.rfc3339().get(..10).unwrap_or_default().to_owned() }</span>
                <span class="grow" />
            </div>
            <Staves start={props.start} now={props.now} speed={props.speed} scene={props.scene.clone()}
                score={props.score.clone()} foretold={props.foretold.clone()} />
        </section>
    }
}
