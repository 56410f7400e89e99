//! What is written on the score: a note a fact, a flag a command, and underneath how many writes
//! the API server took.

use crate::api::Key;
use crate::scene::{Note, OwnerRow, Pitch, Score};
use crate::time::{Milliseconds, SECOND, Time};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::prelude::*;

const TOP: f64 = 27.0;
const STAVE: f64 = 17.0;
/// Where the writes stand, in pixels from above.
pub const PULSE: f64 = 132.0;
/// Where the times are written, in pixels from above.
pub const TIMES: f64 = 147.0;
/// The most pods whose lives are drawn on one stave.
const LIVES: usize = 40;
/// The width of a letter of a flag, in pixels.
const LETTER: f64 = 6.1;

/// Where a stave lies, in pixels from above.
pub fn stave_y(stave: usize) -> f64 {
    TOP + STAVE * stave as f64 + 0.5
}

/// What is written.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The notes.
    pub score: Rc<Score>,
    /// The owners with a stave.
    pub owners: Vec<Rc<OwnerRow>>,
    /// The time at which x is 0.
    pub origin: Time,
    /// Pixels a millisecond.
    pub scale: f64,
    /// How far back anything is drawn.
    pub window: Milliseconds,
}

impl Props {
    fn x(&self, time: Time) -> f64 {
        (time.since(self.origin) as f64 * self.scale * 10.0).round() / 10.0
    }

    fn bottom(&self) -> f64 {
        stave_y(self.owners.len())
    }
}

/// Everything on the paper.
#[component]
pub fn Notes(props: &Props) -> Html {
    html! {
        <>
            { pulse(props) }
            { lives(props) }
            { flags(props) }
        </>
    }
}

/// Commands as flags on two lines; where they stand close only a short pole is drawn.
fn flags(props: &Props) -> Html {
    let notes = props.score.notes_since(props.origin);
    let commands = notes.filter(|note| note.pitch == Pitch::Command);
    let mut ends = [f64::MIN; 2];
    html! {
        { for commands.map(|note| {
            let x = props.x(note.at).floor() + 0.5;
            let text: String = note.subject.trim_start_matches("kubectl ").chars().take(36).collect();
            let line = ends.iter().position(|end| *end < x);
            if let Some(line) = line {
                ends[line] = x + 16.0 + LETTER * text.chars().count() as f64;
            }
            let top = line.map_or(TOP - 5.0, |line| 4.0 + 11.0 * line as f64);
            html! {
                <g>
                    <path class="flag-pole" d={format!("M{x} {top}V{}", props.bottom())} />
                    if line.is_some() {
                        <path class="flag-cloth" d={format!("M{x} {top}h6l-2 3 2 3h-6z")} />
                        <text class="flag" x={(x + 10.0).to_string()} y={(top + 7.0).to_string()}>{ text }</text>
                    }
                </g>
            }
        }) }
    }
}

/// Each pod's life as a line with its notes, a few of them beside one another on a stave.
fn lives(props: &Props) -> Html {
    let staves: BTreeMap<&Key, usize> =
        props.owners.iter().enumerate().map(|(index, row)| (&row.key, index)).collect();
    let mut lives: BTreeMap<(usize, &SmolStr), Vec<&Note>> = BTreeMap::new();
    for note in props.score.notes_since(props.origin) {
        if let Some(stave) = note.row.as_ref().and_then(|row| staves.get(row)) {
            lives.entry((*stave, &note.subject)).or_default().push(note);
        }
    }
    let mut drawn: BTreeMap<usize, usize> = BTreeMap::new();
    html! {
        { for lives.into_iter().map(|((stave, _), notes)| {
            let place = drawn.entry(stave).or_default();
            *place += 1;
            if *place > LIVES {
                return Html::default();
            }
            let y = stave_y(stave) - 6.0 + 3.0 * (*place % 5) as f64;
            life(&notes, props.owners[stave].hue, y, props)
        }) }
    }
}

fn life(notes: &[&Note], hue: usize, y: f64, props: &Props) -> Html {
    let (Some(first), Some(last)) = (notes.first(), notes.last()) else { return Html::default() };
    let begin = if first.pitch == Pitch::Created { props.x(first.at) } else { 0.0 };
    html! {
        <g class={format!("hue-{}", hue % 6)}>
            <path class="tie" d={format!("M{begin} {y}H{}", props.x(last.at))} />
            { for notes.iter().map(|note| draw(note, y, props)) }
        </g>
    }
}

fn draw(note: &Note, y: f64, props: &Props) -> Html {
    let x = props.x(note.at);
    let (class, path) = match note.pitch {
        Pitch::Created => {
            ("n-created", format!("M{} {y}a2.5 2.5 0 1 1 5 0a2.5 2.5 0 1 1-5 0", x - 2.5))
        }
        Pitch::Ready => {
            ("n-ready", format!("M{} {y}a2.75 2.75 0 1 1 5.5 0a2.75 2.75 0 1 1-5.5 0", x - 2.75))
        }
        Pitch::Done => ("n-done", format!("M{} {}h5v5h-5z", x - 2.5, y - 2.5)),
        Pitch::Failed => ("n-failed", format!("M{x} {}l3.5 3.5-3.5 3.5-3.5-3.5z", y - 3.5)),
        Pitch::Gone => ("n-gone", format!("M{} {}l5 5m0-5l-5 5", x - 2.5, y - 2.5)),
        Pitch::Command => return Html::default(),
    };
    html! { <path class={class} d={path} /> }
}

/// The writes of each moment as small bars, high ones cut.
fn pulse(props: &Props) -> Html {
    let step = (props.window / SECOND / 300).max(1);
    let mut sums: BTreeMap<i64, u32> = BTreeMap::new();
    for (second, count) in props.score.writes_since(props.origin) {
        *sums.entry(second.div_euclid(step) * step).or_default() += count;
    }
    let width = ((step * SECOND) as f64 * props.scale).clamp(1.0, 3.0);
    let bars: String = sums
        .into_iter()
        .map(|(second, count)| {
            let height = (f64::from(count).sqrt() * 3.0).min(16.0);
            format!(
                "M{} {PULSE}v-{height:.1}h{width:.1}v{height:.1}z",
                props.x(Time(second * SECOND))
            )
        })
        .collect();
    html! { <path class="pulse" d={bars} /> }
}
