//! What the editor offers while a manifest is written.  `|` is the cursor.

use podarium::api::suggest::suggest;

fn words(text: &str) -> Vec<&'static str> {
    let place = text.find('|').expect("a cursor");
    let text = text.replacen('|', "", 1);
    suggest(&text, place).into_iter().map(|suggestion| suggestion.word).collect()
}

const HEAD: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n";

#[test]
fn fields_are_those_of_the_place() {
    let table = [
        ("|", "kind"),
        ("spec:\n  |", "replicas"),
        ("spec:\n  rep|", "replicas"),
        ("spec:\n  template:\n    spec:\n      |", "containers"),
        ("spec:\n  template:\n    spec:\n      containers:\n      - |", "image"),
        ("spec:\n  template:\n    spec:\n      containers:\n        - |", "image"),
        ("spec:\n  template:\n    spec:\n      containers:\n      - name: a\n        |", "image"),
        ("spec:\n  template:\n    spec:\n      containers:\n      - name: a\n      - |", "image"),
        (
            "spec:\n  template:\n    spec:\n      containers:\n      - name: a\n        ports:\n        - |",
            "containerPort",
        ),
        (
            "spec:\n  template:\n    spec:\n      containers:\n      - name: a\n      |",
            "nodeSelector",
        ),
        ("spec:\n  selector:\n    matchLabels:\n      app: web\n  |", "template"),
    ];
    for (text, expected) in table {
        let whole = if text == "|" { text.to_owned() } else { format!("{HEAD}{text}") };
        let words = words(&whole);
        assert!(words.contains(&expected), "{whole}\n{words:?}");
    }
}

#[test]
fn what_stands_there_already_is_not_offered() {
    let words = words(&format!("{HEAD}spec:\n  replicas: 3\n  selector:\n    x: y\n  |"));
    assert!(!words.contains(&"replicas") && !words.contains(&"selector"), "{words:?}");
    assert!(words.contains(&"paused"));
}

#[test]
fn a_second_document_has_its_own_kind() {
    let words = words(&format!("{HEAD}---\nkind: Service\nspec:\n  |"));
    assert!(words.contains(&"clusterIP") && !words.contains(&"replicas"), "{words:?}");
}

#[test]
fn values_are_offered_where_there_are_few() {
    assert!(words("kind: Sta|").contains(&"StatefulSet"));
    assert_eq!(words(&format!("{HEAD}spec:\n  paused: |")), ["true", "false"]);
    assert!(words(&format!("{HEAD}spec:\n  replicas: |")).is_empty());
}

#[test]
fn no_text_stops_it() {
    for text in [
        "|",
        "\n|",
        "- |",
        "- - |",
        "---|",
        "---\n|",
        "é: |",
        "# x|",
        ":|",
        "a:\n\t|",
        "kind|",
        "  |\nkind: Pod",
    ] {
        words(text);
    }
}
