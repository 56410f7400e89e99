//! An object without its kind and metadata.

use super::field_name::FieldName;
use super::value::{Map, NULL, Value};
use std::cell::Cell;

/// The top-level fields of an object but for `apiVersion`, `kind` and `metadata`.  Most objects
/// have a `spec` and a `status`, which are read more often than anything else and so stand in
/// places of their own; `data`, `subsets` and the like stand in a map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// `spec`; null if there is none.
    pub spec: Value,
    status: Value,
    glance: Glance,
    others: Map,
}

/// What was seen of a status at a glance, until that changes.  It is no part of what a body says.
#[derive(Clone, Debug, Default)]
struct Glance(Cell<Option<u8>>);

impl PartialEq for Glance {
    fn eq(&self, _other: &Glance) -> bool {
        true
    }
}

impl Body {
    /// A body with a `spec` and nothing else.
    pub fn of_spec(spec: &Value) -> Body {
        Body { spec: spec.clone(), ..Body::default() }
    }

    /// `status`; null if there is none.
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    pub fn status(&self) -> &Value {
        &self.status
    }

    /// `status` to change.
    pub fn status_mut(&mut self) -> &mut Value {
        self.glance = Glance::default();
        &mut self.status
    }

    /// A small number that `look` makes of the status, which always is the same one for a kind: it
    /// is worked out once.  Whether a pod is ready or has ended is asked again and again, and to
    /// read it means to follow four pointers.
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    pub fn glance(&self, look: impl FnOnce(&Value) -> u8) -> u8 {
        self.glance.0.get().unwrap_or_else(|| {
            let seen = look(&self.status);
            self.glance.0.set(Some(seen));
            seen
        })
    }

    /// The value of a field; null if there is none.
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    pub fn get(&self, field: &str) -> &Value {
        match field {
            "spec" => &self.spec,
            "status" => &self.status,
            _ => self.others.get(field),
        }
    }

    /// The value of a field to change; makes a null one if there is none.
    pub fn entry(&mut self, field: impl Into<FieldName>) -> &mut Value {
        let field = field.into();
        match field.as_str() {
            "spec" => &mut self.spec,
            "status" => self.status_mut(),
            _ => self.others.entry(field),
        }
    }

    /// The value under a path of keys parted by dots (`spec.template.spec`); null if there is none.
    pub fn at(&self, path: &str) -> &Value {
        match path.split_once('.') {
            Some((field, rest)) => self.get(field).at(rest),
            None => self.get(path),
        }
    }

    /// Puts `value` under a path of keys parted by dots and makes the maps on the way there.
    pub fn set(&mut self, path: &'static str, value: impl Into<Value>) {
        match path.split_once('.') {
            Some((field, rest)) => self.entry(field).set(rest, value),
            None => self.put(path, value.into()),
        }
    }

    /// As [`Body::set`] for a path that does not stand in the source.
    pub fn set_given(&mut self, path: &str, value: impl Into<Value>) {
        match path.split_once('.') {
            Some((field, rest)) => self.entry(FieldName::new(field)).set_given(rest, value),
            None => *self.entry(FieldName::new(path)) = value.into(),
        }
    }

    /// Takes away what stands under a path of keys parted by dots, and says what it was.
    pub fn remove(&mut self, path: &str) -> Option<Value> {
        match (path, path.split_once('.')) {
            ("spec", _) => there(std::mem::take(&mut self.spec)),
            ("status", _) => there(std::mem::take(self.status_mut())),
            (_, None) => self.others.remove(path),
            (_, Some(("spec", rest))) => self.spec.remove(rest),
            (_, Some(("status", rest))) => self.status_mut().remove(rest),
            (_, Some((field, rest))) => self.others.get_mut(field)?.remove(rest),
        }
    }

    /// Whether another body says the same but for its `status`.
    pub fn is_same_but_for_status(&self, other: &Body) -> bool {
        self.spec == other.spec && self.others == other.others
    }

    /// All fields in one map.
    pub fn to_map(&self) -> Map {
        let mut map = self.others.clone();
        for (field, value) in [("spec", &self.spec), ("status", &self.status)] {
            if !value.is_null() {
                map.insert(field, value);
            }
        }
        map
    }

    /// A value that stands there already stays shared.
    fn put(&mut self, field: &'static str, value: Value) {
        let place = self.entry(field);
        if *place != value {
            *place = value;
        }
    }
}

fn there(value: Value) -> Option<Value> {
    (!value.is_null()).then_some(value)
}

impl From<Map> for Body {
    fn from(mut others: Map) -> Body {
        let mut take = |field: &str| others.remove(field).unwrap_or(NULL.clone());
        let (spec, status) = (take("spec"), take("status"));
        Body { spec, status, glance: Glance::default(), others }
    }
}

impl From<Value> for Body {
    /// What is no map has no fields.
    fn from(value: Value) -> Body {
        match value {
            Value::Map(map) => map.into(),
            _ => Body::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Body;
    use crate::api::Value;
    use crate::value;

    #[test]
    fn every_field_is_found_under_its_path_and_in_the_map_of_all() {
        let all = value!({ "data": { "a": "b" }, "spec": { "replicas": 3 }, "status": {} });
        let mut body = Body::from(all.clone());
        assert_eq!(Value::Map(body.to_map()), all);
        for path in ["data.a", "spec.replicas", "spec", "status", "data", "nothing", "spec.nothing"]
        {
            assert_eq!(body.at(path), all.at(path), "{path}");
        }
        body.set("spec.replicas", 4);
        body.set_given("data.c", "d");
        body.set("extra", 1);
        assert_eq!(body.remove("data.a"), Some("b".into()));
        assert_eq!(body.remove("status"), Some(value!({})));
        assert_eq!(body.remove("status"), None);
        let changed = value!({ "data": { "c": "d" }, "extra": 1, "spec": { "replicas": 4 } });
        assert_eq!(Value::Map(body.to_map()), changed);
    }

    #[test]
    fn a_glance_sees_the_status_as_it_is() {
        let mut body = Body::from(value!({ "status": { "number": 1 } }));
        let number = |body: &Body| body.glance(|status| status.get("number").int() as u8);
        assert_eq!(number(&body), 1);
        assert_eq!(body.glance(|_| unreachable!("it was seen before")), 1);
        body.set("status.number", 2);
        assert_eq!(number(&body), 2);
        let copy = body.clone();
        *body.status_mut() = value!({ "number": 3 });
        assert_eq!((number(&body), number(&copy)), (3, 2));
        assert!(body.remove("status.number").is_some());
        assert_eq!(number(&body), 0);
        *body.entry("status") = value!({ "number": 4 });
        assert_eq!(number(&body), 4);
        assert!(body.remove("status").is_some());
        assert_eq!(number(&body), 0);
    }
}
