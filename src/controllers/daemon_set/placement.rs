//! What one node wants: a pod more, some fewer (`podsShouldBeOnNode`).

use super::eligibility::Eligibility;

/// What a pod of the set does on the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It runs or will run.
    Alive,
    /// Its containers have failed for good.
    Failed,
    /// Its containers have ended well.
    Succeeded,
    /// It is being deleted.
    Terminating,
}

/// A pod of the set on a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Daemon {
    /// What it does.
    pub state: State,
    /// It is of the newest template.
    pub is_updated: bool,
    /// It is ready.
    pub is_ready: bool,
    /// It has been ready for long enough.
    pub is_available: bool,
}

/// What is to be done on a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Whether a pod is to be made.
    pub create: bool,
    /// The pods to delete, by their places.
    pub delete: Vec<usize>,
}

/// What to do on a node with these pods of the set, oldest first.  With `surges` there may be an
/// old and a new one.
pub fn correct(eligibility: Eligibility, surges: bool, daemons: &[Daemon]) -> Correction {
    if eligibility.runs && daemons.is_empty() {
        return Correction { create: true, delete: Vec::new() };
    }
    let of = |wanted: &dyn Fn(State) -> bool| -> Vec<usize> {
        (0..daemons.len()).filter(|index| wanted(daemons[*index].state)).collect()
    };
    if !eligibility.stays {
        let delete = of(&|state| state != State::Terminating);
        return Correction { create: false, delete };
    }
    let mut delete = of(&|state| matches!(state, State::Failed | State::Succeeded));
    let alive = of(&|state| state == State::Alive);
    let create = surges && alive.is_empty() && eligibility.runs;
    if surges && alive.len() > 1 {
        delete.extend(surplus_while_surging(&alive, daemons));
    } else {
        delete.extend(alive.iter().skip(1));
    }
    Correction { create, delete }
}

/// While a set surges, a node may have the oldest new pod and the oldest old one, the latter until
/// it is unready or the new one available.
fn surplus_while_surging(alive: &[usize], daemons: &[Daemon]) -> Vec<usize> {
    let oldest =
        |updated: bool| alive.iter().copied().find(|index| daemons[*index].is_updated == updated);
    let (new, old) = (oldest(true), oldest(false));
    let is_kept = |index: &usize| Some(*index) == new || Some(*index) == old;
    let mut surplus: Vec<usize> = alive.iter().copied().filter(|index| !is_kept(index)).collect();
    if let (Some(new), Some(old)) = (new, old)
        && (!daemons[old].is_ready || daemons[new].is_available)
    {
        surplus.push(old);
    }
    surplus
}
