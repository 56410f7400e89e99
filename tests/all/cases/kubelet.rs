//! What a kubelet reports of pods: phases and conditions.

use super::{Case, Verdict, same, unknown};
use podarium::api::Value;
use podarium::kubelet::{self, Seen, Verdict as Condition};
use podarium::ordered::OrderedMap;
use podarium::value;

/// Judges a case of `kubelet_pod_phase`.
pub fn phase(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let expected = match expect.get("expectedPhase").str() {
        "" => expect.get("phase").str(),
        phase => phase,
    };
    if !case.test.starts_with("TestPodPhase") || expected.is_empty() {
        return unknown(case);
    }
    let spec = match input.get("spec") {
        Value::Null => input.at("pod.spec"),
        spec => spec,
    };
    let statuses = match input.get("statuses") {
        Value::Null => input.at("pod.status.containerStatuses"),
        statuses => statuses,
    };
    let ends = input.get("podIsTerminal").is_true();
    let seen: Vec<Seen> = statuses.items().iter().map(seen).collect();
    same(kubelet::phase(spec, &seen, ends), expected)
}

/// What a container's status tells.
fn seen(status: &Value) -> Seen<'_> {
    let code = |state: &str| {
        let end = status.get(state).get("terminated");
        (!end.is_null()).then(|| end.get("exitCode").int())
    };
    Seen {
        name: status.get("name").str(),
        is_ready: status.get("ready").is_true(),
        is_started: status.get("started").is_true(),
        runs: !status.at("state.running").is_null(),
        ended: code("state"),
        last: code("lastState"),
        restarts_with_all: status.at("state.waiting.reason").str() == "RestartingAllContainers",
    }
}

/// Judges a case of `kubelet_conditions`.
pub fn condition(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let spec = input.get("spec");
    let phase = input.get("podPhase").str();
    let statuses = input.get("containerStatuses").as_list();
    let seen: Option<Vec<Seen>> = statuses.map(|list| list.as_slice().iter().map(seen).collect());
    let seen = seen.as_deref();
    let (came, expected) = match case.test.as_str() {
        "TestGenerateContainersReadyCondition" => {
            (kubelet::containers_ready(spec, seen, phase), expect.get("expectReady"))
        }
        "TestGeneratePodReadyCondition" => {
            let conditions = input.get("conditions").items();
            (kubelet::ready(spec, seen, conditions, phase), expect.get("expectReady"))
        }
        "TestGeneratePodInitializedCondition" => {
            let came = kubelet::initialized(spec, seen, phase);
            // This table leaves the message out.
            (Condition { message: Default::default(), ..came }, expect.get("expected"))
        }
        "TestGeneratePodReadyToStartContainersCondition" => {
            let sandbox = input.at("status.sandboxStatuses").items().first();
            let network = sandbox.is_some_and(|sandbox| {
                sandbox.get("state").int() == 0 && !sandbox.at("network.ip").str().is_empty()
            });
            (kubelet::ready_to_start(network), expect.get("expected"))
        }
        _ => return unknown(case),
    };
    let status = if came.holds { "True" } else { "False" };
    let shown = value!({
        "status": status, "reason": (came.reason), "message": (came.message.as_str())
    });
    let expected = value!({
        "status": (expected.get("status")), "reason": (expected.get("reason").str()),
        "message": (expected.get("message").str())
    });
    same(shown, expected)
}

/// Judges a case of `kubelet_restart`.
pub fn restart(case: &Case) -> Verdict {
    if case.test != "TestShouldAllContainersRestart" {
        return expansion(case);
    }
    let statuses = case.input.at("podStatus.containerStatuses");
    let ended = |container: &Value| {
        let is_its = |status: &&Value| status.get("name") == container.get("name");
        let mut statuses = statuses.items().iter().filter(is_its);
        let ended = statuses.find(|status| status.get("state").str() == "exited")?;
        Some(ended.get("exitCode").int())
    };
    let causes = |container: &Value| {
        ended(container).is_some_and(|code| kubelet::restarts_all_after(container, code))
    };
    let spec = case.input.at("pod.spec");
    let restarts = ["initContainers", "containers"]
        .iter()
        .any(|list| spec.get(list).items().iter().any(causes));
    same(restarts, case.expect.get("expected").is_true())
}

fn expansion(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let variables: OrderedMap<String, String> = input
        .get("envs")
        .items()
        .iter()
        .map(|variable| {
            (variable.get("name").str().to_owned(), variable.get("value").str().to_owned())
        })
        .collect();
    let expanded = |words: &Value| match words {
        Value::Null => Value::Null,
        words => {
            let words = words.items().iter();
            words.map(|word| kubelet::expand(word.str(), &variables)).collect::<Vec<_>>().into()
        }
    };
    match case.test.as_str() {
        "TestExpandCommandAndArgs" => {
            let container = input.get("container");
            same(&expanded(container.get("command")), expect.get("expectedCommand"))?;
            same(&expanded(container.get("args")), expect.get("expectedArgs"))
        }
        "TestExpandVolumeMountsWithSubpath" => {
            let mount = &input.at("container.volumeMounts").items()[0];
            let path = kubelet::sub_path(mount.get("subPathExpr").str(), &variables);
            same(path.is_ok(), expect.get("expectedOk").is_true())?;
            let path = path.as_deref().unwrap_or(mount.get("subPathExpr").str());
            same(path, expect.get("expectedSubPath").str())
        }
        "TestExpandContainerCommandOnlyStatic" => {
            same(&expanded(input.get("command")), expect.get("expected"))
        }
        _ => unknown(case),
    }
}
