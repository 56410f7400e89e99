//! `kubectl explain`: the fields of a kind and their types.

use crate::api::Kind;
use crate::api::schema::{Field, Leaf, Shape, Type, field_at};
use std::fmt::Write;

/// What fields are for, a line each: the type or `*`, the field, a sentence.
const DESCRIPTIONS: &str = include_str!("descriptions.txt");
/// How wide a description may be.
const WIDTH: usize = 76;
/// `--recursive` goes no deeper: some types contain themselves.
const DEEPEST: usize = 16;

/// What there is to know about a kind, or about the field at a path below it.
///
/// # Errors
/// There is no such field.
pub fn explain(kind: Kind, path: &[&str], recursive: bool) -> Result<String, String> {
    let row = kind.row();
    let mut text = String::new();
    if !row.group.is_empty() {
        line(&mut text, format_args!("GROUP:      {}", row.group));
    }
    line(&mut text, format_args!("KIND:       {}", row.name));
    line(&mut text, format_args!("VERSION:    {}", row.version));
    line(&mut text, format_args!(""));
    let explained = match path {
        [] => Some(Type::of(kind)),
        path => {
            let field = find(kind, path)?;
            let name = path.last().copied().unwrap_or_default();
            line(&mut text, format_args!("FIELD: {name} <{}>\n", type_name(field.shape)));
            let before = &path[..path.len() - 1];
            let parent = match before {
                [] => Some(Type::of(kind)),
                before => field_at(kind, before).and_then(|field| field.shape.object()),
            };
            if let Some(sentence) = parent.and_then(|parent| sentence(parent, name)) {
                line(&mut text, format_args!("DESCRIPTION:"));
                write_sentence(&mut text, sentence);
                line(&mut text, format_args!(""));
            }
            field.shape.object()
        }
    };
    if path.is_empty() {
        line(&mut text, format_args!("DESCRIPTION:\n    {}\n", description(kind)));
    }
    if let Some(explained) = explained {
        line(&mut text, format_args!("FIELDS:"));
        write_fields(&mut text, explained, recursive, 0);
    }
    Ok(text)
}

/// `deploy.spec`, `deployments.apps.spec`: what a word names, and the path of fields after it.  A
/// dot after a backslash or in `['…']` parts nothing.
pub fn resource_and_fields(word: &str) -> (&str, Vec<String>) {
    let (resource, rest) = word.split_once('.').unwrap_or((word, ""));
    let row = Kind::from_resource(resource).map(Kind::row);
    let group = row.filter(|row| row.plural == resource).map_or("", |row| row.group);
    let fields = match rest.strip_prefix(group) {
        Some(fields) if !group.is_empty() && (fields.is_empty() || fields.starts_with('.')) => {
            fields.strip_prefix('.').unwrap_or(fields)
        }
        _ => rest,
    };
    (resource, split(fields))
}

/// The names of a path of fields; a dot at its end counts for nothing.
fn split(path: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut quoted = false;
    let mut signs = path.chars();
    while let Some(sign) = signs.next() {
        let Some(last) = names.last_mut() else { break };
        match sign {
            '\\' => last.extend(signs.next()),
            '[' if !quoted => {
                quoted = true;
                if !last.is_empty() {
                    names.push(String::new());
                }
            }
            ']' if quoted => quoted = false,
            '\'' if quoted => {}
            '.' if !quoted => names.push(String::new()),
            sign => last.push(sign),
        }
    }
    names.pop_if(|last| last.is_empty());
    names
}

fn find(kind: Kind, path: &[&str]) -> Result<Field, String> {
    let missing = (1..=path.len()).find(|length| field_at(kind, &path[..*length]).is_none());
    match missing {
        Some(length) => Err(format!("field {:?} does not exist", path[length - 1])),
        None => field_at(kind, path).ok_or_else(|| "field does not exist".to_owned()),
    }
}

fn write_fields(text: &mut String, explained: Type, recursive: bool, depth: usize) {
    for field in explained.fields() {
        let indent = "  ".repeat(depth + 1);
        let required = if field.required { " -required-" } else { "" };
        let name = field.name;
        line(text, format_args!("{indent}{name}\t<{}>{required}", type_name(field.shape)));
        if !recursive {
            if let Some(sentence) = sentence(explained, name) {
                write_sentence(text, sentence);
            }
            line(text, format_args!(""));
        }
        if let Some(inner) = field.shape.object().filter(|_| recursive && depth < DEEPEST) {
            write_fields(text, inner, recursive, depth + 1);
        }
    }
}

/// What a field of a type is for, as far as that is written down.
fn sentence(holder: Type, field: &str) -> Option<&'static str> {
    let find = |holder: &str| {
        DESCRIPTIONS.lines().find_map(|line| {
            line.strip_prefix(holder)?.strip_prefix(' ')?.strip_prefix(field)?.strip_prefix(' ')
        })
    };
    find(holder.name()).or_else(|| find("*"))
}

/// Writes a sentence under its field, in lines of bounded width.
fn write_sentence(text: &mut String, sentence: &str) {
    let mut width = 0;
    for word in sentence.split(' ') {
        if width > 0 && width + 1 + word.len() > WIDTH {
            text.push('\n');
            width = 0;
        }
        text.push_str(if width == 0 { "    " } else { " " });
        text.push_str(word);
        width += word.len() + 1;
    }
    text.push('\n');
}

/// `[]Container`, `map[string]string`, `integer`.
fn type_name(shape: Shape) -> String {
    match shape {
        Shape::One(leaf) => leaf_name(leaf).to_owned(),
        Shape::List(leaf) => format!("[]{}", leaf_name(leaf)),
        Shape::Map(leaf) => format!("map[string]{}", leaf_name(leaf)),
    }
}

fn leaf_name(leaf: Leaf) -> &'static str {
    match leaf {
        Leaf::String | Leaf::Bytes => "string",
        Leaf::Int32 | Leaf::Int64 => "integer",
        Leaf::Bool => "boolean",
        Leaf::Quantity => "Quantity",
        Leaf::IntOrString => "IntOrString",
        Leaf::Time => "Time",
        Leaf::MicroTime => "MicroTime",
        Leaf::Any => "Object",
        Leaf::Object(found) => found.name(),
    }
}

fn line(text: &mut String, content: std::fmt::Arguments) {
    let _ = writeln!(text, "{content}");
}

/// One sentence about a kind.
fn description(kind: Kind) -> &'static str {
    match kind {
        Kind::ClusterRole => "A ClusterRole says what may be done, in every namespace.",
        Kind::ClusterRoleBinding => "A ClusterRoleBinding gives a ClusterRole to somebody.",
        Kind::ConfigMap => "A ConfigMap holds settings that pods read as variables or files.",
        Kind::ControllerRevision => "A ControllerRevision keeps a former pod template.",
        Kind::CronJob => "A CronJob makes a Job whenever its schedule says so.",
        Kind::DaemonSet => "A DaemonSet runs a copy of a pod on every node that fits.",
        Kind::Deployment => "A Deployment keeps pods running and replaces them step by step.",
        Kind::EndpointSlice => "An EndpointSlice lists addresses that stand behind a Service.",
        Kind::Endpoints => "Endpoints list the addresses behind a Service, in the old form.",
        Kind::Event => "An Event tells of something that happened to an object.",
        Kind::HorizontalPodAutoscaler => {
            "A HorizontalPodAutoscaler changes the number of pods as their load changes."
        }
        Kind::Ingress => "An Ingress leads HTTP requests from outside to Services.",
        Kind::IngressClass => "An IngressClass names the controller that serves an Ingress.",
        Kind::Job => "A Job runs pods until enough of them have succeeded.",
        Kind::Lease => "A Lease says who holds something and that they are still there.",
        Kind::LimitRange => "A LimitRange gives defaults and bounds to what pods may ask for.",
        Kind::Namespace => "A Namespace is a room in which names are unique.",
        Kind::NetworkPolicy => "A NetworkPolicy says who may talk to a set of pods.",
        Kind::Node => "A Node is a machine on which pods run.",
        Kind::PersistentVolume => "A PersistentVolume is storage that outlives pods.",
        Kind::PersistentVolumeClaim => "A PersistentVolumeClaim asks for a PersistentVolume.",
        Kind::Pod => "A Pod is one or more containers that run together on one node.",
        Kind::PodDisruptionBudget => {
            "A PodDisruptionBudget limits how many pods may be taken away on purpose at a time."
        }
        Kind::PodTemplate => "A PodTemplate keeps what pods could be made from.",
        Kind::PriorityClass => "A PriorityClass says which pods matter more than others.",
        Kind::ReplicaSet => "A ReplicaSet keeps a number of equal pods running.",
        Kind::ReplicationController => "A ReplicationController is the elder form of a ReplicaSet.",
        Kind::ResourceQuota => "A ResourceQuota limits what a namespace may use in all.",
        Kind::Role => "A Role says what may be done in its namespace.",
        Kind::RoleBinding => "A RoleBinding gives a role to somebody in its namespace.",
        Kind::Secret => "A Secret holds data that not everybody should see.",
        Kind::Service => "A Service gives a set of pods one name and one address.",
        Kind::ServiceAccount => "A ServiceAccount is who a pod is to the API server.",
        Kind::StatefulSet => "A StatefulSet runs pods with lasting names and storage, in order.",
        Kind::StorageClass => "A StorageClass says how volumes for claims are made.",
    }
}
