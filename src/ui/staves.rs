//! The recent past as a score: a stave an owner, a note a fact, a flag a command, and underneath
//! how many writes the API server took.

use super::facts_pane::time_of_day;
use crate::api::Key;
use crate::scene::{Note, OwnerRow, Pitch, Scene, Score};
use crate::time::{Milliseconds, SECOND, Time};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// The most staves that are drawn.
const STAVES: usize = 5;
const TOP: f64 = 27.0;
const STAVE: f64 = 17.0;
/// Where the writes stand and where the times are written, from above.
const PULSE: f64 = 132.0;
const TIMES: f64 = 147.0;
/// The least that is shown of the past.
const SHORTEST: Milliseconds = 60 * SECOND;
/// The part of the width that is past.
const PAST: f64 = 0.86;

/// What the score shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// When the session began.
    pub start: Time,
    /// Where the playhead is.
    pub now: Time,
    /// Virtual seconds in a second: the faster, the more of the past is shown.
    pub speed: u32,
    /// The owners.
    pub scene: Rc<Scene>,
    /// The notes.
    pub score: Rc<Score>,
}

/// Which time is where.
#[derive(Clone, Copy)]
struct Scale {
    now: Time,
    window: Milliseconds,
    width: f64,
}

impl Scale {
    /// The window grows with the session, up to what suits the speed.
    fn new(props: &Props, width: f64) -> Scale {
        let longest = match props.speed {
            0..=1 => 180,
            2..=10 => 600,
            11..=60 => 3_600,
            61..=300 => 4 * 3_600,
            _ => 8 * 3_600,
        };
        let age = props.now.since(props.start);
        let window = (age + age / 16).clamp(SHORTEST, longest * SECOND);
        Scale { now: props.now, window, width }
    }

    fn first(self) -> Time {
        self.now.plus(-self.window)
    }

    fn x(self, time: Time) -> f64 {
        let back = self.now.since(time) as f64 / self.window as f64;
        ((1.0 - back) * self.width * PAST * 10.0).round() / 10.0
    }
}

/// The score.
#[component]
pub fn Staves(props: &Props) -> Html {
    let place = use_node_ref();
    let width = place.cast::<Element>().map_or(1_100, |element| element.client_width());
    let scale = Scale::new(props, f64::from(width));
    let owners: Vec<&Rc<OwnerRow>> = props.scene.rows.iter().rev().take(STAVES).rev().collect();
    let bottom = TOP + STAVE * owners.len() as f64;
    let label =
        format!("The last {} seconds, until {}", scale.window / SECOND, time_of_day(props.now));
    html! {
        <div class="score">
            <ol class="score-names">
                { for owners.iter().map(|row| html! {
                    <li key={row.key.to_string()}>
                        <b>{ row.name.as_str() }</b>
                        <span>{ kind_name(row) }</span><span>{ row.count.clone() }</span>
                    </li>
                }) }
            </ol>
            <div class="staves" ref={place}>
                <svg role="img" aria-label={label}>
                    <rect class="future" x={scale.x(props.now).to_string()} y="0" width="2000" height="400" />
                    { bar_lines(scale) }
                    { for (0..owners.len()).map(|index| {
                        let y = y(index);
                        html! { <path class="stave" d={format!("M0 {y}H{width}")} /> }
                    }) }
                    { pulse(&props.score, scale) }
                    { ties(&props.score, &owners, scale) }
                    { flags(&props.score, scale, bottom) }
                    { playhead(scale) }
                </svg>
            </div>
        </div>
    }
}

fn kind_name(row: &OwnerRow) -> &'static str {
    if row.key.name.is_empty() { "" } else { row.key.kind.row().name }
}

fn y(stave: usize) -> f64 {
    TOP + STAVE * stave as f64 + 0.5
}

/// Lines at round times.
fn bar_lines(scale: Scale) -> Html {
    let step = round_step(scale.window / 5);
    let first = scale.first().0.div_euclid(step) * step + step;
    let times = (0..8)
        .map(|index| Time(first + index * step))
        .filter(|time| *time <= scale.now.plus(step / 2));
    html! {
        { for times.map(|time| {
            let x = scale.x(time).floor() + 0.5;
            html! {
                <g key={time.0.to_string()}>
                    <path class="bar-line" d={format!("M{x} 0V400")} />
                    <text x={(x + 4.0).to_string()} y={TIMES.to_string()}>{ time_of_day(time) }</text>
                </g>
            }
        }) }
    }
}

/// Commands as flags on two lines; where they stand close only the pole is drawn.
fn flags(score: &Score, scale: Scale, bottom: f64) -> Html {
    let commands: Vec<&Note> =
        score.notes_since(scale.first()).filter(|note| note.pitch == Pitch::Command).collect();
    let mut ends = [f64::MIN; 2];
    html! {
        { for commands.into_iter().map(|note| {
            let x = scale.x(note.at).floor() + 0.5;
            let text: String = note.subject.trim_start_matches("kubectl ").chars().take(36).collect();
            let line = ends.iter().position(|end| *end < x);
            if let Some(line) = line {
                ends[line] = x + 16.0 + 6.1 * text.chars().count() as f64;
            }
            // Where there is no room for the words, a short pole below them has to do.
            let top = line.map_or(TOP - 5.0, |line| 4.0 + 11.0 * line as f64);
            html! {
                <g>
                    <path class="flag-pole" d={format!("M{x} {top}V{bottom}")} />
                    if line.is_some() {
                        <path class="flag-cloth" d={format!("M{x} {top}h6l-2 3 2 3h-6z")} />
                        <text class="flag" x={(x + 10.0).to_string()} y={(top + 7.0).to_string()}>{ text }</text>
                    }
                </g>
            }
        }) }
    }
}

/// A pod's life on a stave, as far as it is in the window.
#[derive(Default)]
struct Life<'score> {
    notes: Vec<&'score Note>,
}

fn ties(score: &Score, owners: &[&Rc<OwnerRow>], scale: Scale) -> Html {
    let staves: BTreeMap<&Key, usize> =
        owners.iter().enumerate().map(|(index, row)| (&row.key, index)).collect();
    let mut lives: BTreeMap<(usize, &SmolStr), Life> = BTreeMap::new();
    for note in score.notes_since(scale.first()) {
        if let Some(stave) = note.row.as_ref().and_then(|row| staves.get(row)) {
            lives.entry((*stave, &note.subject)).or_default().notes.push(note);
        }
    }
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    html! {
        { for lives.into_iter().map(|((stave, _), life)| {
            let place = places.entry(stave).or_default();
            let y = y(stave) - 6.0 + 3.0 * (*place % 5) as f64;
            *place += 1;
            draw_life(&life, owners[stave].hue, y, scale)
        }) }
    }
}

fn draw_life(life: &Life, hue: usize, y: f64, scale: Scale) -> Html {
    let Some(first) = life.notes.first() else { return Html::default() };
    let begin = if first.pitch == Pitch::Created { scale.x(first.at) } else { 0.0 };
    let settled = life.notes.iter().find(|note| note.pitch != Pitch::Created);
    let end = life
        .notes
        .last()
        .filter(|note| matches!(note.pitch, Pitch::Gone | Pitch::Done | Pitch::Failed));
    let (class, until) = match (settled, end) {
        (_, Some(end)) => ("tie", scale.x(end.at)),
        (Some(ready), None) => ("tie", scale.x(ready.at)),
        (None, None) => ("tie is-open", scale.x(scale.now)),
    };
    html! {
        <g class={format!("hue-{}", hue % 6)}>
            <path class={class} d={format!("M{begin} {y}H{until}")} />
            { for life.notes.iter().map(|note| draw_note(note, y, scale)) }
        </g>
    }
}

fn draw_note(note: &Note, y: f64, scale: Scale) -> Html {
    let x = scale.x(note.at);
    match note.pitch {
        Pitch::Created => {
            html! { <circle class="n-created" cx={x.to_string()} cy={y.to_string()} r="2.5" /> }
        }
        Pitch::Ready => {
            html! { <circle class="n-ready" cx={x.to_string()} cy={y.to_string()} r="2.75" /> }
        }
        Pitch::Done => {
            html! { <path class="n-done" d={format!("M{} {}h5v5h-5z", x - 2.5, y - 2.5)} /> }
        }
        Pitch::Failed => {
            html! { <path class="n-failed" d={format!("M{x} {}l3.5 3.5-3.5 3.5-3.5-3.5z", y - 3.5)} /> }
        }
        Pitch::Gone => {
            html! { <path class="n-gone" d={format!("M{} {}l5 5m0-5l-5 5", x - 2.5, y - 2.5)} /> }
        }
        Pitch::Command => Html::default(),
    }
}

/// The writes of each second as small bars, high ones cut.
fn pulse(score: &Score, scale: Scale) -> Html {
    let step = (scale.window / SECOND / 300).max(1);
    let mut sums: BTreeMap<i64, u32> = BTreeMap::new();
    for (second, count) in score.writes_since(scale.first()) {
        *sums.entry(second.div_euclid(step) * step).or_default() += count;
    }
    let base = PULSE;
    let width = (scale.width * PAST * (step * SECOND) as f64 / scale.window as f64).clamp(1.0, 3.0);
    let bars: String = sums
        .into_iter()
        .map(|(second, count)| {
            let height = (f64::from(count).sqrt() * 3.0).min(16.0);
            format!(
                "M{} {base}v-{height:.1}h{width:.1}v{height:.1}z",
                scale.x(Time(second * SECOND))
            )
        })
        .collect();
    html! { <path class="pulse" d={bars} /> }
}

/// The next larger step that reads well on a clock.
fn round_step(least: Milliseconds) -> Milliseconds {
    const STEPS: [i64; 12] = [10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400];
    let found = STEPS.iter().find(|step| **step * SECOND >= least);
    found.copied().unwrap_or(28_800) * SECOND
}

fn playhead(scale: Scale) -> Html {
    let x = scale.x(scale.now).floor() + 0.5;
    html! {
        <g>
            <path class="playhead" d={format!("M{x} 0V400")} />
            <path class="playhead-cap" d={format!("M{} 0h8l-4 6z", x - 4.0)} />
        </g>
    }
}
