//! Which pods of a node a drain takes away, and what stands in the way.

use crate::api::{Kind, Object, Selector};
use crate::kubectl::flags::Arguments;
use crate::store::View;
use crate::time::{Milliseconds, SECOND};
use std::rc::Rc;

/// What becomes of the pods of a node.
#[derive(Default)]
pub struct Chosen {
    /// Those that go.
    pub pods: Vec<Rc<Object>>,
    warnings: Vec<(String, Vec<String>)>,
    errors: Vec<(String, Vec<String>)>,
}

/// What a filter says of a pod.
enum Fate {
    Goes,
    GoesWithWarning(&'static str),
    StaysWithWarning(&'static str),
    Stays,
    Fails(String),
}

type Filter = fn(&Arguments, &View, &Object) -> Fate;

/// In the order in which they are asked; the last word counts, and the first refusal.
const FILTERS: [Filter; 4] = [skip_deleted, daemon_set, local_storage, unmanaged];

/// Asks the filters about each pod of a node.
pub fn choose(arguments: &Arguments, node: &str, view: &View) -> Chosen {
    let selector = arguments.text("pod-selector").and_then(|text| Selector::parse(text).ok());
    let mut chosen = Chosen::default();
    let mut pods: Vec<&Rc<Object>> = view.pods_on(node).collect();
    crate::order::sort_by_key(&mut pods, |pod| (pod.meta.namespace.clone(), pod.meta.name.clone()));
    for pod in pods {
        if selector.as_ref().is_none_or(|selector| selector.matches(&pod.meta.labels)) {
            let name = format!("{}/{}", pod.meta.namespace, pod.meta.name);
            match fate(arguments, view, pod) {
                Fate::Goes => chosen.pods.push(pod.clone()),
                Fate::GoesWithWarning(why) => {
                    note(&mut chosen.warnings, why.to_owned(), name);
                    chosen.pods.push(pod.clone());
                }
                Fate::StaysWithWarning(why) => note(&mut chosen.warnings, why.to_owned(), name),
                Fate::Stays => {}
                Fate::Fails(why) => note(&mut chosen.errors, why, name),
            }
        }
    }
    chosen
}

impl Chosen {
    /// All warnings as one text; empty if there are none.
    pub fn warning(&self) -> String {
        texts(&self.warnings, "").join("; ")
    }

    /// Why nothing may go.
    pub fn errors(&self) -> Vec<String> {
        texts(&self.errors, "cannot delete ")
    }
}

fn texts(notes: &[(String, Vec<String>)], before: &str) -> Vec<String> {
    notes.iter().map(|(why, names)| format!("{before}{why}: {}", names.join(", "))).collect()
}

fn note(notes: &mut Vec<(String, Vec<String>)>, why: String, name: String) {
    match notes.iter_mut().find(|(known, _)| *known == why) {
        Some((_, names)) => names.push(name),
        None => notes.push((why, vec![name])),
    }
}

fn fate(arguments: &Arguments, view: &View, pod: &Object) -> Fate {
    let mut fate = Fate::Goes;
    for filter in FILTERS {
        fate = filter(arguments, view, pod);
        if !matches!(fate, Fate::Goes | Fate::GoesWithWarning(_)) {
            break;
        }
    }
    fate
}

/// How long after its time a pod is waited for; 0 for ever.
pub fn patience(arguments: &Arguments) -> Milliseconds {
    let seconds = arguments.number("skip-wait-for-delete-timeout").unwrap_or(0);
    seconds.clamp(0, i32::MAX.into()) * SECOND
}

fn skip_deleted(arguments: &Arguments, view: &View, pod: &Object) -> Fate {
    let limit = patience(arguments);
    let since =
        pod.meta.deletion_timestamp.map(|deleted| view.now.since(deleted.truncated_to_second()));
    match since {
        Some(length) if limit > 0 && length >= limit + SECOND => Fate::Stays,
        _ => Fate::Goes,
    }
}

fn daemon_set(arguments: &Arguments, view: &View, pod: &Object) -> Fate {
    let owner = pod.controller().filter(|owner| owner.kind == "DaemonSet" && !is_finished(pod));
    let Some(owner) = owner else { return Fate::Goes };
    if view.find(Kind::DaemonSet, &pod.meta.namespace, &owner.name).is_none() {
        return match arguments.is("force") {
            true => Fate::Goes,
            false => Fate::Fails(format!("daemonsets.apps \"{}\" not found", owner.name)),
        };
    }
    match arguments.is("ignore-daemonsets") {
        true => Fate::StaysWithWarning("ignoring DaemonSet-managed Pods"),
        false => {
            let why = "DaemonSet-managed Pods (use --ignore-daemonsets to ignore)";
            Fate::Fails(why.to_owned())
        }
    }
}

fn local_storage(arguments: &Arguments, _view: &View, pod: &Object) -> Fate {
    let volumes = pod.spec().get("volumes").items();
    let is_local = volumes.iter().any(|volume| !volume.get("emptyDir").is_null());
    if is_local && !is_finished(pod) && !arguments.is("delete-emptydir-data") {
        let why = "Pods with local storage (use --delete-emptydir-data to override)";
        return Fate::Fails(why.to_owned());
    }
    // kubectl's own warning is lost, because the next filter has the last word.
    Fate::Goes
}

fn unmanaged(arguments: &Arguments, _view: &View, pod: &Object) -> Fate {
    if pod.controller().is_some() || is_finished(pod) {
        return Fate::Goes;
    }
    match arguments.is("force") {
        true => Fate::GoesWithWarning("deleting Pods that declare no controller"),
        false => {
            let why = "Pods that declare no controller (use --force to override)";
            Fate::Fails(why.to_owned())
        }
    }
}

fn is_finished(pod: &Object) -> bool {
    crate::api::Pod(pod).is_finished()
}
