//! How an object goes: grace, finalizers, and what becomes of its dependents.

use super::server::Server;
use crate::api::validation::deprecation;
use crate::api::{Key, Kind, Object, StatusError};
use smol_str::SmolStr;
use std::rc::Rc;

/// What becomes of the objects that name the deleted one as their owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Propagation {
    /// The owner goes now, they follow.
    #[default]
    Background,
    /// They go first, the owner when they are gone.
    Foreground,
    /// They stay, without an owner.
    Orphan,
}

/// `metav1.DeleteOptions`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeleteOptions {
    /// What becomes of the dependents.
    pub propagation: Propagation,
    /// The grace in seconds; the object's own when none is given.  Only pods have one.
    pub grace_period_seconds: Option<i64>,
    /// Refuse unless the object has this uid.
    pub uid: Option<SmolStr>,
}

/// The finalizer that keeps an owner until its dependents are gone.
pub const FOREGROUND_FINALIZER: &str = "foregroundDeletion";
/// The finalizer that keeps an owner until its dependents are set free.
pub const ORPHAN_FINALIZER: &str = "orphan";

impl Server<'_> {
    /// Begins or ends the deletion of an object.  Answers the object if it is still there.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when the uid is another, `Forbidden` for a namespace that stays.
    pub fn delete(
        &mut self,
        key: &Key,
        options: &DeleteOptions,
    ) -> Result<Option<Rc<Object>>, StatusError> {
        super::admission::check_deletion(key)?;
        self.warn(deprecation(key.kind));
        let before = self.existing(key)?;
        if options.uid.as_ref().is_some_and(|uid| *uid != before.meta.uid) {
            return Err(StatusError::conflict(key.kind, &key.name));
        }
        let is_held = !before.meta.finalizers.is_empty() || before.kind == Kind::Namespace;
        if options.propagation == Propagation::Background
            && !is_held
            && grace_period(&before, options) == 0
        {
            self.take(key);
            return Ok(None);
        }
        let mut object = (*before).clone();
        let finalizer = match options.propagation {
            Propagation::Background => None,
            Propagation::Foreground => Some(FOREGROUND_FINALIZER),
            Propagation::Orphan => Some(ORPHAN_FINALIZER),
        };
        if let Some(finalizer) = finalizer
            && !object.meta.finalizers.iter().any(|present| present == finalizer)
        {
            object.meta.finalizers.push(finalizer.into());
        }
        self.begin_deletion(&mut object, options);
        if is_free_to_go(&object) {
            self.take(key);
            return Ok(None);
        }
        Ok(Some(self.replace(before, object)))
    }

    fn begin_deletion(&self, object: &mut Object, options: &DeleteOptions) {
        if object.is_deleting() {
            shorten_grace(object, options);
            return;
        }
        if object.kind.row().has_generation {
            object.meta.generation += 1;
        }
        let grace = grace_period(object, options);
        let length = grace.saturating_mul(crate::time::SECOND);
        let due = self.now().truncated_to_second().plus(length);
        object.meta.deletion_timestamp = Some(due);
        if object.kind == Kind::Namespace {
            object.body.set("status.phase", "Terminating");
        } else {
            object.meta.deletion_grace_period_seconds = Some(grace);
        }
    }
}

/// Whoever asks again for a deletion may only give less time, counted from the first request.
fn shorten_grace(object: &mut Object, options: &DeleteOptions) {
    let meta = &mut object.meta;
    let (Some(grace), Some(due)) = (meta.deletion_grace_period_seconds, meta.deletion_timestamp)
    else {
        return;
    };
    let wanted = options.grace_period_seconds.map(|wanted| wanted.max(0));
    if let Some(wanted) = wanted.filter(|wanted| *wanted < grace) {
        let less = (grace - wanted).saturating_mul(crate::time::SECOND);
        meta.deletion_timestamp = Some(due.plus(-less));
        meta.deletion_grace_period_seconds = Some(wanted);
    }
}

/// Whether nothing keeps an object any more whose deletion has begun.
pub fn is_free_to_go(object: &Object) -> bool {
    object.is_deleting()
        && object.meta.finalizers.is_empty()
        && object.meta.deletion_grace_period_seconds.unwrap_or(0) == 0
        && (object.kind != Kind::Namespace || object.spec().get("finalizers").items().is_empty())
}

/// Pods that run somewhere get their grace; everything else has none
/// (`podStrategy.CheckGracefulDelete`).
fn grace_period(object: &Object, options: &DeleteOptions) -> i64 {
    if object.kind != Kind::Pod {
        return 0;
    }
    let finished = matches!(object.status().get("phase").str(), "Succeeded" | "Failed");
    if object.spec().get("nodeName").str().is_empty() || finished {
        return 0;
    }
    options
        .grace_period_seconds
        .or_else(|| object.spec().get("terminationGracePeriodSeconds").as_int())
        .unwrap_or(30)
        .max(0)
}
