//! The pod glyph: hue says whose, contour says how it is, badge says what is wrong.

use super::parts::path;
use crate::scene::{Badge, Glyph};
use yew::prelude::*;

/// Draws a pod's mark.  Without letters only the contour is drawn.
pub fn glyph(
    state: Glyph,
    size: i32,
    letters: &str,
    badge: Option<&Badge>,
    is_leaving: bool,
) -> Html {
    let size = size.to_string();
    html! {
        <svg class={classes!("glyph", state.class())} width={size.clone()} height={size}
            viewBox="0 0 28 28" aria-hidden="true">
            { contour(state) }
            if !letters.is_empty() {
                <text class="mark" x="14" y="17.8">{ letters.to_owned() }</text>
                if is_leaving {
                    { path("rev", "M8.5 20.6h11") }
                }
                { for badge.map(draw_badge) }
            }
        </svg>
    }
}

fn contour(state: Glyph) -> Html {
    match state {
        Glyph::Pending => circle("line dots", "12"),
        Glyph::Creating => html! {
            <>
                { circle("hair", "12") }
                { circle("line heavy arc", "12") }
            </>
        },
        Glyph::Running => circle("line heavy", "11.75"),
        Glyph::Ready => circle("fill disc", "13"),
        Glyph::Completed => html! {
            <rect class="hair strong tint" x="2.5" y="2.5" width="23" height="23" rx="1" />
        },
        Glyph::Error => path("line tint", "M14 .8 27.2 14 14 27.2.8 14Z"),
        Glyph::CrashLoop => html! {
            <>
                { path("line heavy", "M22.86 6.67A11.5 11.5 0 1 1 7.24 4.7") }
                { path("arrow", "M3.2 2.2 9.6 2.1 7.4 8.2Z") }
            </>
        },
        Glyph::ImagePull => path("line tint", "M2.5 2.5h23v14L14 26 2.5 16.5Z"),
        Glyph::Terminating => circle("line dashes", "12"),
        Glyph::Lost => circle("hair strong scan", "12"),
    }
}

/// A circle around the middle.
fn circle(class: &'static str, radius: &'static str) -> Html {
    html! { <circle {class} cx="14" cy="14" r={radius} /> }
}

fn draw_badge(badge: &Badge) -> Html {
    let (tone, sign) = match badge {
        Badge::Tick => ("tone-good", "M-2.4.2-.6 2 2.6-1.8"),
        Badge::Cross => ("tone-bad", "M-2-2 2 2M2-2-2 2"),
        Badge::Minus => ("tone-warn", "M-2.4 0h4.8"),
        Badge::Wait => ("tone-warn", "M0-2.6V.6M0 2.4v.1"),
        Badge::Question => ("tone-bad", "M-1.6-1.4c0-2 3.2-2 3.2 0C1.6-.2 0-.2 0 1.1M0 2.7v.1"),
        Badge::Pull => ("tone-bad", "M0-2.6V1.4M-1.8-.2 0 1.6 1.8-.2M-2.2 2.9h4.4"),
        Badge::Restarts(_) => ("tone-bad", ""),
    };
    html! {
        <g class={classes!("badge", tone)} transform="translate(24.5 4)">
            <circle r="5.5" />
            if let Badge::Restarts(count) = badge {
                <text y="2.8">{ (*count).min(99) }</text>
            } else {
                <path d={sign} />
            }
        </g>
    }
}

/// The patterns that glyphs are filled with.
pub fn patterns() -> Html {
    html! {
        <svg class="visually-hidden" aria-hidden="true"><defs>
            <pattern id="scan" width="3" height="3" patternUnits="userSpaceOnUse">
                <path d="M0 .5h3" stroke="var(--rule-strong)" stroke-width=".75" />
            </pattern>
        </defs></svg>
    }
}
