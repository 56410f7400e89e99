//! The namespace controller: what each namespace begins with, and how one goes with its content.

mod content;
mod provisions;

use crate::api::{Key, Kind, Object};
use crate::store::{Change, Component, Context, Reconcile, Step, Verb, View, Write};
use crate::time::{Milliseconds, SECOND};

/// It waits this long before it empties a namespace, and between two attempts
/// (`namespaceDeletionGracePeriod`).
const DELETION_DELAY: Milliseconds = 5 * SECOND;
/// The entry of `spec.finalizers` that holds a namespace until it is empty.
const FINALIZER: &str = "kubernetes";

/// The namespace controller.
#[derive(Clone, Copy, Debug, Default)]
pub struct NamespaceController;

impl Component for NamespaceController {
    fn name(&self) -> &'static str {
        "namespace-controller"
    }

    /// A namespace goes when the last of its events has gone, too.
    fn concerns(&self, _kind: Kind) -> bool {
        true
    }

    fn latency_after(&self, change: &Change) -> Milliseconds {
        let is_provision = provisions::is_one(&change.object);
        let is_deletion = change.object.is_deleting() || change.verb == Verb::Deleted;
        if is_deletion && !is_provision { DELETION_DELAY } else { self.latency() }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        let object = &change.object;
        if object.kind == Kind::Namespace {
            return if change.verb == Verb::Deleted { Vec::new() } else { vec![change.key()] };
        }
        if change.verb != Verb::Deleted || object.meta.namespace.is_empty() {
            return Vec::new();
        }
        let key = Key::new(Kind::Namespace, "", &object.meta.namespace);
        let is_awaited = view
            .get(&key)
            .is_some_and(|namespace| namespace.is_deleting() || provisions::is_one(object));
        if is_awaited { vec![key] } else { Vec::new() }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let mut answer = Reconcile::nothing();
        let Some(namespace) = context.view.get(key) else { return answer };
        if namespace.is_deleting() {
            answer.steps = empty(&context.view, namespace);
        } else {
            answer.steps = provisions::missing(&context.view, &namespace.meta.name);
        }
        answer
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(*self)
    }
}

/// Deletes the pods, then everything else, then lets the namespace go.
fn empty(view: &View, namespace: &Object) -> Vec<Step> {
    let content = content::of(view, &namespace.meta.name);
    let status = content::status(namespace, &content, view.now);
    let mut steps = vec![Step::write(Write::UpdateStatus(namespace.key(), status))];
    steps.extend(content::deletions(&content));
    if content.is_empty() {
        let mut namespace = namespace.clone();
        namespace.meta.resource_version = 0;
        let finalizers = namespace.spec().get("finalizers").items().iter();
        let others: Vec<_> = finalizers.filter(|name| name.str() != FINALIZER).cloned().collect();
        namespace.body.set("spec.finalizers", others);
        steps.push(Step::write(Write::Update(namespace)));
    }
    steps
}
