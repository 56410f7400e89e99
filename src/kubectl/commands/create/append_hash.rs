//! `--append-hash`: a name that says what is in it, so that another content is another object.

use crate::api::Value;
use crate::api::json::to_json;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubelet::digest::sha256;
use crate::value;

/// `--append-hash`.
pub static APPEND_HASH: &[Flag] =
    &[flag("append-hash", Takes::Switch, "Append a hash of the content to the name.")];

/// How many signs of the hash a name gets.
const LENGTH: usize = 10;

/// Puts the hash of a ConfigMap or Secret behind its name, if that was asked for.
pub fn append_hash(arguments: &Arguments, object: &mut Value) {
    if !arguments.is("append-hash") {
        return;
    }
    let name = object.at("metadata.name").str().to_owned();
    let hash = hash(object, &name);
    object.set("metadata.name", format!("{name}-{hash}"));
}

/// The start of the SHA-256 of what counts, as JSON, with signs of which no words are made.
fn hash(object: &Value, name: &str) -> String {
    let kind = object.get("kind").str();
    let data = match object.get("data") {
        Value::Null => value!({}),
        data => data.clone(),
    };
    let mut counts = value!({ "data": data, "kind": kind, "name": name });
    if kind == "Secret" {
        counts.set("type", object.get("type").str());
    }
    let sign = |sign: char| match sign {
        '0' => 'g',
        '1' => 'h',
        '3' => 'k',
        'a' => 'm',
        'e' => 't',
        sign => sign,
    };
    sha256(&to_json(&counts)).chars().take(LENGTH).map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::hash;
    use crate::value;

    #[test]
    fn hashes_are_those_of_kubectl() {
        for (object, wanted) in [
            (value!({ "kind": "ConfigMap" }), "42745tchd9"),
            (value!({ "kind": "ConfigMap", "data": { "one": "" } }), "9g67k2htb6"),
            (
                value!({ "kind": "ConfigMap", "data": { "two": "2", "one": "", "three": "3" } }),
                "f5h7t85m9b",
            ),
            (value!({ "kind": "Secret", "type": "my-type" }), "t75bgf6ctb"),
            (value!({ "kind": "Secret", "type": "my-type", "data": { "one": "" } }), "74bd68bm66"),
        ] {
            assert_eq!(hash(&object, ""), wanted);
        }
    }
}
