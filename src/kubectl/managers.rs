//! Who set the fields of an object last, by the journal: the managers that server-side apply
//! minds.

use super::flags::Arguments;
use super::process::World;
use crate::api::patch::{Place, owned};
use crate::api::{Object, Value};
use crate::cluster::{Actor, Fact, FactId, Happening, Journal};
use crate::store::Change;
use std::rc::Rc;

/// Who keeps a field.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Manager {
    /// Whoever applied it, by the name that the API server merges under.
    Applier(String),
    /// Whoever wrote it otherwise, as conflicts name it: `"kubectl" with subresource "scale"`.
    Writer(String),
}

/// The manager of whatever kubectl applies on the server unless told otherwise.
pub const APPLIER: &str = "kubectl";

/// Who kubectl's own merging writes as.
const MERGER: &str = "\"kubectl-client-side-apply\"";

/// The name under which a line applies.
pub fn applier(arguments: &Arguments) -> &str {
    arguments.text("field-manager").filter(|name| !name.is_empty()).unwrap_or(APPLIER)
}

/// Why the API server does not change an object at these places for this applier: somebody else
/// set them.
pub fn conflict(applier: &str, object: &Object, places: &[Place], world: &World) -> Option<String> {
    let mut found: Vec<(String, &Place)> = Vec::new();
    for place in places {
        let text = match manager(place, object, world) {
            Some(Manager::Writer(name)) => format!("{name} using {}", object.kind.api_version()),
            Some(Manager::Applier(name)) if name != applier => format!("{name:?}"),
            _ => continue,
        };
        found.push((text, place));
    }
    match found.as_slice() {
        [] => None,
        [(manager, place)] => {
            Some(format!("Apply failed with 1 conflict: conflict with {manager}: {place}"))
        }
        several => {
            let count = several.len();
            let mut managers: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
            crate::order::sort(&mut managers);
            managers.dedup();
            let mut lines = Vec::new();
            for manager in managers {
                lines.push(format!("conflicts with {manager}:"));
                let own = several.iter().filter(|(name, _)| name == manager);
                lines.extend(own.map(|(_, place)| format!("- {place}")));
            }
            Some(format!("Apply failed with {count} conflicts: {}", lines.join("\n")))
        }
    }
}

/// What of an object this applier has set, so that it goes where a manifest holds it no longer.
pub fn own(applier: &str, object: &Object, world: &World) -> Value {
    let journal = world.cluster.journal();
    let history: Vec<(bool, Value, Value)> = journal
        .since(FactId(0))
        .rev()
        .filter_map(|fact| {
            let Happening::Change(change) = &fact.happening else { return None };
            let is_same = change.object.meta.uid == object.meta.uid;
            let is_own = || writer(fact, journal) == Some(Manager::Applier(applier.to_owned()));
            let before = || change.before.as_ref().map(|object| object.to_value());
            is_same.then(|| (is_own(), before().unwrap_or_default(), change.object.to_value()))
        })
        .collect();
    owned(object.kind, &object.to_value(), &|place| {
        let mut changes = history.iter();
        let last = changes.find(|(_, before, after)| place.find(before) != place.find(after));
        last.is_some_and(|(is_own, ..)| *is_own)
    })
}

/// Who set what stands at a place; nobody whom the journal remembers.
fn manager(place: &Place, object: &Object, world: &World) -> Option<Manager> {
    let journal = world.cluster.journal();
    // What kubectl's own merging has set is handed over once the API server has merged.
    let mut is_handed_over = false;
    for fact in journal.since(FactId(0)).rev() {
        let Happening::Change(change) = &fact.happening else { continue };
        if change.object.meta.uid != object.meta.uid {
            continue;
        }
        let manager = writer(fact, journal);
        if !sets(change, place) {
            let applies = |own: &Manager| *own == Manager::Applier(APPLIER.to_owned());
            is_handed_over |= manager.as_ref().is_some_and(applies);
            continue;
        }
        return match manager {
            Some(Manager::Writer(name)) if is_handed_over && name == MERGER => {
                Some(Manager::Applier(APPLIER.to_owned()))
            }
            manager => manager,
        };
    }
    None
}

/// Who made a change.
fn writer(fact: &Fact, journal: &Journal) -> Option<Manager> {
    match &fact.actor {
        Actor::User => match &journal.get(fact.cause?)?.happening {
            Happening::Command(line) => Some(of_line(line)),
            _ => None,
        },
        Actor::Component(_) => Some(Manager::Writer("\"kube-controller-manager\"".to_owned())),
        Actor::Bootstrap => None,
    }
}

/// Whether a change put there what stands at a place.
fn sets(change: &Change, place: &Place) -> bool {
    let value_of = |object: &Rc<Object>| place.find(&object.to_value()).clone();
    change.before.as_ref().map(value_of).unwrap_or_default() != value_of(&change.object)
}

/// The manager that a line's kubectl writes as.
fn of_line(line: &str) -> Manager {
    let words: Vec<&str> = line.split_whitespace().skip_while(|word| *word != "kubectl").collect();
    let mut verbs = words.iter().skip(1).filter(|word| !word.starts_with('-'));
    let named = words.iter().find_map(|word| word.strip_prefix("--field-manager="));
    let name = match verbs.next().copied().unwrap_or_default() {
        "apply" if words.contains(&"--server-side") => {
            return Manager::Applier(named.unwrap_or(APPLIER).to_owned());
        }
        "apply" => {
            return Manager::Writer(named.map_or(MERGER.to_owned(), |own| format!("{own:?}")));
        }
        "scale" => return Manager::Writer("\"kubectl\" with subresource \"scale\"".to_owned()),
        "rollout" if verbs.next() == Some(&"undo") => "kubectl".to_owned(),
        verb => format!("kubectl-{verb}"),
    };
    Manager::Writer(format!("{:?}", named.unwrap_or(&name)))
}
