//! A manifest compared with its kind's type, field by field.

use super::problem::{Fault, Problem};
use super::time::parse_fault;
use crate::api::json::float_text;
use crate::api::quantity::Quantity;
use crate::api::schema::{Field, Leaf, Shape, Type};
use crate::api::{Kind, base64};
use crate::yaml::{Content, Node};

/// Everything that the API server finds wrong in reading an object of a kind, in the order of the
/// node's own keys.
pub fn check(kind: Kind, node: &Node) -> Vec<Problem> {
    let mut reading = Reading::default();
    let wanted = Type::of(kind);
    if let Content::Map(_) = node.content {
        reading.object(wanted, node);
    }
    reading.problems
}

/// Where the reading has come to.
#[derive(Default)]
struct Reading {
    problems: Vec<Problem>,
    /// `spec.containers[0]`.
    path: String,
    /// `spec.containers`: Go's errors name no items.
    go_path: String,
}

/// The field that is read: whose it is, and what it wants.
#[derive(Clone, Copy)]
struct Target {
    owner: Type,
    field: Field,
}

impl Reading {
    fn object(&mut self, wanted: Type, node: &Node) {
        for entry in node.entries() {
            let (path_end, go_end) = (self.path.len(), self.go_path.len());
            push_name(&mut self.path, &entry.key);
            match wanted.field(&entry.key) {
                None => self.report(entry.key_span, Fault::UnknownField { within: wanted }),
                Some(field) => {
                    push_name(&mut self.go_path, &entry.key);
                    self.field(Target { owner: wanted, field }, &entry.value);
                }
            }
            self.path.truncate(path_end);
            self.go_path.truncate(go_end);
        }
    }

    fn field(&mut self, target: Target, node: &Node) {
        match (target.field.shape, &node.content) {
            (_, Content::Null) => {}
            (Shape::One(leaf), _) => self.leaf(target, leaf, node),
            (Shape::List(leaf), Content::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    let end = self.path.len();
                    self.path.push_str(&format!("[{index}]"));
                    self.leaf(target, leaf, item);
                    self.path.truncate(end);
                }
            }
            (Shape::Map(leaf), Content::Map(entries)) => {
                for entry in entries {
                    let end = self.path.len();
                    push_name(&mut self.path, &entry.key);
                    self.leaf(target, leaf, &entry.value);
                    self.path.truncate(end);
                }
            }
            (shape, _) => self.mismatch(target, node, kind_of(node), go_type(target, shape)),
        }
    }

    fn leaf(&mut self, target: Target, leaf: Leaf, node: &Node) {
        match (leaf, &node.content) {
            (_, Content::Null) | (Leaf::Any, _) => {}
            (Leaf::Object(wanted), Content::Map(_)) => self.object(wanted, node),
            (Leaf::String | Leaf::IntOrString, Content::String(_))
            | (Leaf::Bool, Content::Bool(_))
            | (Leaf::Int64, Content::Int(_)) => {}
            (Leaf::Int32 | Leaf::IntOrString, Content::Int(number))
                if i32::try_from(*number).is_ok() => {}
            (Leaf::Int32 | Leaf::Int64 | Leaf::IntOrString, content) => {
                let found = number_text(content)
                    .map_or_else(|| kind_of(node).to_owned(), |number| format!("number {number}"));
                let wanted = if leaf == Leaf::Int64 { "int64" } else { "int32" };
                let ends = leaf == Leaf::IntOrString;
                self.report_mismatch(target, node, found, wanted.to_owned(), ends);
            }
            (Leaf::Bytes, Content::String(text)) => {
                if let Err(place) = base64::decode(text) {
                    let text = format!("illegal base64 data at input byte {place}");
                    self.report(node.span, Fault::Malformed(text));
                }
            }
            (Leaf::Quantity, content) => self.quantity(node, content),
            (Leaf::Time | Leaf::MicroTime, Content::String(text)) => {
                if let Some(fault) = parse_fault(text, leaf) {
                    self.report(node.span, Fault::Refused(fault));
                }
            }
            (Leaf::Time | Leaf::MicroTime, _) => {
                let found = kind_of(node).to_owned();
                self.report_mismatch(target, node, found, "string".to_owned(), true);
            }
            (leaf, _) => {
                self.mismatch(target, node, kind_of(node), go_type(target, Shape::One(leaf)));
            }
        }
    }

    fn quantity(&mut self, node: &Node, content: &Content) {
        let text = match content {
            Content::String(text) => text.trim().to_owned(),
            other => number_text(other).unwrap_or_default(),
        };
        if let Err(error) = Quantity::parse(&text) {
            self.report(node.span, Fault::Refused(error.to_string()));
        }
    }

    fn mismatch(&mut self, target: Target, node: &Node, found: &str, wanted: String) {
        self.report_mismatch(target, node, found.to_owned(), wanted, false);
    }

    fn report_mismatch(
        &mut self,
        target: Target,
        node: &Node,
        found: String,
        wanted: String,
        ends: bool,
    ) {
        let go_field = format!("{}.{}", target.owner.name(), self.go_path);
        let fraction = matches!(node.content, Content::Float(_));
        self.report(node.span, Fault::Mismatch { found, go_field, wanted, ends, fraction });
    }

    fn report(&mut self, span: crate::diagnostic::Span, fault: Fault) {
        self.problems.push(Problem { path: self.path.clone(), span, fault });
    }
}

fn push_name(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// What JSON calls what stands there.
fn kind_of(node: &Node) -> &'static str {
    match node.content {
        Content::Null => "null",
        Content::Bool(_) => "bool",
        Content::Int(_) | Content::Float(_) => "number",
        Content::String(_) => "string",
        Content::List(_) => "array",
        Content::Map(_) => "object",
    }
}

fn number_text(content: &Content) -> Option<String> {
    match content {
        Content::Int(number) => Some(number.to_string()),
        Content::Float(number) => Some(float_text(*number)),
        _ => None,
    }
}

/// The Go type of what should stand in a field, or in an item of it.
fn go_type(target: Target, shape: Shape) -> String {
    let leaf = match shape.leaf() {
        Leaf::String => "string",
        Leaf::Bytes => "[]uint8",
        Leaf::Int32 => "int32",
        Leaf::Int64 => "int64",
        Leaf::Bool => "bool",
        Leaf::Quantity => "resource.Quantity",
        Leaf::IntOrString => "intstr.IntOrString",
        Leaf::Time => "v1.Time",
        Leaf::MicroTime => "v1.MicroTime",
        Leaf::Any => "runtime.RawExtension",
        Leaf::Object(wanted) => wanted.go_name(),
    };
    let leaf = match shape.leaf() {
        Leaf::String => super::go_names::of(target.owner, target.field.name).unwrap_or(leaf),
        _ => leaf,
    };
    match shape {
        Shape::One(_) => leaf.to_owned(),
        Shape::List(_) => format!("[]{leaf}"),
        Shape::Map(Leaf::Quantity) => "v1.ResourceList".to_owned(),
        Shape::Map(_) => format!("map[string]{leaf}"),
    }
}
