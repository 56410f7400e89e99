//! Manifests read: each document's object, and everything that is wrong with it with its place.

mod check;
mod go_names;
mod go_order;
mod header;
mod list;
mod list_check;
mod normalise;
mod older;
mod place;
mod problem;
mod time;

pub use check::check;
pub use go_order::sort as sort_as_go;
pub use header::Unidentified;
pub use list::List;
pub use normalise::{normalise, object};
pub use problem::{Fault, Problem, refusal};

use super::text::to_value;
use super::{Kind, Object, Value};
use crate::diagnostic::Span;
use crate::yaml::{self, Content, Duplicate, Node};

/// One object's manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Where it stands in the text.
    pub span: Span,
    /// Its kind, or why it has none.
    pub kind: Result<Kind, Unidentified>,
    /// The keys that stand in it twice; the last one counts, as with kubectl.
    pub duplicates: Vec<Duplicate>,
    /// Keys in alphabetical order, the order in which kubectl sends them.
    node: Node,
}

/// What one document of a text describes.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// An object.
    One(Document),
    /// The items of a list.
    Several(List),
}

/// Reads a text's documents in order.  Empty ones are left out, the items of a `List` stand for
/// it.  kubectl takes what stands before the first error and prints that error after it.
pub fn documents(text: &str) -> Vec<Result<Document, yaml::Error>> {
    let mut documents = Vec::new();
    for entry in entries(text) {
        match entry {
            Ok(Entry::One(document)) => documents.push(Ok(document)),
            Ok(Entry::Several(list)) => documents.extend(list.documents.into_iter().map(Ok)),
            Err(error) => documents.push(Err(error)),
        }
    }
    documents
}

/// The same, but lists are told apart.
pub fn entries(text: &str) -> Vec<Result<Entry, yaml::Error>> {
    if text.len() > yaml::MAX_BYTES {
        return vec![Err(yaml::Error::too_large(Span { start: 0, end: text.len() }))];
    }
    let mut entries = Vec::new();
    for chunk in yaml::split(text) {
        match yaml::parse(&chunk) {
            Ok(parsed) if parsed.node.content == Content::Null => {}
            Ok(parsed) => entries.push(Ok(match List::of(&parsed.node) {
                Some(list) => Entry::Several(list),
                None => Entry::One(Document::new(parsed.node, parsed.duplicates)),
            })),
            Err(error) => entries.push(Err(error)),
        }
    }
    entries
}

impl Document {
    fn new(mut node: Node, duplicates: Vec<Duplicate>) -> Document {
        older::renew(&mut node);
        sort(&mut node);
        Document { span: node.span, kind: header::kind(&node), duplicates, node }
    }

    /// Its tree, with the place of every node; the keys of its maps are sorted.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// What its author wrote, as kubectl holds it: nothing is checked, nulls are kept.
    pub fn value(&self) -> Value {
        to_value(&self.node)
    }

    /// The object as the API server would take it, if it has a kind: what has a wrong type is
    /// left out, and so are unknown fields.
    pub fn object(&self) -> Option<Object> {
        self.kind.as_ref().ok().map(|kind| object(*kind, &self.value()))
    }

    /// Everything that the API server finds wrong in reading it, in the order in which it does.
    pub fn problems(&self) -> Vec<Problem> {
        self.kind.as_ref().map_or(Vec::new(), |kind| check(*kind, &self.node))
    }

    /// What kubectl itself finds in its metadata that it cannot read
    /// (`metadataValidatingDecoder`).
    pub fn metadata_fault(&self) -> Option<String> {
        let Content::Map(entries) = &self.node.content else { return None };
        let metadata = entries.iter().filter(|entry| entry.key == "metadata").cloned().collect();
        let problems = check(Kind::ConfigMap, &Node::placeless(Content::Map(metadata)));
        let fault = refusal(&problems, false)?;
        Some(fault.replace("field ConfigMap.", "field metadataOnlyObject."))
    }

    /// Where the field of a path such as `spec.containers[0].image` stands; the nearest part of
    /// the path that is there if it is not.
    pub fn place(&self, path: &str) -> Span {
        place::find(&self.node, path)
    }
}

/// Sorts the keys of all maps.
fn sort(node: &mut Node) {
    match &mut node.content {
        Content::List(items) => items.iter_mut().for_each(sort),
        Content::Map(entries) => {
            crate::order::sort_by(entries, |left, right| left.key.cmp(&right.key));
            entries.iter_mut().for_each(|entry| sort(&mut entry.value));
        }
        _ => {}
    }
}
