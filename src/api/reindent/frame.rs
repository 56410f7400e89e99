//! The objects, maps and lists that are open where a line is to be placed.

use super::line::Given;
use crate::api::Quantity;
use crate::api::schema::{Leaf, Shape, Type};

/// An open object, map, list or text.
#[derive(Clone, Debug)]
pub(super) struct Frame<'text> {
    /// What may stand in it.
    pub holds: Holds,
    /// The column of its keys or dashes.
    pub indent: usize,
    /// The keys that stand in it.
    seen: Vec<&'text str>,
}

/// What may stand in a [`Frame`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// The fields of a type.
    Fields(Type),
    /// Any keys.
    Keys(Leaf),
    /// Items.
    Items(Leaf),
    /// Text.
    Text,
}

/// A cost that no manifest may reach.
pub(super) const NEVER: usize = 1_000;

impl<'text> Frame<'text> {
    pub(super) fn new(holds: Holds, indent: usize) -> Frame<'text> {
        Frame { holds, indent, seen: Vec::new() }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.seen.contains(&key)
    }

    /// The key that was noted last.
    pub(super) fn last_key(&self) -> Option<&'text str> {
        self.seen.last().copied()
    }

    /// What a key with a value would hold in this frame, and how odd that is: 0 is as expected.
    pub(super) fn accepts(&self, key: &str, given: Given) -> (Option<Shape>, usize) {
        if self.has(key) {
            return (None, NEVER);
        }
        match self.holds {
            Holds::Fields(owner) => match owner.field(key) {
                Some(field) => (Some(field.shape), oddness(field.shape, given)),
                None => (None, NEVER),
            },
            Holds::Keys(leaf) => (Some(Shape::One(leaf)), oddness(Shape::One(leaf), given)),
            Holds::Items(_) | Holds::Text => (None, NEVER),
        }
    }

    /// Notes a key, and the frame that its value opens in the lines below, if it does.
    pub(super) fn take(
        &mut self,
        key: &'text str,
        shape: Option<Shape>,
        given: Given,
    ) -> Option<Frame<'text>> {
        self.seen.push(key);
        let inner = self.indent + 2;
        match (given, shape) {
            (Given::Block, _) => Some(Frame::new(Holds::Text, inner)),
            (Given::Nothing, Some(Shape::One(Leaf::Object(owner)))) => {
                Some(Frame::new(Holds::Fields(owner), inner))
            }
            (Given::Nothing, Some(Shape::Map(leaf))) => Some(Frame::new(Holds::Keys(leaf), inner)),
            (Given::Nothing, Some(Shape::List(leaf))) => {
                Some(Frame::new(Holds::Items(leaf), self.indent))
            }
            (Given::Nothing, None | Some(Shape::One(Leaf::Any))) => {
                Some(Frame::new(Holds::Keys(Leaf::Any), inner))
            }
            _ => None,
        }
    }

    /// How odd it is that nothing more stands in this frame: its missing fields.
    pub(super) fn oddness_of_closing(&self, is_object_meta_of_root: bool) -> usize {
        let Holds::Fields(owner) = self.holds else { return 0 };
        if is_object_meta_of_root {
            return usize::from(!self.has("name") && !self.has("generateName"));
        }
        owner.fields().filter(|field| field.required && !self.has(field.name)).count()
    }
}

/// How odd a value is for what is wanted.
pub(super) fn oddness(shape: Shape, given: Given) -> usize {
    let leaf = match (shape, given) {
        (_, Given::Plain("null" | "~")) | (Shape::One(Leaf::Any), _) => return 0,
        (Shape::List(_), Given::Nothing | Given::List)
        | (Shape::Map(_) | Shape::One(Leaf::Object(_)), Given::Nothing | Given::Map) => return 0,
        (Shape::List(_) | Shape::Map(_), _) => return NEVER,
        (Shape::One(leaf), _) => leaf,
    };
    match (leaf, given) {
        (Leaf::Object(_), _) | (_, Given::List | Given::Map) => NEVER,
        (_, Given::Nothing) => 1,
        (Leaf::String | Leaf::Bytes, _) => 0,
        (_, Given::Block) => NEVER,
        (Leaf::Int32 | Leaf::Int64, Given::Plain(text)) => {
            usize::from(text.parse::<i64>().is_err())
        }
        (Leaf::Bool, Given::Plain(text)) => usize::from(!matches!(text, "true" | "false")),
        (Leaf::Quantity, Given::Plain(text)) => usize::from(Quantity::parse(text).is_err()),
        (_, Given::Plain(_)) => 0,
    }
}
