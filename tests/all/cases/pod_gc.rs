//! Which pods the pod garbage collector removes, and which it marks as failed before.

use super::objects::read_as;
use super::{Case, Verdict, same, unknown};
use podarium::api::{Key, Kind, Object, Value};
use podarium::controllers::pod_gc::{PodGarbageCollector, oldest_beyond};
use podarium::store::{Component, Context, Machines, Step, Store, View, Write};
use podarium::time::{SECOND, Time, parse_duration};
use std::rc::Rc;

/// Judges a case of `pod_gc`.
pub fn judge(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    match case.test.as_str() {
        "TestGCTerminated" => {
            // Each was created after the one before it.
            let pods: Vec<Rc<Object>> = pods(input).map(Rc::new).collect();
            let finished = pods.iter().filter(|pod| podarium::api::Pod(pod).is_finished());
            let most = usize::try_from(input.get("threshold").int()).unwrap_or(0);
            let surplus = oldest_beyond(finished.collect(), most);
            let mut names: Vec<String> =
                surplus.iter().map(|pod| pod.meta.name.to_string()).collect();
            names.sort();
            same(names, names_of(expect.get("deletedPodNames")))
        }
        "TestGCUnscheduledTerminating" => {
            // That all are being deleted is not written down.
            let mut pods: Vec<Object> = pods(input).collect();
            pods.iter_mut().for_each(|pod| pod.meta.deletion_timestamp = Some(Time::default()));
            let keys: Vec<Key> = pods.iter().map(Object::key).collect();
            let world: Store = pods.into_iter().collect();
            judge_looks(&[&world], &keys, "20s", expect)
        }
        "TestGCOrphaned" => {
            let nodes = |lists: &[&str]| -> Vec<Object> {
                let items = lists.iter().flat_map(|list| input.get(list).items());
                items.map(|node| read_as(Kind::Node, node)).collect()
            };
            let gone = nodes(&["deletedClientNodes", "deletedInformerNodes"]);
            let is_gone = |node: &Object| gone.iter().any(|gone| gone.meta.name == node.meta.name);
            let later = [
                "initialInformerNodes",
                "initialClientNodes",
                "addedInformerNodes",
                "addedClientNodes",
            ];
            let later = nodes(&later).into_iter().filter(|node| !is_gone(node));
            let before: Store = pods(input).chain(nodes(&["initialInformerNodes"])).collect();
            let after: Store = pods(input).chain(later).collect();
            let hosts = pods(input)
                .map(|pod| Key::new(Kind::Node, "", podarium::api::Pod(&pod).node_name()));
            let mut keys: Vec<Key> = hosts.collect();
            keys.sort();
            keys.dedup();
            judge_looks(&[&before, &after], &keys, input.get("delay").str(), expect)
        }
        _ => unknown(case),
    }
}

/// Judges what looks at these keys order, so long one after the other.
fn judge_looks(worlds: &[&Store], keys: &[Key], delay: &str, expect: &Value) -> Verdict {
    let (mut collector, machines) = (PodGarbageCollector::default(), Machines::default());
    let mut now =
        View::new(worlds[0], &machines, Time::default()).next_tick(20 * SECOND, Time::default());
    let (mut deleted, mut patched) = (Vec::new(), Vec::new());
    for world in worlds {
        let context = Context { view: View::new(world, &machines, now), failure: None };
        for step in keys.iter().flat_map(|key| collector.reconcile(&context, key).steps) {
            let Step::Write { write, .. } = step else { continue };
            match *write {
                Write::Delete(key, _) => deleted.push(key.name.to_string()),
                Write::UpdateStatus(key, _) => patched.push(key.name.to_string()),
                _ => {}
            }
        }
        now = now.plus(parse_duration(delay).expect("a duration"));
    }
    deleted.sort();
    patched.sort();
    same(deleted, names_of(expect.get("deletedPodNames")))?;
    same(patched, names_of(expect.get("patchedPodNames")))
}

/// Pods, which some cases write in short.
fn pods(input: &Value) -> impl Iterator<Item = Object> {
    input.get("pods").items().iter().enumerate().map(|(index, given)| {
        if !given.get("metadata").is_null() {
            return read_as(Kind::Pod, given);
        }
        let mut pod = Object::new(Kind::Pod, "default", given.get("name").str());
        pod.meta.creation_timestamp = Some(Time::default().plus(index as i64 * SECOND));
        pod.body.set("spec.nodeName", given.get("nodeName"));
        for field in ["phase", "reason"] {
            pod.body.set_given(&format!("status.{field}"), given.get(field));
        }
        pod
    })
}

fn names_of(list: &Value) -> Vec<String> {
    list.items().iter().map(|name| name.str().to_owned()).collect()
}
