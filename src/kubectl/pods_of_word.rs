//! The pods that a word means: one by its name, or those of a workload or a Service, the one that
//! kubectl would choose first.

use super::edit::pod_spec_path;
use super::failure::Failure;
use super::flags::Arguments;
use super::process::World;
use super::request::view;
use super::resource::{kind, namespace};
use crate::api::{Kind, Object, Pod, Selector, StatusError};
use crate::time::{Milliseconds, SECOND, Time};
use std::cmp::{Ordering, Reverse};
use std::rc::Rc;

const TIMED_OUT: &str = "timed out waiting for the condition";

/// What somebody wants of the pods of a workload.
pub struct Purpose {
    /// What cannot be done with what has no pods.
    name: &'static str,
    /// Whether it is told in which namespace a workload is missing.
    tells_namespace: bool,
    /// How long it waits for a first pod.
    patience: Milliseconds,
    /// Which pod comes first.
    compare: fn(&Object, &Object) -> Ordering,
}

/// To read their logs.
pub static LOGS: Purpose = Purpose {
    name: "get the logs from",
    tells_namespace: true,
    patience: 20 * SECOND,
    compare: by_logging,
};

/// To do something within them.
static ATTACH: Purpose = Purpose {
    name: "attach to",
    tells_namespace: false,
    patience: 60 * SECOND,
    compare: by_activity,
};

/// The pods of a namespace with these labels.
pub fn matching(selector: &Selector, space: &str, world: &World) -> Vec<Rc<Object>> {
    let view = view(world);
    view.list(Kind::Pod, Some(space))
        .filter(|pod| selector.matches(&pod.meta.labels))
        .cloned()
        .collect()
}

/// The pod of a name, or the first of a workload.
///
/// # Errors
/// There is no such object, or it has no pods.
pub fn one(word: &str, arguments: &Arguments, world: &mut World) -> Result<Rc<Object>, Failure> {
    let space = namespace(arguments, world);
    let pods = of_word(word, &space, arguments, world, &ATTACH)?;
    pods.into_iter().next().ok_or_else(|| Failure::error(TIMED_OUT))
}

/// As [`one`], where the API server itself says that there is no such pod.
///
/// # Errors
/// As [`one`].
pub fn pod_to_reach(
    word: &str,
    arguments: &Arguments,
    world: &mut World,
) -> Result<Rc<Object>, Failure> {
    one(word, arguments, world).map_err(|failure| match word.contains('/') {
        true => failure,
        false => Failure::server(&StatusError::not_found(Kind::Pod, word)),
    })
}

/// The object of a name.
///
/// # Errors
/// There is none.
pub fn object_of_word(
    word: &str,
    space: &str,
    world: &World,
    purpose: &Purpose,
) -> Result<Rc<Object>, Failure> {
    let (resource, name) = word.split_once('/').unwrap_or(("pod", word));
    let kind = kind(resource)?;
    let found = view(world).find(kind, space, name).cloned();
    found.ok_or_else(|| {
        let refusal = StatusError::not_found(kind, name);
        match word.contains('/') && !purpose.tells_namespace {
            true => Failure::server(&refusal),
            false => Failure::error(format!(
                "error from server (NotFound): {} in namespace \"{space}\"",
                refusal.message
            )),
        }
    })
}

/// How long it may take until a first pod is there, if that is said.
///
/// # Errors
/// No time at all.
pub fn patience(arguments: &Arguments) -> Result<Option<Milliseconds>, Failure> {
    match arguments.duration("pod-running-timeout") {
        Some(length) if length <= 0 => {
            Err(Failure::error("--pod-running-timeout must be higher than zero"))
        }
        length => Ok(length),
    }
}

/// The pod of a name, or all of a workload, the one that kubectl would choose first.
///
/// # Errors
/// As [`one`].
pub fn of_word(
    word: &str,
    space: &str,
    arguments: &Arguments,
    world: &mut World,
    purpose: &Purpose,
) -> Result<Vec<Rc<Object>>, Failure> {
    let object = object_of_word(word, space, world, purpose)?;
    let (kind, name) = (object.kind, object.meta.name.as_str());
    if kind == Kind::Pod {
        return Ok(vec![object]);
    }
    let refuse = |why: String| {
        let name = object.kind.row().name;
        Failure::error(format!("cannot {} *v1.{name}: {why}", purpose.name))
    };
    if kind == Kind::Service && object.spec().get("selector").entries().is_empty() {
        return Err(refuse(format!(
            "invalid service '{name}': Service is defined without a selector"
        )));
    }
    let has_pods = pod_spec_path(&object).is_some() && kind != Kind::CronJob;
    if !has_pods && kind != Kind::Service {
        let name = object.kind.row().name;
        return Err(refuse(format!("selector for *v1.{name} not implemented")));
    }
    let own = object.spec().get("selector");
    let selector = match kind {
        Kind::Service | Kind::ReplicationController => Selector::from_map(own),
        _ => Selector::from_label_selector(own),
    };
    let mut pods = matching(&selector, space, world);
    if pods.is_empty() {
        let patience = patience(arguments)?.unwrap_or(purpose.patience);
        return Err(Failure::error(TIMED_OUT).after(patience));
    }
    crate::order::sort_by(&mut pods, |one, other| (purpose.compare)(one, other));
    Ok(pods)
}

/// Whose log is read first: of a pod on a node, that runs or is over, is ready or has been so for
/// longer, was restarted more often, is older (`podutils.ByLogging`).
fn by_logging(one: &Object, other: &Object) -> Ordering {
    let rank = |pod: &Object| {
        let phase = match Pod(pod).phase() {
            "Pending" => 2,
            "Unknown" => 1,
            _ => 0,
        };
        (standing(pod, phase), Reverse(Pod(pod).max_restarts()), pod.meta.creation_timestamp)
    };
    rank(one).cmp(&rank(other))
}

/// Which pod is entered first: one on a node, that runs, is ready or has been so for longer, was
/// restarted less often, is older (`podutils.ActivePods` from its end).
fn by_activity(one: &Object, other: &Object) -> Ordering {
    let rank = |pod: &Object| {
        let phase = match Pod(pod).phase() {
            "Running" => 0,
            "Unknown" => 1,
            _ => 2,
        };
        (standing(pod, phase), Pod(pod).max_restarts(), pod.meta.creation_timestamp)
    };
    rank(one).cmp(&rank(other))
}

/// What counts first of a pod whose phase has this rank; the least comes first.
fn standing(pod: &Object, phase: u8) -> (bool, u8, bool, Option<Time>) {
    let view = Pod(pod);
    (view.node_name().is_empty(), phase, !view.is_ready(), view.ready_since())
}
