//! YAML as kubectl reads it.

use podarium::api::text::{parse_value, to_value};
use podarium::api::{Value, json::to_json};
use podarium::yaml::{self, Chunk};

fn first(text: &str) -> Chunk<'_> {
    yaml::split(text)[0]
}

/// The text's first document as JSON, or its error.
fn read(text: &str) -> String {
    match yaml::parse(&first(text)) {
        Ok(parsed) => to_json(&to_value(&parsed.node)),
        Err(error) => error.to_string(),
    }
}

#[test]
fn scalars_mean_what_they_mean_to_kubectl() {
    for (text, json) in [
        ("yes", "true"),
        ("Y", "true"),
        ("On", "true"),
        ("off", "false"),
        ("n", "false"),
        ("yEs", "\"yEs\""),
        ("~", "null"),
        ("NULL", "null"),
        ("", "null"),
        ("10", "10"),
        ("-10", "-10"),
        ("+10", "10"),
        ("0777", "511"),
        ("0o17", "15"),
        ("08", "8"),
        ("0x1F", "31"),
        ("0b101", "5"),
        ("-0b1", "-1"),
        ("1_000", "1000"),
        ("1.5", "1.5"),
        ("1.0", "1"),
        (".5", "0.5"),
        ("1e3", "1000"),
        ("1e21", "1e+21"),
        ("1e", "\"1e\""),
        ("1e-7", "1e-7"),
        ("18446744073709551616", "18446744073709552000"),
        ("9223372036854775807", "9223372036854775807"),
        ("1:30", "\"1:30\""),
        ("1.2.3", "\"1.2.3\""),
        ("2026-11-20", "\"2026-11-20\""),
        ("100m", "\"100m\""),
        (".", "\".\""),
        ("\"yes\"", "\"yes\""),
        ("'10'", "\"10\""),
        ("!!str 10", "\"10\""),
        ("!!int \"10\"", "10"),
        ("|\n  a\n  b\n", "\"a\\nb\\n\""),
        (">-\n  a\n  b\n", "\"a b\""),
    ] {
        assert_eq!(read(text), json, "{text}");
    }
    assert!(read(".inf").contains("unsupported value"));
}

#[test]
fn keys_become_text_and_the_last_of_two_counts() {
    assert_eq!(read("1: a\ntrue: b\n1.5: c\n"), r#"{"1":"a","1.5":"c","true":"b"}"#);
    let parsed = yaml::parse(&first("a: 1\nb: 2\na: 3\n")).expect("YAML");
    assert_eq!(to_json(&to_value(&parsed.node)), r#"{"a":3,"b":2}"#);
    let duplicate = &parsed.duplicates[0];
    assert_eq!(
        (duplicate.key.as_str(), duplicate.first.start, duplicate.second.start),
        ("a", 0, 10)
    );
}

#[test]
fn anchors_and_merge_keys_bring_what_they_name() {
    let text = "base: &base {a: 1, b: 2}\nmore:\n  <<: *base\n  b: 3\nsame: *base\n";
    assert_eq!(read(text), r#"{"base":{"a":1,"b":2},"more":{"a":1,"b":3},"same":{"a":1,"b":2}}"#);
    assert!(read("x: &x {a: 1}\ny: &y {a: 2}\nz: {<<: [*x, *y]}\n").contains(r#""z":{"a":1}"#));
    assert!(read("a: *nope\n").contains("unknown anchor"));
    assert!(read("a: {<<: 5}\n").contains("map merge requires"));
}

#[test]
fn places_are_bytes_of_the_whole_text() {
    let text = "# Ärger\na: 1\n---\nschlüssel:\n  b: [\"ü\", 2]\n";
    let chunks = yaml::split(text);
    assert_eq!(chunks.len(), 2);
    let node = yaml::parse(&chunks[1]).expect("YAML").node;
    let entry = node.entry("schlüssel").expect("the key");
    let show = |span: podarium::diagnostic::Span| &text[span.start..span.end];
    assert_eq!(show(entry.key_span), "schlüssel");
    assert_eq!(show(entry.value.span), "b: [\"ü\", 2]");
    let list = entry.value.get("b").expect("a list");
    assert_eq!(show(list.span), "[\"ü\", 2]");
    assert_eq!(show(list.items()[0].span), "\"ü\"");
    assert_eq!(show(list.items()[1].span), "2");
}

/// The expected texts follow from what libyaml, which Go's library is a port of, says of these.
#[test]
fn faults_are_worded_and_counted_as_in_go() {
    for (text, message) in [
        (
            "a:\n  b: 1\nspec:\n\tc: 2\n",
            "yaml: line 4: found character that cannot start any token",
        ),
        ("a: 1\nspec:\n   b: 2\n  c: 3\n", "yaml: line 3: did not find expected key"),
        ("a: b: c\n", "yaml: mapping values are not allowed in this context"),
        ("x: 1\na: b: c\n", "yaml: line 2: mapping values are not allowed in this context"),
        ("a: 1\nb\nc: 2\n", "yaml: line 2: could not find expected ':'"),
        ("a: \"x\nb: 1\n", "yaml: line 3: found unexpected end of stream"),
        ("a: 'x\nb: 1\n", "yaml: line 3: found unexpected end of stream"),
        ("x: 1\na: \"x\nb: 1\n", "yaml: line 2: found unexpected end of stream"),
        ("x: 1\na: [1, 2\nb: 3\n", "yaml: line 1: did not find expected ',' or ']'"),
        ("x: 1\na: {b: 1\nc: 3\n", "yaml: line 1: did not find expected ',' or '}'"),
        ("x: 1\na: @b\n", "yaml: line 2: found character that cannot start any token"),
        ("x: 1\na: %b\n", "yaml: line 2: found character that cannot start any token"),
        ("x: 1\na: *\n", "yaml: line 2: did not find expected alphabetic or numeric character"),
        ("x: 1\nl:\n  - a\n - b\n", "yaml: line 3: did not find expected key"),
        (
            "x: 1\nl:\n- a: 1\n   b: 2\n",
            "yaml: line 4: mapping values are not allowed in this context",
        ),
        ("x: 1\nl:\n- a: 1\n b: 2\n", "yaml: line 3: did not find expected key"),
        ("x: 1\n- a\n", "yaml: line 1: did not find expected key"),
        ("- a\nx: 1\n", "yaml: line 1: did not find expected '-' indicator"),
        ("x: 1\na:b\nc: d\n", "yaml: line 2: could not find expected ':'"),
        ("x: 1\na: b\n  c: d\n", "yaml: line 3: mapping values are not allowed in this context"),
        (
            "spec:\n  containers:\n  - name: x\n   image: y\n",
            "yaml: line 1: did not find expected key",
        ),
        (
            "spec:\n  a: 1\n\tb: 2\n",
            "yaml: line 2: found a tab character that violates indentation",
        ),
        ("spec:\n  - a\n  b: 1\n", "yaml: line 1: did not find expected '-' indicator"),
        ("x: 1\na: \"\\q\"\n", "yaml: line 2: found unknown escape character"),
        ("x: 1\n}\n", "yaml: line 1: did not find expected key"),
        ("x: 1\na: - b\n", "yaml: line 2: block sequence entries are not allowed in this context"),
        ("x: 1\nenv: [ {name: a, value: b ]\n", "yaml: line 1: did not find expected ',' or '}'"),
        ("{", "yaml: line 1: did not find expected node content"),
        ("{\"spec\":", "yaml: line 1: did not find expected node content"),
        ("x: 1\na: [1,\n  b: [\n", "yaml: line 3: did not find expected node content"),
        ("{a: ]", "yaml: did not find expected node content"),
        ("{a: 1, b: 2\n", "yaml: line 1: did not find expected ',' or '}'"),
        ("x: 1\n\ty: 2\n", "yaml: line 2: found a tab character that violates indentation"),
        ("kind: Pod\nmetadata\n  name: x\n", "yaml: line 2: could not find expected ':'"),
        (
            "kind: Pod\nmetadata:\nname: \"x\nspec: y\n",
            "yaml: line 3: found unexpected end of stream",
        ),
        ("a: 1 # b\n  c: d\n", "yaml: line 1: did not find expected key"),
        ("a: \"b\" c\n", "yaml: did not find expected key"),
        ("x: 1\na: *b\n", "yaml: unknown anchor 'b' referenced"),
        // What our own parser takes, finds later or calls something else.
        ("spec:\n  a:\n  \tb: 1\n", "yaml: line 3: found character that cannot start any token"),
        ("\t# first\na: 1\n", "yaml: found character that cannot start any token"),
        (
            "spec:\n  a: 1\n\t# b\n  c: 2\n",
            "yaml: line 2: found a tab character that violates indentation",
        ),
        (
            "x: 1\na: |\n\tb\n",
            "yaml: line 2: found a tab character where an indentation space is expected",
        ),
        ("x: 1\nl:\n  - a\n  ]- b\n", "yaml: line 2: did not find expected '-' indicator"),
        ("x: 1\nl:\n  'a: 1\n  b: 'c'\n  d: e\n", "yaml: line 3: did not find expected key"),
        ("x: 1\nspec: [\na: 1\nl:\n  - b\n", "yaml: line 1: did not find expected ',' or ']'"),
        ("x: 1\n: y: 2\n", "yaml: line 1: did not find expected key"),
        ("x: 1\na: ? b\n", "yaml: line 2: mapping keys are not allowed in this context"),
        ("%x: 1\n", "yaml: found unexpected non-alphabetical character"),
        (
            "x: 1\na: &|\n  b\n",
            "yaml: line 2: did not find expected alphabetic or numeric character",
        ),
        ("a: \u{1}\n", "yaml: control characters are not allowed"),
        (
            "a: {{ .Values.a }}\n",
            "yaml: invalid map key: map[interface {}]interface {}{\".Values.a\":interface {}(nil)}",
        ),
        (
            "x: {~: {a: , b: 1}}\n",
            "unsupported map key of type: %!s(<nil>), key: <nil>, value: map[interface \
             {}]interface {}{\"a\":interface {}(nil), \"b\":1}",
        ),
        ("null:\n~: 1\n", "unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>"),
        ("~: 1\n[]: 2\n", "yaml: invalid map key: []interface {}{}"),
    ] {
        assert_eq!(read(text), message, "{text}");
    }
    assert_eq!(read("a:\t1\nb: |\n  c:\td\n"), r#"{"a":1,"b":"c:\td\n"}"#);
}

#[test]
fn hostile_texts_are_refused() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert!(read(&deep).contains("exceeded max depth"), "{}", read(&deep));
    let blocks: String = (0..200).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    assert!(read(&blocks).contains("exceeded max depth"), "{}", read(&blocks));
    let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(",");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert!(read(&bomb).contains("excessive aliasing"), "{}", read(&bomb));
    assert!(read(&"x".repeat(2 << 20)).contains("exceeded max size"));
    assert!(
        read("a: &a [*a]\n").contains("unknown anchor") || read("a: &a [*a]\n").contains("itself")
    );
}

#[test]
fn brackets_and_quotes_need_no_indentation() {
    for (text, json) in [
        ("a: [\n1,\n2\n]\n", r#"{"a":[1,2]}"#),
        ("spec:\n  a: {\n  b: 1\n  }\n  c: 2\n", r#"{"spec":{"a":{"b":1},"c":2}}"#),
        ("a: [\"sh\",\n\"-c\"]\nb: 1\n", r#"{"a":["sh","-c"],"b":1}"#),
        ("a: \"x\ny\"\n", r#"{"a":"x y"}"#),
        ("{\n\t\"a\": 1,\n\t\"b\": [\n\t\t1\n\t]\n}\n", r#"{"a":1,"b":[1]}"#),
    ] {
        assert_eq!(read(text), json, "{text}");
    }
}

#[test]
fn a_patch_may_be_json() {
    let patch = parse_value(r#"{"spec":{"replicas":5,"x":null}}"#).expect("JSON");
    assert_eq!(patch.at("spec.replicas"), &Value::Int(5));
    assert!(patch.get("spec").as_map().expect("a map").contains("x"));
}
