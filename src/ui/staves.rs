//! The recent past as a score.  What is written on it stays where it is; the paper moves.

use super::facts_pane::time_of_day;
use super::notes::{Flags, Notes, PULSE, TIMES, stave_y};
use super::parts::{path, text};
use super::room::use_room;
use crate::scene::{Foretold, OwnerRow, Scene, Score, Short};
use crate::time::{Milliseconds, SECOND, Time};
use std::rc::Rc;
use yew::prelude::*;

/// The most staves that are drawn.
const STAVES: usize = 5;
/// The least that is shown of the past.
const SHORTEST: Milliseconds = 40 * SECOND;
/// The part of the width that is past.
const PAST: f64 = 0.8;

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
    /// What will follow.
    pub foretold: Rc<Foretold>,
}

/// The score.
#[component]
pub fn Staves(props: &Props) -> Html {
    let place = use_node_ref();
    let width = use_state(|| 1_100);
    use_room(&place, {
        let width = width.clone();
        Callback::from(move |room| width.set(room))
    });
    let window = window(props.start, props.now, props.speed);
    let paper = f64::from(*width) * PAST;
    let scale = paper / window as f64;
    // The origin stays for a while, so that the notes are written once and then only moved.
    let origin = Time((props.now.0 - window).div_euclid(window) * window);
    let shift = paper - props.now.since(origin) as f64 * scale;
    let owners: Vec<Rc<OwnerRow>> =
        props.scene.rows.iter().rev().take(STAVES).rev().cloned().collect();
    let head = Short(paper.floor() + 0.5);
    let paper_at = format!("translate({} 0)", Short(shift));
    let label = format!("The last {} seconds, until {}", window / SECOND, time_of_day(props.now));
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
                    <rect class="future" x={head.to_string()} y="0" width="2000" height="400" />
                    { for (0..owners.len())
                        .map(|index| path("stave", format!("M0 {}H2400", stave_y(index)))) }
                    <clipPath id="past"><rect width={head.to_string()} height="400" /></clipPath>
                    <g transform={paper_at.clone()}>
                        { bar_lines(props.now, origin, window, scale) }
                        <Notes score={props.score.clone()} owners={owners.clone()} {origin} {scale}
                            foretold={props.foretold.clone()} />
                    </g>
                    <g clip-path="url(#past)"><g transform={paper_at}>
                        <Flags score={props.score.clone()} {owners} {origin} {scale}
                            foretold={Rc::<Foretold>::default()} />
                    </g></g>
                    { coming(&props.foretold, props.now, head) }
                    { path("playhead", format!("M{head} 0V400")) }
                    { path("playhead-cap", format!("M{} 0h8l-4 6z", head - 4.0)) }
                </svg>
            </div>
        </div>
    }
}

/// How much of the past is shown: it grows with the session in steps, up to what suits the speed.
fn window(start: Time, now: Time, speed: u32) -> Milliseconds {
    let longest = match speed {
        0..=1 => 240,
        2..=10 => 900,
        11..=60 => 3_600,
        61..=300 => 4 * 3_600,
        _ => 8 * 3_600,
    };
    let age = now.since(start);
    let mut window = SHORTEST;
    while window < age && window < longest * SECOND {
        window += window / 2;
    }
    window
}

/// How much of the future there is room for.
pub fn future(start: Time, now: Time, speed: u32) -> Milliseconds {
    (window(start, now, speed) as f64 * (1.0 - PAST) / PAST) as Milliseconds
}

fn kind_name(row: &OwnerRow) -> &'static str {
    if row.key.name.is_empty() { "" } else { row.key.kind.row().name }
}

/// The first thing that will follow, in words.
fn coming(foretold: &Foretold, now: Time, head: Short) -> Html {
    let Some((at, what)) = foretold.next.as_ref().filter(|(at, _)| *at > now) else {
        return Html::default();
    };
    let x = (head + 12.0).to_string();
    let seconds = at.since(now).div_euclid(SECOND) + 1;
    html! {
        <>
            { text("forecast", (x.clone(), "13"), format!("in {seconds} s, if you do nothing:")) }
            { text("forecast is-fact", (x, "26"), what) }
        </>
    }
}

/// Lines at round times.
fn bar_lines(now: Time, origin: Time, window: Milliseconds, scale: f64) -> Html {
    let step = round_step(window / 5);
    let first = (now.0 - window).div_euclid(step) * step;
    let times = (0..10).map(|index| Time(first + index * step)).filter(|time| *time <= now);
    html! {
        { for times.map(|time| {
            let x = Short((time.since(origin) as f64 * scale).floor() + 0.5);
            html! {
                <g key={time.0.to_string()}>
                    { path("bar-line", format!("M{x} 0V{PULSE}")) }
                    <text x={(x + 4.0).to_string()} y={TIMES.to_string()}>{ time_of_day(time) }</text>
                </g>
            }
        }) }
    }
}

/// The next larger step that reads well on a clock.
fn round_step(least: Milliseconds) -> Milliseconds {
    const STEPS: [i64; 12] = [10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400];
    let found = STEPS.iter().find(|step| **step * SECOND >= least);
    found.copied().unwrap_or(28_800) * SECOND
}
