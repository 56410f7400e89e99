//! What controllers ask of a pod.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Object, Pod};
use podarium::kubelet;
use podarium::time::Time;
use podarium::value;

/// Judges a case of `pod_util`.
pub fn judge(case: &Case) -> Verdict {
    let expected = case.expect.get("expected").is_true();
    let input = &case.input;
    match case.test.as_str() {
        "TestIsPodAvailable" => {
            let pod = Object::from_value(Kind::Pod, input.get("pod").clone());
            let now = Time::parse(case.whole.get("now").str()).unwrap_or_default();
            same(Pod(&pod).is_available(input.get("minReadySeconds").int(), now), expected)
        }
        "TestIsPodTerminal" => {
            let status = value!({ "status": { "phase": (input.get("podPhase")) } });
            same(Pod(&Object::from_value(Kind::Pod, status)).is_finished(), expected)
        }
        "TestContainerHasRestartablePolicy" => {
            let (spec, container) = (input.get("podSpec"), input.get("container"));
            same(kubelet::restarts_after(spec, container, input.get("exitCode").int()), expected)
        }
        "TestAllContainersCouldRestart" => {
            same(kubelet::can_restart_all(input.get("podSpec")), expected)
        }
        _ => unknown(case),
    }
}
