//! The search for the place of every line: innermost places first, the fewest oddities win.

use super::frame::{Frame, Holds, NEVER, oddness};
use super::line::{Given, Kind, Line};
use crate::api::kind::KINDS;
use crate::api::schema::{Shape, Type};

/// How odd a manifest may be and still be restored.
const MOST_ODDNESS: usize = 6;
/// How many steps the search may take.
const MOST_STEPS: usize = 20_000;
/// What a field costs that no type has.
const UNKNOWN: usize = 2;

/// Where a line goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Its column.
    pub indent: usize,
    /// Whether it begins another object.
    pub begins_object: bool,
}

/// What is open after a line, and what it has cost to come there.
#[derive(Clone)]
struct State<'text> {
    frames: Vec<Frame<'text>>,
    cost: usize,
    place: Place,
}

/// A line's possible places, best first, and how many of them were tried.
struct Step<'text> {
    states: Vec<State<'text>>,
    tried: usize,
}

/// The places of all lines; `None` if there are none, or the search is too long.
pub(super) fn search(lines: &[&Line]) -> Option<Vec<Place>> {
    let mut left = MOST_STEPS;
    (0..=MOST_ODDNESS).find_map(|most| search_within(lines, most, &mut left))
}

fn search_within(lines: &[&Line], most: usize, left: &mut usize) -> Option<Vec<Place>> {
    let start = State { frames: open_object(lines)?, cost: 0, place: Place::default() };
    let mut steps: Vec<Step> = Vec::new();
    while *left > 0 {
        *left -= 1;
        let state = steps.last().map_or(&start, |step| &step.states[step.tried - 1]);
        if steps.len() == lines.len() {
            if state.cost + closing(&state.frames, 0) <= most {
                let place = |step: &Step| step.states[step.tried - 1].place;
                return Some(steps.iter().map(place).collect());
            }
        } else {
            let mut states = options(state, &lines[steps.len()..]);
            states.retain(|state| state.cost <= most);
            steps.push(Step { states, tried: 0 });
        }
        while steps.last().is_some_and(|step| step.tried == step.states.len()) {
            steps.pop();
        }
        steps.last_mut()?.tried += 1;
    }
    None
}

/// An object that begins with these lines, if they tell its kind.
fn open_object<'text>(lines: &[&Line<'text>]) -> Option<Vec<Frame<'text>>> {
    let name = lines.iter().take(4).find_map(|line| match line.kind {
        Kind::Key { key: "kind", given: Given::Plain(name), .. } => Some(name),
        _ => None,
    })?;
    let kind = KINDS.iter().find(|kind| kind.row().name == name)?;
    Some(vec![Frame::new(Holds::Fields(Type::of(*kind)), 0)])
}

/// What it costs to close all frames from this one on.
fn closing(frames: &[Frame], from: usize) -> usize {
    let open = frames.iter().enumerate().skip(from);
    open.map(|(depth, frame)| frame.oddness_of_closing(depth == 1 && is_meta(frame))).sum()
}

fn is_meta(frame: &Frame) -> bool {
    matches!(frame.holds, Holds::Fields(owner) if owner.name() == "ObjectMeta")
}

/// Every place of the first of these lines.
fn options<'text>(state: &State<'text>, lines: &[&Line<'text>]) -> Vec<State<'text>> {
    let line = lines[0];
    let depths = || (0..state.frames.len()).rev();
    let mut options: Vec<State> = match line.kind {
        Kind::Key { dash: false, key, given } => {
            let order = depths_for(state, key);
            order.into_iter().filter_map(|depth| in_frame(state, depth, key, given)).collect()
        }
        Kind::Key { dash: true, key, given } => {
            depths().filter_map(|depth| in_list(state, depth, key, given)).collect()
        }
        Kind::Item(given) => depths().filter_map(|depth| as_item(state, depth, given)).collect(),
        Kind::Blank | Kind::Comment | Kind::Other => Vec::new(),
    };
    options.extend(as_text(state));
    if let Kind::Key { dash: false, key, given } = line.kind {
        options.extend(as_new_object(state, lines, key));
        if options.is_empty() {
            options.extend(as_unknown(state, key, given));
        }
    }
    options
}

/// The frames from the innermost out; but where a map takes any key, the object around it goes
/// first with those it knows.  Only a pod template's labels may rather have a `name`.
fn depths_for(state: &State, key: &str) -> Vec<usize> {
    let mut depths: Vec<usize> = (0..state.frames.len()).rev().collect();
    let innermost = state.frames.last().map(|frame| frame.holds);
    let around = state.frames.len().checked_sub(2).map(|depth| &state.frames[depth]);
    if let (Some(Holds::Keys(_)), Some(around)) = (innermost, around) {
        let rather_label = key == "name" && is_meta(around) && state.frames.len() > 3;
        if !rather_label {
            depths.swap(0, 1);
        }
    }
    depths
}

/// The state with the frames up to a depth, and the cost of closing the others.
fn closed_to<'text>(state: &State<'text>, depth: usize) -> State<'text> {
    State {
        frames: state.frames[..=depth].to_vec(),
        cost: state.cost + closing(&state.frames, depth + 1),
        place: Place { indent: state.frames[depth].indent, begins_object: false },
    }
}

fn in_frame<'text>(
    state: &State<'text>,
    depth: usize,
    key: &'text str,
    given: Given,
) -> Option<State<'text>> {
    let (shape, cost) = state.frames[depth].accepts(key, given);
    let rather_outside = usize::from(is_rather_outside(&state.frames[..=depth], key));
    let mut state = (cost < NEVER).then(|| closed_to(state, depth))?;
    state.cost += cost + rather_outside;
    let opened = state.frames[depth].take(key, shape, given);
    state.frames.extend(opened);
    Some(state)
}

/// Fields that a type has and that most people write for the object around it: a restart policy
/// is the pod's, unless the container is an init container.
fn is_rather_outside(frames: &[Frame], key: &str) -> bool {
    let [.., around, _, innermost] = frames else { return false };
    let Holds::Fields(owner) = innermost.holds else { return false };
    match (owner.name(), key) {
        ("Container", "restartPolicy") => around.last_key() != Some("initContainers"),
        ("Probe", "terminationGracePeriodSeconds") => true,
        _ => false,
    }
}

fn in_list<'text>(
    state: &State<'text>,
    depth: usize,
    key: &'text str,
    given: Given,
) -> Option<State<'text>> {
    let Holds::Items(leaf) = state.frames[depth].holds else { return None };
    let owner = Shape::One(leaf).object()?;
    let mut item = Frame::new(Holds::Fields(owner), state.frames[depth].indent + 2);
    let (shape, cost) = item.accepts(key, given);
    let mut state = (cost < NEVER).then(|| closed_to(state, depth))?;
    state.cost += cost;
    let opened = item.take(key, shape, given);
    state.frames.push(item);
    state.frames.extend(opened);
    Some(state)
}

fn as_item<'text>(state: &State<'text>, depth: usize, given: Given) -> Option<State<'text>> {
    let Holds::Items(leaf) = state.frames[depth].holds else { return None };
    let cost = oddness(Shape::One(leaf), given);
    let mut state = (cost < NEVER).then(|| closed_to(state, depth))?;
    state.cost += cost;
    if given == Given::Block {
        let indent = state.place.indent + 2;
        state.frames.push(Frame::new(Holds::Text, indent));
    }
    Some(state)
}

/// The line goes on with the text that was begun.
fn as_text<'text>(state: &State<'text>) -> Option<State<'text>> {
    let frame = state.frames.last().filter(|frame| frame.holds == Holds::Text)?;
    let place = Place { indent: frame.indent, begins_object: false };
    Some(State { place, ..state.clone() })
}

fn as_new_object<'text>(
    state: &State<'text>,
    lines: &[&Line<'text>],
    key: &'text str,
) -> Option<State<'text>> {
    let root = state.frames.first()?;
    let begins = matches!(key, "apiVersion" | "kind") && root.has("apiVersion") && root.has("kind");
    let mut frames = begins.then(|| open_object(lines))??;
    frames[0].take(key, None, Given::Plain(""));
    let cost = state.cost + closing(&state.frames, 0);
    Some(State { frames, cost, place: Place { indent: 0, begins_object: true } })
}

/// A field that nothing has goes to the innermost object.
fn as_unknown<'text>(state: &State<'text>, key: &'text str, given: Given) -> Option<State<'text>> {
    let is_object = |frame: &Frame| matches!(frame.holds, Holds::Fields(_));
    let depth = state.frames.iter().rposition(is_object)?;
    let mut state = (!state.frames[depth].has(key)).then(|| closed_to(state, depth))?;
    state.cost += UNKNOWN;
    let opened = state.frames[depth].take(key, None, given);
    state.frames.extend(opened);
    Some(state)
}
