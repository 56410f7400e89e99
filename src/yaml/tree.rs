//! The tree that grows from a parser's events: collections, anchors, aliases and merge keys.

use super::error::Error;
use super::node::{Content, Entry, Node};
use super::parse::{Duplicate, Parsed, too_deep};
use super::scalar::resolve;
use super::{MAX_DEPTH, MAX_NODES};
use crate::diagnostic::Span;
use crate::ordered::OrderedMap;
use saphyr_parser::{Event, ScalarStyle, Tag};
use smol_str::{SmolStr, ToSmolStr};

/// A tree that grows.
pub(super) struct Tree {
    open: Vec<Collection>,
    root: Option<Node>,
    /// By the parser's number.
    anchors: OrderedMap<usize, Anchored>,
    nodes: usize,
    /// How many nodes are kept for aliases.
    remembered: usize,
    duplicates: Vec<Duplicate>,
    /// The first fault that counts only if the text is YAML to its end.
    fault: Option<Error>,
    /// The first key that is no text in JSON, which is asked for once all is read.
    nameless: Option<Error>,
}

/// What an alias stands for.
struct Anchored {
    node: Node,
    nodes: usize,
    depth: usize,
}

/// A list or map that is not at its end.
struct Collection {
    span: Span,
    anchor: usize,
    /// How many nodes there were before it.
    nodes_before: usize,
    /// How many levels it holds so far.
    depth: usize,
    kind: CollectionKind,
}

enum CollectionKind {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, places: OrderedMap<SmolStr, usize>, key: Option<Key> },
}

/// A key whose value comes next.
enum Key {
    Text(SmolStr, Span),
    /// `<<`: the value's entries go into the map.
    Merge,
    /// `~`: YAML has such keys, JSON has not.
    Null(Span),
}

/// A node on its way to its place, and what the place must know of it.
struct Arrival {
    node: Node,
    /// Whether it is a plain `<<`.
    merges: bool,
    depth: usize,
}

impl Tree {
    pub(super) fn new() -> Tree {
        Tree {
            open: Vec::new(),
            root: None,
            anchors: OrderedMap::new(),
            nodes: 0,
            remembered: 0,
            duplicates: Vec::new(),
            fault: None,
            nameless: None,
        }
    }

    /// What has grown; null at `empty` if nothing has.
    pub(super) fn finish(self, empty: Span) -> Result<Parsed, Error> {
        let node = self.root.unwrap_or(Node { span: empty, content: Content::Null });
        let parsed = Parsed { node, duplicates: self.duplicates };
        self.fault.or(self.nameless).map_or(Ok(parsed), Err)
    }

    /// Takes the parser's next event, whose line is counted from 1.
    pub(super) fn add(&mut self, event: &Event, span: Span, line: usize) -> Result<(), Error> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.count(1, span)?;
                let content = scalar(text, *style, tag.as_deref(), span)?;
                let merges = text == "<<" && *style == ScalarStyle::Plain && tag.is_none();
                let node = Node { span, content };
                self.remember(*anchor, &node, 1, 1)?;
                self.place(Arrival { node, merges, depth: 1 })
            }
            Event::Alias(anchor) => self.alias(*anchor, span, line),
            Event::SequenceStart(anchor, _) => {
                self.start(*anchor, span, CollectionKind::List(Vec::new()))
            }
            Event::MappingStart(anchor, _) => {
                let entries = Vec::new();
                let kind = CollectionKind::Map { entries, places: OrderedMap::new(), key: None };
                self.start(*anchor, span, kind)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            _ => Ok(()),
        }
    }

    fn start(&mut self, anchor: usize, span: Span, kind: CollectionKind) -> Result<(), Error> {
        self.count(1, span)?;
        if self.open.len() >= MAX_DEPTH {
            return Err(Error::lineless(span, too_deep()));
        }
        let nodes_before = self.nodes - 1;
        self.open.push(Collection { span, anchor, nodes_before, depth: 1, kind });
        Ok(())
    }

    fn end(&mut self, end: Span) -> Result<(), Error> {
        let Some(collection) = self.open.pop() else { return Ok(()) };
        let (content, last) = match collection.kind {
            CollectionKind::List(items) => {
                let last = items.last().map(|item| item.span.end);
                (Content::List(items), last)
            }
            CollectionKind::Map { entries, .. } => {
                let last = entries.iter().map(|entry| entry.value.span.end).max();
                (Content::Map(entries), last)
            }
        };
        // A closing bracket has a width; the end of a block has none and may lie far below it.
        let start = collection.span.start;
        let end = if end.end > end.start { end.end } else { last.unwrap_or(start) };
        let span = Span { start, end: end.max(start) };
        let node = Node { span, content };
        let nodes = self.nodes - collection.nodes_before;
        self.remember(collection.anchor, &node, nodes, collection.depth)?;
        self.place(Arrival { node, merges: false, depth: collection.depth })
    }

    fn alias(&mut self, anchor: usize, span: Span, line: usize) -> Result<(), Error> {
        let Some(anchored) = self.anchors.get(&anchor) else {
            let fault = Error::lineless(span, "anchor contains itself");
            return Err(Error { line: Some(line), ..fault });
        };
        let (nodes, depth) = (anchored.nodes, anchored.depth);
        if self.open.len() + depth > MAX_DEPTH {
            return Err(Error::lineless(span, too_deep()));
        }
        self.count(nodes, span)?;
        let Some(anchored) = self.anchors.get(&anchor) else { return Ok(()) };
        let node = Node { span, content: anchored.node.content.clone() };
        self.place(Arrival { node, merges: false, depth })
    }

    /// Counts nodes before they are made, so that a bomb of aliases costs nothing.
    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Error> {
        self.nodes += nodes;
        if self.nodes > MAX_NODES {
            return Err(excessive(span));
        }
        Ok(())
    }

    /// Keeps a node for its aliases; anchors inside of anchors may not multiply it endlessly.
    fn remember(
        &mut self,
        anchor: usize,
        node: &Node,
        nodes: usize,
        depth: usize,
    ) -> Result<(), Error> {
        if anchor == 0 {
            return Ok(());
        }
        self.remembered += nodes;
        if self.remembered > MAX_NODES {
            return Err(excessive(node.span));
        }
        self.anchors.insert(anchor, Anchored { node: node.clone(), nodes, depth });
        Ok(())
    }

    /// Puts a node where the innermost collection waits for it.
    fn place(&mut self, arrival: Arrival) -> Result<(), Error> {
        let Some(collection) = self.open.last_mut() else {
            self.root = Some(arrival.node);
            return Ok(());
        };
        collection.depth = collection.depth.max(arrival.depth + 1);
        let (entries, places, key) = match &mut collection.kind {
            CollectionKind::List(items) => {
                items.push(arrival.node);
                return Ok(());
            }
            CollectionKind::Map { entries, places, key } => (entries, places, key),
        };
        match key.take() {
            None if arrival.merges => *key = Some(Key::Merge),
            None if arrival.node.content == Content::Null => {
                *key = Some(Key::Null(arrival.node.span));
            }
            None => {
                let text = key_text(&arrival.node).unwrap_or_else(|fault| {
                    self.fault.get_or_insert(fault);
                    SmolStr::default()
                });
                *key = Some(Key::Text(text, arrival.node.span));
            }
            Some(Key::Null(span)) => {
                let value = match &arrival.node.content {
                    Content::Null => "<nil>".to_owned(),
                    _ => go_syntax(&arrival.node),
                };
                // What Go prints where it is asked for the type of nothing.
                let message =
                    format!("unsupported map key of type: %!s(<nil>), key: <nil>, value: {value}");
                self.nameless.get_or_insert_with(|| Error::of_json(span, message));
            }
            Some(Key::Merge) => {
                for entry in merged(arrival.node)? {
                    put(entries, places, entry);
                }
            }
            Some(Key::Text(text, key_span)) => {
                let entry = Entry { key: text, key_span, value: arrival.node };
                if let Some(place) = places.get(&entry.key) {
                    let first = entries[*place].key_span;
                    let duplicate = Duplicate { key: entry.key.clone(), first, second: key_span };
                    self.duplicates.push(duplicate);
                }
                put(entries, places, entry);
            }
        }
        Ok(())
    }
}

fn excessive(span: Span) -> Error {
    Error::lineless(span, "document contains excessive aliasing")
}

/// The last entry of a key counts.
fn put(entries: &mut Vec<Entry>, places: &mut OrderedMap<SmolStr, usize>, entry: Entry) {
    match places.get(&entry.key) {
        Some(place) => entries[*place] = entry,
        None => {
            places.insert(entry.key.clone(), entries.len());
            entries.push(entry);
        }
    }
}

/// What a merge key brings; of several maps the first one wins.
fn merged(node: Node) -> Result<Vec<Entry>, Error> {
    let refusal = || {
        let message = "map merge requires map or sequence of maps as the value";
        Err(Error::lineless(node.span, message))
    };
    match node.content {
        Content::Map(entries) => Ok(entries),
        Content::List(items) => {
            let mut all = Vec::new();
            for item in items.into_iter().rev() {
                let Content::Map(entries) = item.content else { return refusal() };
                all.extend(entries);
            }
            Ok(all)
        }
        _ => refusal(),
    }
}

/// A key as JSON's text.
fn key_text(node: &Node) -> Result<SmolStr, Error> {
    match &node.content {
        Content::String(text) => Ok(text.clone()),
        Content::Int(number) => Ok(number.to_smolstr()),
        Content::Float(number) => Ok(number.to_smolstr()),
        Content::Bool(truth) => Ok(truth.to_smolstr()),
        Content::Null | Content::List(_) | Content::Map(_) => {
            let message = format!("invalid map key: {}", go_syntax(node));
            Err(Error::lineless(node.span, message))
        }
    }
}

/// A value as Go's `%#v` writes it.
fn go_syntax(node: &Node) -> String {
    match &node.content {
        Content::Null => "interface {}(nil)".to_owned(),
        Content::Bool(truth) => truth.to_string(),
        Content::Int(number) => number.to_string(),
        Content::Float(number) => number.to_string(),
        Content::String(text) => format!("{text:?}"),
        Content::List(items) => {
            let items: Vec<String> = items.iter().map(go_syntax).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        Content::Map(entries) => {
            let entries = entries
                .iter()
                .map(|entry| format!("{:?}:{}", entry.key.as_str(), go_syntax(&entry.value)));
            let entries: Vec<String> = entries.collect();
            format!("map[interface {{}}]interface {{}}{{{}}}", entries.join(", "))
        }
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Result<Content, Error> {
    let core = tag.is_some_and(Tag::is_yaml_core_schema);
    let content = match tag {
        Some(tag) if core && tag.suffix == "str" => Content::String(text.into()),
        Some(tag) if core && tag.suffix == "float" => match resolve(text) {
            Content::Float(number) => Content::Float(number),
            Content::Int(number) => Content::Int(number),
            _ => return Err(untagged(text, "float", span)),
        },
        Some(tag) if core => match (tag.suffix.as_str(), resolve(text)) {
            ("int", content @ Content::Int(_))
            | ("bool", content @ Content::Bool(_))
            | ("null", content @ Content::Null) => content,
            (kind @ ("int" | "bool" | "null"), _) => return Err(untagged(text, kind, span)),
            _ => Content::String(text.into()),
        },
        None if style == ScalarStyle::Plain => resolve(text),
        _ => Content::String(text.into()),
    };
    match content {
        Content::Float(number) if !number.is_finite() => {
            Err(Error::lineless(span, "unsupported value: JSON has no infinity and no NaN"))
        }
        content => Ok(content),
    }
}

fn untagged(text: &str, kind: &str, span: Span) -> Error {
    Error::lineless(span, format!("cannot decode !!str `{text}` as a !!{kind}"))
}
