//! The node lifecycle controller: notices silent kubelets, marks their nodes and pods, and taints
//! nodes by their state.

pub mod health;
pub mod taints;
pub mod zones;

use crate::api::{Key, Kind, Object, Value};
use crate::ordered::{OrderedMap, OrderedSet};
use crate::store::machines::{CREATION, last_renewal};
use crate::store::{
    Change, Component, Context, EventNote, MachineState, Reconcile, Step, Verb, View, Write,
};
use crate::time::{Milliseconds, SECOND, Time};
use health::{from_node_controller, lose};
use smol_str::SmolStr;
use taints::{for_health, with_no_execute, with_no_schedule};
use zones::{zone_of, zones};

/// The controller looks at all nodes this often (`--node-monitor-period`).
const MONITOR_PERIOD: Milliseconds = 5 * SECOND;
/// A new node may stay silent for so long (`--node-startup-grace-period`).
const STARTUP_GRACE: Milliseconds = 60 * SECOND;

/// The node lifecycle controller.
#[derive(Clone, Debug)]
pub struct NodeLifecycleController {
    grace: Milliseconds,
    /// The nodes that are not ready.
    lost: OrderedSet<SmolStr>,
    /// The uids of the nodes that it knows, so that it can tell of those that are gone.
    known: OrderedMap<SmolStr, SmolStr>,
    /// Since when machines that were taken away are silent; of others the machine tells.
    gone: OrderedMap<SmolStr, Time>,
    /// When a node of each zone was last given a taint that empties it.
    emptied: OrderedMap<String, Time>,
}

impl NodeLifecycleController {
    /// A controller that waits for `grace` before it takes a silent kubelet for lost.
    pub fn new(grace: Milliseconds) -> NodeLifecycleController {
        let (known, gone, emptied) = (OrderedMap::new(), OrderedMap::new(), OrderedMap::new());
        NodeLifecycleController { grace, lost: OrderedSet::new(), known, gone, emptied }
    }
}

impl Component for NodeLifecycleController {
    fn name(&self) -> &'static str {
        "node-controller"
    }

    fn observe(&mut self, change: &Change) {
        let node = &change.object;
        if node.kind != Kind::Node {
            return;
        }
        // A node of which no kubelet has said anything yet is not lost.
        let told = node.condition("Ready").get("status").str();
        if change.verb == Verb::Deleted || matches!(told, "" | "True") {
            self.lost.remove(&node.meta.name);
        } else {
            self.lost.insert(node.meta.name.clone());
        }
    }

    fn concerns(&self, kind: Kind) -> bool {
        kind == Kind::Node
    }

    fn watch(&self, _view: &View, change: &Change) -> Vec<Key> {
        if change.object.kind != Kind::Node {
            return Vec::new();
        }
        let mut keys = vec![change.key()];
        let was_ready =
            change.before.as_ref().is_some_and(|before| before.is_condition_true("Ready"));
        let is_ready = change.verb != Verb::Deleted && change.object.is_condition_true("Ready");
        if was_ready != is_ready {
            // How the others are treated depends on how many are lost.
            keys.extend(self.lost.iter().map(|name| Key::new(Kind::Node, "", name)));
        }
        keys
    }

    fn watch_machine(&self, _view: &View, machine: &str) -> Vec<Key> {
        vec![Key::new(Kind::Node, "", machine)]
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let view = &context.view;
        let Some(node) = view.get(key) else { return self.forget(view, &key.name) };
        let mut answer = Reconcile::nothing();
        self.register(view, node, &mut answer);
        self.watch_health(view, node, &mut answer);
        self.taint(view, node, &mut answer);
        answer
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

impl NodeLifecycleController {
    /// Tells of a new node at the next tick.
    fn register(&mut self, view: &View, node: &Object, answer: &mut Reconcile) {
        if self.known.contains_key(&node.meta.name) {
            return;
        }
        let created = node.meta.creation_timestamp.unwrap_or(view.now);
        let tick = view.next_tick(MONITOR_PERIOD, created.plus(CREATION));
        if view.now < tick {
            answer.requeue(tick.since(view.now));
            return;
        }
        self.known.insert(node.meta.name.clone(), node.meta.uid.clone());
        let name = &node.meta.name;
        let message = format!("Node {name} event: Registered Node {name} in Controller");
        let note = EventNote::normal(node, "RegisteredNode", message);
        answer.steps.push(Step::event(from_node_controller(note)));
    }

    /// Tells at the next tick that a node is gone.
    fn forget(&mut self, view: &View, name: &SmolStr) -> Reconcile {
        let Some(uid) = self.known.get(name) else { return Reconcile::nothing() };
        let tick = view.next_tick(MONITOR_PERIOD, view.now);
        if view.now < tick {
            return Reconcile::after(tick.since(view.now));
        }
        let mut node = Object::new(Kind::Node, "", name);
        node.meta.uid = uid.clone();
        self.known.remove(name);
        let message = format!("Node {name} event: Removing Node {name} from Controller");
        let note = EventNote::normal(&node, "RemovingNode", message);
        let mut answer = Reconcile::nothing();
        answer.steps.push(Step::event(from_node_controller(note)));
        answer
    }

    /// Takes the node for lost at the first tick after the grace.
    fn watch_health(&mut self, view: &View, node: &Object, answer: &mut Reconcile) {
        let Some(silent_since) = self.silent_since(view, &node.meta.name) else { return };
        let ready = node.condition("Ready").get("status").str();
        if ready == "Unknown" {
            return;
        }
        let grace = if ready.is_empty() { STARTUP_GRACE } else { self.grace };
        let heard = match ready {
            "" => node.meta.creation_timestamp.unwrap_or(view.now),
            // It notices a renewal when it looks, and counts from there.
            _ => view.next_tick(MONITOR_PERIOD, last_renewal(node, silent_since)),
        };
        let tick = view.next_tick(MONITOR_PERIOD, heard.plus(grace));
        if view.now < tick {
            answer.requeue(tick.since(view.now));
        } else {
            answer.steps.extend(lose(view, node));
        }
    }

    fn silent_since(&mut self, view: &View, name: &SmolStr) -> Option<Time> {
        match view.machines().get(name).map(|machine| machine.state) {
            Some(MachineState::Running) => {
                self.gone.remove(name);
                None
            }
            Some(MachineState::Stopped(since)) => Some(since),
            None => Some(*self.gone.entry(name.clone()).or_insert(view.now)),
        }
    }

    fn taint(&mut self, view: &View, node: &Object, answer: &mut Reconcile) {
        let before = node.spec().get("taints").items();
        let fenced = with_no_schedule(node, before, view.now);
        let wanted = for_health(node);
        let changed = with_no_execute(&fenced, wanted, view.now);
        let mut taints = None;
        if wanted.is_some() && is_everything_lost(view) {
            // It may be the controller itself that nobody hears.
            taints = Some(with_no_execute(&fenced, None, view.now));
        } else if changed != fenced {
            let delay = self.empty_in(view, node, wanted.is_some());
            match delay {
                Some(0) => taints = Some(changed),
                Some(delay) => answer.requeue(delay),
                None => taints = Some(with_no_execute(&fenced, None, view.now)),
            }
        }
        // Two loops put them on, each its own.
        let taints = taints.filter(|taints| *taints != fenced);
        let fenced = (fenced != before).then_some(fenced);
        let writes = [fenced, taints].into_iter().flatten();
        answer.steps.extend(writes.map(|taints| write(node, taints)));
    }

    /// How long until the taint that empties the node may be put on it or, at the next tick, taken
    /// off; `None` if nodes are not to be emptied now: much of a small zone is lost.
    fn empty_in(&mut self, view: &View, node: &Object, empties: bool) -> Option<Milliseconds> {
        if !empties {
            return Some(view.next_tick(MONITOR_PERIOD, view.now).since(view.now));
        }
        let zones = zones(view);
        let name = zone_of(node);
        let interval = zones.get(&name).and_then(|zone| zone.interval())?;
        let due = self.emptied.get(&name).map_or(view.now, |last| last.plus(interval));
        if due <= view.now {
            self.emptied.insert(name, view.now);
        }
        Some(due.since(view.now).max(0))
    }
}

/// Gives a node these taints.
fn write(node: &Object, taints: Vec<Value>) -> Step {
    let mut node = node.clone();
    match taints.is_empty() {
        true => drop(node.body.remove("spec.taints")),
        false => node.body.set("spec.taints", Value::from(taints)),
    }
    // Its status may have been written a moment ago.
    node.resource_version = 0;
    Step::write(Write::Update(node))
}

/// Whether no node at all is ready.
fn is_everything_lost(view: &View) -> bool {
    !view.list(Kind::Node, None).any(|node| node.is_condition_true("Ready"))
}
