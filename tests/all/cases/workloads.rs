//! Policies of the controllers of workloads.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Object, Value};
use podarium::controllers::deployment::proportional::{self, Share, Whole};
use podarium::controllers::deployment::rolling::{Fenceposts, Shrink, Size, new_size, shrink_old};
use podarium::controllers::stateful_set::ordinals;
use podarium::controllers::template_hash;
use podarium::controllers::victims::{self, Rank};
use podarium::time::{SECOND, Time};
use std::rc::Rc;

/// `safe_encode`: a hash as text.
pub fn safe_encode(case: &Case) -> Verdict {
    let number = case.input.get("number").int().to_string();
    same(template_hash::safe_encode(&number).as_str(), case.expect.get("text").str())
}

/// `"5"` as 5; other texts stay.
fn int_or_text(value: &Value) -> Value {
    value.str().parse::<i64>().map_or_else(|_| value.clone(), Value::from)
}

fn posts(case: &Case) -> Fenceposts {
    let of = |field: &str| int_or_text(case.input.get(field));
    let replicas = case.input.get("replicas").int();
    Fenceposts::resolve(&of("maxSurge"), &of("maxUnavailable"), replicas)
}

/// `deployment_fenceposts_grid`: surge and unavailability.
pub fn fenceposts(case: &Case) -> Verdict {
    let replicas = case.input.get("replicas").int();
    let posts = posts(case);
    let came = podarium::value!({
        "surge": (posts.surge), "unavailable": (posts.unavailable),
        "effectiveMaxUnavailable": (posts.max_unavailable(replicas)),
        "minAvailable": (posts.min_available(replicas)), "maxTotal": (replicas + posts.surge)
    });
    same(came, case.expect.clone())
}

/// `deployment_rollout_traces`: an update from the creation of the new ReplicaSet to its end.
pub fn rollout(case: &Case) -> Verdict {
    let replicas = case.input.get("replicas").int();
    let posts = posts(case);
    let one_by_one = case.input.get("newPodsBecomeAvailable").str().starts_with("one");
    let mut old = Size { replicas, available: replicas };
    let first = new_size(replicas, posts.surge, replicas, 0);
    let mut new = Size { replicas: first, available: 0 };
    let mut steps = Vec::new();
    let mut note = |op: &str, old: Size, new: Size| {
        steps.push(podarium::value!({
            "op": op, "old": (old.replicas), "oldAvailable": (old.available),
            "new": (new.replicas), "newAvailable": (new.available)
        }));
    };
    note("create", old, new);
    for _ in 0..1_000 {
        if old.replicas == 0 && new.available == replicas {
            break;
        }
        let grown = new_size(replicas, posts.surge, old.replicas + new.replicas, new.replicas);
        if grown != new.replicas {
            new.replicas = grown;
            note("scaleUpNew", old, new);
        } else if let Some(Shrink { to, .. }) = shrink_old(replicas, posts, new, &[old]).last() {
            old = Size { replicas: *to, available: old.available.min(*to) };
            note("scaleDownOld", old, new);
        } else {
            new.available = if one_by_one { new.available + 1 } else { new.replicas };
            note("podsBecomeAvailable", old, new);
        }
    }
    same(Value::from(steps), case.expect.get("steps").clone())
}

fn object(kind: Kind, value: &Value) -> Object {
    Object::from_value(kind, value.clone())
}

/// `deployment_scale_proportional`: the sizes after scaling.
pub fn proportional(case: &Case) -> Verdict {
    let spec = case.input.at("deployment.spec");
    let replicas = spec.get("replicas").int();
    let rolling = |spec: &Value| {
        let update = spec.at("strategy.rollingUpdate");
        let before = spec.get("replicas").int();
        Fenceposts::resolve(update.get("maxSurge"), update.get("maxUnavailable"), before)
    };
    let old_spec = case.input.at("oldDeployment.spec");
    let sets = |new: &str, old: &str, of: &Value| -> Vec<Value> {
        let news = std::iter::once(of.get(new)).filter(|set| !set.is_null());
        news.chain(of.get(old).items()).cloned().collect()
    };
    let given = sets("newRS", "oldRSs", &case.input);
    let is_active = |set: &&Value| set.at("spec.replicas").int() > 0;
    let max_before = |set: &Value| {
        let annotated = case.input.get("desiredReplicasAnnotations").get(name(set)).as_int();
        annotated.unwrap_or(old_spec.get("replicas").int()) + rolling(old_spec).surge
    };
    let shares: Vec<Share> = given
        .iter()
        .filter(is_active)
        .map(|set| Share {
            name: name(set).into(),
            created: Time::parse(set.at("metadata.creationTimestamp").str()),
            replicas: set.at("spec.replicas").int(),
            max_replicas: Some(max_before(set)),
        })
        .collect();
    let expected: Vec<(String, i64)> = sets("expectedNew", "expectedOld", &case.expect)
        .iter()
        .map(|set| (name(set).to_owned(), set.at("spec.replicas").int()))
        .collect();
    let whole = Whole { replicas, surge: rolling(spec).surge, current: 0 };
    let sized: Vec<(String, i64)> = match shares.as_slice() {
        [] => vec![(name(&given[0]).to_owned(), replicas)],
        [only] => vec![(only.name.to_string(), replicas)],
        _ => proportional::sizes(whole, shares)
            .into_iter()
            .map(|(share, size)| (share.name.to_string(), size))
            .collect(),
    };
    let came: Vec<(String, i64)> = expected
        .iter()
        .map(|(name, _)| {
            let size = sized.iter().find(|(sized, _)| sized == name).map_or(0, |(_, size)| *size);
            (name.clone(), size)
        })
        .collect();
    same(came, expected)
}

fn name(set: &Value) -> &str {
    set.at("metadata.name").str()
}

/// `replicaset_pods_to_delete`: who goes first.
pub fn victims(case: &Case) -> Verdict {
    let pod = |value: &Value| Rc::new(object(Kind::Pod, value));
    let pods = |field: &str| -> Vec<Rc<Object>> {
        case.input.get(field).items().iter().map(pod).collect()
    };
    match case.test.as_str() {
        "TestGetPodsToDelete" => {
            let given = pods("pods");
            let related = pods("related");
            let count = case.input.get("diff").int() as usize;
            let related = if related.is_empty() { &given } else { &related };
            let chosen = victims::choose(&given, related.iter(), count, Time(0));
            let names: Vec<&str> = chosen.iter().map(|pod| pod.meta.name.as_str()).collect();
            let expected = case.expect.get("expectedPodsToDelete").items();
            same(names, expected.iter().map(name).collect::<Vec<_>>())
        }
        "TestSortingActivePodsWithRanks" => {
            let now = Time::parse(case.whole.get("now").str()).unwrap_or_default();
            let is_costless = case.input.get("disablePodDeletioncost").is_true();
            let read = |value: &Value| {
                let mut pod = object(Kind::Pod, value);
                if is_costless {
                    pod.meta.annotations = podarium::api::Map::default();
                }
                pod
            };
            if case.expect.get("order").str() == "equal" {
                let first = read(case.input.get("p1"));
                let second = case.input.get("p2");
                let second = if second.is_null() { first.clone() } else { read(second) };
                return same(Rank::of(&first, 1, now), Rank::of(&second, 1, now));
            }
            let ranked = |side: &Value| (read(side.get("pod")), side.get("rank").int() as usize);
            let (lesser, greater) =
                (ranked(case.input.get("lesser")), ranked(case.input.get("greater")));
            let is_before =
                Rank::of(&lesser.0, lesser.1, now) < Rank::of(&greater.0, greater.1, now);
            same(is_before, true)
        }
        "TestActivePods" => {
            // Ages decide there without the logarithm; seen a second after the younger pod's
            // time they differ in it as well.
            let (first, second) = (pod(case.input.get("pod1")), pod(case.input.get("pod2")));
            let times = [&first, &second]
                .map(|pod| podarium::api::Pod(pod).ready_since().max(pod.meta.creation_timestamp));
            let now = times[0].max(times[1]).unwrap_or_default().plus(SECOND);
            same(Rank::of(&first, 1, now) < Rank::of(&second, 1, now), true)
        }
        _ => unknown(case),
    }
}

/// `statefulset_names`: the parent and the ordinal in a pod's name.
pub fn ordinal_names(case: &Case) -> Verdict {
    let (parent, ordinal) = ordinals::parent_and_ordinal(case.input.get("podName").str());
    same(podarium::value!({ "parent": parent, "ordinal": ordinal }), case.expect.clone())
}

/// `statefulset_ordinal_range`: which ordinals there are.
pub fn ordinal_range(case: &Case) -> Verdict {
    let mut set = Object::new(Kind::StatefulSet, "default", "web");
    set.body.set("spec.replicas", case.input.get("replicas"));
    set.body.set("spec.ordinals.start", case.input.get("start"));
    let range = ordinals::range(&set);
    let pods: Vec<String> =
        range.clone().map(|ordinal| ordinals::pod_name("web", ordinal)).collect();
    let came = podarium::value!({
        "first": (range.start), "last": (range.end - 1), "podsInRange": pods
    });
    same(came, case.expect.clone())
}

/// `statefulset_pvc_names`: the names of claims.
pub fn claim_names(case: &Case) -> Verdict {
    let ordinal = case.input.get("ordinal").int();
    let set = case.input.get("set").str();
    let claim = ordinals::claim_name(case.input.get("template").str(), set, ordinal);
    let pod = ordinals::pod_name(set, ordinal);
    same(podarium::value!({ "claim": claim, "pod": pod }), case.expect.clone())
}
