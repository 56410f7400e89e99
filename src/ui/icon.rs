//! Icons: a 16-pixel box, 1.25-pixel strokes, square caps, no fill.

use crate::api::Kind;
use yew::prelude::*;

/// An icon.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// A kind's.
    Kind(Kind),
    /// A claim's drum.
    Claim,
    /// A node's frame.
    Node,
    /// Go on.
    Play,
    /// Stop.
    Pause,
    /// To the next event.
    Step,
    /// Light and dark.
    Theme,
    /// Mend it.
    Fix,
    /// A lesson.
    Lesson,
    /// A terminal.
    Terminal,
    /// A file.
    File,
    /// What happened.
    Events,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Kind(Kind::StatefulSet) => {
                "M2 13.5h4v-3h4v-3h4M2 13.5v-3M6 10.5v-3M10 7.5v-3M2 4.5h4"
            }
            Icon::Kind(Kind::Deployment | Kind::ReplicaSet | Kind::ReplicationController) => {
                "M2.5 5.5h8v8h-8zM5.5 5.5v-3h8v8h-3"
            }
            Icon::Kind(Kind::DaemonSet) => {
                "M2 13.5h12M4 13.5v-6M8 13.5v-6M12 13.5v-6M4 5v-.5M8 5v-.5M12 5v-.5"
            }
            Icon::Kind(Kind::Job) => "M2.5 2.5h11v11h-11zM5 8l2.2 2.2L11 5.8",
            Icon::Kind(Kind::CronJob) => "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M8 4.5V8l2.5 1.5",
            Icon::Kind(_) => "M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11",
            Icon::Claim => "M3 4.5c0-2.4 10-2.4 10 0v7c0 2.4-10 2.4-10 0zM3 4.5c0 2.4 10 2.4 10 0",
            Icon::Node => "M2.5 2.5h11v11h-11zM2.5 5.5h11",
            Icon::Play => "M5 3.5 12 8l-7 4.5z",
            Icon::Pause => "M5.5 3.5v9M10.5 3.5v9",
            Icon::Step => "M4 3.5 10 8l-6 4.5zM12 3.5v9",
            Icon::Theme => "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
            Icon::Fix => "M3 13l6-6M10 2l.6 2.4L13 5l-2.4.6L10 8l-.6-2.4L7 5l2.4-.6z",
            Icon::Lesson => "M3 2.5h10v11H3zM5.5 5.5h5M5.5 8h5",
            Icon::Terminal => "M2.5 3.5h11v9h-11zM5 6.5 7 8 5 9.5M8.5 10H11",
            Icon::File => "M4 2h5l3 3v9H4zM9 2v3h3",
            Icon::Events => "M2.5 4.5h2M6.5 4.5h7M2.5 8h2M6.5 8h7M2.5 11.5h2M6.5 11.5h7",
        }
    }

    /// Draws it, so many pixels wide and high.
    pub fn draw(self, size: u32) -> Html {
        let size = size.to_string();
        html! {
            <svg class="icon" width={size.clone()} height={size} viewBox="0 0 16 16" aria-hidden="true">
                <path d={self.path()} />
            </svg>
        }
    }
}
