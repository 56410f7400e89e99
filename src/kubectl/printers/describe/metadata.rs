//! Names, labels and annotations, as every description has them.

use super::lines::Lines;
use crate::api::{Map, Object};

/// Longer annotations are put on lines of their own, and cut.
const LONGEST_ANNOTATION: usize = 140;
/// What `kubectl apply` remembers is not shown.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Name and namespace.
pub fn name_and_namespace(out: &mut Lines, object: &Object) {
    out.field(0, "Name", &object.meta.name);
    out.field(0, "Namespace", &object.meta.namespace);
}

/// Labels and annotations.
pub fn labels_and_annotations(out: &mut Lines, object: &Object) {
    labels(out, "", "Labels", &object.meta.labels);
    annotations(out, "", "Annotations", &object.meta.annotations);
}

/// `CreationTimestamp`, where a description shows it.
pub fn creation(out: &mut Lines, object: &Object) {
    let time = object.meta.creation_timestamp.map_or_else(String::new, |time| time.rfc1123z());
    out.field(0, "CreationTimestamp", time);
}

/// `Controlled By`, if something does.
pub fn controller(out: &mut Lines, object: &Object) {
    if let Some(owner) = object.controller() {
        out.field(0, "Controlled By", format_args!("{}/{}", owner.kind, owner.name));
    }
}

/// One `key=value` a line.
pub fn labels(out: &mut Lines, indent: &str, title: &str, labels: &Map) {
    let texts = labels.iter().map(|(key, value)| format!("{key}={}", value.str())).collect();
    multiline(out, indent, title, texts);
}

/// One `key: value` a line; long ones and those of several lines below their key.
pub fn annotations(out: &mut Lines, indent: &str, title: &str, annotations: &Map) {
    multiline(out, indent, title, annotation_texts(annotations));
}

fn annotation_texts(annotations: &Map) -> Vec<String> {
    let mut texts = Vec::new();
    for (key, value) in annotations.iter().filter(|(key, _)| *key != LAST_APPLIED) {
        let value = value.str();
        let value = value.strip_suffix('\n').unwrap_or(value);
        if key.len() + value.len() + 2 <= LONGEST_ANNOTATION && !value.contains('\n') {
            texts.push(format!("{key}: {value}"));
            continue;
        }
        texts.push(format!("{key}:"));
        texts.extend(value.split('\n').map(|line| format!("  {}", shortened(line))));
    }
    texts
}

/// Labels and annotations of what stands inside another description.
pub fn nested(out: &mut Lines, labels: &Map, annotations: &Map) {
    nested_labels(out, "Labels", labels);
    nested_lines(out, "Annotations", annotation_texts(annotations));
}

/// Labels of what stands inside another description.
pub fn nested_labels(out: &mut Lines, title: &str, labels: &Map) {
    let texts = labels.iter().map(|(key, value)| format!("{key}={}", value.str())).collect();
    nested_lines(out, title, texts);
}

/// kubectl indents every part of these lines by the whole depth.
fn nested_lines(out: &mut Lines, title: &str, mut texts: Vec<String>) {
    if texts.is_empty() {
        texts.push("<none>".to_owned());
    }
    for (index, text) in texts.iter().enumerate() {
        match index {
            0 => out.line(2, format_args!("{title}:\t    {text}")),
            _ => out.line(2, format_args!("    \t    {text}")),
        }
    }
}

/// A field of several lines, of which only the first has the title; `<none>` without any.
pub fn multiline(out: &mut Lines, indent: &str, title: &str, texts: Vec<String>) {
    if texts.is_empty() {
        out.line(0, format_args!("{indent}{title}:\t<none>"));
    }
    for (index, text) in texts.iter().enumerate() {
        match index {
            0 => out.line(0, format_args!("{indent}{title}:\t{text}")),
            _ => out.line(0, format_args!("\t{text}")),
        }
    }
}

fn shortened(line: &str) -> String {
    let longest = LONGEST_ANNOTATION - 2;
    if line.len() <= longest {
        return line.to_owned();
    }
    let end = (0..=longest).rev().find(|end| line.is_char_boundary(*end)).unwrap_or_default();
    format!("{}...", &line[..end])
}
