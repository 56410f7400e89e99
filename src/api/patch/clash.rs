//! Where a manifest for server-side apply says something else than the object that is there
//! (`sigs.k8s.io/structured-merge-diff`).

use crate::api::schema::{Field, Leaf, ListType, Shape, Type};
use crate::api::{FieldName, Kind, Map, Value, json};
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

/// What the API server fills in by what else is there, or hands out: whose field, and its name.
const FILLED_IN: &[(&str, &str)] = &[
    ("Container", "imagePullPolicy"),
    ("ServicePort", "nodePort"),
    ("ServiceSpec", "clusterIP"),
    ("ServiceSpec", "clusterIPs"),
    ("ServiceSpec", "healthCheckNodePort"),
    ("ServiceSpec", "ipFamilies"),
    ("ServiceSpec", "ipFamilyPolicy"),
];

/// What in an object stands at places that are somebody's own; only what an author may take back.
pub fn owned(kind: Kind, present: &Value, is_own: &dyn Fn(&Place) -> bool) -> Value {
    // What these are for does not change any more, or is filled in by somebody else.
    let is_fixed = matches!(
        kind,
        Kind::Job
            | Kind::Namespace
            | Kind::Node
            | Kind::PersistentVolume
            | Kind::PersistentVolumeClaim
            | Kind::Pod
    );
    let own = own_fields(Type::of(kind), present, &Place::default(), is_own);
    let fields = own.entries().iter().filter_map(|(key, value)| {
        let value = match key.as_str() {
            "apiVersion" | "kind" | "status" => return None,
            "spec" if is_fixed => return None,
            "metadata" => {
                let said = |(key, _): &(&FieldName, &Value)| {
                    matches!(key.as_str(), "annotations" | "labels")
                };
                let fields = value.as_map()?.iter().filter(said);
                Value::Map(fields.map(|(key, value)| (key.clone(), value.clone())).collect())
            }
            _ => value.clone(),
        };
        Some((key.clone(), value))
    });
    Value::Map(fields.collect())
}

fn own_fields(
    holder: Type,
    present: &Value,
    place: &Place,
    is_own: &dyn Fn(&Place) -> bool,
) -> Value {
    let mut own = Map::default();
    for (key, value) in present.entries() {
        let place = place.with(Step::Field(key.to_string()));
        let is_filled_in = FILLED_IN.contains(&(holder.name(), key));
        let Some(field) = holder.field(key).filter(|_| !is_filled_in) else { continue };
        let kept = match inside(holder, &field) {
            Inside::Whole if is_own(&place) => value.clone(),
            Inside::Whole | Inside::Members => continue,
            Inside::Fields(holder) => own_fields(holder, value, &place, is_own),
            Inside::Keys(leaf) => own_keys(leaf, value, &place, is_own),
            Inside::Items(holder, keys) => own_items(holder, keys, value, &place, is_own),
        };
        if kept.as_map().is_none_or(|map| !map.is_empty())
            && kept.as_list().is_none_or(|_| !kept.items().is_empty())
        {
            own.insert(key.clone(), kept);
        }
    }
    Value::Map(own)
}

fn own_keys(leaf: Leaf, present: &Value, place: &Place, is_own: &dyn Fn(&Place) -> bool) -> Value {
    let mut own = Map::default();
    for (key, value) in present.entries() {
        let place = place.with(Step::Field(key.to_string()));
        match leaf {
            Leaf::Object(holder) => {
                own.insert(key.clone(), own_fields(holder, value, &place, is_own));
            }
            _ if is_own(&place) => {
                own.insert(key.clone(), value.clone());
            }
            _ => {}
        }
    }
    Value::Map(own)
}

fn own_items(
    holder: Type,
    keys: &'static str,
    present: &Value,
    place: &Place,
    is_own: &dyn Fn(&Place) -> bool,
) -> Value {
    let items = present.items().iter().filter_map(|item| {
        let keys: Vec<(&str, Value)> =
            keys.split(',').map(|key| (key, key_of(item, key))).collect();
        let mut own = own_fields(holder, item, &place.with(Step::Item(keys.clone())), is_own);
        if own.entries().is_empty() {
            return None;
        }
        for (key, value) in keys {
            own.make_map().insert(key, value);
        }
        Some(own)
    });
    Value::List(items.collect())
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
