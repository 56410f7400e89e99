//! What pods request and nodes have: the filter and the scores of resources.

use super::objects::read_as;
use super::scheduler::{DEFAULT_PROFILE, cache, judge_scores, node_with, status};
use super::{Case, Verdict, excused, same, unknown};
use podarium::api::{Kind, Object, Value};
use podarium::scheduler::cache::Cache;
use podarium::scheduler::cycle::Cycle;
use podarium::scheduler::demand::Demand;
use podarium::scheduler::filters::node_resources_fit;
use podarium::scheduler::scores::balanced_allocation::{self, balanced_allocation};
use podarium::scheduler::scores::least_allocated::{self, least_allocated};
use podarium::scheduler::scores::resources::{Resource, Share};
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
    let least = least_allocated([(cpu, 1), (memory, 1)].into_iter());
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
    let strategy = input.at("nodeResourcesFitArgs.scoringStrategy.type").str();
    let judged = excused(
        judged,
        !input.get("draObjects").is_null() || input.get("draExtendedResourceEnabled").is_true(),
        "there is no dynamic allocation of devices",
    );
    let judged = excused(
        judged,
        case.test == "testRestartableInitContainers"
            && !input.get("enableSidecarContainers").is_true(),
        "SidecarContainers cannot be switched off in 1.36",
    );
    let settings = !input.at("args.ignoredResources").is_null()
        || !input.at("args.ignoredResourceGroups").is_null()
        || matches!(strategy, "MostAllocated" | "RequestedToCapacityRatio")
        || case.test == "TestMostAllocatedScoringStrategy"
        || !case.expect.get("wantErrs").is_null()
        || case.expect.get("wantStatusCode").int() != 0;
    excused(judged, settings, DEFAULT_PROFILE)
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
    let cycle = Cycle::new(&pod, &cache, &store);
    same(&status(node_resources_fit::filter(&cycle, &info)), expected)
}

fn score(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let cache = cache(input.get("nodes"), input.get("existingPods"));
    let pod = read_as(Kind::Pod, input.get("requestedPod"));
    let is_balanced = case.test == "testNodeResourcesBalancedAllocation";
    if is_balanced {
        let resources = resources(input.at("args.resources"));
        let expected = expect.get("expectedScores");
        let score = |cycle: &Cycle, places: &[usize]| {
            let one = |place: &usize| {
                balanced_allocation::score(&resources, cycle, &cycle.cache.nodes()[*place])
            };
            Some(places.iter().map(one).collect())
        };
        return judge_scores(score, &pod, &cache, expected);
    }
    let strategy = input.at("nodeResourcesFitArgs.scoringStrategy");
    let (list, expected) = match case.test.as_str() {
        "testFitScore" if strategy.get("type").str() == "LeastAllocated" => {
            (strategy.get("resources"), expect.get("expectedPriorities"))
        }
        "TestLeastAllocatedScoringStrategy" => {
            (input.get("resources"), expect.get("expectedScores"))
        }
        _ => return unknown(case),
    };
    let resources = resources(list);
    let score = |cycle: &Cycle, places: &[usize]| {
        let one =
            |place: &usize| least_allocated::score(&resources, cycle, &cycle.cache.nodes()[*place]);
        Some(places.iter().map(one).collect())
    };
    judge_scores(score, &pod, &cache, expected)
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
