//! Several objects in one document: a `List`, or a list of one kind such as `PodList`.

use super::{Document, list_check};
use crate::api::Kind;
use crate::api::kind::KINDS;
use crate::yaml::{Content, Entry, Node};

/// The items of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// One for each item.
    pub documents: Vec<Document>,
    node: Node,
}

/// What a list's `kind` says of its items.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Items {
    /// Each says its kind itself.
    Any,
    /// They are all of one kind.
    Of(Kind),
}

impl List {
    /// The list that a document is, if it is one.
    pub(super) fn of(node: &Node) -> Option<List> {
        let mut documents = Vec::new();
        read(node, &mut documents)?;
        Some(List { documents, node: node.clone() })
    }

    /// What kubectl finds wrong with it before anything is sent: the API server takes only its
    /// items, so that kubectl reads it by the API's description itself.
    pub fn faults(&self) -> Vec<String> {
        match items(&self.node) {
            Some(Items::Any) if text(&self.node, "apiVersion") == "v1" => {
                list_check::mixed(&self.node)
            }
            Some(Items::Of(kind)) => list_check::of_kind(kind, &self.node),
            _ => Vec::new(),
        }
    }
}

/// The most items that a `List` in a `List` and so on may hold is bounded by the text's nodes.
fn read(node: &Node, documents: &mut Vec<Document>) -> Option<()> {
    let items = items(node)?;
    for item in node.get("items").map(Node::items).unwrap_or_default() {
        if item.content == Content::Null || read(item, documents).is_some() {
            continue;
        }
        let mut item = item.clone();
        if let Items::Of(kind) = items {
            name(&mut item, kind);
        }
        documents.push(Document::new(item, Vec::new()));
    }
    Some(())
}

fn items(node: &Node) -> Option<Items> {
    let (version, kind) = (text(node, "apiVersion"), text(node, "kind"));
    let of = kind.strip_suffix("List")?;
    if of.is_empty() {
        let served = KINDS.iter().any(|kind| kind.is_of(version));
        return served.then_some(Items::Any);
    }
    let is_filled =
        node.get("items").is_some_and(|items| matches!(items.content, Content::List(_)));
    Kind::of(version, of).filter(|_| is_filled).map(Items::Of)
}

fn text<'node>(node: &'node Node, key: &str) -> &'node str {
    node.get(key).and_then(Node::as_str).unwrap_or_default()
}

/// An item that says neither is of the list's kind.
fn name(item: &mut Node, kind: Kind) {
    if item.get("apiVersion").is_some() || item.get("kind").is_some() {
        return;
    }
    let span = item.span;
    let Content::Map(entries) = &mut item.content else { return };
    for (key, text) in [("apiVersion", kind.api_version()), ("kind", kind.row().name)] {
        let value = Node { span, content: Content::String(text.into()) };
        entries.push(Entry { key: key.into(), key_span: span, value });
    }
}
