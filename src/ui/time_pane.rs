//! Time: the clock, its transport, and the recent past as a score.

use super::action::Action;
use super::clock::SPEEDS;
use super::facts_pane::time_of_day;
use super::icon::Icon;
use super::parts::{grow, icon_button, on, span};
use super::state::State;
use super::staves::Staves;
use yew::prelude::*;

/// The pane.
pub fn time_pane(state: &State, send: &Callback<Action>) -> Html {
    let (start, now) = (state.session.options().start, state.session.now());
    let clock = &state.clock;
    let is_playing = clock.is_playing;
    let (name, icon) = if is_playing { ("Pause", Icon::Pause) } else { ("Play", Icon::Play) };
    let written = now.rfc3339();
    let date = written.get(..10).unwrap_or_default().to_owned();
    html! {
        <section class="pane-time" aria-label="Time">
            <div class="transport">
                <time class="clock" datetime={written.to_string()}>{ time_of_day(now) }</time>
                { icon_button("button is-square is-primary", send, Action::Play(!is_playing), icon, name) }
                { icon_button("button is-square", send, Action::Next, Icon::Step, "To the next event") }
                <span class="speed" role="group" aria-label="Speed">
                    { for SPEEDS.into_iter().map(|speed| html! {
                        <button aria-pressed={(speed == clock.speed).to_string()}
                            onclick={on(send, Action::Speed(speed))}>
                            { format!("×{speed}") }
                        </button>
                    }) }
                </span>
                { span("clock-date", date) }
                { grow() }
            </div>
            <Staves {start} {now} speed={clock.speed} scene={state.scene.clone()}
                score={state.score.clone()} foretold={state.foretold.clone()} />
        </section>
    }
}
