//! The texts of `kubectl rollout status`.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Object, Value};
use podarium::kubectl::printers::rollout_status::rollout_status;

/// Judges a case of `kubectl_rollout_status`.  The cases of StatefulSets leave out that three
/// replicas are wanted.
pub fn judge(case: &Case) -> Verdict {
    let input = &case.input;
    let (kind, strategy) = match case.test.as_str() {
        "TestDeploymentStatusViewerStatus" => (Kind::Deployment, "strategy"),
        "TestDaemonSetStatusViewerStatus" => (Kind::DaemonSet, "updateStrategy"),
        "TestStatefulSetStatusViewerStatus" => (Kind::StatefulSet, "updateStrategy"),
        _ => return unknown(case),
    };
    let mut object = Object::new(kind, "bar", "foo");
    object.meta.generation = input.get("generation").int();
    let replicas = input.get("specReplicas").as_int().unwrap_or(3);
    object.body.set("spec.replicas", replicas);
    object.body.set_given(&format!("spec.{strategy}"), input.get("strategy"));
    object.body.set("status", input.get("status"));
    let came = rollout_status(&object);
    if case.expect.get("err").is_true() {
        return same(came.is_err(), true);
    }
    let came = came?;
    let message = format!("{}\n", came.message);
    same(message.as_str(), case.expect.get("msg").str())?;
    // Upstream's own table says of a partitioned rollout that it is done while it waits; its test
    // does not compare that.
    let waits = case.expect.get("msg").str().starts_with("Waiting for partitioned");
    same(came.done, case.expect.get("done").is_true() && !waits)
}

#[test]
fn other_kinds_have_no_rollout() {
    let came = rollout_status(&Object::from_value(Kind::Pod, Value::Null));
    assert_eq!(came, Err("no status viewer has been implemented for Pod".to_owned()));
}
