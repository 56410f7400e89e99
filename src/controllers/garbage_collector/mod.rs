//! The garbage collector: what belongs to nobody any more goes, and owners wait for what belongs
//! to them where they were deleted so.

mod owners;

use crate::api::{Key, Kind, Object};
use crate::store::{
    Change, Component, Context, DeleteOptions, EventNote, FOREGROUND_FINALIZER, ORPHAN_FINALIZER,
    Propagation, Reconcile, Scope, Step, Verb, View, Write,
};
use owners::{OwnerState, kind_of, owner_state};
use std::rc::Rc;

/// The garbage collector.
#[derive(Clone, Copy, Debug, Default)]
pub struct GarbageCollector;

impl Component for GarbageCollector {
    fn name(&self) -> &'static str {
        "garbage-collector-controller"
    }

    fn scope(&self, _kind: Kind) -> Scope {
        Scope::BeyondStatus
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        let object = &change.object;
        let before = change.before.as_deref();
        let gone = change.verb == Verb::Deleted;
        let owners_changed = before.is_none_or(|before| {
            before.meta.owner_references != object.meta.owner_references
                || before.is_deleting() != object.is_deleting()
        });
        if !owners_changed && !gone && !object.is_deleting() {
            return Vec::new();
        }
        let mut keys: Vec<Key> = Vec::new();
        // What is new keeps its owners waiting as they are.
        let earlier = if gone { Some(&**object) } else { before.filter(|_| owners_changed) };
        keys.extend(earlier.into_iter().flat_map(|earlier| waiting_owners(view, earlier)));
        if gone || waits_for_dependents(object) {
            keys.extend(view.owned_by(&object.meta.uid).map(|dependent| dependent.key()));
        }
        if !gone && owners_changed && (object.is_deleting() || !is_held(view, object)) {
            keys.push(change.key());
        }
        keys
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let view = &context.view;
        let mut answer = Reconcile::nothing();
        let Some(object) = view.get(key) else { return answer };
        if waits_for(object, ORPHAN_FINALIZER) {
            answer.steps.extend(orphan_dependents(view, object));
        } else if waits_for_dependents(object) {
            answer.steps.extend(finish_foreground(view, object));
        } else if !object.is_deleting() {
            answer.steps.extend(collect(view, object));
        }
        answer
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(*self)
    }
}

fn waits_for(object: &Object, finalizer: &str) -> bool {
    object.is_deleting() && object.meta.finalizers.iter().any(|present| present == finalizer)
}

fn waits_for_dependents(object: &Object) -> bool {
    waits_for(object, FOREGROUND_FINALIZER)
}

/// Whether all owners that an object names are there and mean to stay.
fn is_held(view: &View, object: &Object) -> bool {
    let mut owners = object.meta.owner_references.iter();
    owners.all(|owner| owner_state(view, object, owner) == OwnerState::Present)
}

/// The owners of an object that wait until it is gone.
fn waiting_owners(view: &View, dependent: &Object) -> Vec<Key> {
    let references = dependent.meta.owner_references.iter();
    let owners = references.filter_map(|reference| {
        view.find(kind_of(reference)?, &dependent.meta.namespace, &reference.name)
    });
    owners.filter(|owner| waits_for_dependents(owner)).map(|owner| owner.key()).collect()
}

/// Takes the owner from its dependents, then lets it go.
fn orphan_dependents(view: &View, owner: &Object) -> Vec<Step> {
    let uid = owner.meta.uid.clone();
    let mut steps: Vec<Step> = view
        .owned_by(&owner.meta.uid)
        .map(|dependent| without_owners(dependent, |reference| *reference == uid))
        .map(|write| Step::attempt(Write::Update(write)))
        .collect();
    steps.push(without_finalizer(owner, ORPHAN_FINALIZER));
    steps
}

/// Lets an owner go once nothing blocks it.  Its dependents are looked at by themselves.
fn finish_foreground(view: &View, owner: &Object) -> Option<Step> {
    let blocked = view.owned_by(&owner.meta.uid).any(|dependent| {
        let references = &dependent.meta.owner_references;
        references.iter().any(|owner_reference| {
            owner_reference.uid == owner.meta.uid && owner_reference.block_owner_deletion
        })
    });
    (!blocked).then(|| without_finalizer(owner, FOREGROUND_FINALIZER))
}

/// Deletes an object that no owner holds; takes lost owners from one that another owner holds
/// (`attemptToDeleteItem`).
fn collect(view: &View, object: &Rc<Object>) -> Vec<Step> {
    let mut steps = Vec::new();
    let states: Vec<OwnerState> = object
        .meta
        .owner_references
        .iter()
        .map(|reference| owner_state(view, object, reference))
        .collect();
    if states.contains(&OwnerState::Elsewhere) {
        steps.extend(tell_of_foreign_owners(view, object));
    }
    let lost = states.iter().filter(|state| **state != OwnerState::Present).count();
    if lost == 0 {
        return steps;
    }
    if lost < states.len() {
        let kept = without_owners(object, |uid| {
            let references = &object.meta.owner_references;
            let place = references.iter().position(|reference| reference.uid == *uid);
            place.is_some_and(|place| states[place] != OwnerState::Present)
        });
        steps.push(Step::attempt(Write::Update(kept)));
        return steps;
    }
    let has_dependents = view.owned_by(&object.meta.uid).next().is_some();
    let awaited = states.contains(&OwnerState::AwaitsDependents) && has_dependents;
    let propagation = if awaited { Propagation::Foreground } else { usual_propagation(object) };
    let uid = Some(object.meta.uid.clone());
    let options = DeleteOptions { propagation, uid, ..DeleteOptions::default() };
    steps.push(Step::attempt(Write::Delete(object.key(), options)));
    steps
}

/// As the object's own finalizers say.
fn usual_propagation(object: &Object) -> Propagation {
    let has = |name: &str| object.meta.finalizers.iter().any(|finalizer| finalizer == name);
    if has(ORPHAN_FINALIZER) {
        Propagation::Orphan
    } else if has(FOREGROUND_FINALIZER) {
        Propagation::Foreground
    } else {
        Propagation::Background
    }
}

fn tell_of_foreign_owners(view: &View, object: &Object) -> Vec<Step> {
    let namespace = &object.meta.namespace;
    let references = object.meta.owner_references.iter();
    references
        .filter(|reference| owner_state(view, object, reference) == OwnerState::Elsewhere)
        .map(|reference| {
            let message = format!(
                "ownerRef [{}/{}, namespace: {namespace}, name: {}, uid: {}] does not exist in \
                 namespace \"{namespace}\"",
                reference.api_version, reference.kind, reference.name, reference.uid
            );
            Step::event(EventNote::warning(object, "OwnerRefInvalidNamespace", message))
        })
        .collect()
}

fn without_owners(object: &Object, is_lost: impl Fn(&smol_str::SmolStr) -> bool) -> Object {
    let mut object = object.clone();
    object.resource_version = 0;
    object.meta.owner_references.retain(|reference| !is_lost(&reference.uid));
    object
}

fn without_finalizer(object: &Object, name: &str) -> Step {
    let mut object = object.clone();
    object.meta.finalizers.retain(|finalizer| finalizer != name);
    Step::write(Write::Update(object))
}
