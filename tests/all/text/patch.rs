//! Patches, made and applied.

use podarium::api::Kind;
use podarium::api::json::to_json;
use podarium::api::patch::{
    json_patch, merge_patch, shown_patch, strategic_merge, three_way, two_way,
};
use podarium::api::text::parse_value;
use podarium::api::value::Value;

fn read(text: &str) -> Value {
    parse_value(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A Deployment whose pods' spec is the given one.
fn pods(spec: &str) -> String {
    format!("{{spec: {{template: {{spec: {spec}}}}}}}")
}

#[test]
fn a_strategic_merge_patch_merges_lists_by_their_keys() {
    for (value, patch, merged) in [
        (
            "{spec: {replicas: 1, paused: true}}",
            "{spec: {replicas: 2, paused: null}}",
            "{spec: {replicas: 2}}",
        ),
        (
            &pods("{containers: [{name: a, image: x, args: [b]}, {name: b}]}"),
            &pods("{containers: [{name: a, image: y, args: [c]}, {name: c}]}"),
            &pods("{containers: [{name: a, image: y, args: [c]}, {name: b}, {name: c}]}"),
        ),
        (
            &pods("{containers: [{name: a}, {name: b}]}"),
            &pods("{containers: [{name: a, $patch: delete}]}"),
            &pods("{containers: [{name: b}]}"),
        ),
        (
            &pods("{containers: [{name: a}, {name: b}]}"),
            &pods("{containers: [{$patch: replace}, {name: c}]}"),
            &pods("{containers: [{name: c}]}"),
        ),
        (
            &pods("{containers: [{name: a}, {name: x}, {name: b}]}"),
            &pods(
                "{$setElementOrder/containers: [{name: n}, {name: b}, {name: a}], containers: [{name: n}]}",
            ),
            &pods("{containers: [{name: n}, {name: x}, {name: b}, {name: a}]}"),
        ),
        (
            &pods("{nodeSelector: {a: b, c: d}}"),
            &pods("{nodeSelector: {$patch: replace, e: f}}"),
            &pods("{nodeSelector: {e: f}}"),
        ),
        (
            "{spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}}",
            "{spec: {strategy: {$retainKeys: [type], type: Recreate}}}",
            "{spec: {strategy: {type: Recreate}}}",
        ),
        (
            "{metadata: {finalizers: [a, b, c]}}",
            "{metadata: {$deleteFromPrimitiveList/finalizers: [b], finalizers: [d, a]}}",
            "{metadata: {finalizers: [a, c, d]}}",
        ),
        (
            &pods("{tolerations: [{key: a}]}"),
            &pods("{tolerations: [{key: b}]}"),
            &pods("{tolerations: [{key: b}]}"),
        ),
        (
            "{}",
            "{spec: {template: {spec: {x: null, y: {z: null}}}}}",
            "{spec: {template: {spec: {y: {}}}}}",
        ),
    ] {
        let came = strategic_merge(Kind::Deployment, &read(value), &read(patch));
        assert_eq!(came.map(|came| to_json(&came)), Ok(to_json(&read(merged))), "{patch}");
    }
}

#[test]
fn a_patch_with_nonsense_in_it_is_refused() {
    for (patch, text) in [
        (
            pods("{containers: [{image: x}]}"),
            "map: map[image:x] does not contain declared merge key: name",
        ),
        ("{spec: {$patch: forget}}".to_owned(), "unknown directive: forget"),
        ("{spec: {strategy: {$retainKeys: [type], rollingUpdate: {}}}}".to_owned(), "$retainKeys"),
        ("[]".to_owned(), "no object"),
    ] {
        let value =
            read("{spec: {strategy: {type: a}, template: {spec: {containers: [{name: a}]}}}}");
        let error = strategic_merge(Kind::Deployment, &value, &read(&patch)).expect_err("an error");
        assert!(error.to_string().contains(text), "{error}");
    }
}

#[test]
fn apply_changes_what_the_manifest_says_and_no_more() {
    for (original, modified, current, patch) in [
        (
            "{spec: {replicas: 2}}",
            "{spec: {replicas: 2}}",
            "{spec: {replicas: 2, paused: false}}",
            "{}",
        ),
        (
            "{spec: {replicas: 2}}",
            "{spec: {replicas: 3}}",
            "{spec: {replicas: 2}}",
            r#"{"spec":{"replicas":3}}"#,
        ),
        (
            "{spec: {replicas: 2}}",
            "{spec: {}}",
            "{spec: {replicas: 2}}",
            r#"{"spec":{"replicas":null}}"#,
        ),
        ("{spec: {}}", "{spec: {}}", "{spec: {replicas: 5}}", "{}"),
        (
            "{spec: {replicas: 2}}",
            "{spec: {replicas: 2}}",
            "{spec: {replicas: 5}}",
            r#"{"spec":{"replicas":2}}"#,
        ),
        (
            &pods("{containers: [{name: web, image: 'nginx:1'}]}"),
            &pods("{containers: [{name: web, image: 'nginx:2'}]}"),
            &pods("{containers: [{name: web, image: 'nginx:1', resources: {}}]}"),
            r#"{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"web"}],"containers":[{"image":"nginx:2","name":"web"}]}}}}"#,
        ),
        (
            &pods("{containers: [{name: a, image: x}]}"),
            &pods("{containers: [{name: b, image: x}]}"),
            &pods("{containers: [{name: a, image: x}]}"),
            r#"{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"b"}],"containers":[{"image":"x","name":"b"},{"$patch":"delete","name":"a"}]}}}}"#,
        ),
        (
            "{spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}}",
            "{spec: {strategy: {type: Recreate}}}",
            "{spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}}",
            r#"{"spec":{"strategy":{"$retainKeys":["type"],"rollingUpdate":null,"type":"Recreate"}}}"#,
        ),
        (
            "{metadata: {labels: {a: b}}}",
            "{metadata: {}}",
            "{metadata: {labels: {a: b, c: d}}}",
            r#"{"metadata":{"labels":null}}"#,
        ),
        (
            &pods("{tolerations: [{key: a}]}"),
            &pods("{tolerations: [{key: a}, {key: b}]}"),
            &pods("{tolerations: [{key: a}]}"),
            r#"{"spec":{"template":{"spec":{"tolerations":[{"key":"a"},{"key":"b"}]}}}}"#,
        ),
    ] {
        let came = three_way(Kind::Deployment, &read(original), &read(modified), &read(current));
        let came = came.expect("a patch");
        assert_eq!(to_json(&came), patch, "{modified}");
        let applied = strategic_merge(Kind::Deployment, &read(current), &came).expect("it applies");
        let again = three_way(Kind::Deployment, &read(modified), &read(modified), &applied);
        assert_eq!(again.map(|patch| to_json(&patch)).as_deref(), Ok("{}"), "{modified}");
    }
}

#[test]
fn a_refused_patch_is_shown_as_the_server_shows_it() {
    let before = pods("{containers: [{name: web, image: 'nginx:1.27'}]}");
    let after = pods("{containers: [{name: web, imagee: 'nginx:1.27'}]}");
    let patch = three_way(Kind::Deployment, &read(&before), &read(&after), &read(&before))
        .expect("a patch");
    assert_eq!(shown_patch(&patch), "map[spec:map[template:map[spec:map[]]]]");
    let patch = three_way(
        Kind::Deployment,
        &read("{spec: {replicas: 2}}"),
        &read("{spec: {replcas: 2}}"),
        &read("{spec: {replicas: 2}}"),
    );
    assert_eq!(
        patch.map(|patch| shown_patch(&patch)).as_deref(),
        Ok("map[spec:map[replcas:2 replicas:<nil>]]")
    );
}

#[test]
fn a_two_way_patch_holds_the_difference() {
    let before = read(
        "{spec: {replicas: 1, template: {spec: {containers: [{name: a, env: [{name: X, value: y}]}]}}}}",
    );
    let after = read("{spec: {template: {spec: {containers: [{name: a, env: []}]}}}}");
    let patch = two_way(Kind::Deployment, &before, &after).expect("a patch");
    assert_eq!(strategic_merge(Kind::Deployment, &before, &patch), Ok(after));
    assert_eq!(merge_patch(&before, &read("{spec: null}")), read("{}"));
}

#[test]
fn operations_of_a_json_patch_are_done_in_turn_or_not_at_all() {
    let value = "{a: {b: [1, 2], 'c/d': 5}}";
    for (patch, outcome) in [
        ("[{op: replace, path: /a/b/0, value: 9}]", Ok("{a: {b: [9, 2], 'c/d': 5}}")),
        ("[{op: add, path: /a/b/-, value: 3}]", Ok("{a: {b: [1, 2, 3], 'c/d': 5}}")),
        ("[{op: add, path: /a/b/1, value: 3}]", Ok("{a: {b: [1, 3, 2], 'c/d': 5}}")),
        ("[{op: remove, path: /a/c~1d}]", Ok("{a: {b: [1, 2]}}")),
        ("[{op: move, from: /a/b, path: /x}]", Ok("{a: {'c/d': 5}, x: [1, 2]}")),
        ("[{op: copy, from: /a/b/0, path: /x}]", Ok("{a: {b: [1, 2], 'c/d': 5}, x: 1}")),
        ("[{op: test, path: /a/b/1, value: 2}]", Ok(value)),
        ("[{op: test, path: /a/b/1, value: 7}]", Err("test failed")),
        ("[{op: remove, path: /z}]", Err("remove operation does not apply: doc is missing path")),
        ("[{op: replace, path: /a/b/7, value: 1}]", Err("does not apply")),
        ("[{op: add, path: /a/b/4, value: 1}]", Err("add operation does not apply")),
        ("[{op: add, path: /q/r, value: 1}]", Err("missing path")),
        ("[{op: dance, path: /a}]", Err("Unexpected kind: dance")),
        ("[{op: add, path: /a}]", Err("missing value")),
        ("{}", Err("list of operations")),
    ] {
        let came = json_patch(&read(value), &read(patch));
        match outcome {
            Ok(expected) => assert_eq!(came, Ok(read(expected)), "{patch}"),
            Err(text) => {
                let error = came.expect_err("an error").to_string();
                assert!(error.contains(text), "{patch}: {error}");
            }
        }
    }
}

#[test]
fn a_json_patch_cannot_multiply_without_end() {
    let double = "{op: copy, from: /a, path: /a/x}, {op: copy, from: /a, path: /a/y}";
    let patch = format!("[{}]", vec![double; 60].join(", "));
    let error = json_patch(&read("{a: {}}"), &read(&patch)).expect_err("an error");
    assert!(error.to_string().contains("too"), "{error}");
}
