//! Where the field of a path stands in a manifest.

use crate::diagnostic::Span;
use crate::yaml::{Content, Node};

/// The place of the value at a path such as `spec.containers[0].resources.limits[cpu]`; of the
/// deepest part of the path that is there.  A map that should hold what is not there is shown by
/// its key.
pub(super) fn find(node: &Node, path: &str) -> Span {
    let mut at = node;
    let mut shown = key_of(node);
    for step in steps(path) {
        let next = match &at.content {
            Content::List(items) => step.parse().ok().and_then(|index: usize| items.get(index)),
            Content::Map(_) => at.entry(step).map(|entry| {
                shown = entry.key_span;
                &entry.value
            }),
            _ => None,
        };
        let Some(next) = next else { return shown };
        if let Content::List(_) = at.content {
            shown = key_of(next);
        }
        at = next;
    }
    match at.content {
        Content::Map(_) | Content::List(_) => shown,
        _ => at.span,
    }
}

/// The first key of a map, else all of a node.
fn key_of(node: &Node) -> Span {
    node.entries().iter().map(|entry| entry.key_span).min().unwrap_or(node.span)
}

/// The names, indexes and keys of a path.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = path;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches('.');
        if rest.is_empty() {
            return None;
        }
        let (step, after) = match rest.strip_prefix('[') {
            Some(inside) => inside.split_once(']').unwrap_or((inside, "")),
            None => rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len())),
        };
        rest = after;
        Some(step)
    })
}
