//! Owners as rows, nodes as columns, and above them one layer with all pods, so that a pod that
//! gets a node glides there.

use super::action::{Action, Chosen};
use super::glyph::glyph;
use super::icon::Icon;
use super::parts::{element, on, span};
use crate::scene::{
    Cell, Claim, Density, NodeBox, NodeColumn, OwnerRow, Picture, PlacedPod, RowBox, Scene, Short,
    Tally,
};
use std::rc::Rc;
use yew::prelude::*;

/// Above this many pods nothing moves without end; above the second number nothing glides.
const CROWD: usize = 40;
const THRONG: usize = 150;

/// The matrix: what is drawn, where it stands, what is looked at, and where actions go.
pub fn matrix(
    scene: &Scene,
    picture: &Picture,
    chosen: Option<&Chosen>,
    send: &Callback<Action>,
) -> Html {
    let size = match picture.density {
        Density::Large => "is-large",
        Density::Medium => "is-medium",
        Density::Small => "is-small",
    };
    let crowded = match picture.pods.len() {
        pods if pods > THRONG => "is-crowded is-thronged",
        pods if pods > CROWD => "is-crowded",
        _ => "",
    };
    let style = format!(
        "--width:{}px;--height:{}px;--owners:{}px;--waiting:{}px;--glyph:{}px",
        picture.width, picture.height, picture.owners, picture.waiting, picture.glyph
    );
    let chosen_pod = match chosen {
        Some(Chosen::Pod(uid)) => uid.as_str(),
        _ => "",
    };
    html! {
        <div class={classes!("matrix", size, crowded)} style={style}>
            <div class="columns" aria-hidden="true">
                { columns(scene, picture) }
            </div>
            <div class="matrix-heads">
                { span("corner", "Owner") }
                { span("unplaced-head", "On no node yet") }
                { for scene.nodes.iter().zip(&picture.nodes)
                    .map(|(node, place)| node_head(node, place, chosen, send)) }
                if picture.hidden_nodes > 0 {
                    { span("corner", format!("and {} more", picture.hidden_nodes)) }
                }
            </div>
            <div class="matrix-body">
                { for scene.rows.iter().zip(&picture.rows).map(|(row, place)| html! {
                    <OwnerView key={row.key.to_string()} row={row.clone()} place={*place} />
                }) }
                { for picture.cells.iter().map(cell) }
                { for picture.pods.iter().map(|placed| html! {
                    <PodView key={placed.pod.uid.as_str()} placed={placed.clone()}
                        size={picture.glyph} is_plain={picture.density == Density::Small}
                        is_chosen={placed.pod.uid == chosen_pod} send={send.clone()} />
                }) }
            </div>
        </div>
    }
}

fn columns(scene: &Scene, picture: &Picture) -> Html {
    let column = |(node, place): (&NodeColumn, &NodeBox)| {
        let style = format!("left:{}px;width:{}px", place.x, place.width);
        let troubled = is_troubled(node).then_some("is-troubled");
        let cordoned = node.is_cordoned.then_some("is-cordoned");
        html! { <div class={classes!("column", troubled, cordoned)} style={style} /> }
    };
    let style = format!("left:{}px;width:{}px", picture.owners, picture.waiting);
    html! {
        <>
            <div class="column is-waiting" style={style} />
            { for scene.nodes.iter().zip(&picture.nodes).map(column) }
        </>
    }
}

fn is_troubled(node: &NodeColumn) -> bool {
    node.status != "Ready" || node.is_stopped || node.is_gone
}

fn node_head(
    node: &NodeColumn,
    place: &NodeBox,
    chosen: Option<&Chosen>,
    send: &Callback<Action>,
) -> Html {
    let this = Chosen::Node(node.name.clone());
    let is_chosen = chosen == Some(&this);
    let next = (!is_chosen).then_some(this);
    let class = classes!(
        "node-head",
        is_troubled(node).then_some("is-troubled"),
        node.is_cordoned.then_some("is-cordoned")
    );
    let remark = match node.remark() {
        "" => node.zone.as_str(),
        remark => remark,
    };
    html! {
        <button key={node.name.as_str()} class={class} style={format!("width:{}px", place.width)}
            aria-label={node.label()} aria-pressed={is_chosen.to_string()}
            onclick={on(send, Action::Choose(next))}>
            <b>{ node.name.as_str() }<span>{ remark.to_owned() }</span></b>
            { for node.gauges.iter().map(|gauge| html! {
                <span class="gauge">
                    { gauge.name }
                    <i style={format!("--v:{}", Short(gauge.percent.min(100) as f64 / 100.0))} />
                    <em>{ gauge.percent }</em>
                </span>
            }) }
        </button>
    }
}

#[derive(Properties, PartialEq)]
struct OwnerProps {
    row: Rc<OwnerRow>,
    place: RowBox,
}

#[component]
fn OwnerView(props: &OwnerProps) -> Html {
    let (row, place) = (&props.row, props.place);
    html! {
        <div class={format!("owner-row hue-{}", row.hue % 6)} role="group" aria-label={row.label()}
            style={format!("--y:{}px;--h:{}px", place.y, place.height)}>
            <div class="owner">
                { Icon::Kind(row.key.kind).draw(16) }
                <b title={row.name.to_string()}>
                    <span>{ row.name.as_str() }</span><span>{ row.count.clone() }</span>
                </b>
                { for row.tally.map(tally) }
                <small title={row.note.clone()}>{ row.note.clone() }</small>
            </div>
            if let Some(y) = place.divider {
                <div class="divider" style={format!("top:{}px", y - place.y)}>
                    <span>{ "leaving" }</span>
                </div>
            }
        </div>
    }
}

fn tally(tally: Tally) -> Html {
    let class = |index: i64| match index {
        index if index < tally.full => "is-full",
        index if index < tally.full + tally.half => "is-half",
        _ => "is-none",
    };
    html! {
        <span class="tally" aria-hidden="true">
            { for (0..tally.total).map(|index| element("i", class(index), Html::default())) }
        </span>
    }
}

fn cell(cell: &Cell) -> Html {
    let style = format!("--x:{}px;--y:{}px", cell.x, cell.y);
    let class = if cell.is_slot { "slot" } else { "more" };
    html! {
        <span key={cell.key.as_str()} class={format!("{class} hue-{}", cell.hue % 6)} style={style}>
            if cell.is_slot {
                <i>{ cell.text.as_str() }</i>
            } else {
                { cell.text.as_str() }
            }
        </span>
    }
}

#[derive(Properties, PartialEq)]
struct PodProps {
    placed: PlacedPod,
    size: i32,
    is_plain: bool,
    is_chosen: bool,
    send: Callback<Action>,
}

#[component]
fn PodView(props: &PodProps) -> Html {
    let placed = &props.placed;
    let pod = &placed.pod;
    let label = pod.label();
    let title = (!props.is_plain).then(|| label.clone());
    let next = (!props.is_chosen).then(|| Chosen::Pod(pod.uid.clone()));
    html! {
        <button class={format!("pod hue-{}", placed.hue % 6)} {title}
            aria-label={label} aria-pressed={props.is_chosen.to_string()}
            style={format!("--x:{}px;--y:{}px", placed.x, placed.y)}
            onclick={on(&props.send, Action::Choose(next))}>
            if props.is_plain {
                <i class={classes!("dot", pod.glyph.class())} />
            } else {
                <span class="body">
                    { glyph(pod.glyph, props.size, &placed.letters, pod.badge.as_ref(), pod.is_leaving) }
                    { span("name", pod.short.as_str()) }
                    { for pod.claims.iter().take(2).map(claim) }
                </span>
            }
        </button>
    }
}

fn claim(claim: &Claim) -> Html {
    let class = if claim.is_bound { "claim" } else { "claim is-waiting" };
    span(class, html! { <>{ Icon::Claim.draw(13) }{ claim.short.as_str() }</> })
}
