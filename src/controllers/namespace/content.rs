//! What is left in a namespace that goes, and how its status tells of it.

use crate::api::kind::KINDS;
use crate::api::{Kind, Object, Value};
use crate::controllers::conditions;
use crate::ordered::OrderedMap;
use crate::store::{DeleteOptions, Step, View, Write};
use crate::time::Time;
use crate::value;
use std::rc::Rc;

/// Everything in a namespace, by kind.
pub fn of<'view>(view: &'view View, namespace: &'view str) -> Vec<&'view Rc<Object>> {
    let kinds = KINDS.iter().filter(|kind| kind.row().namespaced);
    kinds.flat_map(|kind| view.list(*kind, Some(namespace))).collect()
}

/// The requests by which it goes: while there are pods, only they do
/// (`OrderedNamespaceDeletion`).
pub fn deletions(content: &[&Rc<Object>]) -> Vec<Step> {
    let has_pods = content.iter().any(|object| object.kind == Kind::Pod);
    content
        .iter()
        .filter(|object| !object.is_deleting() && (object.kind == Kind::Pod || !has_pods))
        .map(|object| Step::attempt(Write::Delete(object.key(), DeleteOptions::default())))
        .collect()
}

/// The namespace's status with its conditions.
pub fn status(namespace: &Object, content: &[&Rc<Object>], now: Time) -> Value {
    let lasting: Vec<&&Rc<Object>> = content.iter().filter(|object| lasts(object)).collect();
    let remaining = if lasting.is_empty() {
        ("False", "ContentRemoved", "All content successfully removed".to_owned())
    } else {
        let count = counts(&lasting, |kind| format!("{}.{}", kind.row().plural, kind.row().group));
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
    let mut status = namespace.status().clone();
    for (kind, (holds, reason, message)) in [
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
    ] {
        conditions::set(
            &mut status,
            value!({
                "type": kind, "status": holds, "reason": reason, "message": message,
                "lastTransitionTime": (now.rfc3339())
            }),
        );
    }
    status
}

/// Whether an object stays for a while after its deletion.
fn lasts(object: &Object) -> bool {
    object.kind == Kind::Pod || !object.meta.finalizers.is_empty()
}

fn counts(objects: &[&&Rc<Object>], name: impl Fn(Kind) -> String) -> OrderedMap<String, usize> {
    let mut counts = OrderedMap::new();
    for object in objects {
        *counts.entry(name(object.kind)).or_default() += 1;
    }
    counts
}
