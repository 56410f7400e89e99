//! What the editor says of a text.

use super::files_of;
use podarium::api::diagnose::diagnose;
use podarium::diagnostic::Diagnostic;

/// Each finding as its code, the text it marks, and its help.
fn findings(text: &str) -> Vec<String> {
    diagnose(text)
        .iter()
        .map(|found| {
            format!("{} `{}`: {}", found.code, &text[found.span.start..found.span.end], found.help)
        })
        .collect()
}

fn fixed(text: &str, found: &Diagnostic) -> String {
    let fix = found.fix.as_ref().expect("a fix");
    format!("{}{}{}", &text[..fix.span.start], fix.replacement, &text[fix.span.end..])
}

const WEB: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: nginx:1.27
";

#[test]
fn a_manifest_without_fault_has_no_finding() {
    assert_eq!(diagnose(WEB), []);
    assert_eq!(diagnose(""), []);
    assert_eq!(diagnose("# nothing yet\n"), []);
}

#[test]
fn each_fault_is_named_at_its_place_with_help() {
    for (from, to, finding) in [
        ("replicas", "replica", "unknown-field `replica`: Did you mean replicas?"),
        (
            "  replicas: 2",
            "  image: nginx",
            "unknown-field `image`: image stands in spec.template.spec.containers; see to the indentation.",
        ),
        (
            "replicas: 2",
            "replicas: two",
            "wrong-type `two`: What is wanted here is a whole number.",
        ),
        (
            "replicas: 2",
            "replicas: \"2\"",
            "wrong-type `\"2\"`: In quotes it is text, and a bare value is wanted here.",
        ),
        (
            "  labels:\n        app: web",
            "  labels:\n        app: yes",
            "wrong-type `yes`: Without quotes YAML reads this as something other than text.",
        ),
        ("Deployment", "Deploymnet", "unknown-kind `Deploymnet`: Did you mean Deployment?"),
        ("apps/v1", "apps/v2", "unknown-kind `apps/v2`: A Deployment has the apiVersion apps/v1."),
        (
            "apiVersion: apps/v1\n",
            "",
            "missing-kind `kind`: Every object says first what it is: apiVersion and kind.",
        ),
        (
            "  replicas: 2\n",
            "  replicas: 2\n  replicas: 3\n",
            "duplicate-key `replicas`: It stands in line 6, too. Only the last one counts.",
        ),
        (
            "  replicas: 2\n",
            "\treplicas: 2\n",
            "yaml-syntax `replicas: 2`: YAML is indented with blanks only; a tab stands here.",
        ),
    ] {
        let text = WEB.replacen(from, to, 1);
        let found = findings(&text);
        assert!(found.iter().any(|found| found == finding), "{to}: {found:#?}");
    }
}

#[test]
fn every_fix_mends_its_finding() {
    for (from, to) in [
        ("replicas", "replica"),
        ("replicas: 2", "replicas: \"2\""),
        ("  labels:\n        app: web", "  labels:\n        app: web\n        n: 5"),
        ("Deployment", "Deploymnet"),
        ("apps/v1", "apps/v2"),
        ("apiVersion: apps/v1\n", ""),
        ("  replicas: 2\n", "\treplicas: 2\n"),
        ("  selector:\n", "\tselector:\n"),
        ("  selector:\n", "\u{a0}\u{a0}selector:\n"),
        ("      containers:\n", "\t\t\tcontainers:\n"),
    ] {
        let text = WEB.replacen(from, to, 1);
        let found = diagnose(&text);
        assert_eq!(found.len(), 1, "{to}: {found:#?}");
        assert_eq!(diagnose(&fixed(&text, &found[0])), [], "{to}");
    }
}

#[test]
fn a_missing_separator_and_lost_indentation_are_one_finding_each() {
    let files = files_of("h2-notes-broken-indentation");
    let file = |name: &str| {
        files.iter().find(|(file, _)| file == name).map(|(_, text)| text.clone()).expect("a file")
    };
    let nosep = file("canary-nosep.yaml");
    let found = diagnose(&nosep);
    assert_eq!(found[0].code, "missing-separator", "{found:#?}");
    assert!(fixed(&nosep, &found[0]).contains("\n---\napiVersion: v1\n"));
    for name in ["statefulset.yaml", "daemonset.yaml", "canary.yaml"] {
        let text = file(name);
        let found = diagnose(&text);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].code, "lost-indentation");
        let codes: Vec<&str> =
            diagnose(&fixed(&text, &found[0])).iter().map(|found| found.code).collect();
        assert!(codes.iter().all(|code| *code == "stray-dash"), "{name}: {codes:?}");
    }
}

#[test]
fn what_the_server_would_refuse_stands_at_its_field() {
    for (from, to, finding) in [
        ("replicas: 2", "replicas: -1", "invalid `-1`: "),
        ("name: web\nspec", "name: Web\nspec", "invalid `Web`: "),
        ("        image: nginx:1.27\n", "", "invalid `name`: "),
        (
            "    matchLabels:\n      app: web",
            "    matchLabels:\n      app: other",
            "invalid `labels`: ",
        ),
    ] {
        let text = WEB.replacen(from, to, 1);
        let found = findings(&text);
        assert!(found.iter().any(|found| found == finding), "{to}: {found:#?}");
    }
}

#[test]
fn a_dash_too_many_is_found_and_taken_away() {
    let files = files_of("h2-notes-broken-indentation");
    let file = |name: &str| files.iter().find(|(file, _)| file == name).expect("a file").1.clone();
    let canary = file("canary-fixed.yaml");
    let found = diagnose(&canary);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(&canary[found[0].span.start..found[0].span.end], "- targetPort");
    let mended = fixed(&canary, &found[0]);
    assert_eq!(diagnose(&mended), []);
    assert!(file("canary-fixed2.yaml").starts_with(&mended));
}
