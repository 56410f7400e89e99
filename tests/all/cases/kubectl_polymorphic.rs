//! What `kubectl expose` and `rollout pause` make of each kind, seen through their lines.
//!
//! The cases name no kinds: where an object's shape tells it, it is made; the rest is left open.

use super::{Case, Verdict, same, unknown};
use podarium::api::Value;
use podarium::api::json::to_json;
use podarium::cluster::ClusterOptions;
use podarium::session::Session;
use podarium::value;

/// Judges a case of `kubectl_polymorphic`.
pub fn judge(case: &Case) -> Verdict {
    let object = case.input.get("object");
    let fails = case.expect.get("expectErr").is_true();
    match case.test.as_str() {
        "TestCanBeExposed" => {
            let kind = case.input.at("kind.kind").str().to_lowercase();
            let said = answer(
                Session::new(&ClusterOptions::default()),
                &format!("kubectl expose {kind} {}", "node-1"),
            );
            same(said.0.starts_with("error: cannot expose a"), fails)
        }
        "TestMapBasedSelectorForObject" => {
            let Some((made, word)) = made(object) else { return unknown(case) };
            let line = format!(
                "kubectl expose {word} --port=1 --name=x --dry-run=client -o jsonpath='{{range .spec.selector}}{{@}}{{end}}'"
            );
            let (said, exit) = answer(session_with(&made), &line);
            same((exit != 0, said.contains("foo")), (fails, !fails && said.contains("foo")))?;
            if fails { Ok(()) } else { same(said, "{\"foo\":\"bar\"}".to_owned()) }
        }
        "TestPortsForObject" => {
            let (ports, exit) = ports(object, "{.port} ");
            let mut distinct: Vec<&str> = ports.split_whitespace().collect();
            distinct.dedup();
            distinct.sort_unstable();
            distinct.dedup();
            same(exit != 0, fails)?;
            if fails {
                return Ok(());
            }
            let expected: Vec<&str> =
                case.expect.get("expected").items().iter().map(Value::str).collect();
            same(distinct, expected)
        }
        "TestProtocolsForObject" => same(ports(object, "{.port} ").1 != 0, fails),
        "TestMultiProtocolsForObject" => {
            let (came, exit) = ports(object, "{.port}/{.protocol} ");
            same(exit != 0, fails)?;
            if fails {
                return Ok(());
            }
            let mut expected = Vec::new();
            for (port, protocols) in case.expect.get("expected").entries() {
                expected
                    .extend(protocols.items().iter().map(|own| format!("{port}/{}", own.str())));
            }
            same(came.split_whitespace().collect::<Vec<_>>(), expected)
        }
        "TestDefaultObjectPauser" => pause(object, "pause", fails),
        "TestDefaultObjectResumer" => pause(object, "resume", fails),
        _ => unknown(case),
    }
}

/// A Deployment, paused or not; what has a number of replicas in its status is a controller of
/// the elder kind, which knows no pause.
fn pause(object: &Value, verb: &str, fails: bool) -> Verdict {
    let is_controller = !object.at("status.replicas").is_null();
    let mut made = workload(if is_controller { "ReplicaSet" } else { "Deployment" });
    if object.at("spec.paused").is_true() {
        made.set("spec.paused", true);
    }
    let word = if is_controller { "rs" } else { "deploy" };
    same(answer(session_with(&made), &format!("kubectl rollout {verb} {word}/it")).1 != 0, fails)
}

/// What `expose` finds out of an object's ports when the line says none.
fn ports(object: &Value, shape: &str) -> (String, u8) {
    let Some((made, word)) = made(object) else {
        return answer(Session::new(&ClusterOptions::default()), "kubectl expose node node-1");
    };
    let line = format!(
        "kubectl expose {word} --name=x --dry-run=client -o jsonpath='{{range .spec.ports[*]}}{shape}{{end}}'"
    );
    answer(session_with(&made), &line)
}

fn workload(kind: &str) -> Value {
    value!({
        "apiVersion": "apps/v1", "kind": kind, "metadata": { "name": "it" },
        "spec": {
            "replicas": 0, "selector": { "matchLabels": { "a": "b" } },
            "template": {
                "metadata": { "labels": { "a": "b" } },
                "spec": { "containers": [{ "name": "c", "image": "i" }] }
            }
        }
    })
}

/// An object that can be made with what the case says of it, and how a line names it.
fn made(object: &Value) -> Option<(Value, &'static str)> {
    let spec = object.get("spec");
    let containers = |given: &Value| {
        let mut container = value!({ "name": "c", "image": "i" });
        if let Some(first) = given.items().first() {
            container.set("ports", first.get("ports").clone());
        }
        vec![container]
    };
    if !spec.at("template.spec.containers").is_null() {
        let mut made = workload("Deployment");
        made.set("spec.template.spec.containers", containers(spec.at("template.spec.containers")));
        return Some((made, "deploy it"));
    }
    if !spec.at("selector.matchLabels").is_null() {
        let mut made = workload("Deployment");
        made.set("spec.selector", spec.get("selector").clone());
        made.set("spec.template.metadata.labels", spec.at("selector.matchLabels").clone());
        return Some((made, "deploy it"));
    }
    let labels = object.at("metadata.labels");
    if !spec.get("containers").is_null() || !labels.is_null() {
        let mut made = value!({
            "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "it", "labels": { "a": "b" } },
            "spec": { "containers": (containers(spec.get("containers"))) }
        });
        if !labels.is_null() {
            made.set("metadata.labels", labels.clone());
        }
        return Some((made, "pod it"));
    }
    let is_plain =
        !spec.get("selector").is_null() && spec.at("selector.matchExpressions").is_null();
    if is_plain || !spec.get("ports").is_null() {
        let mut made = value!({
            "apiVersion": "v1", "kind": "Service", "metadata": { "name": "it" },
            "spec": { "ports": [{ "port": 1 }], "selector": { "a": "b" } }
        });
        if let Some(port) = spec.get("ports").items().first() {
            let mut port = port.clone();
            port.remove("targetPort");
            made.set("spec.ports", vec![port]);
        }
        if is_plain {
            made.set("spec.selector", spec.get("selector").clone());
        }
        return Some((made, "service it"));
    }
    None
}

fn session_with(object: &Value) -> Session {
    let mut session = Session::new(&ClusterOptions::default());
    session.write_file("object.json", &to_json(object));
    session.run("kubectl create -f object.json");
    session
}

fn answer(mut session: Session, line: &str) -> (String, u8) {
    let done = session.run(line);
    (done.output, done.exit)
}
