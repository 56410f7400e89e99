//! A kubelet's look at one pod: what is due happens, and the API is told.

use super::sandbox::{Ending, Sandbox};
use super::step::{self, Step};
use super::{Kubelet, behaviour, status};
use crate::api::{Key, Object};
use crate::store::{Context, DeleteOptions, EventNote, Reconcile, Step as Wish, Write};
use crate::time::{Milliseconds, Time};
use std::rc::Rc;

/// From telling that a pod's containers have ended to its removal: controllers see the one before
/// the other.
const REMOVAL: Milliseconds = 8;

impl Kubelet {
    /// Looks at a pod that is bound to one of the machines, or that was.
    pub(super) fn sync_pod(&mut self, context: &Context, key: &Key) -> Reconcile {
        let mut answer = Reconcile::nothing();
        let pod = context.view.get(key);
        let uid = pod.map(|pod| pod.meta.uid.clone());
        let machine = pod.map_or("", |pod| pod.spec().get("nodeName").str());
        if self.uids.get(key).is_some_and(|known| Some(known) != uid.as_ref())
            && !self.remove_orphan(context, key, &mut answer)
        {
            if !context.view.machines().is_running(machine) {
                return answer;
            }
            // A successor on another machine does not wait for one that is silent.
            self.drop_sandbox(key);
        }
        let Some(pod) = pod else { return answer };
        if !context.view.machines().is_running(machine) {
            return answer;
        }
        let Some(mut sandbox) = self.sandbox_of(pod, context.view.now) else {
            if pod.is_deleting() {
                answer.steps.push(removal(pod));
            }
            return answer;
        };
        let mut turn = Turn { context, pod, status: pod.status().clone() };
        self.live(&mut turn, &mut sandbox, &mut answer);
        let over = !sandbox.all().any(|container| container.run().is_some());
        if pod.is_deleting() && over && turn.status != *pod.status() {
            answer.requeue(REMOVAL);
        } else if pod.is_deleting() && over {
            answer.steps.push(removal(pod));
            self.drop_sandbox(key);
            return answer;
        }
        if let Some(due) = step::next_due(&sandbox, context.view.now) {
            answer.requeue(due.since(context.view.now));
        }
        self.uids.insert(key.clone(), pod.meta.uid.clone());
        self.sandboxes.insert(pod.meta.uid.clone(), Rc::new(sandbox));
        answer
    }

    /// Lets the pod live from its last look until now.  Each change of the present is written by
    /// itself, so that a watch sees it; what happened while the kubelet was silent is not.
    fn live(&mut self, turn: &mut Turn, sandbox: &mut Sandbox, answer: &mut Reconcile) {
        let now = turn.context.view.now;
        let mut at = step::next_due(sandbox, sandbox.seen).filter(|due| *due < now).unwrap_or(now);
        turn.report(sandbox, at, answer);
        let number = turn.context.view.machines().get(&sandbox.machine);
        let memory = self.machines.entry(sandbox.machine.clone()).or_default();
        let mut step = Step {
            view: turn.context.view,
            pod: turn.pod,
            at,
            machine: number.map_or(0, |machine| machine.number),
            memory,
            notes: Vec::new(),
        };
        loop {
            step.at = at;
            if at >= now && turn.pod.is_deleting() && sandbox.ending.is_none() {
                sandbox.ending = Some(Ending { since: now, reason: None });
            }
            let changed = step.take(sandbox);
            answer.steps.extend(step.notes.drain(..).map(Wish::Event));
            if changed {
                turn.report(sandbox, at, answer);
            } else if at >= now {
                break;
            } else {
                at = step::next_due(sandbox, at).map_or(now, |due| due.min(now));
            }
        }
        turn.report(sandbox, now, answer);
        sandbox.seen = now;
    }

    fn sandbox_of(&self, pod: &Object, now: Time) -> Option<Sandbox> {
        if let Some(sandbox) = self.sandboxes.get(&pod.meta.uid) {
            return Some((**sandbox).clone());
        }
        let finished = matches!(pod.status().get("phase").str(), "Succeeded" | "Failed");
        (!finished).then(|| Sandbox::new(pod, now, behaviour::start_delay(pod)))
    }

    /// Ends what runs for a pod that the API no longer knows.  `false` if its machine is silent.
    fn remove_orphan(&mut self, context: &Context, key: &Key, answer: &mut Reconcile) -> bool {
        let Some(sandbox) = self.uids.get(key).and_then(|uid| self.sandboxes.get(uid)) else {
            return true;
        };
        if !context.view.machines().is_running(&sandbox.machine) {
            return false;
        }
        let mut gone = Object::new(key.kind, &key.namespace, &key.name);
        gone.meta.uid = self.uids.get(key).cloned().unwrap_or_default();
        for container in sandbox.containers.iter().filter(|container| container.run().is_some()) {
            let message = format!("Stopping container {}", container.name);
            answer.steps.push(Wish::Event(EventNote {
                host: sandbox.machine.clone(),
                field_path: format!("spec.containers{{{}}}", container.name).into(),
                ..EventNote::normal(&gone, "Killing", message)
            }));
        }
        self.drop_sandbox(key);
        true
    }

    fn drop_sandbox(&mut self, key: &Key) {
        if let Some(uid) = self.uids.remove(key) {
            self.sandboxes.remove(&uid);
        }
    }
}

/// The request that removes a pod of which nothing runs any more; a finalizer may still hold it.
fn removal(pod: &Object) -> Wish {
    let options = DeleteOptions {
        grace_period_seconds: Some(0),
        uid: Some(pod.meta.uid.clone()),
        ..DeleteOptions::default()
    };
    Wish::attempt(Write::Delete(pod.key(), options))
}

/// A look at a pod while it is taken.
struct Turn<'look> {
    context: &'look Context<'look>,
    pod: &'look Object,
    /// The status as it was last written.
    status: crate::api::Value,
}

impl Turn<'_> {
    /// Writes the status if it is another than before, and if it is the present one.
    fn report(&mut self, sandbox: &Sandbox, at: Time, answer: &mut Reconcile) {
        if at < self.context.view.now {
            return;
        }
        let machines = self.context.view.machines();
        let machine = machines.get(&sandbox.machine).map_or(0, |machine| machine.number);
        let status = status::status(self.pod, sandbox, machine, &self.status, at);
        if status != self.status {
            self.status = status.clone();
            answer.steps.push(Wish::write(Write::UpdateStatus(self.pod.key(), status)));
        }
    }
}
