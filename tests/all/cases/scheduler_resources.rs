//! What pods request and nodes have: the filter and the scores of resources.

use super::objects::read_as;
use super::scheduler::{cache, judge_scores, node_with, status};
use super::{Case, Verdict, excused, same, unknown};
use podarium::api::{Kind, Object, Value};
use podarium::scheduler::cache::Cache;
use podarium::scheduler::cycle::Cycle;
use podarium::scheduler::demand::Demand;
use podarium::scheduler::filters::node_resources_fit;
use podarium::scheduler::node_info::NodeInfo;
use podarium::scheduler::profile::{self, Profile};
use podarium::scheduler::scores::balanced_allocation::{self, balanced_allocation};
use podarium::scheduler::scores::resources::{Resource, Share};
use podarium::scheduler::scores::resources_fit::{self, Strategy};
use podarium::store::Store;
use podarium::value;

/// Judges a case of `sched_score_grid`.
pub fn grid(case: &Case) -> Verdict {
    let number = |field: &str| case.input.get(field).int();
    let share = |[used, wanted, allocatable]: [&str; 3]| Share {
        used: number(used),
        wanted: number(wanted),
        allocatable: number(allocatable),
    };
    let cpu = share(["usedMilliCPU", "podMilliCPU", "allocatableMilliCPU"]);
    let memory = share(["usedMemory", "podMemory", "allocatableMemory"]);
    let least = Strategy::LeastAllocated.score([(cpu, 1), (memory, 1)].into_iter());
    same(least, case.expect.get("leastAllocated").int())?;
    let balanced = balanced_allocation([cpu, memory].into_iter());
    same(balanced, case.expect.get("balancedAllocation").int())
}

/// Judges a case of `sched_resources_fit`.
pub fn fit(case: &Case) -> Verdict {
    let input = &case.input;
    let judged = match case.test.as_str() {
        "testFitScore"
        | "TestLeastAllocatedScoringStrategy"
        | "TestMostAllocatedScoringStrategy"
        | "testNodeResourcesBalancedAllocation" => score(case),
        _ => filter(case),
    };
    let judged = excused(
        judged,
        !input.get("draObjects").is_null() || input.get("draExtendedResourceEnabled").is_true(),
        "there is no dynamic allocation of devices",
    );
    excused(
        judged,
        case.test == "testRestartableInitContainers"
            && !input.get("enableSidecarContainers").is_true(),
        "SidecarContainers cannot be switched off in 1.36",
    )
}

fn filter(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    match case.test.as_str() {
        "testEnoughRequests" | "testStorageRequests" => {
            judge_fit(input, ["10m", "32"], expect.get("wantStatus"))
        }
        "testNotEnoughRequests" => judge_fit(input, ["10m", "1"], expect.get("wantStatus")),
        "testRestartableInitContainers" => {
            let empty = value!({ "pod": (input.get("pod")), "nodeInfo": {} });
            let before = expect.get("wantPreFilterStatus");
            let expected = if before.is_null() { expect.get("wantFilterStatus") } else { before };
            judge_fit(&empty, ["2m", "1"], expected)
        }
        "TestIsFit" => {
            let cache = cache(&value!([(input.get("node"))]), &Value::Null);
            let pod = read_as(Kind::Pod, input.get("pod"));
            let store = Store::default();
            let cycle = Cycle::new(&pod, &cache, &store);
            let rejection = node_resources_fit::filter(&cycle, &cache.nodes()[0]);
            same(rejection.is_none(), expect.get("expected").is_true())
        }
        "TestResourceAllocationScorerCalculateRequests" => {
            let demand = Demand::of(input.at("pod.spec"));
            same(demand.scored_milli_cpu, expect.at("expected.cpu").int())?;
            same(demand.scored_memory, expect.at("expected.memory").int())
        }
        _ => unknown(case),
    }
}

fn judge_fit(input: &Value, [cpu, allowed]: [&str; 2], expected: &Value) -> Verdict {
    let allocatable = value!({
        "cpu": cpu, "memory": "20", "pods": allowed, "example.com/aaa": "5",
        "ephemeral-storage": "20", "hugepages-2Mi": "5"
    });
    let mut node = Object::new(Kind::Node, "", "n");
    node.body.set("status.allocatable", allocatable);
    let info = node_with(node, input.at("nodeInfo.pods"));
    let pod = read_as(Kind::Pod, input.get("pod"));
    let (cache, store) = (Cache::default(), Store::default());
    let names = |path: &str| input.at(path).items().iter().map(Value::str).collect::<Vec<_>>();
    let (ignored, groups) = (names("args.ignoredResources"), names("args.ignoredResourceGroups"));
    let profile = Profile { ignored: &ignored, ignored_groups: &groups, ..profile::DEFAULT };
    let cycle = Cycle::with(&profile, &pod, &cache, &store);
    same(&status(node_resources_fit::filter(&cycle, &info)), expected)
}

fn score(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let cache = cache(input.get("nodes"), input.get("existingPods"));
    let pod = read_as(Kind::Pod, input.get("requestedPod"));
    if case.test == "testNodeResourcesBalancedAllocation" {
        let balanced = resources(input.at("args.resources"));
        let profile = Profile { balanced: &balanced, ..profile::DEFAULT };
        let expected = expect.get("expectedScores");
        return judge_scores(each(balanced_allocation::score), &profile, &pod, &cache, expected);
    }
    let arguments = input.at("nodeResourcesFitArgs.scoringStrategy");
    let point = |point: &Value| (point.get("utilization").int(), point.get("score").int());
    let shape = arguments.at("requestedToCapacityRatio.shape").items().iter().map(point);
    let shape: Vec<(i64, i64)> = shape.collect();
    let (strategy, list, expected) = match case.test.as_str() {
        "testFitScore" => {
            let strategy = match arguments.get("type").str() {
                "MostAllocated" => Strategy::MostAllocated,
                "RequestedToCapacityRatio" => Strategy::RequestedToCapacityRatio(&shape),
                _ => Strategy::LeastAllocated,
            };
            (strategy, arguments.get("resources"), "expectedPriorities")
        }
        "TestMostAllocatedScoringStrategy" => {
            (Strategy::MostAllocated, input.get("resources"), "expectedScores")
        }
        _ => (Strategy::LeastAllocated, input.get("resources"), "expectedScores"),
    };
    let resources = resources(list);
    let profile = Profile { strategy, resources: &resources, ..profile::DEFAULT };
    // Of the texts, the cases only have the paths.
    let path = |error: &Value| {
        let (path, _) = error.get("error").str().split_once(": ").unwrap_or_default();
        path.to_owned()
    };
    let faults: Vec<String> = profile.faults().into_iter().map(|fault| fault.path).collect();
    let wrong: Vec<String> = expect.get("wantErrs").items().iter().map(path).collect();
    same(&faults, &wrong)?;
    if !faults.is_empty() {
        return Ok(());
    }
    judge_scores(each(resources_fit::score), &profile, &pod, &cache, expect.get(expected))
}

/// A plugin that judges each node by itself, for all of them.
fn each(score: impl Fn(&Cycle, &NodeInfo) -> i64) -> impl Fn(&Cycle, &[usize]) -> Option<Vec<i64>> {
    move |cycle, places| {
        let nodes = places.iter().map(|place| &cycle.cache.nodes()[*place]);
        Some(nodes.map(|node| score(cycle, node)).collect())
    }
}

fn resources(list: &Value) -> Vec<(Resource<'_>, i64)> {
    let one = |item| {
        let resource = match Value::get(item, "name").str() {
            "cpu" => Resource::Cpu,
            "memory" => Resource::Memory,
            name => Resource::Extended(name),
        };
        (resource, item.get("weight").int())
    };
    list.items().iter().map(one).collect()
}
