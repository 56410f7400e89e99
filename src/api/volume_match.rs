//! Which of the volumes that are there a claim gets.

use super::{Map, Object, Quantity, Selector, Value, node_affinity};
use std::rc::Rc;

/// What a claim wants of a volume.
pub struct Wish<'claim> {
    claim: &'claim Object,
    selector: Selector,
    /// The node from which the volume must be reached, once that is known.
    node: Option<&'claim Object>,
}

impl<'claim> Wish<'claim> {
    /// What `claim` wants, where its volume must be reached from `node`.
    pub fn new(claim: &'claim Object, node: Option<&'claim Object>) -> Wish<'claim> {
        let selector = match claim.spec().get("selector") {
            Value::Null => Selector::from_map(&Map::default().into()),
            selector => Selector::from_label_selector(selector),
        };
        Wish { claim, selector, node }
    }

    fn text(&self, field: &str) -> &str {
        self.claim.spec().get(field).str()
    }

    /// Whether a volume is kept for the claim by name.
    pub fn is_reserved(&self, volume: &Object) -> bool {
        let owner = volume.spec().get("claimRef");
        let uid = owner.get("uid").str();
        owner.get("name").str() == self.claim.meta.name
            && owner.get("namespace").str() == self.claim.meta.namespace
            && (uid.is_empty() || uid == self.claim.meta.uid)
    }

    /// Why a volume that the claim asks for by name would not do; `None` if it would.
    pub fn mismatch(&self, volume: &Object) -> Option<String> {
        let why = if volume.is_deleting() {
            return Some(format!("the volume is marked for deletion \"{}\"", volume.meta.name));
        } else if !self.is_large_enough(volume) {
            "requested PV is too small"
        } else if !self.has_class(volume) {
            "storageClassName does not match"
        } else if !self.has_mode(volume) {
            "incompatible volumeMode"
        } else if !self.has_access(volume) {
            "incompatible accessMode"
        } else {
            return None;
        };
        Some(why.to_owned())
    }

    fn has_class(&self, volume: &Object) -> bool {
        volume.spec().get("storageClassName").str() == self.text("storageClassName")
    }

    fn has_mode(&self, volume: &Object) -> bool {
        let mode =
            |spec: &Value| spec.get("volumeMode").as_str().unwrap_or("Filesystem") == "Block";
        mode(volume.spec()) == mode(self.claim.spec())
    }

    fn has_access(&self, volume: &Object) -> bool {
        let modes = volume.spec().get("accessModes").items();
        self.claim.spec().get("accessModes").items().iter().all(|mode| modes.contains(mode))
    }

    /// Whether a volume would do but for its size.
    pub fn is_met_by(&self, volume: &Object) -> bool {
        let required = volume.spec().at("nodeAffinity.required");
        !volume.is_deleting()
            && self.has_class(volume)
            && self.has_mode(volume)
            && self.has_access(volume)
            && self.selector.matches(&volume.meta.labels)
            && self
                .node
                .is_none_or(|node| required.is_null() || node_affinity::is_selected(required, node))
    }

    /// Whether a volume is large enough.
    pub fn is_large_enough(&self, volume: &Object) -> bool {
        let wanted = Quantity::of(self.claim.spec().at("resources.requests.storage"));
        capacity(volume) >= wanted
    }
}

/// A volume's size.
fn capacity(volume: &Object) -> Quantity {
    Quantity::of(volume.spec().at("capacity.storage"))
}

/// The volume that is kept for the claim, else the smallest free one that is large enough
/// (`FindMatchingVolume`).
pub fn best_volume<'store>(
    wish: &Wish,
    volumes: impl Iterator<Item = &'store Rc<Object>>,
) -> Option<&'store Rc<Object>> {
    let fit: Vec<&Rc<Object>> =
        volumes.filter(|volume| wish.is_met_by(volume) && wish.is_large_enough(volume)).collect();
    let reserved = fit.iter().find(|volume| wish.is_reserved(volume)).copied();
    reserved.or_else(|| {
        let free = fit.into_iter().filter(|volume| volume.spec().get("claimRef").is_null());
        free.min_by(|left, right| capacity(left).cmp(&capacity(right)))
    })
}
