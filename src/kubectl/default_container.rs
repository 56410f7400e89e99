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
    let of = |list: &str, kind: &str| -> Vec<String> {
        names(list).map(|name| format!("{name}{kind}")).collect()
    };
    let mut all = of("containers", "");
    all.extend(of("ephemeralContainers", " (ephem)"));
    all.extend(of("initContainers", " (init)"));
    let remark = format!("Defaulted container \"{first}\" out of: {}", all.join(", "));
    (first, (all.len() > 1).then_some(remark))
}
