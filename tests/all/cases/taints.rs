//! Taints, and which pods put up with them.

use super::objects::read_as;
use super::scheduler::{cache, first_status, judge_own};
use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Value, taint, toleration};
use podarium::scheduler::profile::{self, Profile};
use podarium::scheduler::scores;
use podarium::value;

/// Judges a case of `sched_taint_toleration`.
pub fn judge(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let gates = ["enableTaintTolerationComparisonOps", "enableComparisonOperatorsFG"];
    let compares_taints = gates.iter().any(|gate| input.get(gate).is_true());
    let profile = Profile { compares_taints, ..profile::DEFAULT };
    let pod = read_as(Kind::Pod, input.get("pod"));
    match case.test.as_str() {
        "TestTaintTolerationScore" => {
            let cache = cache(input.get("nodes"), &Value::Null);
            let expected = expect.get("expectedList");
            judge_own(&scores::taint_toleration::PLUGIN, &profile, &pod, &cache, expected)
        }
        "TestTaintTolerationFilter" | "TestTaintTolerationFilterWithFeatureGate" => {
            same(&first_status(input.get("node"), &pod, &profile), expect.get("wantStatus"))
        }
        "TestFindMatchingUntoleratedTaint" => {
            let untolerated = toleration::first_untolerated(
                input.get("taints").items(),
                input.get("tolerations").items(),
                &[toleration::NO_SCHEDULE, toleration::NO_EXECUTE],
            );
            same(untolerated.is_none(), expect.get("expectTolerated").is_true())
        }
        _ => changes(case),
    }
}

/// The tables of putting taints on and taking them off.
fn changes(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let mut taints = input.get("taints").items().to_vec();
    match case.test.as_str() {
        "TestAddOrUpdateTaint" => {
            let before = input.at("node.spec.taints").items();
            taints = before.to_vec();
            taint::put(&mut taints, input.get("taint").clone());
            same(taints != before, expect.get("expectedUpdate").is_true())?;
            same(taints.as_slice(), expect.get("expectedTaints").items())
        }
        "TestRemoveTaint" => {
            taints = input.at("node.spec.taints").items().to_vec();
            removal(taints, input.get("taintToRemove"), expect)
        }
        "TestDeleteTaint" => removal(taints, input.get("taintToDelete"), expect),
        "TestDeleteTaintByKey" => {
            removal(taints, &value!({ "key": (input.get("taintKey").clone()) }), expect)
        }
        "TestTaintExists" => {
            let there = value!([
                { "effect": "NoExecute", "key": "foo_1", "value": "bar_1" },
                { "effect": "NoSchedule", "key": "foo_2", "value": "bar_2" }
            ]);
            let found = taint::already_there(there.items(), &[input.get("taintToFind").clone()]);
            same(!found.is_empty(), expect.get("expectedResult").is_true())
        }
        "TestCheckIfTaintsAlreadyExists" => {
            let there = ["foo_1", "foo_2", "foo_3"]
                .map(|key| value!({ "effect": "NoSchedule", "key": key, "value": "bar" }));
            let found = taint::already_there(&there, input.get("taintsToCheck").items());
            same(found.as_str(), expect.get("expectedResult").str())
        }
        "TestParseTaints" => {
            let words = input.get("spec").items().iter().map(|word| word.str().to_owned());
            let read = taint::read_changes(&words.collect::<Vec<_>>());
            same(read.is_err(), expect.get("expectedErr").is_true())?;
            let (adds, removes) = read.unwrap_or_default();
            same(adds.as_slice(), expect.get("expectedTaints").items())?;
            same(removes.as_slice(), expect.get("expectedTaintsToRemove").items())
        }
        "TestValidateTaint" => {
            let checked = taint::check(input.get("taintsToCheck"), "");
            same(checked.is_err(), expect.get("expectedErr").is_true())
        }
        "TestTaintSetDiff" => {
            let (wanted, there) = (input.get("t1").items(), input.get("t2").items());
            let (add, remove) = taint::difference(wanted, there);
            same(add.as_slice(), expect.get("expectedTaintsToAdd").items())?;
            same(remove.as_slice(), expect.get("expectedTaintsToRemove").items())
        }
        _ => unknown(case),
    }
}

fn removal(mut taints: Vec<Value>, taint: &Value, expect: &Value) -> Verdict {
    let removed = taint::remove(&mut taints, taint);
    same(removed, expect.get("expectedResult").is_true())?;
    same(taints.as_slice(), expect.get("expectedTaints").items())
}
