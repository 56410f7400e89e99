//! What can be done with the chosen pod or node: buttons that bear the command they run.

use super::action::{Action, Chosen};
use super::parts::on;
use crate::scene::{NodeColumn, PodMark, Scene};
use yew::prelude::*;

/// The inspector; nothing when what was chosen is gone.
pub fn inspector(chosen: &Chosen, scene: &Scene, send: &Callback<Action>) -> Html {
    let found = match chosen {
        Chosen::Pod(uid) => {
            scene.pod(uid).map(|pod| (pod.name.clone(), pod.label(), pod_lines(pod)))
        }
        Chosen::Node(name) => {
            scene.node(name).map(|node| (node.name.clone(), node.label(), node_lines(node)))
        }
    };
    let Some((name, words, lines)) = found else { return Html::default() };
    html! {
        <div class="inspector" role="region" aria-label={format!("About {name}")}>
            <h3>{ name.as_str() }</h3>
            <p>{ words }</p>
            <button class="button is-quiet is-square" aria-label="Close"
                onclick={on(send, Action::Choose(None))}>{ "×" }</button>
            <ul>
                { for lines.iter().map(|line| html! { <li>{ command(line, send) }</li> }) }
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

/// A button that bears the command it runs.
pub fn command(line: &str, send: &Callback<Action>) -> Html {
    html! {
        <button class="command" aria-label={format!("Run {line}")}
            onclick={on(send, Action::Run(line.to_owned()))}>
            { line.to_owned() }
        </button>
    }
}
