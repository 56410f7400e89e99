//! Which container of a pod is meant where none is named, and what is said of that choice.

use crate::api::Object;

/// The annotation by which a pod says it.
const DEFAULT: &str = "kubectl.kubernetes.io/default-container";

/// The container that is meant: the one that the pod names, else its first.  A choice among
/// several that nobody made is worth a remark.
pub fn default_container(pod: &Object) -> (&str, Option<String>) {
    let names = |list: &str| pod.spec().get(list).items().iter().map(|own| own.get("name").str());
    let own = pod.annotation(DEFAULT);
    if let Some(name) = own.filter(|own| names("containers").any(|name| name == *own)) {
        return (name, None);
    }
    let first = names("containers").next().unwrap_or_default();
    let all = all(pod);
    let remark = format!("Defaulted container \"{first}\" out of: {}", all.join(", "));
    (first, (all.len() > 1).then_some(remark))
}

/// Why a name is none of the pod's containers.
pub fn not_valid(pod: &Object, name: &str) -> String {
    let all = all(pod).join(", ");
    format!("container {name} is not valid for pod {} out of: {all}", pod.meta.name)
}

/// The names of all containers, with what they are if that is special.
fn all(pod: &Object) -> Vec<String> {
    let lists =
        [("containers", ""), ("ephemeralContainers", " (ephem)"), ("initContainers", " (init)")];
    let named = |(list, kind): (&str, &str)| -> Vec<String> {
        let own = pod.spec().get(list).items().iter();
        own.map(|own| format!("{}{kind}", own.get("name").str())).collect()
    };
    lists.into_iter().flat_map(named).collect()
}
