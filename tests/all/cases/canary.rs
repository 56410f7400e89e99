//! Sizes of canaries, as Argo Rollouts computes them.

use super::{Case, Verdict, same, unknown};
use podarium::api::Value;
use podarium::controllers::deployment::canary::{Split, behind_router, routed, step, target};
use podarium::controllers::deployment::rolling::{Fenceposts, Size};

/// Judges a case of `argo_canary_replicas`.
pub fn judge(case: &Case) -> Verdict {
    let number = |key: &str| case.input.get(key).int();
    let expected = |canary: &str, stable: &str| Split {
        canary: case.expect.get(canary).int(),
        stable: case.expect.get(stable).int(),
    };
    match case.test.as_str() {
        "TestApproximateWeightedNewStableReplicaCounts" => same(
            target(number("replicas"), number("weight"), number("maxSurge") > 0),
            expected("expCanary", "expStable"),
        ),
        "TestTrafficWeightToReplicas" => same(
            behind_router(number("replicas"), number("weight"), number("maxWeight")),
            case.expect.get("canaryReplicas").int(),
        ),
        "TestCalculateReplicaCountsForCanary" if case.input.get("trafficRouting").is_null() => {
            same(
                next(&case.input),
                expected("expectedCanaryReplicaCount", "expectedStableReplicaCount"),
            )
        }
        "TestCalculateReplicaCountsForCanary" => {
            let all_stable = Split { canary: 0, stable: 100 };
            let least = number("minPodsPerReplicaSet");
            let split =
                routed(number("rolloutSpecReplicas"), number("setWeight"), all_stable, least);
            same(split, expected("expectedCanaryReplicaCount", "expectedStableReplicaCount"))
        }
        "TestCalculateReplicaCountsForCanaryTrafficRoutingDynamicScale" => {
            let is_aborted = case.input.get("rolloutAbort").is_true();
            let weight = if is_aborted { 0 } else { number("canaryWeight") };
            let now = Split { canary: number("canaryWeight"), stable: number("stableWeight") };
            let split = routed(number("rolloutReplicas"), weight, now, 1);
            same(split, expected("expectedCanaryReplicas", "expectedStableReplicas"))
        }
        _ => unknown(case),
    }
}

fn next(input: &Value) -> Split {
    let number = |key: &str| input.get(key).int();
    let replicas = number("rolloutSpecReplicas");
    let posts = Fenceposts::resolve(input.get("maxSurge"), input.get("maxUnavailable"), replicas);
    let weight = if input.get("promoteFull").is_true() { 100 } else { number("setWeight") };
    let size = |set: &str| Size {
        replicas: number(&format!("{set}SpecReplica")),
        available: number(&format!("{set}AvailableReplica")),
    };
    let goal = target(replicas, weight, posts.surge > 0);
    step(size("canary"), size("stable"), goal, replicas, posts)
}
