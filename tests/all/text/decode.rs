//! Manifests read strictly, with the API server's words.

use super::files_of;
use podarium::api::decode::{self, Document, check, documents, refusal};
use podarium::api::{Kind, json::to_json};

fn only(text: &str) -> Document {
    let mut all = documents(text);
    assert_eq!(all.len(), 1, "one document in {text}");
    all.remove(0).expect("YAML")
}

/// The document's refusal, or an empty text.
fn refused(text: &str) -> String {
    refusal(&only(text).problems(), true).unwrap_or_default()
}

/// The body of a Deployment that lacks nothing, with lines of our own under `spec`.
fn deployment(lines: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n{lines}\n  selector: \
         {{matchLabels: {{app: web}}}}\n"
    )
}

#[test]
fn a_field_of_the_wrong_type_is_named_as_in_go() {
    for (lines, text) in [
        (
            "  replicas: two",
            "string into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
        (
            "  replicas: 2.5",
            "number 2.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
        (
            "  replicas: 3000000000",
            "number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
        ("  paused: \"no\"", "string into Go struct field DeploymentSpec.spec.paused of type bool"),
        (
            "  template: []",
            "array into Go struct field DeploymentSpec.spec.template of type v1.PodTemplateSpec",
        ),
        (
            "  template: {spec: {containers: {}}}",
            "object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container",
        ),
        (
            "  template: {spec: {containers: [web]}}",
            "string into Go struct field PodSpec.spec.template.spec.containers of type v1.Container",
        ),
        (
            "  template: {spec: {nodeSelector: {gpu: yes}}}",
            "bool into Go struct field PodSpec.spec.template.spec.nodeSelector of type string",
        ),
        (
            "  template: {spec: {containers: [{command: [sleep, 5]}]}}",
            "number into Go struct field Container.spec.template.spec.containers.command of type string",
        ),
        (
            "  template: {spec: {containers: [{imagePullPolicy: 5}]}}",
            "number into Go struct field Container.spec.template.spec.containers.imagePullPolicy of type \
             v1.PullPolicy",
        ),
        (
            "  strategy: {rollingUpdate: {maxSurge: true}}",
            "bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of \
             type int32",
        ),
    ] {
        assert_eq!(
            refused(&deployment(lines)),
            format!("json: cannot unmarshal {text}"),
            "{lines}"
        );
    }
}

#[test]
fn a_fault_that_ends_the_reading_comes_before_the_others() {
    let text = deployment(
        "  replicas: two\n  replica: 3\n  template: {spec: {containers: [{resources: {limits: {cpu: lots}}}]}}",
    );
    assert!(refused(&text).starts_with("quantities must match"), "{}", refused(&text));
    assert_eq!(only(&text).problems().len(), 3);
}

#[test]
fn unknown_fields_are_all_named_and_only_strictly() {
    let text = deployment("  template: {spec: {containers: [{imagee: nginx}]}}\n  replica: 3");
    let problems = only(&text).problems();
    assert_eq!(
        refusal(&problems, true).as_deref(),
        Some(
            "strict decoding error: unknown field \"spec.replica\", unknown field \
             \"spec.template.spec.containers[0].imagee\""
        )
    );
    assert_eq!(refusal(&problems, false), None);
    let span = problems[1].span;
    assert_eq!(&text[span.start..span.end], "imagee");
    let object = only(&text).object().expect("an object");
    assert_eq!(object.spec().at("replica"), &podarium::api::Value::Null);
}

#[test]
fn a_manifest_without_a_kind_says_what_is_missing() {
    for (text, message) in [
        ("hello world\n", "invalid object to validate"),
        ("- a\n", "invalid object to validate"),
        ("a: 1\n", "[apiVersion not set, kind not set]"),
        ("kind: Pod\n", "apiVersion not set"),
        ("apiVersion: v1\n", "kind not set"),
        (
            "apiVersion: apps/v2\nkind: Deployment\n",
            "no matches for kind \"Deployment\" in version \"apps/v2\"",
        ),
    ] {
        let fault = only(text).kind.expect_err("no kind");
        assert_eq!(fault.to_string(), message);
    }
    assert!(documents("# nothing\n---\n---\n").is_empty());
}

#[test]
fn a_list_stands_for_its_items_and_an_error_for_one_document() {
    let text = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod}\n- {apiVersion: v1, \
                kind: Service}\n---\na: b: c\n---\napiVersion: v1\nkind: Namespace\n";
    let kinds: Vec<_> = documents(text)
        .into_iter()
        .map(|document| document.ok().and_then(|document| document.kind.ok()))
        .collect();
    assert_eq!(kinds, [Some(Kind::Pod), Some(Kind::Service), None, Some(Kind::Namespace)]);
}

#[test]
fn the_object_has_what_the_server_keeps() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {}, annotations: null}\nspec:\n  \
                nodeSelector: {}\n  volumes: []\n  containers:\n  - name: c\n    securityContext: {}\n    \
                resources: {limits: {cpu: 0.5, memory: 1024Mi}}\n";
    let object = only(text).object().expect("an object");
    assert_eq!(
        to_json(&object.to_value()),
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":\
         [{\"name\":\"c\",\"resources\":{\"limits\":{\"cpu\":\"500m\",\"memory\":\"1Gi\"}},\
         \"securityContext\":{}}]}}"
    );
}

#[test]
fn a_path_leads_to_its_place() {
    let text = deployment(
        "  template:\n    spec:\n      containers:\n      - name: web\n        image: nginx",
    );
    let document = only(&text);
    for (path, shown) in [
        ("spec.template.spec.containers[0].image", "nginx"),
        ("spec.template.spec.containers[0].ports", "name"),
        ("spec.template.spec.restartPolicy", "spec"),
        ("spec.selector", "selector"),
        ("metadata.name", "web"),
        ("metadata.labels[app]", "metadata"),
    ] {
        let span = document.place(path);
        assert_eq!(&text[span.start..span.end], shown, "{path}");
    }
}

#[test]
fn the_flattened_manifests_are_refused_word_for_word() {
    let files = files_of("h2-notes-broken-indentation");
    let text = std::fs::read_to_string("tests/recordings/h2-notes-broken-indentation.md")
        .expect("a recording");
    let mut compared = 0;
    for (name, file) in &files {
        let command = format!("$ kubectl create -f {name}\nError from server (BadRequest): ");
        let Some((_, answer)) = text.split_once(&command) else { continue };
        let answer = answer.lines().next().expect("a line");
        let problems = only(file).problems();
        let refusal = refusal(&problems, true).expect("a refusal");
        assert!(answer.ends_with(&format!(": {refusal}")), "{name}:\n{refusal}\n{answer}");
        compared += 1;
    }
    assert_eq!(compared, 3);
}

#[test]
fn parse_errors_are_those_of_the_recording() {
    let text =
        std::fs::read_to_string("tests/recordings/x2-create-errors-fresh.md").expect("a recording");
    let mut compared = 0;
    for (name, file) in files_of("x2-create-errors-fresh") {
        let Some((_, answer)) = text.split_once(&format!("-f {name}\n")) else { continue };
        let answer = answer.lines().next().expect("a line");
        let Some((_, expected)) = answer.split_once("converting YAML to JSON: ") else {
            assert!(documents(&file).iter().all(Result::is_ok), "{name}: {answer}");
            continue;
        };
        let error = documents(&file).remove(0).expect_err("an error");
        assert_eq!(error.to_string(), expected, "{name}");
        compared += 1;
    }
    assert!(compared >= 6, "{compared}");
}

#[test]
fn a_patched_object_is_read_in_other_words() {
    let value = podarium::value!({ "spec": { "replicas": "2", "minReadySeconds": 2.5 } });
    let node = podarium::api::text::to_node(&value);
    let texts: Vec<String> =
        check(Kind::Deployment, &node).iter().map(decode::Problem::conversion_text).collect();
    assert_eq!(texts, ["cannot convert float64 to int32", "unrecognized type: int32"]);
}
