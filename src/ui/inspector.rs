//! What can be done with the chosen pod or node: buttons that bear the command they run.

use super::action::{Action, Chosen};
use crate::scene::{NodeColumn, PodMark, Scene};
use std::rc::Rc;
use yew::prelude::*;

/// What the inspector shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where actions go.
    pub send: Callback<Action>,
    /// What is drawn.
    pub scene: Rc<Scene>,
    /// What is looked at.
    pub chosen: Option<Chosen>,
}

/// The inspector; nothing when nothing is chosen, or what was chosen is gone.
#[component]
pub fn Inspector(props: &Props) -> Html {
    let (name, words, lines) = match &props.chosen {
        Some(Chosen::Pod(uid)) => match props.scene.pod(uid) {
            Some(pod) => (pod.name.clone(), pod.label(), pod_lines(pod)),
            None => return Html::default(),
        },
        Some(Chosen::Node(name)) => match props.scene.node(name) {
            Some(node) => (node.name.clone(), node.label(), node_lines(node)),
            None => return Html::default(),
        },
        None => return Html::default(),
    };
    let send = &props.send;
    html! {
        <div class="inspector" role="region" aria-label={format!("About {name}")}>
            <h3>{ name.as_str() }</h3>
            <p>{ words }</p>
            <button class="button is-quiet is-square" aria-label="Close"
                onclick={send.reform(|_| Action::Choose(None))}>{ "×" }</button>
            <ul>
                { for lines.into_iter().map(|line| html! {
                    <li><Command line={line} send={send.clone()} /></li>
                }) }
            </ul>
        </div>
    }
}

fn pod_lines(pod: &PodMark) -> Vec<String> {
    let namespace = match pod.namespace.as_str() {
        "default" => String::new(),
        namespace => format!(" -n {namespace}"),
    };
    let name = &pod.name;
    vec![
        format!("kubectl describe pod {name}{namespace}"),
        format!("kubectl logs {name}{namespace}"),
        format!("kubectl get pod {name}{namespace} -o yaml"),
        format!("kubectl delete pod {name}{namespace}"),
    ]
}

fn node_lines(node: &NodeColumn) -> Vec<String> {
    let name = &node.name;
    let cordon = if node.is_cordoned { "uncordon" } else { "cordon" };
    let power = if node.is_stopped { "start" } else { "stop" };
    vec![
        format!("kubectl describe node {name}"),
        format!("kubectl {cordon} {name}"),
        format!("kubectl drain {name} --ignore-daemonsets"),
        format!("cluster node {power} {name}"),
        format!("cluster node remove {name}"),
    ]
}

/// What a command button bears.
#[derive(Properties, PartialEq)]
pub struct CommandProps {
    /// The line.
    pub line: String,
    /// Where actions go.
    pub send: Callback<Action>,
}

/// A button that bears the command it runs.
#[component]
pub fn Command(props: &CommandProps) -> Html {
    let line = props.line.clone();
    html! {
        <button class="command" aria-label={format!("Run {line}")}
            onclick={props.send.reform(move |_| Action::Run(line.clone()))}>
            { props.line.clone() }
        </button>
    }
}
