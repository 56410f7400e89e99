//! The containers of a pod, as its security is judged: those that initialize it come first.

use crate::api::Value;

/// All containers of a pod.
pub struct Containers<'spec>(Vec<&'spec Value>);

impl<'spec> Containers<'spec> {
    /// Those of a pod's spec.
    pub fn of(spec: &'spec Value) -> Containers<'spec> {
        let lists = ["initContainers", "containers", "ephemeralContainers"];
        Containers(lists.iter().flat_map(|list| spec.get(list).items()).collect())
    }

    /// Their security contexts, each with the container's name.
    pub fn contexts(&self) -> impl Iterator<Item = (&'spec str, &'spec Value)> + '_ {
        self.all().map(|container| (container.get("name").str(), container.get("securityContext")))
    }

    /// Each of them.
    pub fn all(&self) -> impl Iterator<Item = &'spec Value> + '_ {
        self.0.iter().copied()
    }

    /// Who does something that a predicate finds: `container "a"`, `containers "a", "b"`.
    pub fn who(&self, does: impl Fn(&Value) -> bool) -> Option<String> {
        let names: Vec<&str> =
            self.contexts().filter(|(_, context)| does(context)).map(|(name, _)| name).collect();
        listed("container", &names)
    }
}

/// Things of a sort by their names; nothing if there are none.
pub fn listed(what: &str, names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [_] => Some(format!("{what} {}", quoted(names))),
        _ => Some(format!("{what}s {}", quoted(names))),
    }
}

/// `"a", "b"`.
pub fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}

/// Texts in their order, each once.
pub fn distinct<'text>(texts: impl Iterator<Item = &'text str>) -> Vec<&'text str> {
    texts.collect::<crate::ordered::OrderedSet<&str>>().iter().copied().collect()
}
