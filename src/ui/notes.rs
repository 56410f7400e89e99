//! What is written on the score: a note a fact, a flag a command, and underneath how many writes
//! the API server took.

use super::parts::{self, path};
use crate::api::Key;
use crate::ordered::OrderedMap;
use crate::scene::{Foretold, Note, OwnerRow, Pitch, Score, Short};
use crate::time::{SECOND, Time};
use smol_str::SmolStr;
use std::rc::Rc;
use yew::prelude::*;

const TOP: f64 = 27.0;
const STAVE: f64 = 17.0;
/// Where the writes stand, in pixels from above.
pub const PULSE: Short = Short(132.0);
/// Where the times are written, in pixels from above.
pub const TIMES: Short = Short(147.0);
/// The most pods whose lives are drawn on one stave.
const LIVES: usize = 40;
/// The width of a letter of a flag, in pixels.
const LETTER: f64 = 6.1;

/// Where a stave lies, in pixels from above.
pub fn stave_y(stave: usize) -> Short {
    Short(TOP + STAVE * stave as f64 + 0.5)
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
    /// What will follow.
    pub foretold: Rc<Foretold>,
}

impl Props {
    fn x(&self, time: Time) -> Short {
        Short((time.since(self.origin) as f64 * self.scale * 10.0).round() / 10.0)
    }

    fn bottom(&self) -> Short {
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
        </>
    }
}

/// Commands as flags on two lines; where they stand close only a short pole is drawn.
#[component]
pub fn Flags(props: &Props) -> Html {
    let notes = props.score.notes_since(props.origin);
    let commands = notes.filter(|note| note.pitch == Pitch::Command);
    let mut ends = [f64::MIN; 2];
    html! {
        { for commands.map(|note| {
            let x = Short(props.x(note.at).0.floor() + 0.5);
            let text: String = note.subject.trim_start_matches("kubectl ").chars().take(36).collect();
            let line = ends.iter().position(|end| *end < x.0);
            if let Some(line) = line {
                ends[line] = x.0 + 16.0 + LETTER * text.chars().count() as f64;
            }
            let top = Short(line.map_or(TOP - 5.0, |line| 4.0 + 11.0 * line as f64));
            html! {
                <g>
                    { path("flag-pole", format!("M{x} {top}V{}", props.bottom())) }
                    if line.is_some() {
                        { path("flag-cloth", format!("M{x} {top}h6l-2 3 2 3h-6z")) }
                        { parts::text("flag", ((x + 10.0).to_string(), (top + 7.0).to_string()), text) }
                    }
                </g>
            }
        }) }
    }
}

/// Each pod's life as a line with its notes, a few of them beside one another on a stave.
fn lives(props: &Props) -> Html {
    let staves: OrderedMap<&Key, usize> =
        props.owners.iter().enumerate().map(|(index, row)| (&row.key, index)).collect();
    let mut lives: OrderedMap<(usize, &SmolStr), Life> = OrderedMap::new();
    let past = props.score.notes_since(props.origin).map(|note| (note, false));
    let future = props.foretold.notes.iter().map(|note| (note, true));
    for (note, is_to_come) in past.chain(future) {
        if let Some(stave) = note.row.as_ref().and_then(|row| staves.get(row)) {
            let life = lives.entry((*stave, &note.subject)).or_default();
            if is_to_come { life.to_come.push(note) } else { life.past.push(note) }
        }
    }
    let mut drawn: OrderedMap<usize, usize> = OrderedMap::new();
    html! {
        { for lives.into_iter().map(|((stave, _), life)| {
            let place = drawn.entry(stave).or_default();
            *place += 1;
            if *place > LIVES {
                return Html::default();
            }
            let y = stave_y(stave) - 6.0 + 3.0 * (*place % 5) as f64;
            draw_life(&life, props.owners[stave].hue, y, props)
        }) }
    }
}

/// A pod's notes, those there were and those to come.
#[derive(Default)]
struct Life<'score> {
    past: Vec<&'score Note>,
    to_come: Vec<&'score Note>,
}

fn draw_life(life: &Life, hue: usize, y: Short, props: &Props) -> Html {
    let tie = |notes: &[&Note], from: Option<Short>, class: &'static str| {
        let (first, last) = (notes.first()?, notes.last()?);
        let is_born = first.pitch == Pitch::Created;
        let begin = if is_born { props.x(first.at) } else { from.unwrap_or(Short(0.0)) };
        Some(path(class, format!("M{begin} {y}H{}", props.x(last.at))))
    };
    let end = life.past.last().map(|note| props.x(note.at));
    html! {
        <g class={format!("hue-{}", hue % 6)}>
            { for tie(&life.past, None, "tie") }
            { for life.past.iter().map(|note| draw(note, y, props)) }
            <g class="to-come">
                { for tie(&life.to_come, end, "tie is-open") }
                { for life.to_come.iter().map(|note| draw(note, y, props)) }
            </g>
        </g>
    }
}

fn draw(note: &Note, y: Short, props: &Props) -> Html {
    let x = props.x(note.at);
    let (class, line) = match note.pitch {
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
    path(class, line)
}

/// The writes of each moment as small bars, high ones cut.
fn pulse(props: &Props) -> Html {
    // One bar takes at least three pixels.
    let step = (3.0 / (props.scale * SECOND as f64)).ceil().max(1.0) as i64;
    let mut sums: OrderedMap<i64, u32> = OrderedMap::new();
    for (second, count) in props.score.writes_since(props.origin) {
        *sums.entry(second.div_euclid(step) * step).or_default() += count;
    }
    let width = Short(((step * SECOND) as f64 * props.scale).clamp(1.0, 3.0));
    let bars: String = sums
        .into_iter()
        .map(|(second, count)| {
            let height = Short((f64::from(count).sqrt() * 3.0).min(16.0));
            format!("M{} {PULSE}v-{height}h{width}v{height}z", props.x(Time(second * SECOND)))
        })
        .collect();
    path("pulse", bars)
}
