//! Autoscalers whose targets select the same pods: none of them may act.

use super::target;
use crate::api::{Kind, Object, Selector};
use crate::store::View;
use std::rc::Rc;

/// Who else scales these pods, and why that will not do; `None` if nobody does.
pub fn clash(
    view: &View,
    autoscaler: &Object,
    selector: &Selector,
    pods: &[&Rc<Object>],
) -> Option<String> {
    let namespace = &autoscaler.meta.namespace;
    let all: Vec<&Rc<Object>> = view.list(Kind::HorizontalPodAutoscaler, Some(namespace)).collect();
    if all.len() < 2 {
        return None;
    }
    let selects = |other: &&Rc<Object>| {
        other.meta.name == autoscaler.meta.name
            || target(view, other).is_ok_and(|target| {
                let selector = Selector::from_label_selector(target.spec().get("selector"));
                pods.iter().any(|pod| selector.matches(&pod.meta.labels))
            })
    };
    let names: Vec<String> = all
        .into_iter()
        .filter(selects)
        .map(|other| format!("{namespace}/{}", other.meta.name))
        .collect();
    (names.len() > 1).then(|| {
        let names = names.join(" ");
        format!("pods by selector {selector} are controlled by multiple HPAs: [{names}]")
    })
}
