//! YAML as kubectl writes it.

use podarium::api::text::{parse_value, to_yaml};
use podarium::{value, yaml};

/// Every answer of a real `kubectl … -o yaml` in the recordings.
fn recorded() -> Vec<(String, String)> {
    let mut answers = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir("tests/recordings")
        .expect("recordings")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "md")) {
        let text = std::fs::read_to_string(path).expect("a recording");
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            if !(line.starts_with("$ kubectl") && line.contains("-o yaml")) || line.contains('|') {
                continue;
            }
            let mut answer = String::new();
            while let Some(next) = lines.peek() {
                if ["$ ", "~ ", "````", "[exit", "# "].iter().any(|end| next.starts_with(end)) {
                    break;
                }
                answer.push_str(lines.next().unwrap_or_default());
                answer.push('\n');
            }
            if answer.starts_with("apiVersion: ") && !answer.contains("\nWarning: ") {
                answers.push((format!("{}: {line}", path.display()), answer));
            }
        }
    }
    answers
}

#[test]
fn what_kubectl_wrote_is_written_again_byte_by_byte() {
    let answers = recorded();
    assert!(answers.len() >= 40, "{} answers", answers.len());
    for (command, answer) in answers {
        let value = parse_value(&answer).unwrap_or_else(|error| panic!("{command}: {error}"));
        let written = to_yaml(&value);
        let differs = answer.lines().zip(written.lines()).find(|(left, right)| left != right);
        assert!(answer == written, "{command}\n{differs:?}\n{written}");
    }
}

#[test]
fn texts_are_quoted_as_in_go() {
    for (text, written) in [
        ("web", "web"),
        ("", "\"\""),
        ("true", "\"true\""),
        ("yes", "\"yes\""),
        ("1", "\"1\""),
        ("1.5", "\"1.5\""),
        ("0x1f", "\"0x1f\""),
        ("100m", "100m"),
        ("1:30", "\"1:30\""),
        ("10:00:00", "\"10:00:00\""),
        ("2026-11-20", "\"2026-11-20\""),
        ("2026-11-20T08:39:35Z", "\"2026-11-20T08:39:35Z\""),
        ("2026-13-20", "2026-13-20"),
        ("null", "\"null\""),
        ("~", "\"~\""),
        ("* * * * *", "'* * * * *'"),
        ("a: b", "'a: b'"),
        ("a:b", "a:b"),
        ("a #b", "'a #b'"),
        ("a#b", "a#b"),
        ("- a", "'- a'"),
        ("-a", "-a"),
        ("{}", "'{}'"),
        ("it's", "it's"),
        ("'a'", "'''a'''"),
        (" a", "' a'"),
        ("a\tb", "\"a\\tb\""),
        ("25%", "25%"),
        ("%a", "'%a'"),
        ("@a", "'@a'"),
        ("é", "é"),
        ("\u{1}", "\"\\x01\""),
        ("a\nb\n", "|\n  a\n  b"),
        ("a\nb", "|-\n  a\n  b"),
        ("a\n\n", "|+\n  a\n"),
        (" a\nb\n", "|2\n   a\n  b"),
        ("a \nb\n", "\"a \\nb\\n\""),
    ] {
        assert_eq!(to_yaml(&value!({ "k": text })), format!("k: {written}\n"), "{text:?}");
    }
}

#[test]
fn lists_stand_at_the_column_of_their_key() {
    let value = value!({ "b": [{ "x": 1, "a": [] }, [1, 2]], "a": {}, "a10": null, "a2": 1.5 });
    assert_eq!(to_yaml(&value), "a: {}\na2: 1.5\na10: null\nb:\n- a: []\n  x: 1\n- - 1\n  - 2\n");
    assert_eq!(to_yaml(&value!([])), "[]\n");
    assert_eq!(to_yaml(&value!([{ "a": "x\ny\n", "b": 2 }])), "- a: |\n    x\n    y\n  b: 2\n");
}

#[test]
fn what_is_written_reads_as_it_was() {
    for text in [
        "a\n b\n\n",
        "\n\na",
        " ",
        "\n",
        "a\r\nb",
        "\u{2028}",
        "x: [",
        "!!str",
        "word ".repeat(40).trim(),
    ] {
        let value = value!({ "k": text, "l": [text] });
        let written = to_yaml(&value);
        let read = yaml::parse(&yaml::split(&written)[0])
            .map(|parsed| podarium::api::text::to_value(&parsed.node));
        assert_eq!(read, Ok(value), "{written}");
    }
}
