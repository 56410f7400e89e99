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

    /// Whether a volume would do but for its size.
    pub fn is_met_by(&self, volume: &Object) -> bool {
        let spec = volume.spec();
        let modes = spec.get("accessModes").items();
        let mode =
            |spec: &Value| spec.get("volumeMode").as_str().unwrap_or("Filesystem") == "Block";
        let required = spec.at("nodeAffinity.required");
        !volume.is_deleting()
            && spec.get("storageClassName").str() == self.text("storageClassName")
            && mode(spec) == mode(self.claim.spec())
            && self.claim.spec().get("accessModes").items().iter().all(|mode| modes.contains(mode))
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
