//! What kubectl prints, where no case says it.

use podarium::api::kind::KINDS;
use podarium::api::schema::Type;
use podarium::api::{Kind, Object, Value};
use podarium::kubectl::printers::explain::explain;
use podarium::kubectl::printers::rollout_history::{detail, revisions, table as history_table};
use podarium::kubectl::printers::table::{TableOptions, TablePrinter, print};
use podarium::kubectl::printers::tabwriter::TabWriter;
use podarium::kubectl::printers::template_output::TemplateOutput;
use podarium::kubectl::printers::{api_resources, describe, events_table, go_template, jsonpath};
use podarium::store::{Machines, Store, Verb, View};
use podarium::time::Time;
use podarium::value;
use std::rc::Rc;

const NOW: &str = "2026-01-01T00:10:00Z";

fn now() -> Time {
    Time::parse(NOW).expect("a time")
}

fn pod(name: &str, phase: &str) -> Rc<Object> {
    let value = value!({
        "metadata": {
            "name": name, "namespace": "default", "labels": { "app": "web" },
            "creationTimestamp": "2026-01-01T00:00:00Z"
        },
        "spec": { "containers": [{ "name": "web" }] },
        "status": { "phase": phase }
    });
    Rc::new(Object::from_value(Kind::Pod, value))
}

fn with_view<Answer>(objects: Vec<Object>, read: impl FnOnce(&View) -> Answer) -> Answer {
    let store: Store = objects.into_iter().collect();
    let machines = Machines::default();
    read(&View::new(&store, &machines, now()))
}

#[test]
fn a_watch_prints_headings_once_and_no_column_becomes_narrower() {
    let printed = with_view(Vec::new(), |view| {
        let options = TableOptions { with_event: true, ..TableOptions::default() };
        let mut printer = TablePrinter::new(options);
        let first = printer.print(Kind::Pod, &[pod("web-with-a-long-name", "Pending")], view);
        first + &printer.print_change(Verb::Deleted, &pod("web", "Running"), view)
    });
    let expected = "\
EVENT      NAME                   READY   STATUS    RESTARTS   AGE
ADDED      web-with-a-long-name   0/1     Pending   0          10m
DELETED    web                    0/1     Running   0          10m
";
    assert_eq!(printed, expected);
}

#[test]
fn flags_add_columns_before_and_after() {
    let options = TableOptions {
        show_kind: true,
        with_namespace: true,
        show_labels: true,
        label_columns: vec!["example.com/app".to_owned(), "app".to_owned()],
        ..TableOptions::default()
    };
    let printed =
        with_view(Vec::new(), |view| print(Kind::Pod, &[pod("a", "Running")], view, &options));
    let expected = "\
NAMESPACE   NAME    READY   STATUS    RESTARTS   AGE   APP   APP   LABELS
default     pod/a   0/1     Running   0          10m         web   app=web
";
    assert_eq!(printed, expected);
}

#[test]
fn many_rows_take_time_in_proportion() {
    let pods: Vec<Rc<Object>> = (0..20_000).map(|n| pod(&format!("web-{n}"), "Running")).collect();
    let printed =
        with_view(Vec::new(), |view| print(Kind::Pod, &pods, view, &TableOptions::default()));
    assert_eq!(printed.lines().count(), pods.len() + 1);
}

#[test]
fn a_line_of_very_many_tabs_is_aligned_without_harm() {
    let line = "x\t".repeat(100_000);
    let aligned = TabWriter::for_description().align(&line);
    assert_eq!(aligned.len(), 300_001);
}

#[test]
fn a_column_ends_with_the_first_line_that_lacks_it() {
    let aligned = TabWriter::for_description().align("a\tb\tc\nlonger\tb\tc\nalone\nx\ty\n");
    assert_eq!(aligned, "a       b  c\nlonger  b  c\nalone\nx  y\n");
}

#[test]
fn history_shows_each_revision_with_its_cause() {
    let owner = value!([{
        "apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "uid": "u1",
        "controller": true
    }]);
    let set = |number: &str, cause: &str| {
        let mut object = Object::from_value(
            Kind::ReplicaSet,
            value!({
                "metadata": {
                    "name": (format!("web-{number}")), "namespace": "default",
                    "ownerReferences": (owner.clone()),
                    "annotations": { "deployment.kubernetes.io/revision": number }
                },
                "spec": { "template": {
                    "metadata": { "labels": { "app": "web", "pod-template-hash": number } },
                    "spec": { "containers": [{ "name": "web", "image": "nginx:1.27" }] }
                } }
            }),
        );
        if !cause.is_empty() {
            object.meta.annotations.insert("kubernetes.io/change-cause", cause);
        }
        object
    };
    let mut deployment = Object::new(Kind::Deployment, "default", "web");
    deployment.meta.uid = "u1".into();
    let kept =
        with_view(vec![set("10", "image 1.28"), set("9", "")], |view| revisions(&deployment, view));
    let expected = "REVISION  CHANGE-CAUSE\n9         <none>\n10        image 1.28\n";
    assert_eq!(history_table(&kept), expected);
    let expected = "\
Pod Template:
  Labels:\tapp=web
\tpod-template-hash=9
  Containers:
   web:
    Image:\tnginx:1.27
    Port:\t<none>
    Host Port:\t<none>
    Environment:\t<none>
    Mounts:\t<none>
  Volumes:\t<none>
  Node-Selectors:\t<none>
  Tolerations:\t<none>
";
    assert_eq!(detail(&kept[0]), expected);
}

fn event(name: &str, seconds: i64, count: i64) -> Object {
    let last = now().plus(-seconds * 1000).rfc3339();
    Object::from_value(
        Kind::Event,
        value!({
            "metadata": { "name": name, "namespace": "default" },
            "involvedObject": { "kind": "Pod", "name": "web", "namespace": "default" },
            "type": "Normal", "reason": "Pulled", "message": "It is here.", "count": count,
            "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": last
        }),
    )
}

#[test]
fn kubectl_events_sorts_by_when_it_was_last_seen() {
    let events = [event("b", 5, 1), event("a", 90, 3)].map(Rc::new);
    let expected = "\
LAST SEEN           TYPE     REASON   OBJECT    MESSAGE
90s (x3 over 10m)   Normal   Pulled   Pod/web   It is here.
10m                 Normal   Pulled   Pod/web   It is here.
";
    assert_eq!(events_table::print(&events, now(), false, false), expected);
}

#[test]
fn a_hostile_annotation_cannot_steer_the_terminal() {
    let mut object = Object::new(Kind::ConfigMap, "default", "cm");
    object.meta.annotations.insert("a", "\u{1b}[2J");
    let text = with_view(Vec::new(), |view| describe::describe(&object, view));
    assert!(text.contains("a: ^[[2J"), "{text}");
}

#[test]
fn several_objects_are_described_without_events() {
    let object = Object::new(Kind::ReplicaSet, "default", "web");
    let text = with_view(Vec::new(), |view| describe::describe_without_events(&object, view));
    assert!(!text.contains("Events"), "{text}");
}

#[test]
fn every_kind_has_a_table_and_a_description() {
    for kind in podarium::api::kind::KINDS {
        let object = Rc::new(Object::new(*kind, "default", "x"));
        let options = TableOptions { wide: true, ..TableOptions::default() };
        with_view(Vec::new(), |view| {
            let table = print(*kind, std::slice::from_ref(&object), view, &options);
            assert!(table.contains("x"), "{kind}: {table}");
            let text = describe::describe(&object, view);
            assert!(text.starts_with("Name:"), "{kind}: {text}");
        });
    }
}

#[test]
fn api_resources_are_in_columns() {
    let mut resources = api_resources::resources();
    resources.retain(|resource| ["pods", "deployments"].contains(&resource.plural));
    let printed = api_resources::print(&resources, false, false);
    let expected = "\
NAME          SHORTNAMES   APIVERSION   NAMESPACED   KIND
pods          po           v1           true         Pod
deployments   deploy       apps/v1      true         Deployment
";
    assert_eq!(printed, expected);
}

#[test]
fn explain_lists_fields_with_their_types() {
    let text = explain(Kind::Deployment, &["spec", "strategy"], false).expect("a field");
    let expected = "\
GROUP:      apps
KIND:       Deployment
VERSION:    v1

FIELD: strategy <DeploymentStrategy>

DESCRIPTION:
    How old pods are replaced by new ones.

FIELDS:
  rollingUpdate\t<RollingUpdateDeployment>
    How pods are replaced step by step.

  type\t<string>
    RollingUpdate, step by step, or Recreate, all old pods first.

";
    assert_eq!(text, expected);
    let fault = explain(Kind::Pod, &["spec", "nope", "x"], false);
    assert_eq!(fault, Err("field \"nope\" does not exist".to_owned()));
}

#[test]
fn nothing_is_printed_of_a_value_that_is_none() {
    let object = Object::from_value(Kind::Pod, Value::Null);
    let text = with_view(Vec::new(), |view| describe::describe(&object, view));
    assert!(text.contains("Containers: <none>"), "{text}");
}

#[test]
fn go_templates_are_filled() {
    let data = value!({
        "kind": "List",
        "items": [
            { "metadata": { "name": "a", "labels": { "k8s-app": "x" } }, "n": 1 },
            { "metadata": { "name": "b" }, "n": 2 }
        ]
    });
    let rows = [
        ("{{.kind}} {{.nope}} {{.nope.deeper}}", Ok("List <no value> <no value>")),
        ("{{range .items}}{{.metadata.name}} {{end}}", Ok("a b ")),
        ("{{range $i, $e := .items}}{{$i}}={{$e.n}};{{end}}", Ok("0=1;1=2;")),
        ("{{range .nope}}x{{else}}none{{end}}", Ok("none")),
        ("{{if eq .kind \"List\"}}yes{{else}}no{{end}}", Ok("yes")),
        ("{{if .nope}}1{{else if .kind}}2{{else}}3{{end}}", Ok("2")),
        ("{{with .items}}{{len .}}{{end}}", Ok("2")),
        ("{{index .items 1 \"metadata\" \"name\"}}", Ok("b")),
        ("{{(index .items 0).metadata.labels}}", Ok("map[k8s-app:x]")),
        ("{{range .items}}{{$.kind}}{{end}}", Ok("ListList")),
        ("a {{- /* gone */ -}} b", Ok("ab")),
        ("{{.kind | printf \"%-6s|%d|%q\" \"x\" 3}}", Ok("x     |3|\"List\"")),
        ("{{$x := 1}}{{range .items}}{{$x = .n}}{{end}}{{$x}}", Ok("2")),
        ("{{if and .kind (not .nope)}}yes{{end}}", Ok("yes")),
        ("{{`}}`}}{{\"\\n\"}}", Ok("}}\n")),
        (
            "{{.kind.deeper}}",
            Err(
                "template: output:1:7: executing \"output\" at <.kind.deeper>: can't evaluate field \
                 deeper in type interface {}",
            ),
        ),
        ("{{range .items}}", Err("unexpected EOF")),
        ("{{end}}", Err("unexpected {{end}}")),
        ("{{.kind", Err("unclosed action")),
        (
            "a\n{{index .items 7}}",
            Err("template: output:2:2: executing \"output\" at <index .items 7>: error calling \
                 index: index out of range: 7"),
        ),
        ("{{eq .nope 1}}{{ne .nope 1}}", Ok("falsetrue")),
        ("{{range 3}}{{.}}{{end}}{{range $i := len .items}}-{{$i}}{{end}}", Ok("012-0-1")),
        ("{{nope 1}}", Err("function \"nope\" not defined")),
    ];
    for (template, expected) in rows {
        let came = go_template::parse(template)
            .and_then(|template| go_template::evaluate(&template, &data));
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(came, expected, "{template}");
    }
}

#[test]
fn no_template_hangs_or_overflows() {
    let items: Vec<i64> = (0..2_000).collect();
    let data = value!({ "items": items });
    let deep = "{{range $.items}}".repeat(4) + "x" + &"{{end}}".repeat(4);
    let came = go_template::parse(&deep).and_then(|found| go_template::evaluate(&found, &data));
    assert_eq!(came, Err("template: output: too many steps".to_owned()));
    let grows = format!("{{{{$x := \"ab\"}}}}{}", "{{$x = print $x $x}}".repeat(40));
    let came = go_template::parse(&grows).and_then(|found| go_template::evaluate(&found, &data));
    assert_eq!(came, Err("template: output: too much text".to_owned()));
    let often = "{@}".repeat(10_000);
    let came = jsonpath::parse(&often).and_then(|found| jsonpath::evaluate(&found, &data));
    assert_eq!(came, Err("too much text is found".to_owned()));
    assert!(go_template::parse(&"{{if 1}}".repeat(100_000)).is_err());
    assert!(go_template::parse(&format!("{{{{{}1}}}}", "(".repeat(100_000))).is_err());
    assert!(jsonpath::parse(&"{[?(".repeat(100_000)).is_err());
    assert!(jsonpath::parse(&"{range .items[*]}".repeat(100_000)).is_err());
    let wide = format!("{{{}}}", "[0,0,0,0]".repeat(40));
    let nested = value!([[[0]]]);
    let came = jsonpath::parse(&wide).and_then(|found| jsonpath::evaluate(&found, &nested));
    assert!(came.is_err());
}

#[test]
fn output_formats_with_templates_are_read_and_printed() {
    let list = value!({
        "kind": "List", "items": [
            { "metadata": { "name": "a" } }, { "metadata": { "name": "b" } }
        ]
    });
    let file = |name: &str| (name == "columns.txt").then(|| "NAME\n.metadata.name".to_owned());
    let rows = [
        ("jsonpath={.items[*].metadata.name}", None, Ok("a b")),
        ("jsonpath", Some("{.items[0].metadata.name}"), Ok("a")),
        ("jsonpath-as-json={.items[0].metadata.name}", None, Ok("[\n    \"a\"\n]\n")),
        ("go-template={{len .items}}", None, Ok("2")),
        ("", Some("{{.kind}}"), Ok("List")),
        ("custom-columns=N:.metadata.name", None, Ok("N\na\nb\n")),
        ("custom-columns-file=columns.txt", None, Ok("NAME\na\nb\n")),
        ("jsonpath", None, Err("template format specified but no template given")),
        ("jsonpath={.x", None, Err("error parsing jsonpath {.x, unclosed action")),
        (
            "custom-columns=N",
            None,
            Err("unexpected custom-columns spec: N, expected <header>:<json-path-expr>"),
        ),
    ];
    for (output, template, expected) in rows {
        let came = TemplateOutput::read(output, template, false, file)
            .expect("a format with a template")
            .and_then(|mut printer| printer.print(&list).map_err(|fault| fault.message));
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(came, expected, "{output}");
    }
    assert!(TemplateOutput::read("yaml", None, false, file).is_none());
    assert!(TemplateOutput::read("", None, false, file).is_none());
}

/// The types below a kind, each with its fields.
fn fields_below(root: Type, seen: &mut Vec<Type>, found: &mut Vec<(String, String)>) {
    if seen.contains(&root) {
        return;
    }
    seen.push(root);
    for field in root.fields() {
        found.push((root.name().to_owned(), field.name.to_owned()));
        if let Some(inner) = field.shape.object() {
            fields_below(inner, seen, found);
        }
    }
}

#[test]
fn every_description_is_of_a_field_that_is_there() {
    let (mut seen, mut found) = (Vec::new(), Vec::new());
    for kind in KINDS {
        fields_below(Type::of(*kind), &mut seen, &mut found);
    }
    let text = include_str!("../../src/kubectl/printers/descriptions.txt");
    let mut described = Vec::new();
    for line in text.lines() {
        let mut words = line.split(' ');
        let (holder, field) = (words.next().expect("a type"), words.next().expect("a field"));
        let is_there =
            found.iter().any(|(own, name)| (holder == "*" || own == holder) && name == field);
        assert!(is_there, "{line}");
        assert!(line.ends_with('.'), "a sentence: {line}");
        assert!(!described.contains(&(holder, field)), "twice: {line}");
        described.push((holder, field));
    }
}
