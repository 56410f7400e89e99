//! The owners as rows: what they ask for, what there is of it, and what they wait for.

use super::chronicle::{Chronicle, OWNER_KINDS};
use super::glyph::Glyph;
use super::pod::PodMark;
use crate::api::{Key, Kind, Object, Value};
use crate::ordered::{OrderedMap, OrderedSet};
use crate::store::View;
use smol_str::{SmolStr, format_smolstr};
use std::rc::Rc;

/// The longest tally that is drawn box by box.
const LONGEST_TALLY: i64 = 12;
/// The most slots of pods to come that are drawn one by one.
const SLOTS: usize = 3;

/// An owner's row.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnerRow {
    /// Whose it is; the pods of nobody are under the kind `Pod` with an empty name.
    pub key: Key,
    /// Its name, as it is shown.
    pub name: SmolStr,
    /// Its place in the order of first appearance: it decides the hue.
    pub hue: usize,
    /// The two letters on its pods.
    pub mark: SmolStr,
    /// What there is of what is wanted: `3/5`.
    pub count: String,
    /// One line about it in small letters.
    pub note: String,
    /// Boxes to fill, for owners that count.
    pub tally: Option<Tally>,
    /// Pods that are wanted and do not exist: `mysql-4`, or `+12`.
    pub slots: Vec<SmolStr>,
    /// Its pods: the new revision's first, then by name.
    pub pods: Vec<Rc<PodMark>>,
    /// Whether pods of an old and of a new revision are there together.
    pub is_rolling: bool,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Done or ready.
    pub full: i64,
    /// On their way.
    pub half: i64,
    /// Wanted.
    pub total: i64,
}

impl OwnerRow {
    /// Its name for those who do not see it: `StatefulSet mysql, 3/5, waits for mysql-3`.
    pub fn label(&self) -> String {
        let kind = if self.key.name.is_empty() { "" } else { self.key.kind.row().name };
        [format!("{kind} {}", self.name), self.count.clone(), self.note.clone()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
            .trim()
            .to_owned()
    }
}

/// All rows, the oldest owner first.
pub fn rows(view: &View, chronicle: &Chronicle) -> Vec<Rc<OwnerRow>> {
    let mut pods: OrderedMap<Key, Vec<&Object>> = OrderedMap::new();
    for pod in view.list(Kind::Pod, None) {
        pods.entry(chronicle.row_of(pod)).or_default().push(pod);
    }
    let owners = OWNER_KINDS.iter().flat_map(|kind| view.list(*kind, None));
    let rows = owners.filter(|owner| chronicle.row_of(owner) == owner.key());
    let mut keys: OrderedSet<Key> = rows.map(|owner| owner.key()).collect();
    keys.extend(pods.keys().cloned());
    let mut keys: Vec<Key> = keys.into_iter().collect();
    crate::order::sort_by_key(&mut keys, |key| chronicle.hue(key));
    let mut marks = OrderedSet::new();
    keys.into_iter()
        .map(|key| {
            let pods = pods.remove(&key).unwrap_or_default();
            Rc::new(row(view, chronicle, key, &pods, &mut marks))
        })
        .collect()
}

fn row(
    view: &View,
    chronicle: &Chronicle,
    key: Key,
    objects: &[&Object],
    marks: &mut OrderedSet<SmolStr>,
) -> OwnerRow {
    let owner = view.get(&key).map(|owner| &**owner);
    let newest = owner.and_then(|owner| newest_revision(view, owner));
    let is_leaving =
        |pod: &Object| newest.as_ref().is_some_and(|newest| revision(pod) != newest.as_str());
    let mut pods: Vec<Rc<PodMark>> = objects
        .iter()
        .map(|pod| Rc::new(PodMark::of(view, pod, &key.name, is_leaving(pod))))
        .collect();
    crate::order::sort_by(&mut pods, |left, right| {
        let order = |pod: &PodMark| (pod.is_leaving, pod.name.len());
        order(left).cmp(&order(right)).then_with(|| left.name.cmp(&right.name))
    });
    let name = match key.name.as_str() {
        "" => SmolStr::new("pods"),
        name => SmolStr::new(name),
    };
    let slots = owner.map(|owner| slots(owner, &pods)).unwrap_or_default();
    OwnerRow {
        hue: chronicle.hue(&key),
        mark: mark(&name, marks),
        count: owner.map(count).unwrap_or_else(|| pods.len().to_string()),
        note: note(&key, owner, &pods, &slots),
        tally: owner.and_then(|owner| tally(owner, &pods)),
        is_rolling: pods.iter().any(|pod| pod.is_leaving) && pods.iter().any(|pod| !pod.is_leaving),
        slots,
        pods,
        name,
        key,
    }
}

/// Two letters that no earlier row has: the first, and the next one that makes a difference.
fn mark(name: &str, taken: &mut OrderedSet<SmolStr>) -> SmolStr {
    let mut letters = name.chars().filter(|letter| letter.is_ascii_alphanumeric());
    let first = letters.next().unwrap_or('?').to_ascii_uppercase();
    let marks = letters.map(|second| format_smolstr!("{first}{second}"));
    let fallback = ('0'..='9').map(|second| format_smolstr!("{first}{second}"));
    let free = marks.chain(fallback).find(|mark| !taken.contains(mark));
    let mark = free.unwrap_or_else(|| format_smolstr!("{first}"));
    taken.insert(mark.clone());
    mark
}

/// What names a pod's revision in its labels.
fn revision(pod: &Object) -> &str {
    let label = pod.label("pod-template-hash").or_else(|| pod.label("controller-revision-hash"));
    label.unwrap_or_default()
}

/// The revision that an owner is going to, as its pods' labels name it; `None` where pods have
/// none.
fn newest_revision(view: &View, owner: &Object) -> Option<SmolStr> {
    match owner.kind {
        Kind::Deployment => view
            .controlled_by(Kind::ReplicaSet, &owner.meta.uid)
            .max_by_key(|set| number(set.annotation("deployment.kubernetes.io/revision")))
            .and_then(|set| set.label("pod-template-hash"))
            .map(SmolStr::new),
        Kind::StatefulSet => owner.status().get("updateRevision").as_str().map(SmolStr::new),
        Kind::DaemonSet => view
            .controlled_by(Kind::ControllerRevision, &owner.meta.uid)
            .max_by_key(|revision| revision.body.get("revision").int())
            .and_then(|revision| revision.label("controller-revision-hash"))
            .map(SmolStr::new),
        _ => None,
    }
}

fn number(text: Option<&str>) -> i64 {
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn count(owner: &Object) -> String {
    let (spec, status) = (owner.spec(), owner.status());
    match owner.kind {
        Kind::DaemonSet => {
            let ready = status.get("numberReady").int();
            format!("{ready}/{}", status.get("desiredNumberScheduled").int())
        }
        Kind::Job => {
            let succeeded = status.get("succeeded").int();
            match spec.get("completions").as_int() {
                Some(completions) => format!("{succeeded}/{completions}"),
                None => succeeded.to_string(),
            }
        }
        Kind::CronJob => match status.get("active").items().len() {
            0 => String::new(),
            active => format!("{active} active"),
        },
        _ => format!("{}/{}", status.get("readyReplicas").int(), spec.get("replicas").int()),
    }
}

fn note(key: &Key, owner: Option<&Object>, pods: &[Rc<PodMark>], slots: &[SmolStr]) -> String {
    let Some(owner) = owner else { return "no owner".to_owned() };
    let said = match owner.kind {
        _ if owner.is_deleting() => "terminating".to_owned(),
        Kind::StatefulSet => waiting_for(owner, pods, slots),
        Kind::Deployment => {
            let revision = owner.annotation("deployment.kubernetes.io/revision");
            let image = image(owner);
            revision.map_or(String::new(), |revision| format!("revision {revision}, {image}"))
        }
        Kind::DaemonSet => one_on_each(owner),
        Kind::Job => job_note(owner),
        Kind::CronJob if owner.spec().get("suspend").is_true() => "suspended".to_owned(),
        Kind::CronJob => owner.spec().get("schedule").str().to_owned(),
        _ => image(owner).to_owned(),
    };
    match key.namespace.as_str() {
        "default" => said,
        namespace => format!("{said}, in {namespace}").trim_start_matches(", ").to_owned(),
    }
}

fn image(owner: &Object) -> &str {
    owner.spec().at("template.spec.containers").items().first().map_or("", |first| {
        let image = first.get("image").str();
        image.rsplit('/').next().unwrap_or(image)
    })
}

/// The pod that the next ordinal waits for, where pods come in order.
fn waiting_for(owner: &Object, pods: &[Rc<PodMark>], slots: &[SmolStr]) -> String {
    let is_ordered = owner.spec().get("podManagementPolicy").str() != "Parallel";
    let unready = pods.iter().find(|pod| pod.glyph != Glyph::Ready);
    match unready {
        Some(pod) if is_ordered && !slots.is_empty() => format!("waits for {}", pod.name),
        _ if is_ordered => "one at a time, in order".to_owned(),
        _ => "all at once".to_owned(),
    }
}

fn one_on_each(owner: &Object) -> String {
    let selector = owner.spec().at("template.spec.nodeSelector").entries();
    match selector.first() {
        Some((key, value)) => format!("where {key}={}", value.str()),
        None => "one on each node".to_owned(),
    }
}

fn job_note(owner: &Object) -> String {
    let (spec, status) = (owner.spec(), owner.status());
    let failed = status.get("failed").int();
    let conditions = status.get("conditions").items();
    let has = |kind: &str| {
        conditions.iter().any(|condition| {
            condition.get("type").str() == kind && condition.get("status").str() == "True"
        })
    };
    match spec.get("parallelism").int() {
        _ if has("Failed") => "failed".to_owned(),
        _ if has("Complete") => "complete".to_owned(),
        _ if spec.get("suspend").is_true() => "suspended".to_owned(),
        _ if failed > 0 => format!("{failed} failed"),
        1 => "one at a time".to_owned(),
        parallelism => format!("{parallelism} at a time"),
    }
}

fn tally(owner: &Object, pods: &[Rc<PodMark>]) -> Option<Tally> {
    let (full, total) = match owner.kind {
        Kind::Job => (owner.status().get("succeeded"), owner.spec().get("completions")),
        Kind::StatefulSet => (owner.status().get("readyReplicas"), owner.spec().get("replicas")),
        _ => return None,
    };
    let total = total.as_int().filter(|total| (2..=LONGEST_TALLY).contains(total))?;
    let full = full.int().clamp(0, total);
    let is_under_way = |pod: &&Rc<PodMark>| match owner.kind {
        Kind::Job => !matches!(pod.glyph, Glyph::Completed | Glyph::Error),
        _ => pod.glyph != Glyph::Ready,
    };
    let half = pods.iter().filter(is_under_way).count() as i64;
    Some(Tally { full, half: half.clamp(0, total - full), total })
}

/// The pods that an owner wants and that do not exist.
fn slots(owner: &Object, pods: &[Rc<PodMark>]) -> Vec<SmolStr> {
    let wanted = match owner.spec().get("replicas") {
        Value::Int(replicas) => *replicas,
        _ => return Vec::new(),
    };
    if owner.kind == Kind::StatefulSet {
        let first = owner.spec().at("ordinals.start").int();
        let present: OrderedSet<&str> = pods.iter().map(|pod| pod.name.as_str()).collect();
        let last = first.saturating_add(wanted.min(pods.len() as i64 + SLOTS as i64 + 1));
        let names = (first..last).map(|ordinal| format_smolstr!("{}-{ordinal}", owner.meta.name));
        return names.filter(|name| !present.contains(name.as_str())).take(SLOTS).collect();
    }
    let going = |pod: &&Rc<PodMark>| pod.glyph == Glyph::Terminating || pod.is_leaving;
    let present = pods.len() - pods.iter().filter(going).count();
    match wanted - present as i64 {
        missing if missing > 0 => vec![format_smolstr!("+{missing}")],
        _ => Vec::new(),
    }
}
