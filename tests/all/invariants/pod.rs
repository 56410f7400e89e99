//! The life of a pod goes one way.

use super::{Law, World, ensure, is_by};
use podarium::api::{Kind, Object, Pod};
use podarium::cluster::Fact;
use podarium::store::{Change, Verb};

/// The laws.
pub const LAWS: &[Law] = &[
    Law { name: "a pod that has ended stays as it ended", check: end },
    Law { name: "a pod whose kubelet says that it has ended is not ready", check: readiness },
    Law { name: "a container's restarts never become fewer", check: restarts },
    Law { name: "what is deleted does not come back", check: deletion },
];

/// A pod before and after a change.
fn pods(change: &Change) -> Option<(Pod<'_>, Pod<'_>)> {
    let before = change.before.as_deref()?;
    let lives = change.object.kind == Kind::Pod && change.verb == Verb::Modified;
    lives.then_some((Pod(before), Pod(&change.object)))
}

fn end(_: &World, _: &Fact, change: &Change) -> Result<(), String> {
    let Some((before, after)) = pods(change) else { return Ok(()) };
    let (was, is) = (before.phase(), after.phase());
    ensure(!before.is_finished() || was == is, || format!("{was} became {is}"))
}

fn readiness(_: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let Some((_, after)) = pods(change) else { return Ok(()) };
    let wrong = is_by(fact, "kubelet") && after.is_finished() && after.is_ready();
    ensure(!wrong, || format!("{} has ended and is ready", after.0.key()))
}

fn restarts(_: &World, _: &Fact, change: &Change) -> Result<(), String> {
    let Some((before, after)) = pods(change) else { return Ok(()) };
    let count = |pod: Pod| Pod::restarts(pod.container_statuses());
    let (was, is) = (count(before), count(after));
    ensure(was <= is, || format!("{was} restarts of {} became {is}", after.0.key()))
}

fn deletion(_: &World, _: &Fact, change: &Change) -> Result<(), String> {
    let Some(before) = change.before.as_deref() else { return Ok(()) };
    let after: &Object = &change.object;
    let comes_back = before.is_deleting() && !after.is_deleting();
    ensure(!comes_back, || format!("{} is no longer deleted", after.key()))?;
    ensure(before.meta.uid == after.meta.uid, || format!("{} is another object", after.key()))?;
    let older = after.meta.generation < before.meta.generation;
    ensure(!older, || format!("{} has an older generation", after.key()))
}
