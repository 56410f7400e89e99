//! The scheduler's filters, scores and messages.

use super::objects::read_as;
use super::{Case, Verdict, same, unknown};
use podarium::api::node_affinity::{Preferred, is_required_met, is_selected, requirements};
use podarium::api::{FieldError, Kind, Object, Selector, Value, toleration};
use podarium::scheduler::cache::Cache;
use podarium::scheduler::cycle::Cycle;
use podarium::scheduler::filters::{
    self, Rejection, first_rejection, inter_pod_affinity, node_ports, pod_topology_spread,
};
use podarium::scheduler::messages;
use podarium::scheduler::node_info::NodeInfo;
use podarium::scheduler::profile::{self, DefaultConstraint, Profile};
use podarium::scheduler::scores::{self, Own, normalize};
use podarium::scheduler::spread::Tally;
use podarium::scheduler::template::Template;
use podarium::store::Store;
use podarium::value;
use smol_str::SmolStr;
use std::rc::Rc;

pub fn pods(list: &Value) -> impl Iterator<Item = Rc<Object>> {
    list.items().iter().enumerate().map(|(index, value)| {
        let value = if value.get("pod").is_null() { value } else { value.get("pod") };
        let mut pod = read_as(Kind::Pod, value);
        // Upstream tells pods without a name apart by their identity.
        if pod.meta.name.is_empty() {
            pod.meta.name = format!("unnamed-{index}").into();
        }
        Rc::new(pod)
    })
}

/// A cluster of a case's nodes and pods.
pub fn cache(nodes: &Value, existing: &Value) -> Cache {
    let mut cache = Cache::default();
    for node in nodes.items() {
        cache.set_node(Rc::new(read_as(Kind::Node, node)));
    }
    pods(existing).for_each(|pod| drop(cache.add_pod(pod)));
    cache
}

/// A node with a case's pods on it.
pub fn node_with(node: Object, existing: &Value) -> NodeInfo {
    let mut info = NodeInfo::new(Rc::new(node));
    for pod in pods(existing) {
        let template = Rc::new(Template::of(pod.spec()));
        info.add(pod, template);
    }
    info
}

/// What a filter answers, as cases write it: null, or a code and reasons.
pub fn status(rejection: Option<Rejection>) -> Value {
    let Some(rejection) = rejection else { return Value::Null };
    let reasons: Vec<String> = rejection.reasons.iter().map(|reason| reason.to_string()).collect();
    value!({ "code": (if rejection.resolvable { 2 } else { 3 }), "reasons": reasons })
}

/// A list of names with scores, in which a missing score is 0.
fn scores_of(list: &Value) -> Vec<(String, i64)> {
    let mut scores: Vec<(String, i64)> = list
        .items()
        .iter()
        .map(|entry| (entry.get("name").str().to_owned(), entry.get("score").int()))
        .collect();
    scores.sort();
    scores
}

/// Judges what a plugin gives to the nodes of `cache`, each by itself.
pub fn judge_own(
    plugin: &Own,
    profile: &Profile,
    pod: &Object,
    cache: &Cache,
    expected: &Value,
) -> Verdict {
    let score = |cycle: &Cycle, nodes: &[usize]| Some(plugin.scores(cycle, nodes));
    judge_scores(score, profile, pod, cache, expected)
}

/// Judges what a score gives to the nodes of `cache`.
pub fn judge_scores(
    score: impl Fn(&Cycle, &[usize]) -> Option<Vec<i64>>,
    profile: &Profile,
    pod: &Object,
    cache: &Cache,
    expected: &Value,
) -> Verdict {
    let store = Store::default();
    let cycle = Cycle::with(profile, pod, cache, &store);
    let nodes: Vec<usize> = (0..cache.nodes().len()).collect();
    let scores = score(&cycle, &nodes);
    if expected.is_null() {
        return same(scores.unwrap_or_default().iter().all(|score| *score == 0), true);
    }
    let scores = scores.unwrap_or_else(|| vec![0; nodes.len()]);
    let mut came: Vec<(String, i64)> = cache
        .nodes()
        .iter()
        .zip(scores)
        .map(|(node, score)| (node.name().to_string(), score))
        .collect();
    came.sort();
    same(came, scores_of(expected))
}

/// Judges a case of `sched_messages`.
pub fn message(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    match case.test.as_str() {
        "TestFitError_Error" => {
            let diagnosis = input.get("diagnosis");
            let nodes = usize::try_from(input.get("numAllNodes").int()).unwrap_or(0);
            let after = diagnosis.get("postFilterMsg").str();
            let before = diagnosis.get("preFilterMsg").str();
            let text = if before.is_empty() {
                let statuses = diagnosis.at("nodeToStatus.nodeToStatus").entries().iter();
                let reasons =
                    statuses.flat_map(|(_, status)| status.get("reasons").items()).map(Value::str);
                messages::unschedulable(nodes, reasons, after)
            } else {
                messages::no_node(nodes, before, after)
            };
            same(text.as_str(), expect.get("wantReasonMsg").str())
        }
        "TestNumFeasibleNodesToFind" => {
            let number = |field: &str| usize::try_from(input.get(field).int()).unwrap_or(0);
            let own = Some(number("profilePercentage")).filter(|part| *part > 0);
            let percentage = own.or(Some(number("globalPercentage")).filter(|part| *part > 0));
            let enough = messages::enough(number("numAllNodes"), percentage);
            same(i64::try_from(enough).unwrap_or(0), expect.get("wantNumNodes").int())
        }
        _ => unknown(case),
    }
}

/// Judges a case of `sched_simple_filters`.
pub fn simple(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let pod = read_as(Kind::Pod, input.get("pod"));
    let store = Store::default();
    match case.test.as_str() {
        "TestNodeName" | "TestNodeUnschedulable" => {
            let status = first_status(input.get("node"), &pod, &profile::DEFAULT);
            same(&status, expect.get("wantStatus"))
        }
        "TestNodePorts" | "TestFits" => {
            let is_fit = case.test == "TestFits";
            let node = input.get(if is_fit { "existing" } else { "nodeInfo" });
            let info = node_with(Object::new(Kind::Node, "", "n"), node.get("pods"));
            let cache = Cache::default();
            let cycle = Cycle::new(&pod, &cache, &store);
            let rejection = node_ports::filter(&cycle, &info);
            if is_fit {
                return same(rejection.is_none(), expect.get("expect").is_true());
            }
            same(&status(rejection), expect.get("wantFilterStatus"))
        }
        "TestImageLocalityPriority" => {
            let cache = cache(input.get("nodes"), &Value::Null);
            let (score, expected) = (scores::image_locality::score, expect.get("expectedList"));
            judge_scores(score, &profile::DEFAULT, &pod, &cache, expected)
        }
        "TestNormalizedImageName" => {
            let name = scores::image_locality::normalized_image_name(input.get("input").str());
            same(name.as_str(), expect.get("output").str())
        }
        "TestDefaultNormalizeScore" => {
            let mut scores: Vec<i64> = input.get("scores").items().iter().map(Value::int).collect();
            normalize(&mut scores, input.get("reverse").is_true());
            let expected: Vec<i64> =
                expect.get("expectedScores").items().iter().map(Value::int).collect();
            same(scores, expected)
        }
        "TestDoNotScheduleTaintsFilterFunc" => {
            let effect = input.at("taint.effect").str();
            let counts = matches!(effect, toleration::NO_SCHEDULE | toleration::NO_EXECUTE);
            same(counts, expect.get("expected").is_true())
        }
        _ => unknown(case),
    }
}

/// What the filters answer on a node with room.
pub fn first_status(node: &Value, pod: &Object, profile: &Profile) -> Value {
    let mut node = node.clone();
    node.set("status.allocatable.pods", "110");
    let cache = cache(&value!([node]), &Value::Null);
    let store = Store::default();
    status(first_rejection(&Cycle::with(profile, pod, &cache, &store), &cache.nodes()[0]))
}

/// Judges a case of `sched_node_affinity`.
pub fn affinity_to_nodes(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let added = Some(input.at("args.addedAffinity")).filter(|added| !added.is_null());
    let profile = Profile { added_affinity: added, ..profile::DEFAULT };
    let pod = read_as(Kind::Pod, input.get("pod"));
    let node = || {
        let mut node = Object::new(Kind::Node, "", input.get("nodeName").str());
        node.meta.labels = input.get("labels").as_map().cloned().unwrap_or_default();
        node
    };
    match case.test.as_str() {
        "TestNodeAffinity" => {
            let store = Store::default();
            let mut cache = Cache::default();
            cache.set_node(Rc::new(node()));
            let cycle = Cycle::with(&profile, &pod, &cache, &store);
            let names = expect.at("wantPreFilterResult.nodeNames");
            if !names.is_null() {
                let came: Vec<String> = cycle.wishes.names.clone().into_iter().flatten().collect();
                same(&Value::from(came), names)?;
            }
            let before = expect.at("wantPreFilterStatus.code").int() == 3;
            if before {
                return same(
                    cycle.wishes.names.as_ref().is_some_and(|names| names.is_empty()),
                    true,
                );
            }
            let rejection = filters::node_affinity::filter(&cycle, &cache.nodes()[0]);
            same(&status(rejection), expect.get("wantStatus"))
        }
        "TestNodeAffinityPriority" => {
            let cache = cache(input.get("nodes"), &Value::Null);
            let expected = expect.get("expectedList");
            judge_own(&scores::node_affinity::PLUGIN, &profile, &pod, &cache, expected)
        }
        "TestPodMatchesNodeSelectorAndAffinityTerms" => {
            same(is_required_met(pod.spec(), &node()), expect.get("want").is_true())
        }
        "TestNodeSelectorMatch" => {
            let node = read_as(Kind::Node, input.get("node"));
            let selected = is_selected(input.get("nodeSelector"), &node);
            same(selected, expect.get("wantMatch").is_true())
        }
        "TestMatchNodeSelectorTerms" => {
            let node = read_as(Kind::Node, input.at("args.node"));
            let selected = is_selected(input.at("args.nodeSelector"), &node);
            same(selected, expect.get("want").is_true())
        }
        "TestMatchNodeSelectorTermsStateless" => {
            let mut node =
                Object::new(Kind::Node, "", input.at("args.nodeFields").get("metadata.name").str());
            node.meta.labels = input.at("args.nodeLabels").as_map().cloned().unwrap_or_default();
            let selector =
                value!({ "nodeSelectorTerms": (input.at("args.nodeSelectorTerms").clone()) });
            same(is_selected(&selector, &node), expect.get("want").is_true())
        }
        "TestPreferredSchedulingTermsScore" => match Preferred::read(input.get("prefSchedTerms")) {
            Err(faults) => same(texts(&faults), errors(expect.get("wantErr"))),
            Ok(preferred) => {
                same(0, errors(expect.get("wantErr")).len())?;
                let node = read_as(Kind::Node, input.get("node"));
                same(preferred.weight(&node), expect.get("wantScore").int())
            }
        },
        "TestNodeSelectorRequirementsAsSelector" => match requirements(input.get("in"), "root") {
            Err(faults) => same(texts(&faults), errors(expect.get("wantErr"))),
            Ok(came) => {
                same(0, errors(expect.get("wantErr")).len())?;
                let expected = super::selectors::selector(expect.get("out"))?;
                same(Selector::Terms(came), expected)
            }
        },
        _ => unknown(case),
    }
}

fn texts(faults: &[FieldError]) -> Vec<String> {
    faults.iter().map(FieldError::to_string).collect()
}

/// The texts of expected errors, of which some stand in lists of their own.
fn errors(list: &Value) -> Vec<String> {
    let items = list.items().iter();
    let texts = items.flat_map(|item| match item.items() {
        [] => vec![item.get("error").str().to_owned()],
        inner => inner.iter().map(|item| item.get("error").str().to_owned()).collect(),
    });
    texts.collect()
}

/// Judges a case of `sched_topology_spread`.
pub fn topology_spread(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let mut pod = read_as(Kind::Pod, input.get("pod"));
    if !input.get("enableMatchLabelKeys").is_true() {
        ignore_label_keys(&mut pod);
    }
    let mut cache = cache(input.get("nodes"), &Value::Null);
    for node in input.get("failedNodes").items() {
        cache.set_node(Rc::new(read_as(Kind::Node, node)));
    }
    pods(input.get("existingPods")).for_each(|pod| drop(cache.add_pod(pod)));
    let store = services(input.get("objs"));
    pod.meta.namespace = SmolStr::default();
    match case.test.as_str() {
        "TestSingleConstraint" | "TestMultipleConstraints" => {
            let cycle = Cycle::new(&pod, &cache, &store);
            for node in cache.nodes() {
                let code = match pod_topology_spread::filter(&cycle, node) {
                    None => 0,
                    Some(rejection) if rejection.resolvable => 2,
                    Some(_) => 3,
                };
                let expected = expect.get("wantStatusCode").get(node.name()).int();
                same((node.name(), code), (node.name(), expected))?;
            }
            Ok(())
        }
        "TestPreFilterState" => {
            let one = |constraint| {
                let field = |name: &str| Value::get(constraint, name);
                let (key, when) = (field("topologyKey").str(), field("whenUnsatisfiable").str());
                DefaultConstraint { key, max_skew: field("maxSkew").int(), when }
            };
            let own = input.get("defaultConstraints").items().iter().map(one);
            let own: Vec<DefaultConstraint> = own.collect();
            let profile = Profile { spread: &own, ..profile::DEFAULT };
            let cycle = Cycle::with(&profile, &pod, &cache, &store);
            same(&spread_counts(&cycle), expect.at("want.tpValueToMatchNum"))
        }
        "TestPreFilterStateAddPod" => {
            let preemptor = read_as(Kind::Pod, input.get("preemptor"));
            cache.add_pod(Rc::new(read_as(Kind::Pod, input.get("addedPod"))));
            let cycle = Cycle::new(&preemptor, &cache, &store);
            same(&spread_counts(&cycle), expect.at("want.tpValueToMatchNum"))
        }
        "TestPreFilterStateRemovePod" => {
            let preemptor = read_as(Kind::Pod, input.get("preemptor"));
            let index = usize::try_from(expect.get("deletedPodIdx").int()).unwrap_or(0);
            let described = match expect.get("deletedPod") {
                Value::Null => &input.get("existingPods").items()[index],
                pod => pod,
            };
            let like = read_as(Kind::Pod, described);
            let node = cache.node(podarium::api::Pod(&like).node_name()).expect("a node");
            let gone = node.pods.values().find(|info| info.pod.meta.labels == like.meta.labels);
            if let Some(gone) = gone.map(|info| info.pod.clone()) {
                cache.remove_pod(&gone);
            }
            let cycle = Cycle::new(&preemptor, &cache, &store);
            same(&spread_counts(&cycle), expect.at("want.tpValueToMatchNum"))
        }
        "TestPodTopologySpreadScore" => {
            let cycle = Cycle::new(&pod, &cache, &store);
            // The failed nodes only hold pods: they count, and are not judged.
            let judged: Vec<usize> = input
                .get("nodes")
                .items()
                .iter()
                .filter_map(|node| cache.node(node.at("metadata.name").str()))
                .map(|node| node.place)
                .collect();
            let scores = scores::pod_topology_spread::score(&cycle, &judged).unwrap_or_default();
            let mut came: Vec<(String, i64)> = judged
                .iter()
                .zip(scores)
                .map(|(place, score)| (cache.nodes()[*place].name().to_string(), score))
                .collect();
            came.sort();
            same(came, scores_of(expect.get("want")))
        }
        _ => unknown(case),
    }
}

/// How many pods count for each constraint of a pod that must hold, by domain; null if it has
/// none.
fn spread_counts(cycle: &Cycle) -> Value {
    let of = |tally: &Tally| {
        Value::Map(tally.counts().map(|(key, count)| (key.clone(), count)).collect())
    };
    let counts: Vec<Value> = cycle.spread.tallies.iter().map(of).collect();
    if counts.is_empty() { Value::Null } else { counts.into() }
}

fn ignore_label_keys(pod: &mut Object) {
    if pod.spec().get("topologySpreadConstraints").is_null() {
        return;
    }
    let constraints = pod.body.entry("spec").make_map();
    for constraint in constraints.entry("topologySpreadConstraints").make_list().items_mut() {
        constraint.remove("matchLabelKeys");
    }
}

/// A store of Services with these specs, in no namespace as in the upstream tables.
fn services(objects: &Value) -> Store {
    let named = objects.items().iter().enumerate().map(|(index, object)| {
        let mut service = read_as(Kind::Service, object);
        service.meta.name = format!("service-{index}").into();
        service
    });
    named.collect()
}

/// Judges a case of `sched_interpod_affinity`.
pub fn inter_pod(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let profile = Profile {
        hard_affinity_weight: match case.test.as_str() {
            "TestPreferredAffinityWithHardPodAffinitySymmetricWeight" => {
                input.get("hardPodAffinityWeight").int()
            }
            _ => 1,
        },
        ignores_other_wishes: input.get("ignorePreferredTermsOfExistingPods").is_true(),
        ..profile::DEFAULT
    };
    let pod = read_as(Kind::Pod, input.get("pod"));
    let store = namespaces();
    match case.test.as_str() {
        "TestRequiredAffinitySingleNode" => {
            let before = expect.at("wantPreFilterStatus.reasons").items();
            if before.len() == 1 {
                return same(inter_pod_affinity::fault(&pod).as_deref(), before[0].as_str());
            }
            let cache = cache(&value!([(input.get("node"))]), input.get("pods"));
            let cycle = Cycle::new(&pod, &cache, &store);
            let rejection = inter_pod_affinity::filter(&cycle, &cache.nodes()[0]);
            same(&status(rejection), expect.get("wantFilterStatus"))
        }
        "TestRequiredAffinityMultipleNodes" => {
            let cache = cache(input.get("nodes"), input.get("pods"));
            let cycle = Cycle::new(&pod, &cache, &store);
            let statuses: Vec<Value> = cache
                .nodes()
                .iter()
                .map(|node| status(inter_pod_affinity::filter(&cycle, node)))
                .collect();
            let expected = expect.get("wantFilterStatuses");
            if expected.is_null() {
                return same(statuses.iter().all(Value::is_null), true);
            }
            same(&Value::from(statuses), expected)
        }
        "TestPreferredAffinity" | "TestPreferredAffinityWithHardPodAffinitySymmetricWeight" => {
            let cache = cache(input.get("nodes"), input.get("pods"));
            let cycle = Cycle::with(&profile, &pod, &cache, &store);
            let nodes: Vec<usize> = (0..cache.nodes().len()).collect();
            let scores = scores::inter_pod_affinity::score(&cycle, &nodes);
            if expect.get("expectedList").is_null() {
                return same(scores.is_none(), true);
            }
            let scores = scores.unwrap_or_else(|| vec![0; nodes.len()]);
            let names = cache.nodes().iter().map(|node| node.name().to_string());
            same(names.zip(scores).collect::<Vec<_>>(), scores_of(expect.get("expectedList")))
        }
        _ => unknown(case),
    }
}

/// The namespaces of the upstream tables, `subteam1.team1` and so on, with their labels.
fn namespaces() -> Store {
    let rows = [
        ("subteam1.team1", Some("team1")),
        ("subteam2.team1", Some("team1")),
        ("subteam1.team2", Some("team2")),
        ("subteam2.team2", Some("team2")),
        ("nsWithNoLabels", None),
    ];
    let labelled = rows.into_iter().map(|(name, team)| {
        let mut namespace = Object::new(Kind::Namespace, "", &name.to_lowercase());
        if let Some(team) = team {
            namespace.meta.labels.insert("team", team);
        }
        namespace
    });
    labelled.collect()
}
