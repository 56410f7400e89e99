//! What the journal tells: whose each pod is, and what happened in short sentences.
//!
//! A chronicle reads the journal once, in order, and remembers only what cannot be read from the
//! objects of now: in which order owners first appeared, and who owned what is gone.

use super::score::{Note, Pitch, Score};
use crate::api::{Key, Kind, Object, Pod};
use crate::cluster::{Actor, Fact, FactId, Happening, Journal};
use crate::ordered::OrderedMap;
use crate::store::{Change, Verb};
use crate::time::Time;
use smol_str::{SmolStr, format_smolstr};
use std::collections::VecDeque;

/// How many entries are remembered.
const ENTRIES: usize = 400;

/// The stations that a cause passes on its way to a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Station {
    /// Whoever types the command lines.
    You,
    /// It keeps what was asked for.
    ApiServer,
    /// They notice what is missing.
    Controllers,
    /// It chooses a node.
    Scheduler,
    /// It starts the containers.
    Kubelet,
}

/// Something worth telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The fact that it tells of.
    pub fact: FactId,
    /// When it happened.
    pub at: Time,
    /// Who did it: `you`, `statefulset`, `kubelet`.
    pub who: SmolStr,
    /// Where that stands between you and the containers.
    pub station: Station,
    /// What happened: `mysql-3 created`.
    pub what: String,
    /// Whose row it belongs to, if anybody's.
    pub row: Option<Key>,
}

/// What was read of a journal.
#[derive(Clone, Debug, Default)]
pub struct Chronicle {
    read: usize,
    rows: OrderedMap<SmolStr, Key>,
    hues: OrderedMap<Key, usize>,
    entries: VecDeque<Entry>,
    score: Score,
}

/// The row of what belongs to nobody: the pods of a namespace.
fn bare_row(namespace: &str) -> Key {
    Key::new(Kind::Pod, namespace, "")
}

/// The kinds whose objects make a row when nobody owns them.
pub(super) const OWNER_KINDS: &[Kind] = &[
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::ReplicationController,
    Kind::Job,
    Kind::CronJob,
];

fn has_row(kind: Kind) -> bool {
    OWNER_KINDS.contains(&kind)
}

impl Chronicle {
    /// Reads on to the end of `journal`; `false` if there was nothing new.
    pub fn read(&mut self, journal: &Journal) -> bool {
        let first = FactId(self.read);
        for fact in journal.since(first) {
            self.learn(fact);
        }
        self.read = journal.end().0;
        self.read > first.0
    }

    /// What happened, oldest first; only the last few hundred entries.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The entries about facts from this one on.
    pub fn since(&self, first: FactId) -> impl Iterator<Item = &Entry> {
        self.entries.iter().skip(self.entries.partition_point(|entry| entry.fact < first))
    }

    /// What happened, as a score.
    pub fn score(&self) -> &Score {
        &self.score
    }

    /// The number of the next fact to read.
    pub fn end(&self) -> FactId {
        FactId(self.read)
    }

    /// Whose row an object is in: its outermost owner's, as far as owners are known.
    pub fn row_of(&self, object: &Object) -> Key {
        let owner = object.controller().and_then(|owner| self.rows.get(&owner.uid));
        match owner {
            Some(row) => row.clone(),
            None if has_row(object.kind) => object.key(),
            None => bare_row(&object.meta.namespace),
        }
    }

    /// An owner's place in the order of first appearance, from 0: it decides its hue.
    pub fn hue(&self, row: &Key) -> usize {
        self.hues.get(row).copied().unwrap_or_default()
    }

    fn learn(&mut self, fact: &Fact) {
        let row = match &fact.happening {
            Happening::Change(change) => self.place(change),
            _ => None,
        };
        if let Some((pitch, subject)) = pitch(fact) {
            self.score.push(Note { at: fact.at, row: row.clone(), pitch, subject });
        }
        let is_write = match &fact.happening {
            Happening::Change(change) => !is_heartbeat(change),
            Happening::Event(_) => true,
            Happening::Command(_) | Happening::Machine(..) => false,
        };
        if is_write {
            self.score.count_write(fact.at);
        }
        let Some(what) = tell(&fact.happening) else { return };
        if self.entries.len() == ENTRIES {
            self.entries.pop_front();
        }
        let (who, station) = who(&fact.actor);
        self.entries.push_back(Entry { fact: fact.id, at: fact.at, who, station, what, row });
    }

    /// Remembers whose a new object is; answers its row, if it is in one.
    fn place(&mut self, change: &Change) -> Option<Key> {
        let object = &*change.object;
        if object.kind != Kind::Pod && !has_row(object.kind) {
            return None;
        }
        let row = self.row_of(object);
        if change.verb == Verb::Added {
            let next = self.hues.len();
            self.hues.entry(row.clone()).or_insert(next);
        }
        if object.kind != Kind::Pod {
            self.rows.insert(object.meta.uid.clone(), row.clone());
        }
        Some(row)
    }
}

/// What a fact is in the score.
fn pitch(fact: &Fact) -> Option<(Pitch, SmolStr)> {
    match &fact.happening {
        Happening::Command(line) => Some((Pitch::Command, line.into())),
        Happening::Machine(..) | Happening::Event(_) => None,
        Happening::Change(change) if change.object.kind == Kind::Pod => {
            let pod = Pod(&change.object);
            let uid = change.object.meta.uid.clone();
            let was =
                |test: fn(Pod) -> bool| change.before.as_deref().is_some_and(|pod| test(Pod(pod)));
            let pitch = match change.verb {
                Verb::Added => Pitch::Created,
                Verb::Deleted => Pitch::Gone,
                Verb::Modified
                    if pod.phase() == "Failed" && !was(|pod| pod.phase() == "Failed") =>
                {
                    Pitch::Failed
                }
                Verb::Modified if pod.is_finished() && !was(|pod| pod.is_finished()) => Pitch::Done,
                Verb::Modified if pod.is_ready() && !was(|pod| pod.is_ready()) => Pitch::Ready,
                Verb::Modified => return None,
            };
            Some((pitch, uid))
        }
        Happening::Change(_) => None,
    }
}

/// Whether a change is one of those that come whether or not anything happens.
fn is_heartbeat(change: &Change) -> bool {
    let is_same_spec = |before: &Object| before.spec() == change.object.spec();
    change.object.kind == Kind::Lease
        || (change.object.kind == Kind::Node && change.before.as_deref().is_some_and(is_same_spec))
}

fn who(actor: &Actor) -> (SmolStr, Station) {
    let Actor::Component(name) = actor else {
        let station = if *actor == Actor::User { Station::You } else { Station::ApiServer };
        return (format_smolstr!("{actor}"), station);
    };
    let short = name.strip_suffix("-controller").unwrap_or(name);
    let short = short.strip_prefix("default-").unwrap_or(short);
    let station = match short {
        "scheduler" => Station::Scheduler,
        "kubelet" => Station::Kubelet,
        _ => Station::Controllers,
    };
    (short.into(), station)
}

/// A happening in a few words; `None` if it is not worth telling.
fn tell(happening: &Happening) -> Option<String> {
    match happening {
        Happening::Command(line) => Some(line.clone()),
        Happening::Machine(name, what) => Some(format!("machine {name} {what}")),
        Happening::Change(change) => tell_change(change),
        Happening::Event(_) => None,
    }
}

fn tell_change(change: &Change) -> Option<String> {
    let object = &*change.object;
    let name = &object.meta.name;
    let quiet = [Kind::Event, Kind::Lease, Kind::EndpointSlice, Kind::Endpoints];
    if quiet.contains(&object.kind) || object.kind == Kind::ControllerRevision {
        return None;
    }
    let subject = match object.kind {
        Kind::Pod | Kind::Node | Kind::PersistentVolumeClaim => name.to_string(),
        kind => format!("{} {name}", kind.row().singular),
    };
    let before = match (change.verb, change.before.as_deref()) {
        (Verb::Added, _) => return Some(format!("{subject} created")),
        (Verb::Deleted, _) => return Some(format!("{subject} gone")),
        (Verb::Modified, before) => before?,
    };
    let what = match object.kind {
        Kind::Pod => tell_pod(Pod(before), Pod(object))?,
        Kind::Node => tell_node(before, object)?,
        Kind::PersistentVolumeClaim => tell_phase(before, object)?,
        _ => tell_owner(before, object)?,
    };
    Some(format!("{subject} {what}"))
}

fn tell_pod(before: Pod, pod: Pod) -> Option<String> {
    let arrived = before.node_name().is_empty() && !pod.node_name().is_empty();
    let phase = pod.phase();
    match () {
        () if arrived => Some(format!("→ {}", pod.node_name())),
        () if pod.is_terminating() && !before.is_terminating() => Some("terminating".to_owned()),
        () if pod.is_finished() && !before.is_finished() => Some(phase.to_ascii_lowercase()),
        () if pod.is_ready() && !before.is_ready() => Some("ready".to_owned()),
        () if before.is_ready() && !pod.is_ready() => Some("not ready".to_owned()),
        () if phase == "Running" && before.phase() != "Running" => Some("started".to_owned()),
        () => Pod::max_restarts(pod)
            .0
            .checked_sub(Pod::max_restarts(before).0)
            .filter(|more| *more > 0)
            .map(|_| "restarted".to_owned()),
    }
}

fn tell_node(before: &Object, node: &Object) -> Option<String> {
    let is_ready = |node: &Object| {
        let conditions = node.status().get("conditions").items();
        conditions.iter().any(|condition| {
            condition.get("type").str() == "Ready" && condition.get("status").str() == "True"
        })
    };
    let is_cordoned = |node: &Object| node.spec().get("unschedulable").is_true();
    match (is_cordoned(before), is_cordoned(node), is_ready(before), is_ready(node)) {
        (false, true, ..) => Some("cordoned".to_owned()),
        (true, false, ..) => Some("uncordoned".to_owned()),
        (.., false, true) => Some("ready".to_owned()),
        (.., true, false) => Some("not ready".to_owned()),
        _ => None,
    }
}

fn tell_phase(before: &Object, object: &Object) -> Option<String> {
    let phase = object.status().get("phase").str();
    (phase != before.status().get("phase").str()).then(|| phase.to_ascii_lowercase())
}

fn tell_owner(before: &Object, object: &Object) -> Option<String> {
    let replicas = |object: &Object| object.spec().get("replicas").as_int();
    match (replicas(before), replicas(object)) {
        (Some(before), Some(after)) if before != after => Some(format!("{before} → {after}")),
        _ if object.is_deleting() && !before.is_deleting() => Some("terminating".to_owned()),
        _ if before.spec() != object.spec() => Some("changed".to_owned()),
        _ => None,
    }
}
