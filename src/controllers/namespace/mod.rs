//! The namespace controller: what each namespace begins with, and how one goes with its content.

mod content;
mod provisions;

use crate::api::{Key, Kind, Object};
use crate::store::{Change, Component, Context, Reconcile, Step, Verb, View, Write};
use crate::time::{Milliseconds, SECOND};
use content::Content;

/// It waits this long after a change of a namespace before it empties it
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

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Namespace | Kind::ServiceAccount | Kind::ConfigMap)
    }

    fn latency_after(&self, change: &Change) -> Milliseconds {
        let goes = change.object.kind == Kind::Namespace && change.object.is_deleting();
        if goes { DELETION_DELAY } else { self.latency() }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        let object = &change.object;
        if object.kind == Kind::Namespace {
            return if change.verb == Verb::Deleted { Vec::new() } else { vec![change.key()] };
        }
        if change.verb != Verb::Deleted || !provisions::is_one(object) {
            return Vec::new();
        }
        let key = Key::new(Kind::Namespace, "", &object.meta.namespace);
        let lives = view.get(&key).is_some_and(|namespace| !namespace.is_deleting());
        if lives { vec![key] } else { Vec::new() }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        match context.view.get(key) {
            None => Reconcile::nothing(),
            Some(namespace) => match namespace.meta.deletion_timestamp {
                // This look is for what came before the deletion.
                Some(since) if context.view.now.since(since) < DELETION_DELAY => {
                    Reconcile { requeue_after: Some(DELETION_DELAY), ..Reconcile::nothing() }
                }
                Some(_) => empty(&context.view, namespace),
                None => Reconcile {
                    steps: provisions::missing(&context.view, &namespace.meta.name),
                    ..Reconcile::nothing()
                },
            },
        }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(*self)
    }
}

/// Deletes the pods, then everything else, then lets the namespace go.  What does not go at once
/// is looked at again after half of the time that it may take, unless something changes before.  A
/// function of its own in the Wasm, too, so that it need not be there before a namespace goes
/// (`tools/split`).
#[inline(never)]
fn empty(view: &View, namespace: &Object) -> Reconcile {
    let content = Content::of(view, &namespace.meta.name);
    let mut answer = Reconcile { steps: content.deletions(), ..Reconcile::nothing() };
    let status = content.status(namespace, view.now);
    answer.steps.push(Step::write(Write::UpdateStatus(namespace.key(), status)));
    if let Some(estimate) = content.estimate(namespace, view.now) {
        answer.requeue_after = Some((estimate / 2 + 1) * SECOND);
        return answer;
    }
    let mut namespace = namespace.clone();
    namespace.resource_version = 0;
    let finalizers = namespace.spec().get("finalizers").items().iter();
    let others: Vec<_> = finalizers.filter(|name| name.str() != FINALIZER).cloned().collect();
    namespace.body.set("spec.finalizers", others);
    answer.steps.push(Step::write(Write::Update(namespace)));
    answer
}
