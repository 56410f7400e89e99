//! A kubelet's look at one pod: what is due happens, and the API is told.

use super::sandbox::{Ending, Sandbox};
use super::step::{self, Step};
use super::{Alike, Kubelet, MachineMemory, behaviour, status};
use crate::api::{Key, Object, Pod, Value};
use crate::store::{
    Context, Convention, DeleteOptions, EventNote, MachineState, Reconcile, Step as Wish, Write,
};
use crate::time::{Milliseconds, Time};
use std::rc::Rc;

/// From telling that a pod's containers have ended to its removal: controllers see the one before
/// the other.
const REMOVAL: Milliseconds = 8;
/// From the deletion of a pod of which nothing runs to its end, as recorded, and how much later
/// each machine is than the one before.
const IDLE_END: Milliseconds = 200;
const IDLE_STAGGER: Milliseconds = 25;

impl Kubelet {
    /// Looks at a pod that is bound to one of the machines, or that was.  A function of its own in
    /// the Wasm, too, so that it need not be there before there is a pod (`tools/split`).
    #[inline(never)]
    pub(super) fn sync_pod(&mut self, context: &Context, key: &Key) -> Reconcile {
        let mut answer = Reconcile::nothing();
        let view = &context.view;
        let pod = view.get(key);
        let machine = pod.and_then(|pod| view.machines().get(Pod(pod).node_name()));
        let machine = machine.filter(|machine| machine.state == MachineState::Running);
        let mut is_known = false;
        if let Some(sandbox) = self.sandboxes.get(key) {
            is_known = pod.is_some_and(|pod| pod.meta.uid == sandbox.uid);
            if !is_known && !self.remove_orphan(context, key, &mut answer) {
                if machine.is_none() {
                    return answer;
                }
                // A successor on another machine does not wait for one that is silent.
                self.sandboxes.remove(key);
            }
        }
        let Some((pod, machine)) = pod.zip(machine) else { return answer };
        if !is_known {
            if Pod(pod).is_finished() {
                answer.steps.extend(pod.is_deleting().then(|| removal(pod)));
                return answer;
            }
            let delay = behaviour::start_delay(pod, self.sandboxes.len());
            let lead = behaviour::address_lead(view, pod);
            let sandbox = Sandbox::new(pod, view.now, delay, lead);
            self.sandboxes.insert(key.clone(), Rc::new(sandbox));
        }
        let Kubelet { machines, sandboxes, alike } = self;
        let Some(sandbox) = sandboxes.get_mut(key).map(Rc::make_mut) else { return answer };
        let memory = machines.or_insert_with(sandbox.machine.clone(), MachineMemory::default);
        let (machine, status) = (machine.number, pod.status().clone());
        let mut turn = Turn { context, pod, machine, status };
        turn.live(memory, alike, sandbox, &mut answer);
        let runs = sandbox.all().any(|container| container.run().is_some());
        let over = !runs && sandbox.leaves.is_none_or(|leaves| leaves <= view.now);
        if pod.is_deleting() && over && turn.status != *pod.status() {
            answer.requeue(REMOVAL);
        } else if pod.is_deleting() && over {
            answer.steps.push(removal(pod));
            self.sandboxes.remove(key);
            return answer;
        }
        if let Some(due) = step::next_due(sandbox, view.now) {
            answer.requeue(due.since(view.now));
        }
        answer
    }

    /// Ends what runs for a pod that the API no longer knows.  `false` if its machine is silent.
    fn remove_orphan(&mut self, context: &Context, key: &Key, answer: &mut Reconcile) -> bool {
        let Some(sandbox) = self.sandboxes.get(key) else { return true };
        if !context.view.machines().is_running(&sandbox.machine) {
            return false;
        }
        for container in sandbox.containers.iter().filter(|container| container.run().is_some()) {
            let mut gone = Object::new(key.kind, &key.namespace, &key.name);
            gone.meta.uid = sandbox.uid.clone();
            let message = format!("Stopping container {}", container.name);
            answer.steps.push(Wish::event(EventNote {
                host: sandbox.machine.clone(),
                field_path: format!("spec.containers{{{}}}", container.name).into(),
                ..EventNote::normal(&gone, "Killing", message)
            }));
        }
        self.sandboxes.remove(key);
        true
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
    /// The number of its machine.
    machine: u32,
    /// The status as it was last written.
    status: Value,
}

impl Turn<'_> {
    /// Lets the pod live from its last look until now.  Each change of the present is written by
    /// itself, so that a watch sees it; what happened while the kubelet was silent is not.
    fn live(
        &mut self,
        memory: &mut MachineMemory,
        alike: &mut Alike,
        sandbox: &mut Sandbox,
        answer: &mut Reconcile,
    ) {
        let now = self.context.view.now;
        let mut at = step::next_due(sandbox, sandbox.seen).filter(|due| *due < now).unwrap_or(now);
        // While a status is what the kubelet made of this pod, and nothing has happened since, it
        // stays.
        let generation = self.status.get("observedGeneration").int();
        if sandbox.told != self.status || generation != self.pod.meta.generation {
            self.report(sandbox, at, answer, alike);
        }
        let mut is_told = at >= now;
        let mut step = Step {
            view: self.context.view,
            pod: self.pod,
            at,
            machine: self.machine,
            memory,
            alike,
            answer,
        };
        loop {
            step.at = at;
            if at >= now && self.pod.is_deleting() && sandbox.ending.is_none() {
                if self.lingers(sandbox) {
                    break;
                }
                sandbox.ending = Some(Ending { since: now, reason: None });
                is_told = false;
            }
            if step.take(sandbox) {
                self.report(sandbox, at, step.answer, step.alike);
                is_told = at >= now;
            } else if at >= now {
                break;
            } else {
                at = step::next_due(sandbox, at).map_or(now, |due| due.min(now));
            }
        }
        if !is_told {
            self.report(sandbox, now, step.answer, step.alike);
        }
        sandbox.seen = now;
    }

    /// Whether the pod's deletion is seen and not heeded yet: the recordings' stand-in kubelet takes
    /// its time where nothing runs that it could stop.
    fn lingers(&self, sandbox: &mut Sandbox) -> bool {
        let now = self.context.view.now;
        let is_recorded = self.context.view.machines().convention == Convention::Recorded;
        let runs = sandbox.all().any(|container| container.run().is_some());
        if !is_recorded || runs {
            return false;
        }
        let end = IDLE_END + IDLE_STAGGER * Milliseconds::from(self.machine % 6);
        now < *sandbox.leaves.get_or_insert(now.plus(end))
    }

    /// Of which generation the status tells.  The recordings' stand-in kubelet says nothing of a
    /// deletion until the containers have stopped.
    fn observed_generation(&self, sandbox: &Sandbox) -> i64 {
        let is_recorded = self.context.view.machines().convention == Convention::Recorded;
        let stops = self.pod.is_deleting() && sandbox.all().any(|one| one.run().is_some());
        let told = self.status.get("observedGeneration").as_int();
        told.filter(|_| is_recorded && stops).unwrap_or(self.pod.meta.generation)
    }

    /// Writes the status if it is another than before, and if it is the present one.
    fn report(
        &mut self,
        sandbox: &mut Sandbox,
        at: Time,
        answer: &mut Reconcile,
        alike: &mut Alike,
    ) {
        if at < self.context.view.now {
            return;
        }
        let report = status::Report {
            generation: self.observed_generation(sandbox),
            machine: self.machine,
            at: at.truncated_to_second(),
            leaves_texts: self.context.view.machines().convention == Convention::Recorded,
        };
        let status = status::status(self.pod, report, sandbox, &self.status, alike);
        sandbox.told = status.clone();
        if status != self.status {
            self.status = status.clone();
            answer.steps.push(Wish::write(Write::UpdateStatus(self.pod.key(), status)));
        }
    }
}
