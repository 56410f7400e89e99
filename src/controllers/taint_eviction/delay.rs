//! How long a pod may stay on a node that has taints with `NoExecute`.

use crate::api::Value;
use crate::api::toleration::{NO_EXECUTE, tolerates};
use crate::time::{Milliseconds, SECOND};

/// How long a pod may stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stay {
    /// For good.
    Forever,
    /// For this long, as its tolerations say.
    For(Milliseconds),
    /// Not at all: a taint is not tolerated.
    Not,
}

/// How long a pod with these tolerations may stay among these taints: not at all if one is not
/// tolerated, else for the shortest of the times that its tolerations name.
pub fn stay(taints: &[Value], tolerations: &[Value]) -> Stay {
    let mut used = Vec::new();
    for taint in taints.iter().filter(|taint| taint.get("effect").str() == NO_EXECUTE) {
        match tolerations.iter().find(|toleration| tolerates(toleration, taint)) {
            Some(toleration) => used.push(toleration),
            None => return Stay::Not,
        }
    }
    if used.is_empty() { Stay::Forever } else { shortest(used) }
}

/// The shortest time that tolerations name (`getMinTolerationTime`): without any, there is none.
pub fn shortest<'list>(tolerations: impl IntoIterator<Item = &'list Value>) -> Stay {
    let mut tolerations = tolerations.into_iter().peekable();
    if tolerations.peek().is_none() {
        return Stay::For(0);
    }
    let times = tolerations.filter_map(|toleration| toleration.get("tolerationSeconds").as_int());
    times.min().map_or(Stay::Forever, |seconds| Stay::For(seconds.max(0).saturating_mul(SECOND)))
}
