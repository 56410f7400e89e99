//! The StatefulSet controller's tables.

use super::{Case, Verdict, objects, same, unknown};
use podarium::api::{Kind, Object, Value};
use podarium::controllers::controller_revision::number;
use podarium::controllers::stateful_set::{retention, revisions};
use podarium::store::{Machines, Step, Store, View, Write};
use podarium::time::Time;
use podarium::value;
use std::rc::Rc;

/// Judges a case of `statefulset_tables`.
pub fn judge(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let claim = |references: &Value| {
        let manifest = value!({ "metadata": { "name": "c", "ownerReferences": references } });
        Object::from_value(Kind::PersistentVolumeClaim, manifest)
    };
    let named = |kind: Kind, name: &str, uid: &str| {
        let mut object = Object::new(kind, "default", name);
        object.meta.uid = uid.into();
        object
    };
    match case.test.as_str() {
        "TestHasUnexpectedController" => {
            let set = named(Kind::StatefulSet, "set", "set-uid");
            let pod = named(Kind::Pod, "pod", "pod-uid");
            let came = retention::is_foreign(&claim(input.get("refs")), &set, &pod);
            same(came, expect.get("shouldReportUnexpectedController").is_true())
        }
        "TestClaimOwnerUpToDateEdgeCases" => {
            let set = named(Kind::StatefulSet, "stateful-set", "ss-456");
            let pod = named(Kind::Pod, "pod-1", "pod-123");
            let policy = input.get("policy");
            let claim = claim(input.get("ownerRefs"));
            let references = retention::references(&claim, &set, &pod, policy, true);
            let is_same = references == claim.meta.owner_references;
            same(is_same, expect.get("shouldMatch").is_true())
        }
        "TestUpdateClaimOwnerRefForSetAndPod" => {
            let policy = value!({
                "whenScaled": (input.get("scaleDownPolicy")),
                "whenDeleted": (input.get("setDeletePolicy"))
            });
            let set = named(Kind::StatefulSet, "stateful-set", "ss-123");
            let pod = named(Kind::Pod, "pod-1", "pod-123");
            let strangers = if expect.get("unexpectedController").is_true() {
                value!([{ "apiVersion": "v1", "kind": "Pod", "name": "other", "uid": "x",
                          "controller": true }])
            } else {
                Value::Null
            };
            let is_condemned = input.get("condemned").is_true();
            let references =
                retention::references(&claim(&strangers), &set, &pod, &policy, is_condemned);
            let has = |uid: &str| references.iter().any(|reference| reference.uid == uid);
            let wanted = [input.get("needsSetRef").is_true(), input.get("needsPodRef").is_true()];
            same([has("ss-123"), has("pod-123")], wanted)
        }
        "TestPodClaimIsStale" => {
            let mut pod = named(Kind::Pod, "set-3", "123");
            if input.get("skipPodUID").is_true() {
                pod.meta.uid = "".into();
            }
            let states = input.get("claimStates").items().iter();
            let claims = states.filter_map(|state| {
                let uid = match state.str() {
                    "with-ref" => "123",
                    "stale" => "stale",
                    "exists" => return Some(claim(&Value::Null)),
                    _ => return None,
                };
                let owner =
                    value!({ "apiVersion": "v1", "kind": "Pod", "name": "set-3", "uid": uid });
                Some(claim(&value!([owner])))
            });
            let stale = claims.into_iter().any(|claim| retention::is_stale(&claim, &pod));
            same(stale, expect.get("expected").is_true())
        }
        "TestStatefulSetControl_getSetRevisions" => set_revisions(case),
        _ => unknown(case),
    }
}

/// Which revisions a set has, and which of them are the current and the newest.  The hashes in
/// their names are our own.
fn set_revisions(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let set = objects::read(input.get("set"))?;
    let existing = input.get("existing").items().iter().map(|revision| {
        let mut revision = objects::read_as(Kind::ControllerRevision, revision);
        revision.meta.uid = revision.meta.name.clone();
        Rc::new(revision)
    });
    let (store, machines) = (Store::default(), Machines::default());
    let view = View::new(&store, &machines, Time::default());
    let found = revisions::find(&view, &set, existing.collect());
    let writes = found.steps.iter().filter_map(|step| match step {
        Step::Write { write, .. } => Some(&**write),
        _ => None,
    });
    let created = writes.clone().filter(|write| matches!(write, Write::Create(_))).count();
    let written: Vec<&Object> = writes
        .filter_map(|write| match write {
            Write::Create(object) | Write::Update(object) => Some(object),
            _ => None,
        })
        .collect();
    let known = |name: &str| {
        let written = written.iter().copied().find(|revision| revision.meta.name == name);
        written.or_else(|| found.all.iter().map(|one| &**one).find(|one| one.meta.name == name))
    };
    same(
        found.all.len() + created,
        usize::try_from(expect.get("expectedCount").int()).unwrap_or(0),
    )?;
    for (revision, field) in
        [(&found.current, "expectedCurrent"), (&found.update, "expectedUpdate")]
    {
        let expected = expect.get(field);
        let came = known(&revision.name).ok_or("no such revision")?;
        same(number(came), expected.get("revision").int())?;
        same(came.body.get("data"), expected.get("data"))?;
    }
    Ok(())
}
