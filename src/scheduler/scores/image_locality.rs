//! ImageLocality: a node that has the pod's images already is better.

use super::BEST;
use crate::api::Object;
use crate::ordered::OrderedMap;
use crate::scheduler::cycle::Cycle;
use smol_str::SmolStr;

const MEGABYTE: i64 = 1024 * 1024;
/// Less than this saves nothing worth mentioning.
const LOW: i64 = 23 * MEGABYTE;
/// More than this of each container counts no more.
const HIGH_PER_CONTAINER: i64 = 1000 * MEGABYTE;

/// Adds the sizes of the images that are there, each by the part of all nodes that have it.
pub fn score(cycle: &Cycle, places: &[usize]) -> Option<Vec<i64>> {
    let holders = cycle.cache.holders();
    if holders.is_empty() {
        return None;
    }
    let lists = ["initContainers", "containers"].map(|field| cycle.spec().get(field).items());
    let containers: Vec<&str> =
        lists.into_iter().flatten().map(|container| container.get("image").str()).collect();
    let volumes = cycle.spec().get("volumes").items().iter();
    let mounted = volumes.filter_map(|volume| volume.get("image").get("reference").as_str());
    let wanted: Vec<String> =
        containers.iter().copied().chain(mounted).map(normalized_image_name).collect();
    let all = i64::try_from(cycle.cache.nodes().len()).unwrap_or(i64::MAX);
    let high = HIGH_PER_CONTAINER * i64::try_from(containers.len()).unwrap_or(1);
    let one = |place: &usize| {
        let node = &cycle.cache.nodes()[*place];
        let sum: i64 = wanted
            .iter()
            .filter_map(|image| node.images.get_key_value(image.as_str()))
            .map(|(name, size)| {
                let part = holders.get(name).copied().unwrap_or_default() as f64 / all as f64;
                (*size as f64 * part) as i64
            })
            .sum();
        BEST * (sum.clamp(LOW, high) - LOW) / (high - LOW).max(1)
    };
    Some(places.iter().map(one).collect())
}

/// An image's name with a tag: `nginx:latest` for `nginx`.
pub fn normalized_image_name(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    if last.contains(':') { name.to_owned() } else { format!("{name}:latest") }
}

/// The images that a node tells it has, by name, with their sizes in bytes.
pub fn images(node: &Object) -> OrderedMap<SmolStr, i64> {
    let images = node.status().get("images").items().iter();
    images
        .flat_map(|image| {
            let size = image.get("sizeBytes").int();
            image.get("names").items().iter().map(move |name| (name.str().into(), size))
        })
        .collect()
}
