//! The cluster: the matrix of owners and nodes, its legend, and what can be done with one thing.

use super::action::{Action, Chosen};
use super::glyph::glyph;
use super::icon::Icon;
use super::inspector::inspector;
use super::matrix::matrix;
use super::parts::{grow, on, span};
use super::room::use_room;
use crate::scene::{Glyph, Picture, Scene, Surface};
use std::rc::Rc;
use yew::prelude::*;

/// Below this width of the window the page is a phone's, in pixels.
const NARROW: f64 = 900.0;

/// What the pane shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where actions go.
    pub send: Callback<Action>,
    /// What is drawn.
    pub scene: Rc<Scene>,
    /// Where it stands.
    pub picture: Rc<Picture>,
    /// What is looked at.
    pub chosen: Option<Chosen>,
}

/// The pane.
#[component]
pub fn ClusterPane(props: &Props) -> Html {
    let place = use_node_ref();
    use_room(
        &place,
        props.send.reform(|width| Action::Resize(Surface { width, is_narrow: is_narrow() })),
    );
    let add = next_node(&props.scene);
    html! {
        <section class="pane pane-cluster" aria-label="Cluster">
            <div class="pane-head">
                <h2>{ "Cluster" }</h2>
                { span("tick", census(&props.scene)) }
                { grow() }
                <button class="button is-quiet" title={add.clone()}
                    onclick={on(&props.send, Action::Run(add))}>
                    { Icon::Node.draw(16) }{ "Add node" }
                </button>
            </div>
            <div class="matrix-scroll scroll" ref={place} tabindex="-1">
                { matrix(&props.scene, &props.picture, props.chosen.as_ref(), &props.send) }
                if props.scene.rows.is_empty() {
                    { nothing_yet(props.scene.nodes.len()) }
                }
            </div>
            { for props.chosen.as_ref().map(|chosen| inspector(chosen, &props.scene, &props.send)) }
            { legend() }
        </section>
    }
}

fn is_narrow() -> bool {
    let width = gloo::utils::window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_some_and(|width| width < NARROW)
}

fn census(scene: &Scene) -> String {
    let plural = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    format!("{}, {}", plural(scene.nodes.len(), "node"), plural(scene.pod_count(), "pod"))
}

/// The line that adds the next node.
fn next_node(scene: &Scene) -> String {
    let is_free = |name: &String| scene.node(name).is_none();
    let mut names = (1..).map(|number| format!("node-{number}"));
    format!("cluster node add {}", names.find(is_free).unwrap_or_default())
}

const PHASES: [(Glyph, &str); 4] = [
    (Glyph::Pending, "pending"),
    (Glyph::Creating, "creating"),
    (Glyph::Running, "running"),
    (Glyph::Ready, "ready"),
];

fn nothing_yet(nodes: usize) -> Html {
    const NUMBERS: [&str; 6] = [
        "No machine",
        "One machine",
        "Two machines",
        "Three machines",
        "Four machines",
        "Five machines",
    ];
    let machines =
        NUMBERS.get(nodes).map_or_else(|| format!("{nodes} machines"), |&words| words.to_owned());
    html! {
        <div class="empty">
            <p>{ format!("{machines}, and nothing runs yet. Apply a manifest, or type a command.") }</p>
            <ol class="hue-1">
                { for PHASES.iter().map(|(state, name)| html! {
                    <li>{ glyph(*state, 36, "We", None, false) }{ *name }</li>
                }) }
            </ol>
        </div>
    }
}

fn legend() -> Html {
    let others = [
        (Glyph::Completed, "completed"),
        (Glyph::Terminating, "terminating"),
        (Glyph::Error, "error"),
    ];
    let entry = |(state, name): &(Glyph, &'static str), class: &'static str| {
        span(class, html! { <>{ glyph(*state, 14, "", None, false) }{ *name }</> })
    };
    html! {
        <div class="legend hue-0" aria-hidden="true">
            { for PHASES.iter().rev().map(|phase| entry(phase, "")) }
            { for others.iter().map(|state| entry(state, "wide")) }
        </div>
    }
}
