//! What a text means, and where each part of it stands.

use crate::diagnostic::Span;
use smol_str::SmolStr;

/// A value with its place.  What an alias brings keeps the places where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands, in bytes of the whole text.
    pub span: Span,
    /// What it is.
    pub content: Content,
}

/// What a [`Node`] is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// Nothing.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A finite number with a fraction, or one too large for [`Content::Int`].
    Float(f64),
    /// A text.
    String(SmolStr),
    /// A sequence.
    List(Vec<Node>),
    /// Keys with values in the order of the text; no key stands there twice.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key as text; numbers and the like became text as in JSON.
    pub key: SmolStr,
    /// Where the key stands.
    pub key_span: Span,
    /// What stands under it.
    pub value: Node,
}

impl Node {
    /// A value that stands nowhere in a text.
    pub fn placeless(content: Content) -> Node {
        Node { span: Span::default(), content }
    }

    /// The entries of a map; nothing for everything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; nothing for everything else.
    pub fn items(&self) -> &[Node] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// The entry of a key, if this is a map that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value under a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::String(text) => Some(text),
            _ => None,
        }
    }
}
