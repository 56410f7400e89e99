//! Where a manifest for server-side apply says something else than the object that is there
//! (`sigs.k8s.io/structured-merge-diff`).

use crate::api::schema::{Field, Leaf, ListType, Shape, Type};
use crate::api::{Kind, Value, json};
use std::fmt;

/// A place in an object, from its top down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place(Vec<Step>);

/// One step down.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// To a field, or to a key of a map.
    Field(String),
    /// To the item of a list that has these keys.
    Item(Vec<(&'static str, Value)>),
}

/// The types that are taken as a whole.
const WHOLE: &[&str] = &[
    "ConfigMapKeySelector",
    "CrossVersionObjectReference",
    "EndpointAddress",
    "FileKeySelector",
    "LabelSelector",
    "LocalObjectReference",
    "NodeSelector",
    "NodeSelectorTerm",
    "ObjectFieldSelector",
    "ObjectReference",
    "OwnerReference",
    "ResourceFieldSelector",
    "RoleRef",
    "ScopeSelector",
    "SecretKeySelector",
    "SecretReference",
    "Subject",
    "TopologySelectorTerm",
    "TypedLocalObjectReference",
];

/// The maps that are taken as a whole: whose field, and its name.
const WHOLE_MAPS: &[(&str, &str)] = &[
    ("PodSpec", "nodeSelector"),
    ("ReplicationControllerSpec", "selector"),
    ("ServiceSpec", "selector"),
];

/// The places at which an applied value differs from what is there; what is not there yet is none.
/// On each level values come before what has fields of its own.
pub fn clashes(kind: Kind, applied: &Value, present: &Value) -> Vec<Place> {
    let mut found = Vec::new();
    fields(Type::of(kind), applied, present, &Place::default(), &mut found);
    found
}

impl Place {
    /// What stands at the place in an object.
    pub fn find<'value>(&self, object: &'value Value) -> &'value Value {
        self.0.iter().fold(object, |value, step| match step {
            Step::Field(name) => value.get(name),
            Step::Item(keys) => item_of(value, keys),
        })
    }

    fn with(&self, step: Step) -> Place {
        let mut steps = self.0.clone();
        steps.push(step);
        Place(steps)
    }
}

impl fmt::Display for Place {
    /// `.spec.template.spec.containers[name="web"].image`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|step| match step {
            Step::Field(name) => write!(formatter, ".{name}"),
            Step::Item(keys) => {
                let texts: Vec<String> = keys
                    .iter()
                    .map(|(key, value)| format!("{key}={}", json::to_json(value)))
                    .collect();
                write!(formatter, "[{}]", texts.join(","))
            }
        })
    }
}

fn fields(holder: Type, applied: &Value, present: &Value, place: &Place, found: &mut Vec<Place>) {
    let mut deeper = Vec::new();
    for (key, value) in applied.entries() {
        let (there, place) = (present.get(key), place.with(Step::Field(key.to_string())));
        let Some(field) = holder.field(key).filter(|_| !value.is_null() && !there.is_null()) else {
            continue;
        };
        match inside(holder, &field) {
            Inside::Whole if value != there => found.push(place),
            Inside::Whole | Inside::Members => {}
            within => deeper.push((within, value, there, place)),
        }
    }
    for (within, value, there, place) in deeper {
        match within {
            Inside::Fields(holder) => fields(holder, value, there, &place, found),
            Inside::Keys(leaf) => keys(leaf, value, there, &place, found),
            Inside::Items(holder, keys) => items(holder, keys, value, there, &place, found),
            Inside::Whole | Inside::Members => {}
        }
    }
}

/// What server-side apply sees below a field.
enum Inside {
    /// Nothing: it is taken as a whole.
    Whole,
    /// Members of a set, which are there or not and cannot differ.
    Members,
    Fields(Type),
    Keys(Leaf),
    Items(Type, &'static str),
}

fn inside(holder: Type, field: &Field) -> Inside {
    match (field.shape, field.list) {
        (Shape::One(Leaf::Object(own)), _) if !WHOLE.contains(&own.name()) => Inside::Fields(own),
        (Shape::Map(leaf), _) if !WHOLE_MAPS.contains(&(holder.name(), field.name)) => {
            Inside::Keys(leaf)
        }
        (Shape::List(Leaf::Object(own)), ListType::Map(keys)) => Inside::Items(own, keys),
        (_, ListType::Set) => Inside::Members,
        _ => Inside::Whole,
    }
}

fn keys(leaf: Leaf, applied: &Value, present: &Value, place: &Place, found: &mut Vec<Place>) {
    for (key, value) in applied.entries() {
        let (there, place) = (present.get(key), place.with(Step::Field(key.to_string())));
        match leaf {
            _ if value.is_null() || there.is_null() => {}
            Leaf::Object(holder) => fields(holder, value, there, &place, found),
            _ if value != there => found.push(place),
            _ => {}
        }
    }
}

fn items(
    holder: Type,
    keys: &'static str,
    applied: &Value,
    present: &Value,
    place: &Place,
    found: &mut Vec<Place>,
) {
    for item in applied.items() {
        let keys: Vec<(&str, Value)> =
            keys.split(',').map(|key| (key, key_of(item, key))).collect();
        let there = item_of(present, &keys);
        fields(holder, item, there, &place.with(Step::Item(keys)), found);
    }
}

/// The item of a list that has these keys.
fn item_of<'value>(list: &'value Value, keys: &[(&str, Value)]) -> &'value Value {
    let has = |item: &&Value| keys.iter().all(|(key, value)| key_of(item, key) == *value);
    list.items().iter().find(has).unwrap_or(&Value::Null)
}

/// What a key of an item is; the one that has a default is a port's.
fn key_of(item: &Value, key: &str) -> Value {
    match item.get(key) {
        Value::Null if key == "protocol" => Value::from("TCP"),
        value => value.clone(),
    }
}
