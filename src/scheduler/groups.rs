//! Pods of a kind: those of the same namespace and labels, which selectors treat alike.  Counting
//! them by kind makes it cheap to ask how many pods of a node a selector means.

use super::cache::NodeInfo;
use crate::api::selector::Selector;
use crate::api::{Map, Object, json};
use crate::ordered::OrderedMap;
use smol_str::SmolStr;
use std::cell::RefCell;
use std::rc::Rc;

/// The number of a kind of pods.
pub type Group = u32;

/// All kinds of pods that were seen.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    numbers: OrderedMap<String, Group>,
    kinds: Vec<(SmolStr, Map)>,
}

impl Groups {
    /// The kind of a pod, if one like it was seen.
    pub fn find(&self, pod: &Object) -> Option<Group> {
        self.numbers.get(&name(pod)).copied()
    }

    /// Notes the kind of a pod.
    pub fn add(&mut self, pod: &Object) -> Group {
        let number = Group::try_from(self.kinds.len()).unwrap_or(Group::MAX);
        self.kinds.push((pod.meta.namespace.clone(), pod.meta.labels.clone()));
        self.numbers.insert(name(pod), number);
        number
    }
}

fn name(pod: &Object) -> String {
    let labels = json::to_json(&(&pod.meta.labels).into());
    format!("{} {labels}", pod.meta.namespace)
}

/// A selector in a namespace, which remembers what it has found of each kind of pods.
pub struct Matcher {
    namespace: SmolStr,
    selector: Selector,
    groups: Rc<Groups>,
    known: RefCell<Vec<Option<bool>>>,
}

impl Matcher {
    /// A matcher of pods of `groups`.
    pub fn new(namespace: &str, selector: &Selector, groups: &Rc<Groups>) -> Matcher {
        Matcher {
            namespace: namespace.into(),
            selector: selector.clone(),
            groups: groups.clone(),
            known: RefCell::new(vec![None; groups.kinds.len()]),
        }
    }

    /// How many of a node's pods it means, but for those that go.
    pub fn count(&self, node: &NodeInfo) -> i64 {
        let meant = node.members.iter().filter(|(group, _)| self.means(*group));
        meant.map(|(_, count)| count).sum()
    }

    fn means(&self, group: Group) -> bool {
        let mut known = self.known.borrow_mut();
        let Some(known) = known.get_mut(group as usize) else { return false };
        *known.get_or_insert_with(|| {
            let (namespace, labels) = &self.groups.kinds[group as usize];
            *namespace == self.namespace && self.selector.matches(labels)
        })
    }
}
