//! What strict decoding refuses, with the keys in the order in which they are written.

use super::{Case, Verdict};
use podarium::api::Kind;
use podarium::api::decode::{check, refusal};
use podarium::yaml::{self, Node};

/// Judges how an object of `api_create_errors` is read.
pub fn judge(case: &Case) -> Verdict {
    let document = yaml::parse(&yaml::split(&case.text)[0]).expect("JSON").node;
    let Some(object) = document.get("input").and_then(|input| input.get("object")) else {
        return Ok(());
    };
    let expect = &case.expect;
    let expected =
        expect.get("decodeError").as_str().or(expect.get("strictDecodingError").as_str());
    let word = |key: &str| object.get(key).and_then(Node::as_str);
    let came = match (word("apiVersion"), word("kind")) {
        (Some(version), Some(kind)) => match Kind::of(version, kind) {
            Some(kind) => refusal(&check(kind, object), true),
            None => Some(format!("no kind {kind:?} is registered for version {version:?}")),
        },
        (None, _) => Some("Object 'apiVersion' is missing".to_owned()),
        (_, None) => Some("Object 'Kind' is missing".to_owned()),
    };
    let agrees = match (&came, &expected) {
        (Some(came), Some(expected)) => {
            expected == came || (expected.starts_with(came.as_str()) && !came.contains("field"))
        }
        (came, expected) => came.is_none() && expected.is_none(),
    };
    if agrees { Ok(()) } else { Err(format!("{came:?}\n     not {expected:?}")) }
}
