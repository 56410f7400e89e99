//! One pod as it is drawn and named.

use super::glyph::{Badge, Glyph};
use crate::api::{Kind, Object, Pod};
use crate::store::{Store, View};
use smol_str::SmolStr;

/// A pod's mark.
#[derive(Clone, Debug, PartialEq)]
pub struct PodMark {
    /// Unique over all time: what the drawing is keyed by.
    pub uid: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// Its namespace.
    pub namespace: SmolStr,
    /// What tells it from its siblings: `0` of `mysql-0`, `x2k9p` of `web-6d4cf56db6-x2k9p`.
    pub short: SmolStr,
    /// The node that it is on; empty before.
    pub node: SmolStr,
    /// Its contour.
    pub glyph: Glyph,
    /// The sign at its corner.
    pub badge: Option<Badge>,
    /// Whether it is of a revision that is being replaced.
    pub is_leaving: bool,
    /// The claims that it uses.
    pub claims: Vec<Claim>,
    /// What stands under `STATUS` in a table: `Running`, `ContainerCreating` …
    pub status: String,
}

/// A claim as it is drawn under its pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its name: `data-mysql-0`.
    pub name: SmolStr,
    /// What tells it from the other claims of its owner: `data-0`.
    pub short: SmolStr,
    /// Whether it has a volume.
    pub is_bound: bool,
}

impl PodMark {
    /// The mark of a pod of the owner of this name.
    pub fn of(view: &View, object: &Object, owner: &str, is_leaving: bool) -> PodMark {
        let pod = Pod(object);
        let node = pod.node_name();
        let glyph = Glyph::of(object, is_silent(view.store(), node));
        PodMark {
            uid: object.meta.uid.clone(),
            name: object.meta.name.clone(),
            namespace: object.meta.namespace.clone(),
            short: short_name(&object.meta.name, owner),
            node: node.into(),
            glyph,
            badge: glyph.badge(object),
            is_leaving,
            claims: claims(view.store(), object, owner),
            status: status_word(pod, glyph),
        }
    }

    /// Its whole name for those who do not see it: `Pod mysql-0, Running, ready, on node-1`.
    pub fn label(&self) -> String {
        let ready = if self.glyph == Glyph::Ready { "ready" } else { "not ready" };
        let place = match self.node.as_str() {
            "" => "on no node yet".to_owned(),
            node => format!("on {node}"),
        };
        match self.glyph {
            Glyph::Completed => format!("Pod {}, {}, {place}", self.name, self.status),
            _ => format!("Pod {}, {}, {ready}, {place}", self.name, self.status),
        }
    }
}

/// Whether a node's kubelet has not been heard of for too long.
fn is_silent(store: &Store, node: &str) -> bool {
    let Some(object) = store.find(Kind::Node, "", node) else { return false };
    let conditions = object.status().get("conditions").items();
    let ready = conditions.iter().find(|condition| condition.get("type").str() == "Ready");
    ready.is_some_and(|condition| condition.get("status").str() == "Unknown")
}

/// The last part of a name that begins with its owner's; the whole name otherwise.
fn short_name(name: &str, owner: &str) -> SmolStr {
    let rest = name.strip_prefix(owner).and_then(|rest| rest.strip_prefix('-'));
    rest.and_then(|rest| rest.rsplit('-').next()).unwrap_or(name).into()
}

fn claims(store: &Store, object: &Object, owner: &str) -> Vec<Claim> {
    let volumes = object.spec().get("volumes").items().iter();
    let names = volumes.map(|volume| volume.at("persistentVolumeClaim.claimName").str());
    names
        .filter(|name| !name.is_empty())
        .map(|name| {
            let claim = store.find(Kind::PersistentVolumeClaim, &object.meta.namespace, name);
            let phase = claim.map_or("", |claim| claim.status().get("phase").str());
            let short = name.replacen(&format!("-{owner}-"), "-", 1);
            Claim { name: name.into(), short: short.into(), is_bound: phase == "Bound" }
        })
        .collect()
}

/// The word for a pod's state, near to what `kubectl get pods` prints under `STATUS`.
fn status_word(pod: Pod, glyph: Glyph) -> String {
    let statuses = pod.init_container_statuses().iter().chain(pod.container_statuses());
    let reason = statuses
        .flat_map(|status| {
            [status.at("state.waiting.reason"), status.at("state.terminated.reason")]
        })
        .map(|reason| reason.str())
        .find(|reason| !reason.is_empty());
    match (glyph, reason) {
        (Glyph::Pending, _) => "Pending".to_owned(),
        (Glyph::Terminating, _) => "Terminating".to_owned(),
        (Glyph::Lost, _) => "Unknown".to_owned(),
        (Glyph::Running | Glyph::Ready, _) => "Running".to_owned(),
        (_, Some(reason)) => reason.to_owned(),
        (Glyph::Creating, None) => "ContainerCreating".to_owned(),
        (Glyph::Completed, None) => "Completed".to_owned(),
        (_, None) => "Error".to_owned(),
    }
}
