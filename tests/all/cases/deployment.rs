//! The Deployment controller's tables.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Map, Object, Value};
use podarium::controllers::conditions;
use podarium::controllers::deployment::proportional::{self, Whole};
use podarium::controllers::deployment::rolling::{Fenceposts, Size, new_size, shrink, shrink_old};
use podarium::controllers::deployment::view::{
    Deployment, MAX_REPLICAS, ReplicaSet, Sets, is_same_template,
};
use podarium::controllers::deployment::{
    annotations, history, progress, revision, runs_any, status,
};
use podarium::store::{Step, Write};
use podarium::time::{SECOND, Time};
use podarium::value;
use std::rc::Rc;

fn deployment(value: &Value) -> Object {
    Object::from_value(Kind::Deployment, value.clone())
}

fn set(value: &Value) -> Rc<Object> {
    Rc::new(Object::from_value(Kind::ReplicaSet, value.clone()))
}

fn sets(value: &Value) -> Vec<Rc<Object>> {
    value.items().iter().map(set).collect()
}

/// A Deployment of a size with bounds.
fn sized(replicas: i64, max_surge: &Value, max_unavailable: &Value) -> Object {
    deployment(&value!({ "spec": { "replicas": replicas, "strategy": { "rollingUpdate": {
        "maxSurge": max_surge, "maxUnavailable": max_unavailable
    } } } }))
}

fn now(case: &Case) -> Time {
    Time::parse(case.whole.get("now").str()).unwrap_or(Time(1_795_168_800_000))
}

/// `deployment_util`: arithmetic, conditions, annotations.
pub fn util(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let int = |field: &str| input.get(field).int();
    let expected = expect.get("expected");
    match case.test.as_str() {
        "TestResolveFenceposts" => {
            let posts = Fenceposts::resolve(
                input.get("maxSurge"),
                input.get("maxUnavailable"),
                int("desired"),
            );
            let wanted = ["expectSurge", "expectUnavailable"].map(|field| expect.get(field).int());
            same([posts.surge, posts.unavailable], wanted)
        }
        "TestMaxUnavailable" | "TestMinAvailable" => {
            let object = deployment(input.get("deployment"));
            let view = Deployment(&object);
            let replicas = view.0.spec().get("replicas").int();
            let posts = view.fenceposts();
            let came = match case.test.as_str() {
                "TestMaxUnavailable" => posts.max_unavailable(replicas),
                _ if view.is_recreate() => 0,
                _ => posts.min_available(replicas),
            };
            same(came, expected.int())
        }
        "TestNewRSNewReplicas" if input.get("strategyType").str() == "Recreate" => {
            same(int("depReplicas"), expected.int())
        }
        "TestNewRSNewReplicas" => {
            let new = int("newRSReplicas");
            same(new_size(int("depReplicas"), int("maxSurge"), new, new), expected.int())
        }
        "TestGetReplicaSetFraction" => {
            let annotated = input.get("rsAnnotations").get(MAX_REPLICAS).str().parse().ok();
            let share = proportional::Share {
                name: "rs".into(),
                created: None,
                replicas: int("rsReplicas"),
                max_replicas: annotated,
            };
            let whole = Whole {
                replicas: int("deploymentReplicas"),
                surge: int("deploymentMaxSurge"),
                current: int("deploymentStatusReplicas"),
            };
            same(proportional::change(whole, &share), expect.get("expectedFraction").int())
        }
        "TestEqualIgnoreHash" => {
            let came = is_same_template(input.get("former"), input.get("latter"));
            same(came, expected.is_true())
        }
        "TestFindNewReplicaSet" | "TestFindOldReplicaSets" => {
            let object = deployment(input.get("deployment"));
            let parted = revision::part(Deployment(&object), sets(input.get("rsList")));
            let names = |sets: &[Rc<Object>]| -> Vec<String> {
                let mut names: Vec<String> =
                    sets.iter().map(|set| set.meta.name.to_string()).collect();
                names.sort();
                names
            };
            if case.test == "TestFindNewReplicaSet" {
                let wanted: Vec<Rc<Object>> =
                    Some(expected).filter(|set| !set.is_null()).map(set).into_iter().collect();
                let new: Vec<Rc<Object>> = parted.new.into_iter().collect();
                return same(names(&new), names(&wanted));
            }
            same(names(&parted.old), names(&sets(expected)))
        }
        "TestGetReplicaCountForReplicaSets" => {
            let given = Sets { new: None, old: sets(input.get("sets")) };
            let object = deployment(&value!({ "spec": { "replicas": 0 } }));
            let status = status::numbers(Deployment(&object), &given, now(case));
            let came = value!({
                "expectedActual": (status.get("replicas").int()),
                "expectedCount": (given.all().map(|set| set.replicas()).sum::<i64>()),
                "expectedTerminating": (status.get("terminatingReplicas"))
            });
            let came: Map =
                came.entries().iter().filter(|(_, value)| !value.is_null()).cloned().collect();
            let expect: Map =
                expect.entries().iter().filter(|(_, value)| !value.is_null()).cloned().collect();
            same(came, expect)
        }
        "TestDeploymentComplete" => {
            let object = deployment(input.get("d"));
            same(Deployment(&object).is_complete(object.status()), expected.is_true())
        }
        "TestDeploymentProgressing" => {
            let object = deployment(input.get("d"));
            same(progress::gets_on(object.status(), input.get("newStatus")), expected.is_true())
        }
        "TestGetCondition" => {
            let found = conditions::find(input.get("status"), input.get("condType").str());
            same(!found.is_null(), expected.is_true())
        }
        "TestSetCondition" | "TestRemoveCondition" => {
            let mut status = input.get("status").clone();
            match case.test.as_str() {
                "TestSetCondition" => conditions::set(&mut status, input.get("cond").clone()),
                _ => conditions::remove(&mut status, input.get("condType").str()),
            }
            if let Value::Map(map) = &mut status
                && let Some(Value::List(list)) = map.get_mut("conditions")
            {
                for condition in list.items_mut() {
                    if condition.get("lastTransitionTime").is_null() {
                        condition.remove("lastTransitionTime");
                    }
                }
            }
            same(&status, expect.get("expectedStatus"))
        }
        "TestGetNonNegativeInt32FromAnnotation" => {
            let mut object = Object::new(Kind::ReplicaSet, "default", "rs");
            let map = input.get("annotations").as_map().cloned();
            object.meta.annotations = map.unwrap_or_default();
            let came = ReplicaSet(&object).annotated("test");
            let wanted =
                expect.get("expectedValid").is_true().then(|| expect.get("expectedValue").int());
            same(came, wanted)
        }
        "TestReplicasAnnotationsNeedUpdate" => {
            let object = sized(10, &value!(10), &Value::Null);
            let given = set(input.get("replicaSet"));
            let after = annotations::with_sizes(Deployment(&object), &given.meta.annotations);
            same(after != given.meta.annotations, expected.is_true())
        }
        _ => unknown(case),
    }
}

/// `deployment_rolling`: one step of an update.
pub fn rolling(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let int = |field: &str| input.get(field).int();
    let replicas = int("deploymentReplicas");
    let scaled =
        |field: &str| expect.get("scaleExpected").is_true().then(|| expect.get(field).int());
    let old = |available: i64| Size { replicas: int("oldReplicas"), available };
    let posts = Fenceposts::resolve(&value!(0), input.get("maxUnavailable"), replicas);
    match case.test.as_str() {
        "TestDeploymentController_reconcileNewReplicaSet" => {
            let new = int("newReplicas");
            let size = if new > replicas {
                replicas
            } else {
                new_size(replicas, int("maxSurge"), new + int("oldReplicas"), new)
            };
            same((size != new).then_some(size), scaled("expectedNewReplicas"))
        }
        "TestDeploymentController_reconcileOldReplicaSets" => {
            let new = Size { replicas: int("newReplicas"), available: int("readyPodsFromNewRS") };
            let shrinks = shrink_old(replicas, posts, new, &[old(int("readyPodsFromOldRS"))]);
            same(shrinks.last().map(|shrink| shrink.to), scaled("expectedOldReplicas"))
        }
        "TestDeploymentController_scaleDownOldReplicaSetsForRollingUpdate" => {
            let spare = int("readyPods") - posts.min_available(replicas);
            let mut sizes = [old(int("readyPods"))];
            let shrinks = shrink(&mut sizes, spare, |size| size.replicas);
            same(shrinks.last().map(|shrink| shrink.to), scaled("expectedOldReplicas"))
        }
        "TestDeploymentController_cleanupUnhealthyReplicas" => clean_up_unhealthy(case),
        _ => unknown(case),
    }
}

/// How many pods that are not available go before others.
fn clean_up_unhealthy(case: &Case) -> Verdict {
    let int = |field: &str| case.input.get(field).int();
    let old = Size { replicas: int("oldReplicas"), available: int("readyPods") };
    let shrinks = shrink(&mut [old], int("maxCleanupCount"), |size| size.replicas - size.available);
    let cleaned: i64 = shrinks.iter().map(|shrink| old.replicas - shrink.to).sum();
    same(cleaned, case.expect.get("cleanupCountExpected").int())
}

/// `deployment_status_history`: conditions of an update, and what is kept of old ones.
pub fn status_history(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    match case.test.as_str() {
        "TestSyncRolloutStatus" => {
            let object = deployment(input.get("d"));
            let new = Some(input.get("newRS")).filter(|set| !set.is_null()).map(set);
            let given = Sets { new, old: sets(input.get("allRSs")) };
            let after = status::of_update(Deployment(&object), &given, now(case));
            let kind = expect.get("conditionType").str();
            let condition = conditions::find(&after, kind);
            let text = |field: &str| condition.get(field).str().to_owned();
            let wanted = |field: &str| expect.get(field).str().to_owned();
            same(
                [text("reason"), text("status")],
                [wanted("conditionReason"), wanted("conditionStatus")],
            )
        }
        "TestDeploymentController_cleanupUnhealthyReplicas" => clean_up_unhealthy(case),
        "TestOldPodsRunning" => {
            // The table names pods by ReplicaSets that it does not list.
            let new = input.at("newRS.metadata.uid").str();
            let pods = input.get("podMap").entries().iter().filter(|(uid, _)| uid.as_str() != new);
            let pods: Vec<Rc<Object>> = pods
                .flat_map(|(_, pods)| pods.items())
                .map(|pod| Rc::new(Object::from_value(Kind::Pod, pod.clone())))
                .collect();
            let old = sets(input.get("oldRSs"));
            let came = runs_any(pods.iter()) || old.iter().any(|set| ReplicaSet(set).current() > 0);
            same(came, expect.get("hasOldPodsRunning").is_true())
        }
        "TestRequeueStuckDeployment" => {
            let object = deployment(input.get("d"));
            let next = progress::next_look(Deployment(&object), input.get("status"), now(case));
            let wanted = expect.get("expected").str();
            same(next.is_some(), wanted != "-1ns")
        }
        "TestDeploymentController_cleanupDeployment"
        | "TestDeploymentController_cleanupDeploymentOrder" => {
            let mut object = deployment(&value!({ "spec": {} }));
            object.body.set("spec.revisionHistoryLimit", input.get("revisionHistoryLimit"));
            let given = Sets { new: None, old: sets(input.get("oldRSs")) };
            let deleted: Vec<String> = history::clean_up(Deployment(&object), &given)
                .into_iter()
                .filter_map(|step| match step {
                    Step::Write { write, .. } => Some(write),
                    _ => None,
                })
                .filter_map(|write| match *write {
                    Write::Delete(key, _) => Some(key.name.to_string()),
                    _ => None,
                })
                .collect();
            let wanted = expect.get("expectedDeletedRSs");
            if wanted.is_null() {
                let count = expect.get("expectedDeletions").int();
                return same(deleted.len() as i64, count);
            }
            let wanted: Vec<&str> = wanted.items().iter().map(Value::str).collect();
            same(deleted, wanted)
        }
        "TestGenerateReplicaSetName" => {
            let came =
                revision::set_name(input.get("deploymentName").str(), input.get("hash").str());
            same(came.as_str(), expect.get("want").str())
        }
        _ => unknown(case),
    }
}

/// `replicaset_status`: counts and the condition of failure.
pub fn replica_set_status(case: &Case) -> Verdict {
    use podarium::controllers::replica_set::status::{Counts, Failure, status};
    let (input, expect) = (&case.input, &case.expect);
    let pods = |field: &str| -> Vec<Rc<Object>> {
        let pods = input.get(field).items().iter();
        pods.map(|pod| Rc::new(Object::from_value(Kind::Pod, pod.clone()))).collect()
    };
    match case.test.as_str() {
        "TestCalculateStatus" => {
            let given = set(input.get("replicaset"));
            let terminating = pods("terminatingPods").len();
            let later = now(case).plus(SECOND);
            let counts = Counts::of(&given, &pods("activePods"), terminating, later);
            let mut came = status(&given, &counts, None, later);
            if !input.get("enableDeploymentReplicaSetTerminatingReplicas").is_true() {
                came.remove("terminatingReplicas");
            }
            same(&came, expect.get("expectedReplicaSetStatus"))
        }
        "TestCalculateStatusConditions" => {
            let given = set(input.get("replicaset"));
            let active = pods("activePods");
            let is_short = (active.len() as i64) < given.spec().get("replicas").int();
            let failure = input.at("manageReplicasErr.error").as_str().map(|message| Failure {
                reason: if is_short { "FailedCreate" } else { "FailedDelete" },
                message,
            });
            let counts = Counts::of(&given, &active, 0, now(case));
            let came = status(&given, &counts, failure.as_ref(), now(case));
            let reasons = |conditions: &Value| -> Vec<[String; 3]> {
                let items = conditions.items().iter();
                items
                    .map(|item| ["type", "reason", "message"].map(|f| item.get(f).str().to_owned()))
                    .collect()
            };
            let wanted = expect.get("expectedReplicaSetConditions");
            same(reasons(came.get("conditions")), reasons(wanted))
        }
        "TestSetCondition" | "TestRemoveCondition" => util(case),
        _ => unknown(case),
    }
}
