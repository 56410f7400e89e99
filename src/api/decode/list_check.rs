//! What kubectl itself finds wrong in the items of a list by the API's description
//! (`k8s.io/kubectl/pkg/util/openapi/validation`), which is less than what the API server finds.

use super::header::{self, Unidentified};
use crate::api::Kind;
use crate::api::schema::{Field, Leaf, Shape, Type};
use crate::ordered::OrderedSet;
use crate::yaml::{Content, Node};

/// What is wrong in a list whose items say their kinds.
pub(super) fn mixed(list: &Node) -> Vec<String> {
    let Some(Content::List(items)) = list.get("items").map(|items| &items.content) else {
        return vec!["invalid object to validate".to_owned()];
    };
    let mut reading = Reading::default();
    for item in items {
        match header::kind(item) {
            Ok(kind) => {
                kind.row().name.clone_into(&mut reading.path);
                reading.object(Type::of(kind), item);
            }
            Err(Unidentified::Invalid(faults)) => {
                faults.into_iter().for_each(|fault| reading.add(fault));
            }
            Err(Unidentified::UnknownKind { .. }) => {}
        }
    }
    reading.faults
}

/// What is wrong in a list of one kind.
pub(super) fn of_kind(kind: Kind, list: &Node) -> Vec<String> {
    let mut reading = Reading::default();
    for (index, item) in list.get("items").map(Node::items).unwrap_or_default().iter().enumerate() {
        reading.path = format!("{}List.items[{index}]", kind.row().name);
        reading.item(Leaf::Object(Type::of(kind)), "", item);
    }
    reading.faults
}

/// Where the reading has come to.
#[derive(Default)]
struct Reading {
    faults: Vec<String>,
    said: OrderedSet<String>,
    /// `Deployment.spec.replicas`.
    path: String,
}

impl Reading {
    fn object(&mut self, wanted: Type, node: &Node) {
        let mut entries: Vec<_> = node.entries().iter().collect();
        crate::order::sort_by(&mut entries, |one, other| one.key.cmp(&other.key));
        for entry in entries.iter().filter(|entry| entry.value.content != Content::Null) {
            match wanted.field(&entry.key) {
                None => {
                    let fault = format!("unknown field {:?} in {}", entry.key, wanted.full_name());
                    self.report(fault);
                }
                Some(field) => {
                    self.within(&format!(".{}", entry.key), |reading| {
                        reading.field(wanted, field, &entry.value);
                    });
                }
            }
        }
        let is_missing = |field: &Field| {
            field.required && node.get(field.name).is_none_or(|node| node.content == Content::Null)
        };
        for field in wanted.fields().filter(is_missing) {
            self.report(format!(
                "missing required field {:?} in {}",
                field.name,
                wanted.full_name()
            ));
        }
    }

    fn field(&mut self, owner: Type, field: Field, node: &Node) {
        let place = format!("{}.{}", owner.full_name(), field.name);
        match (field.shape, &node.content) {
            (Shape::One(leaf), _) => self.item(leaf, &place, node),
            (Shape::List(leaf), Content::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.within(&format!("[{index}]"), |reading| match item.content {
                        Content::Null => {
                            let path = &reading.path;
                            reading.report(format!("unknown object type \"nil\" in {path}"));
                        }
                        _ => reading.item(leaf, &place, item),
                    });
                }
            }
            (Shape::Map(leaf), Content::Map(_)) => {
                let mut entries: Vec<_> = node.entries().iter().collect();
                crate::order::sort_by(&mut entries, |one, other| one.key.cmp(&other.key));
                for entry in entries {
                    self.within(&format!(".{}", entry.key), |reading| match entry.value.content {
                        Content::Null => {
                            reading.add(format!("unknown object type \"nil\" in {}", reading.path));
                        }
                        _ => reading.item(leaf, &place, &entry.value),
                    });
                }
            }
            (Shape::List(_), _) => self.mismatch(&place, node, "array"),
            (Shape::Map(_), _) => self.mismatch(&place, node, "map"),
        }
    }

    fn item(&mut self, leaf: Leaf, place: &str, node: &Node) {
        match (leaf, &node.content) {
            (Leaf::Any, Content::Map(_)) => {}
            (Leaf::Any, _) => {
                self.mismatch("io.k8s.apimachinery.pkg.runtime.RawExtension", node, "map")
            }
            (Leaf::Object(wanted), Content::Map(_)) => self.object(wanted, node),
            (Leaf::Object(wanted), _) => self.mismatch(&wanted.full_name(), node, "map"),
            (Leaf::Bool, Content::Bool(_))
            | (Leaf::Int32 | Leaf::Int64, Content::Int(_) | Content::Float(_)) => {}
            (Leaf::Bool, _) => self.mismatch(place, node, "boolean"),
            (Leaf::Int32 | Leaf::Int64, _) => self.mismatch(place, node, "integer"),
            // Any one value is as good as a text.
            (_, Content::List(_) | Content::Map(_)) => {
                let place = scalar_name(leaf).unwrap_or(place);
                self.mismatch(place, node, "string");
            }
            _ => {}
        }
    }

    fn mismatch(&mut self, place: &str, node: &Node, wanted: &str) {
        let found = match node.content {
            Content::Null => "nil",
            Content::Bool(_) => "boolean",
            Content::Int(_) => "integer",
            Content::Float(_) => "number",
            Content::String(_) => "string",
            Content::List(_) => "array",
            Content::Map(_) => "map",
        };
        // Where a list stands instead of a map, it says it the wrong way round.
        let (found, wanted) =
            if (found, wanted) == ("array", "map") { (wanted, found) } else { (found, wanted) };
        self.report(format!("invalid type for {place}: got {found:?}, expected {wanted:?}"));
    }

    fn within(&mut self, step: &str, read: impl FnOnce(&mut Reading)) {
        let end = self.path.len();
        self.path.push_str(step);
        read(self);
        self.path.truncate(end);
    }

    fn report(&mut self, fault: String) {
        self.add(format!("ValidationError({}): {fault}", self.path));
    }

    /// What is said already is not said again.
    fn add(&mut self, fault: String) {
        if self.said.insert(fault.clone()) {
            self.faults.push(fault);
        }
    }
}

/// What the API's description calls a text of a form of its own.
fn scalar_name(leaf: Leaf) -> Option<&'static str> {
    Some(match leaf {
        Leaf::Quantity => "io.k8s.apimachinery.pkg.api.resource.Quantity",
        Leaf::IntOrString => "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
        Leaf::Time => "io.k8s.apimachinery.pkg.apis.meta.v1.Time",
        Leaf::MicroTime => "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
        _ => return None,
    })
}
