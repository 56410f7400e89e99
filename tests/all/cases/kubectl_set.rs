//! `kubectl set`, seen through its lines.

use super::kubectl_lines::quoted;
use super::{Case, Verdict, same, unknown};
use podarium::api::Value;
use podarium::api::json::to_json;
use podarium::cluster::ClusterOptions;
use podarium::session::Session;
use podarium::value;

/// Judges a case of `kubectl_set`.
pub fn judge(case: &Case) -> Verdict {
    match case.test.as_str() {
        "Test_updateEnv" => judge_env(case),
        "TestSetEnvRemoteWithSpecificContainers" => judge_containers(case, "env", "env=prod"),
        "TestSetResourcesRemoteWithSpecificContainers" => {
            judge_containers(case, "resources", "--limits=cpu=100m")
        }
        "TestValidate" => judge_subjects(case),
        "TestGetResourcesAndSelector" => judge_selector(case),
        _ => unknown(case),
    }
}

/// A session in which these objects are applied.
fn session_with(object: &Value) -> Result<Session, String> {
    let mut session = Session::new(&ClusterOptions::default());
    session.write_file("object.json", &to_json(object));
    let done = session.run("kubectl create -f object.json");
    if done.exit == 0 { Ok(session) } else { Err(done.output) }
}

fn deployment(containers: Vec<Value>) -> Value {
    value!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "redis" },
        "spec": {
            "replicas": 0, "selector": { "matchLabels": { "a": "b" } },
            "template": {
                "metadata": { "labels": { "a": "b" } }, "spec": { "containers": containers }
            }
        }
    })
}

/// Variables are added and removed in two lines where one line may not do both.
fn judge_env(case: &Case) -> Verdict {
    let given = case.input.get("args");
    let mut container = value!({ "name": "c", "image": "i" });
    container.set("env", given.get("existing").clone());
    let mut session = session_with(&deployment(vec![container]))?;
    let added = given.get("add").items().iter();
    let added = added.map(|variable| {
        quoted(&format!("{}={}", variable.get("name").str(), variable.get("value").str()))
    });
    let removed = given.get("remove").items().iter().map(|name| format!("{}-", name.str()));
    for words in [added.collect::<Vec<_>>(), removed.collect()] {
        if !words.is_empty() {
            session.run(&format!("kubectl set env deploy/redis {}", words.join(" ")));
        }
    }
    let path = "{.spec.template.spec.containers[0].env}";
    let said = session.run(&format!("kubectl get deploy redis -o jsonpath='{path}'")).output;
    let came = podarium::api::text::parse_value(&said).unwrap_or_default();
    same(came.items(), case.expect.get("want").items())
}

fn judge_containers(case: &Case, part: &str, change: &str) -> Verdict {
    let containers = ["nginx", "redis"].map(|name| value!({ "name": name, "image": "i" })).to_vec();
    let mut session = session_with(&deployment(containers))?;
    let pattern = quoted(case.input.get("selector").str());
    session.run(&format!("kubectl set {part} deployments redis {change} -c {pattern}"));
    let said = session.run("kubectl get deploy redis -o yaml").output;
    let marks = said.lines().filter(|line| line.trim() == "value: prod" || line.contains("100m"));
    same(i64::try_from(marks.count()).unwrap_or(-1), case.expect.get("expectedContainers").int())
}

/// A selector of labels is set; one of expressions is read, and told to be of no use here.
fn judge_selector(case: &Case) -> Verdict {
    let mut session = Session::new(&ClusterOptions::default());
    session.run("kubectl create service clusterip foo --tcp=80");
    let Some(selector) = case.input.at("args.args").items().last() else {
        let said = session.run("kubectl set selector").output;
        return same(said.as_str(), "error: one selector is required\n");
    };
    let said = session.run(&format!("kubectl set selector svc/foo {}", quoted(selector.str())));
    let is_read = !said.output.contains("couldn't parse the selector string");
    same(is_read, !case.expect.get("wantErr").is_true())?;
    let wanted = case.expect.get("wantSelector");
    if !wanted.get("matchLabels").is_null() {
        let set = session.run("kubectl get svc foo -o jsonpath='{.spec.selector}'").output;
        let set = podarium::api::text::parse_value(&set).unwrap_or_default();
        return same(&set, wanted.get("matchLabels"));
    }
    for expression in wanted.get("matchExpressions").items() {
        let values: Vec<&str> = expression.get("values").items().iter().map(Value::str).collect();
        let [key, operator] = ["key", "operator"].map(|field| expression.get(field).str());
        let shown = format!("{{{key} {operator} [{}]}}", values.join(" "));
        same((said.output.contains(&shown), said.output.as_str()), (true, said.output.as_str()))?;
    }
    Ok(())
}

fn judge_subjects(case: &Case) -> Verdict {
    let options = case.input.get("options");
    let given = options.get("infos").items().first().map(|info| info.get("object").clone());
    let mut binding = given.unwrap_or_else(|| {
        value!({
            "metadata": { "name": "b" }, "roleRef": { "kind": "ClusterRole", "name": "role" }
        })
    });
    let name = binding.at("metadata.name").str().to_owned();
    let kind = if name.starts_with("cluster") { "ClusterRoleBinding" } else { "RoleBinding" };
    binding.set("apiVersion", "rbac.authorization.k8s.io/v1");
    binding.set("kind", kind);
    binding.set("metadata", value!({ "name": (name.as_str()) }));
    let mut session = session_with(&binding)?;
    let mut line = format!("kubectl set subject {kind} {name}");
    for (field, flag) in
        [("users", "user"), ("groups", "group"), ("serviceAccounts", "serviceaccount")]
    {
        for text in options.get(field).items() {
            line.push_str(&format!(" --{flag}={}", quoted(text.str())));
        }
    }
    let done = session.run(&line);
    same(
        (done.exit != 0, done.output.as_str()),
        (case.expect.get("expectErr").is_true(), done.output.as_str()),
    )
}
