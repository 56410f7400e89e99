//! Lines of kubectl whose answer a learner sees.

use super::{Case, Verdict, same, unknown};
use podarium::api::json::to_json;
use podarium::api::{Kind, Value};
use podarium::cluster::ClusterOptions;
use podarium::kubectl::printers::explain::resource_and_fields;
use podarium::session::Session;
use podarium::value;

/// Judges a case of `kubectl_wait`: which conditions can be waited for.
pub fn wait(case: &Case) -> Verdict {
    if case.test != "TestConditionFuncFor" {
        return unknown(case);
    }
    let conditions = case.input.get("condition").items().iter();
    let flags: Vec<String> =
        conditions.map(|condition| format!("--for={}", quoted(condition.str()))).collect();
    let line = format!("kubectl wait namespace/default --timeout=0s {}", flags.join(" "));
    let said = answer(&line);
    let expected = case.expect.get("expectedErr").str();
    let is_read = said.contains("condition not met") || said.contains("condition met");
    // Upstream's test is content with a part of the message.
    match expected {
        "" => same(is_read, true),
        _ => same(said.starts_with(&format!("error: {expected}")), true),
    }
}

/// Judges a case of `kubectl_drain`: nodes that are cordoned already, and pods that have been
/// going for long.
pub fn drain(case: &Case) -> Verdict {
    let mut session = Session::new(&ClusterOptions { nodes: 1, ..ClusterOptions::default() });
    let number = |field: &str| case.input.get(field).int();
    match case.test.as_str() {
        "TestUpdateIfRequired" => {
            let state = |field: &str| match case.input.get(field).is_true() {
                true => "kubectl cordon node-1",
                false => "kubectl uncordon node-1",
            };
            session.run(state("currentState"));
            let said = session.run(state("desiredState")).output;
            same(!said.contains("already"), case.expect.get("expectUpdated").is_true())
        }
        "TestNewCordonHelperFromRuntimeObject" => {
            session.write_file("pod.json", HELD_POD);
            session.run("kubectl apply -f pod.json");
            let is_node = !case.input.at("nodeObject.status").is_null();
            let word = if is_node { "node/node-1" } else { "pod/held" };
            let said = session.run(&format!("kubectl cordon {word}")).output;
            let wanted =
                if case.expect.get("expectError").is_true() { "skipped" } else { "cordoned" };
            same(said, format!("{word} {wanted}\n"))
        }
        "TestSkipDeletedFilter" => {
            session.write_file("pod.json", HELD_POD);
            session.run("kubectl apply -f pod.json");
            session.run("sleep 3");
            if number("timeStampAgeSeconds") > 0 {
                session.run("kubectl delete pod held --grace-period=1 --wait=false");
                session.run(&format!("sleep {}", number("timeStampAgeSeconds") + 1));
            }
            let line = format!(
                "kubectl drain node-1 --force --dry-run=client --skip-wait-for-delete-timeout={}",
                number("skipWaitForDeleteTimeoutSeconds")
            );
            let said = session.run(&line).output;
            same(said.contains("pod default/held"), case.expect.get("expectedDelete").is_true())
        }
        _ => unknown(case),
    }
}

/// A pod that stays until somebody takes its finalizer away.
const HELD_POD: &str = r#"{
    "apiVersion": "v1", "kind": "Pod",
    "metadata": { "name": "held", "finalizers": ["example.com/held"] },
    "spec": { "containers": [{ "name": "c", "image": "i" }] }
}"#;

/// Judges a case of `kubectl_util`: what is read from `key=value`, and from `key=path`.
pub fn source(case: &Case) -> Verdict {
    match case.test.as_str() {
        "TestParseLiteralSource" => literal(case),
        "TestParseFileSource" => file(case),
        "TestSplitAndParseResourceRequest"
        | "TestSplitAndParseResourceRequestWithMatchingPrefix" => explained(case),
        "TestLookupContainerPortNumberByName" | "TestLookupContainerPortNumberByServicePort" => {
            forwarded(case)
        }
        _ => unknown(case),
    }
}

/// Which kind and which of its fields are to be explained.
fn explained(case: &Case) -> Verdict {
    let word = case.input.get("inResource").str();
    let (resource, fields) = resource_and_fields(word);
    let expected: Vec<&str> =
        case.expect.get("expectedFieldsPath").items().iter().map(Value::str).collect();
    let plural = Kind::from_resource(resource).map(|kind| kind.row().plural);
    same(plural, Some(case.expect.at("expectedGVR.resource").str()))?;
    same(fields != expected, case.expect.get("expectedErr").is_true())
}

/// Which port of a pod `port-forward` leads to, told as where it answers from inside.  A container
/// that runs beside the others is the only one before them that a running pod can have.
fn forwarded(case: &Case) -> Verdict {
    let (input, mut session) = (&case.input, Session::new(&ClusterOptions::default()));
    let mut pod = value!({
        "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "it", "labels": { "a": "b" } }
    });
    for field in ["containers", "initContainers"] {
        let mut containers = input.at("pod.spec").get(field).items().to_vec();
        for container in &mut containers {
            container.set("name", if field == "containers" { "c" } else { "beside" });
            container.set("image", "i");
            if field == "initContainers" {
                container.set("restartPolicy", "Always");
            }
        }
        pod.set_given(&format!("spec.{field}"), containers);
    }
    let mut service = input.get("svc").clone();
    let (mut word, port) = ("pod/it", input.get("port"));
    session.write_file("pod.json", &to_json(&pod));
    session.run("kubectl create -f pod.json");
    if !service.is_null() {
        word = "service/it";
        service.set("apiVersion", "v1");
        service.set("kind", "Service");
        service.set("metadata.name", "it");
        service.set("spec.selector", value!({ "a": "b" }));
        let mut ports = service.at("spec.ports").items().to_vec();
        for port in ports.iter_mut().filter(|port| port.get("targetPort").int() == 0) {
            if port.get("targetPort").as_int().is_some() {
                port.remove("targetPort");
            }
        }
        service.set("spec.ports", ports);
        session.write_file("service.json", &to_json(&service));
        session.run("kubectl create -f service.json");
    }
    session.run("sleep 5");
    let port = match port.as_int() {
        Some(number) => number.to_string(),
        None => input.get("portname").str().to_owned(),
    };
    let said = session.run(&format!("kubectl port-forward {word} 1:{port}")).output;
    let number = if service.is_null() { "portnum" } else { "containerPort" };
    let answers = format!("http://localhost:{}\n", input.get(number).int());
    let fails = case.expect.get("err").is_true();
    same((said.ends_with(&answers), said.as_str()), (!fails, said.as_str()))
}

/// The file is there, unless the source names none.
fn file(case: &Case) -> Verdict {
    let text = |key: &str| case.input.get(key).str();
    let mut session = Session::new(&ClusterOptions::default());
    if !text("filepath").is_empty() {
        session.write_file(text("filepath"), "read");
    }
    let line = format!(
        "kubectl create configmap c --dry-run=client -o jsonpath='{{.data}}' --from-file={}",
        quoted(text("input"))
    );
    let said = session.run(&line).output;
    if case.expect.get("err").is_true() {
        let refused = said.starts_with("error: ") && !said.contains("no such file");
        return same((refused, said.as_str()), (true, said.as_str()));
    }
    same(said, format!("{{\"{}\":\"read\"}}", text("key")))
}

fn literal(case: &Case) -> Verdict {
    let text = |key: &str| case.input.get(key).str();
    let line = format!(
        "kubectl create configmap c --dry-run=client -o jsonpath='{{.data}}' --from-literal={}",
        quoted(text("input"))
    );
    let said = answer(&line);
    if case.expect.get("err").is_true() {
        return same(said.starts_with("error: "), true);
    }
    same(said, format!("{{\"{}\":\"{}\"}}", text("key"), text("value")))
}

pub fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn answer(line: &str) -> String {
    Session::new(&ClusterOptions::default()).run(line).output
}
