//! Manifests that lost their indentation.

use super::files_of;
use podarium::api::decode::documents;
use podarium::api::reindent::reindent;

fn file(name: &str) -> String {
    let files = files_of("h2-notes-broken-indentation");
    files.into_iter().find(|(file, _)| file == name).expect("a file").1
}

/// The text without any indentation.
fn flat(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_start())).collect()
}

#[test]
fn the_notes_manifests_are_restored_as_by_hand() {
    for (broken, fixed) in [
        ("statefulset.yaml", "statefulset-fixed.yaml"),
        ("daemonset.yaml", "daemonset-fixed.yaml"),
        ("canary.yaml", "canary-fixed.yaml"),
    ] {
        let restored = reindent(&file(broken)).unwrap_or_else(|| panic!("{broken} is restored"));
        assert_eq!(restored, file(fixed), "{broken}");
        for document in documents(&restored) {
            assert_eq!(document.expect("YAML").problems(), [], "{broken}");
        }
    }
}

#[test]
fn what_needs_no_mending_is_left_alone() {
    for text in [
        file("statefulset-fixed.yaml"),
        file("canary-nosep.yaml"),
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n".to_owned(),
        "apiVersion: v1\nkind: Pod\nspec:\n".to_owned(),
        "hello world\n".to_owned(),
        String::new(),
        "a: 1\nb:\n".to_owned(),
    ] {
        assert_eq!(reindent(&text), None, "{text}");
    }
}

#[test]
fn any_manifest_of_the_recordings_comes_back_from_its_flat_form() {
    let mut restored = 0;
    let mut failures = Vec::new();
    for recording in [
        "h1-notes-phase3",
        "h3-notes-phase3-sane-order",
        "c1-jobs--misc",
        "a1-statefulset-mysql",
        "e2-canary",
        "b1-daemonset-fluentd",
    ] {
        for (name, text) in files_of(recording) {
            if reindent(&flat(&text)).as_ref() == Some(&text) || flat(&text) == text {
                restored += 1;
            } else {
                failures.push(format!(
                    "{recording}/{name}\n{}",
                    reindent(&flat(&text)).unwrap_or(text)
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{restored} restored, not:\n{}", failures.join("\n"));
}

#[test]
fn several_containers_labels_and_scripts_find_their_place() {
    let text = "\
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  labels:
    app: web
  namespace: prod
data:
  key: value
  run.sh: |
    echo hello
    sleep 5
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: web
    tier: front
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
        name: x
    spec:
      # two of them
      containers:
      - name: a
        image: nginx
        ports:
        - name: http
          containerPort: 80
        - containerPort: 81
        command:
        - sh
        - -c
      - name: b
        image: nginx
        env:
        - name: A
          value: b
        resources:
          requests:
            cpu: 100m
          limits:
            cpu: 200m
      volumes:
      - name: v
        emptyDir: {}
  replicas: 2
";
    assert_eq!(reindent(&flat(text)).as_deref(), Some(text));
}
