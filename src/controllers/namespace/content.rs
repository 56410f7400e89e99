//! What is left in a namespace that goes, and how its status tells of it.

use crate::api::kind::KINDS;
use crate::api::{Kind, Object, Pod, Value};
use crate::controllers::conditions;
use crate::ordered::OrderedMap;
use crate::store::{DeleteOptions, Step, View, Write};
use crate::time::{SECOND, Time};
use crate::value;
use std::rc::Rc;

/// For so long content with finalizers may last, in seconds (`finalizerEstimateSeconds`).
const FINALIZATION: i64 = 15;

/// What a look finds in a namespace.
pub struct Content<'view> {
    /// What is to go now: while there are pods that take their time, only the pods
    /// (`OrderedNamespaceDeletion`).
    now: Vec<&'view Rc<Object>>,
    /// What of it does not go at once.
    lasting: Vec<&'view Rc<Object>>,
}

impl<'view> Content<'view> {
    /// Looks at a namespace.
    pub fn of(view: &'view View, namespace: &'view str) -> Content<'view> {
        let pods = || view.list(Kind::Pod, Some(namespace));
        let now: Vec<_> = if pods().any(|pod| lasts(pod)) {
            pods().collect()
        } else {
            let kinds = KINDS.iter().filter(|kind| kind.row().namespaced);
            kinds.flat_map(|kind| view.list(*kind, Some(namespace))).collect()
        };
        let lasting = now.iter().copied().filter(|object| lasts(object)).collect();
        Content { now, lasting }
    }

    /// The requests by which it goes.
    pub fn deletions(&self) -> Vec<Step> {
        let objects = self.now.iter().filter(|object| !object.is_deleting());
        objects
            .map(|object| Step::attempt(Write::Delete(object.key(), DeleteOptions::default())))
            .collect()
    }

    /// How many seconds what lasts may take: as long as its pods may, counted from the deletion
    /// of the namespace.  None if nothing lasts.
    pub fn estimate(&self, namespace: &Object, now: Time) -> Option<i64> {
        if self.lasting.is_empty() {
            return None;
        }
        let pods = self.lasting.iter().filter(|object| object.kind == Kind::Pod);
        let grace = pods.map(|pod| pod.spec().get("terminationGracePeriodSeconds").int()).max();
        let since = namespace.meta.deletion_timestamp.unwrap_or(now);
        let grace = grace.filter(|grace| now.since(since) < grace.saturating_mul(SECOND));
        Some(grace.unwrap_or(FINALIZATION))
    }

    /// The namespace's status with its conditions.
    pub fn status(&self, namespace: &Object, now: Time) -> Value {
        status(namespace, &self.lasting, now)
    }
}

fn status(namespace: &Object, lasting: &[&Rc<Object>], now: Time) -> Value {
    let remaining = if lasting.is_empty() {
        ("False", "ContentRemoved", "All content successfully removed".to_owned())
    } else {
        let count = counts(lasting, |kind| format!("{}.{}", kind.row().plural, kind.row().group));
        let listed =
            count.iter().map(|(name, count)| format!("{name} has {count} resource instances"));
        let listed = listed.collect::<Vec<_>>().join(", ");
        ("True", "SomeResourcesRemain", format!("Some resources are remaining: {listed}"))
    };
    let mut finalizers: OrderedMap<&str, usize> = OrderedMap::new();
    for finalizer in lasting.iter().flat_map(|object| &object.meta.finalizers) {
        *finalizers.entry(finalizer).or_default() += 1;
    }
    let held = if finalizers.is_empty() {
        let message = "All content-preserving finalizers finished".to_owned();
        ("False", "ContentHasNoFinalizers", message)
    } else {
        let listed =
            finalizers.iter().map(|(name, count)| format!("{name} in {count} resource instances"));
        let listed = listed.collect::<Vec<_>>().join(", ");
        let message = format!("Some content in the namespace has finalizers remaining: {listed}");
        ("True", "SomeFinalizersRemain", message)
    };
    let fine = |reason, message: &str| ("False", reason, message.to_owned());
    let conditions = [
        (
            "NamespaceDeletionDiscoveryFailure",
            fine("ResourcesDiscovered", "All resources successfully discovered"),
        ),
        (
            "NamespaceDeletionGroupVersionParsingFailure",
            fine("ParsedGroupVersions", "All legacy kube types successfully parsed"),
        ),
        (
            "NamespaceDeletionContentFailure",
            fine(
                "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization",
            ),
        ),
        ("NamespaceContentRemaining", remaining),
        ("NamespaceFinalizersRemaining", held),
    ];
    let conditions = conditions.map(|(kind, (holds, reason, message))| {
        // It keeps its time while its status stays, whatever else it says.
        let earlier = conditions::find(namespace.status(), kind);
        let is_same = earlier.get("status").str() == holds;
        let since =
            if is_same { earlier.get("lastTransitionTime").str().into() } else { now.rfc3339() };
        value!({
            "type": kind, "status": holds, "reason": reason, "message": message,
            "lastTransitionTime": since
        })
    });
    let mut status = namespace.status().clone();
    status.set("conditions", conditions.to_vec());
    status
}

/// Whether an object stays for a while after its deletion: a pod does while it is on a machine.
fn lasts(object: &Object) -> bool {
    let is_held = !object.meta.finalizers.is_empty();
    let pod = Pod(object);
    is_held || object.kind == Kind::Pod && !pod.node_name().is_empty() && !pod.is_finished()
}

fn counts(objects: &[&Rc<Object>], name: impl Fn(Kind) -> String) -> OrderedMap<String, usize> {
    let mut counts = OrderedMap::new();
    for object in objects {
        *counts.entry(name(object.kind)).or_default() += 1;
    }
    counts
}
