//! How a pod is: which contour and which badge its mark has.

use crate::api::{Object, Pod, Value};

/// A pod's contour.  Colour says whose it is; this says how it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Glyph {
    /// On no node yet.
    Pending,
    /// On a node; its containers do not run yet.
    Creating,
    /// It runs and takes no traffic.
    Running,
    /// It runs and takes traffic.
    Ready,
    /// It did what it was for.
    Completed,
    /// It failed, or its containers cannot be made.
    Error,
    /// It fails again and again.
    CrashLoop,
    /// Its image cannot be pulled.
    ImagePull,
    /// It is going.
    Terminating,
    /// Its node has not been heard of.
    Lost,
}

/// The small sign at a contour's corner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Badge {
    /// It waits because no node will have it.
    Wait,
    /// It is done.
    Tick,
    /// It failed.
    Cross,
    /// How often its containers were restarted.
    Restarts(i64),
    /// The image is what it lacks.
    Pull,
    /// It is going.
    Minus,
    /// Nobody knows.
    Question,
}

/// Reasons for which a waiting container's image is to blame.
const IMAGE_REASONS: &[&str] =
    &["ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName"];
/// Reasons that mean no more than that the kubelet is at work.
const USUAL_REASONS: &[&str] = &["", "ContainerCreating", "PodInitializing"];

impl Glyph {
    /// The contour of a pod; `node_is_silent` when its node's kubelet does not speak.
    pub fn of(object: &Object, node_is_silent: bool) -> Glyph {
        let pod = Pod(object);
        let waiting = waiting_reason(pod);
        match pod.phase() {
            "Succeeded" => Glyph::Completed,
            "Failed" => Glyph::Error,
            _ if node_is_silent => Glyph::Lost,
            _ if pod.is_terminating() => Glyph::Terminating,
            _ if pod.node_name().is_empty() => Glyph::Pending,
            _ if waiting == "CrashLoopBackOff" => Glyph::CrashLoop,
            _ if IMAGE_REASONS.contains(&waiting) => Glyph::ImagePull,
            _ if !USUAL_REASONS.contains(&waiting) => Glyph::Error,
            "Running" if pod.is_ready() => Glyph::Ready,
            "Running" if has_failed(pod) => Glyph::Error,
            "Running" => Glyph::Running,
            _ => Glyph::Creating,
        }
    }

    /// The name of its style: `is-creating`.
    pub fn class(self) -> &'static str {
        match self {
            Glyph::Pending => "is-pending",
            Glyph::Creating => "is-creating",
            Glyph::Running => "is-running",
            Glyph::Ready => "is-ready",
            Glyph::Completed => "is-completed",
            Glyph::Error => "is-error",
            Glyph::CrashLoop => "is-crashing",
            Glyph::ImagePull => "is-pulling",
            Glyph::Terminating => "is-terminating",
            Glyph::Lost => "is-lost",
        }
    }

    /// The badge that goes with it.
    pub fn badge(self, object: &Object) -> Option<Badge> {
        let (restarts, _) = Pod(object).max_restarts();
        match self {
            Glyph::Pending => is_unschedulable(object).then_some(Badge::Wait),
            Glyph::Completed => Some(Badge::Tick),
            Glyph::Error => Some(Badge::Cross),
            Glyph::CrashLoop => Some(Badge::Restarts(restarts)),
            Glyph::ImagePull => Some(Badge::Pull),
            Glyph::Terminating => Some(Badge::Minus),
            Glyph::Lost => Some(Badge::Question),
            Glyph::Running | Glyph::Ready if restarts > 0 => Some(Badge::Restarts(restarts)),
            Glyph::Creating | Glyph::Running | Glyph::Ready => None,
        }
    }
}

/// Why the first container that waits does so; empty if none waits.
fn waiting_reason(pod: Pod<'_>) -> &str {
    let statuses = pod.init_container_statuses().iter().chain(pod.container_statuses());
    let mut reasons = statuses.map(|status| status.at("state.waiting.reason").str());
    reasons.find(|reason| !USUAL_REASONS.contains(reason)).unwrap_or_default()
}

fn has_failed(pod: Pod) -> bool {
    let exit_code = |status: &Value| status.at("state.terminated.exitCode").int();
    pod.container_statuses().iter().any(|status| exit_code(status) != 0)
}

fn is_unschedulable(object: &Object) -> bool {
    let conditions = object.status().get("conditions").items();
    conditions.iter().any(|condition| condition.get("reason").str() == "Unschedulable")
}
