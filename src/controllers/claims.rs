//! Who manages what: adoption of orphans that a selector matches, release of those that it no
//! longer matches (`ControllerRefManager`), and the way from a change back to the owner.

use crate::api::{Key, Kind, Object, OwnerReference, Selector};
use crate::store::{Change, Step, Verb, View, Write};
use std::rc::Rc;

/// What an owner manages after it has adopted and released.
#[derive(Debug, Default)]
pub struct Claim {
    /// The objects, in the order of their names.
    pub objects: Vec<Rc<Object>>,
    /// The requests that adopt and release.
    pub steps: Vec<Step>,
}

/// Claims the objects of `kind` for `owner`: those it manages and `selector` matches, and the
/// orphans that it matches and `may_adopt` admits.  An owner that is being deleted neither adopts
/// nor releases.
pub fn claim(
    view: &View,
    owner: &Object,
    selector: &Selector,
    kind: Kind,
    may_adopt: impl Fn(&Object) -> bool,
) -> Claim {
    claim_with(view, owner, selector, kind, may_adopt, None)
}

/// Claims as [`claim`] does, for an owner whose objects bear a finalizer as long as they are its.
pub fn claim_with(
    view: &View,
    owner: &Object,
    selector: &Selector,
    kind: Kind,
    may_adopt: impl Fn(&Object) -> bool,
    finalizer: Option<&str>,
) -> Claim {
    let mut claim = Claim::default();
    for object in view.controlled_by(kind, &owner.meta.uid) {
        if selector.matches(&object.meta.labels) {
            claim.objects.push(object.clone());
        } else if !owner.is_deleting() {
            claim.steps.push(Step::attempt(Write::Update(released(object, owner, finalizer))));
        }
    }
    if owner.is_deleting() {
        return claim;
    }
    for object in view.unmanaged(kind, &owner.meta.namespace) {
        let wanted = selector.matches(&object.meta.labels) && !object.is_deleting();
        if wanted && may_adopt(object) {
            let adopted = adopted(object, owner, finalizer);
            claim.steps.push(Step::attempt(Write::Update(adopted.clone())));
            claim.objects.push(Rc::new(adopted));
        }
    }
    claim
}

fn adopted(object: &Object, owner: &Object, finalizer: Option<&str>) -> Object {
    let mut object = object.clone();
    object.meta.owner_references.push(owner.controller_reference());
    let borne = &mut object.meta.finalizers;
    let missing = finalizer.filter(|missing| borne.iter().all(|finalizer| finalizer != missing));
    if let Some(missing) = missing {
        borne.push(missing.into());
    }
    object
}

fn released(object: &Object, owner: &Object, finalizer: Option<&str>) -> Object {
    let mut object = object.clone();
    object.meta.owner_references.retain(|reference| reference.uid != owner.meta.uid);
    object.meta.finalizers.retain(|borne| Some(borne.as_str()) != finalizer);
    object
}

/// How an object names the owner of this kind that manages it, if one does.
pub fn controller_reference(kind: Kind, object: &Object) -> Option<&OwnerReference> {
    let owner = object.controller()?;
    (owner.kind == kind.row().name && kind.is_of(&owner.api_version)).then_some(owner)
}

/// The key of the owner of this kind that manages an object, if one does.
pub fn controller_key(kind: Kind, object: &Object) -> Option<Key> {
    let owner = controller_reference(kind, object)?;
    Some(Key::of(kind, object.meta.namespace.clone(), owner.name.clone()))
}

/// Which owners of a kind must look because of a change of something that such owners manage:
/// the owner before and after; for an orphan that is new or looks different, every owner whose
/// selector matches.
pub fn owners_of_change(view: &View, kind: Kind, change: &Change) -> Vec<Key> {
    let has_same_owners = change
        .before
        .as_deref()
        .is_some_and(|before| before.meta.owner_references == change.object.meta.owner_references);
    let owner = change.object.controller();
    if has_same_owners && owner.is_some_and(|owner| owner.kind != kind.row().name) {
        return Vec::new();
    }
    let before = change.before.as_deref().and_then(|object| controller_key(kind, object));
    let mut keys: Vec<Key> = controller_key(kind, &change.object).into_iter().collect();
    keys.extend(before.filter(|key| !keys.contains(key)));
    keys.extend(claimants(view, kind, change));
    keys
}

/// The owners of a kind that may adopt what a change is about: an orphan that is new or looks
/// different.
pub fn claimants(view: &View, kind: Kind, change: &Change) -> Vec<Key> {
    let object = &change.object;
    if change.verb == Verb::Deleted || object.controller().is_some() {
        return Vec::new();
    }
    let is_other = change.before.as_deref().is_none_or(|before| {
        before.meta.labels != object.meta.labels || before.controller().is_some()
    });
    if !is_other {
        return Vec::new();
    }
    view.list(kind, Some(&object.meta.namespace))
        .filter(|owner| selector_of(owner).matches(&object.meta.labels))
        .map(|owner| owner.key())
        .collect()
}

/// `spec.selector`, which ReplicationControllers have in an elder form.
pub fn selector_of(owner: &Object) -> Selector {
    let selector = owner.spec().get("selector");
    match owner.kind {
        Kind::ReplicationController => Selector::from_map(selector),
        _ => Selector::from_label_selector(selector),
    }
}

/// Whether a change of an owner itself is more than a new status.
pub fn is_more_than_status(change: &Change) -> bool {
    change.before.as_deref().is_none_or(|before| {
        change.verb == Verb::Deleted
            || before.spec() != change.object.spec()
            || before.meta.generation != change.object.meta.generation
            || before.meta.deletion_timestamp != change.object.meta.deletion_timestamp
            || before.meta.labels != change.object.meta.labels
            || before.meta.annotations != change.object.meta.annotations
            || before.meta.owner_references != change.object.meta.owner_references
    })
}
