//! The type table of the API: which fields each kind of object has, and how each is merged.

mod row;

use super::Kind;

include!(concat!(env!("OUT_DIR"), "/schema_rows.rs"));

/// A type of the API: a set of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Type(u16);

/// A field of a [`Type`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub shape: Shape,
    /// Whether the API's description calls it required.
    pub required: bool,
    /// How a strategic merge patch treats it.
    pub patch: PatchStrategy,
    /// How server-side apply treats a list in it.
    pub list: ListType,
}

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One value.
    One(Leaf),
    /// A list of values.
    List(Leaf),
    /// Values by keys.
    Map(Leaf),
}

/// What one value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// A text.
    String,
    /// Bytes, as text in base64.
    Bytes,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// `true` or `false`.
    Bool,
    /// A quantity such as `100m`, as text or number.
    Quantity,
    /// A whole number or a text, mostly a percentage.
    IntOrString,
    /// An instant in RFC 3339.
    Time,
    /// An instant in RFC 3339 with microseconds.
    MicroTime,
    /// Anything.
    Any,
    /// The fields of another type.
    Object(Type),
}

/// How a strategic merge patch treats a field (`patchStrategy`, `patchMergeKey`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PatchStrategy {
    /// Whether a list is merged item by item rather than replaced.
    pub merge: bool,
    /// By which key the items of a merged list are matched; `None` for lists of plain values.
    pub merge_key: Option<&'static str>,
    /// Whether keys that a patch does not name are taken away.
    pub retain_keys: bool,
}

/// How server-side apply treats a list (`listType`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListType {
    /// It is replaced as a whole.
    #[default]
    Atomic,
    /// Its values are members of a set.
    Set,
    /// Its items are matched by these keys, parted by commas.
    Map(&'static str),
}

impl Type {
    /// The type of a kind's objects.
    pub fn of(kind: Kind) -> Type {
        let name = kind.row().name;
        let place = ROWS.iter().position(|row| {
            let full = row.split(' ').next().unwrap_or_default();
            full.split_once('.').is_some_and(|(_, short)| short == name)
        });
        Type(place.and_then(|place| u16::try_from(place).ok()).unwrap_or_default())
    }

    /// Its name as Go prints it, with its package: `v1.DeploymentSpec`.
    pub fn go_name(self) -> &'static str {
        self.row().split(' ').next().unwrap_or_default()
    }

    /// Its name: `DeploymentSpec`.
    pub fn name(self) -> &'static str {
        self.go_name().split_once('.').map_or("", |(_, name)| name)
    }

    /// Its name in the API's description: `io.k8s.api.apps.v1.DeploymentSpec`.
    pub fn full_name(self) -> String {
        let before = PACKAGES.iter().rev().find(|(first, _)| *first <= self.0);
        format!("{}.{}", before.map_or("", |(_, package)| package), self.go_name())
    }

    /// Its fields in alphabetical order.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        self.row().split(' ').skip(1).filter_map(row::field)
    }

    /// The field of this name, if it has one.
    pub fn field(self, name: &str) -> Option<Field> {
        let text =
            self.row().split(' ').skip(1).find(|text| {
                text.strip_prefix(name).is_some_and(|rest| rest.starts_with(['=', '!']))
            });
        text.and_then(row::field)
    }

    fn row(self) -> &'static str {
        ROWS.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

impl Shape {
    /// What one value in it is.
    pub fn leaf(self) -> Leaf {
        match self {
            Shape::One(leaf) | Shape::List(leaf) | Shape::Map(leaf) => leaf,
        }
    }

    /// The type whose fields stand in it, or in its items or values.
    pub fn object(self) -> Option<Type> {
        match self.leaf() {
            Leaf::Object(found) => Some(found),
            _ => None,
        }
    }
}

/// The field at a path of names, from a kind's object down; names of map keys are skipped by
/// naming them, and lists need no index: `["spec", "containers", "image"]`.
pub fn field_at(kind: Kind, path: &[&str]) -> Option<Field> {
    let mut found: Option<Field> = None;
    for name in path {
        let within = match found {
            None => Type::of(kind),
            Some(field) => field.shape.object()?,
        };
        found = Some(within.field(name)?);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kind::KINDS;

    #[test]
    fn every_kind_has_its_type_and_every_field_reads() {
        for kind in KINDS {
            let object = Type::of(*kind);
            assert_eq!(object.name(), kind.row().name);
            assert!(object.field("metadata").is_some(), "{kind}");
        }
        for row in ROWS {
            for text in row.split(' ').skip(1) {
                assert!(row::field(text).is_some(), "{text} in {row}");
            }
        }
    }

    #[test]
    fn a_type_knows_its_name_in_the_api_description() {
        let spec = |kind| Type::of(kind).field("spec").and_then(|field| field.shape.object());
        let name = |kind| spec(kind).map(Type::full_name).unwrap_or_default();
        assert_eq!(name(Kind::Deployment), "io.k8s.api.apps.v1.DeploymentSpec");
        assert_eq!(name(Kind::Ingress), "io.k8s.api.networking.v1.IngressSpec");
        let meta = Type::of(Kind::Pod).field("metadata").and_then(|field| field.shape.object());
        let meta = meta.map(Type::full_name);
        assert_eq!(meta.as_deref(), Some("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"));
    }

    #[test]
    fn a_field_tells_its_shape_and_its_merging() {
        let ports = field_at(Kind::Pod, &["spec", "containers", "ports"]).expect("a field");
        assert_eq!(ports.patch.merge_key, Some("containerPort"));
        assert_eq!(ports.list, ListType::Map("containerPort,protocol"));
        assert_eq!(ports.shape.object().map(Type::go_name), Some("v1.ContainerPort"));
        let strategy = field_at(Kind::Deployment, &["spec", "strategy"]).expect("a field");
        assert!(strategy.patch.retain_keys && !strategy.patch.merge);
        let selector = field_at(Kind::Deployment, &["spec", "selector"]).expect("a field");
        assert!(selector.required);
        let finalizers = field_at(Kind::Pod, &["metadata", "finalizers"]).expect("a field");
        assert_eq!(finalizers.shape, Shape::List(Leaf::String));
        assert!(finalizers.patch.merge && finalizers.patch.merge_key.is_none());
        assert_eq!(field_at(Kind::Pod, &["spec", "replicas"]), None);
    }
}
