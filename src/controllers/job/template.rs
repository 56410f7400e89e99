//! The pods that a Job makes.

use super::pods::{FAILURE_COUNT_KEY, IGNORED_COUNT_KEY, INDEX_KEY, TRACKING_FINALIZER};
use crate::api::{Object, Value};
use crate::controllers::pod_template::pod_from_template;
use crate::value;

/// The variable in which a container finds its index.
const INDEX_VARIABLE: &str = "JOB_COMPLETION_INDEX";
/// A generated name's beginning may be this long; the rest is the random end.
const PREFIX_LENGTH: usize = 58;
/// A host name may be this long.
const HOSTNAME_LENGTH: usize = 63;

/// The place of a pod in an Indexed Job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its completion index.
    pub index: i64,
    /// For a Job that limits failures by index: how often this one has failed before, and how
    /// often without that being counted.
    pub failures: Option<(i64, i64)>,
}

/// A pod from the Job's template, of an index if the Job has indexes.
pub fn new_pod(job: &Object, place: Option<Place>) -> Object {
    let mut pod = pod_from_template(job.spec().get("template"), job);
    pod.meta.finalizers.push(TRACKING_FINALIZER.into());
    if let Some(place) = place {
        let index = place.index.to_string();
        pod.meta.generate_name = indexed_prefix(&job.meta.name, place.index).into();
        pod.meta.labels.insert(INDEX_KEY, &*index);
        pod.meta.annotations.insert(INDEX_KEY, &*index);
        if let Some((counted, ignored)) = place.failures {
            pod.meta.annotations.insert(FAILURE_COUNT_KEY, counted.to_string());
            if ignored > 0 {
                pod.meta.annotations.insert(IGNORED_COUNT_KEY, ignored.to_string());
            }
        }
        let hostname = cut(&job.meta.name, &format!("-{index}"), HOSTNAME_LENGTH);
        pod.body.set("spec.hostname", hostname);
        tell_index(pod.body.entry("spec"));
    }
    pod
}

/// `job-0-`, with the Job's name cut so that the random end has its place.
pub fn indexed_prefix(job: &str, index: i64) -> String {
    cut(job, &format!("-{index}-"), PREFIX_LENGTH)
}

fn cut(name: &str, end: &str, length: usize) -> String {
    let room = length.saturating_sub(end.len());
    name.chars().take(room).chain(end.chars()).collect()
}

fn tell_index(spec: &mut Value) {
    let variable = value!({ "name": INDEX_VARIABLE, "valueFrom": { "fieldRef": {
        "fieldPath": (format!("metadata.labels['{INDEX_KEY}']"))
    } } });
    for list in ["initContainers", "containers"] {
        if spec.get(list).is_null() {
            continue;
        }
        for container in spec.make_map().entry(list).make_list().items_mut() {
            let environment = container.make_map().entry("env").make_list();
            if !environment.as_slice().iter().any(|entry| entry.get("name").str() == INDEX_VARIABLE)
            {
                environment.push(variable.clone());
            }
        }
    }
}
