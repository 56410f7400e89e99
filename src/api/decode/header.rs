//! What kind of object a manifest says it is.

use crate::api::Kind;
use crate::yaml::{Content, Node};
use std::fmt;

/// Why a manifest is none of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unidentified {
    /// It is a text or a list rather than an object, or `apiVersion` or `kind` are not there:
    /// kubectl says so after `error validating data: `.
    Invalid(Vec<String>),
    /// The cluster serves no such kind: kubectl says so after `resource mapping not found for …: `.
    UnknownKind {
        /// What stands in `apiVersion`.
        api_version: String,
        /// What stands in `kind`.
        kind: String,
    },
}

impl fmt::Display for Unidentified {
    /// `[apiVersion not set, kind not set]`, or `no matches for kind "X" in version "v1"`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unidentified::Invalid(faults) => match faults.as_slice() {
                [only] => formatter.write_str(only),
                several => write!(formatter, "[{}]", several.join(", ")),
            },
            Unidentified::UnknownKind { api_version, kind } => {
                write!(formatter, "no matches for kind \"{kind}\" in version \"{api_version}\"")
            }
        }
    }
}

/// The kind that a manifest names.
pub(super) fn kind(node: &Node) -> Result<Kind, Unidentified> {
    if !matches!(node.content, Content::Map(_)) {
        return Err(Unidentified::Invalid(vec!["invalid object to validate".to_owned()]));
    }
    let api_version =
        text(node, "apiVersion", ["apiVersion not set", "apiVersion isn't string type"]);
    let api_version = api_version.map_err(str::to_owned).and_then(|text| {
        let is_well_formed = text.matches('/').count() < 2;
        is_well_formed.then_some(text).ok_or(format!("unexpected GroupVersion string: {text}"))
    });
    let kind = text(node, "kind", ["kind not set", "kind isn't string type"]);
    match (api_version, kind) {
        (Ok(api_version), Ok(kind)) => Kind::of(api_version, kind).ok_or_else(|| {
            Unidentified::UnknownKind { api_version: api_version.to_owned(), kind: kind.to_owned() }
        }),
        (api_version, kind) => {
            let faults = [api_version.err(), kind.err().map(str::to_owned)];
            Err(Unidentified::Invalid(faults.into_iter().flatten().collect()))
        }
    }
}

fn text<'node>(
    node: &'node Node,
    key: &str,
    [unset, other]: [&'static str; 2],
) -> Result<&'node str, &'static str> {
    match node.get(key).map(|value| &value.content) {
        None | Some(Content::Null) => Err(unset),
        Some(Content::String(text)) => Ok(text),
        Some(_) => Err(other),
    }
}
