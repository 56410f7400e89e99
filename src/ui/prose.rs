//! Lesson text as text nodes: nothing in a lesson ever becomes HTML.

use super::action::Action;
use super::inspector::command;
use crate::lessons::markdown::{Block, Inline};
use yew::prelude::*;

/// Blocks in order.
pub fn blocks(blocks: &[Block], send: &Callback<Action>) -> Html {
    html! { { for blocks.iter().map(|part| block(part, send)) } }
}

fn block(block: &Block, send: &Callback<Action>) -> Html {
    match block {
        Block::Heading(_, text) => html! { <h2>{ text.clone() }</h2> },
        Block::Paragraph(text) => html! { <p>{ inlines(text) }</p> },
        Block::List { ordered, items } => {
            let items = items.iter().map(|item| html! { <li>{ inlines(&item.text) }</li> });
            if *ordered {
                html! { <ol class="bullets">{ for items }</ol> }
            } else {
                html! { <ul class="bullets">{ for items }</ul> }
            }
        }
        Block::Code { language, text } if language == "console" => commands(text, send),
        Block::Code { text, .. } => html! { <pre>{ text.clone() }</pre> },
    }
}

/// The lines of a console block that are commands, as buttons.
fn commands(text: &str, send: &Callback<Action>) -> Html {
    let lines = text.lines().filter_map(|line| line.strip_prefix("$ "));
    html! {
        <div class="commands">
            { for lines.map(|line| command(line, send)) }
        </div>
    }
}

/// The words of a line.
pub fn inlines(inlines: &[Inline]) -> Html {
    html! { { for inlines.iter().map(inline) } }
}

fn inline(inline: &Inline) -> Html {
    match inline {
        Inline::Text(text) => html! { { text.clone() } },
        Inline::Code(text) => html! { <code>{ text.clone() }</code> },
        Inline::Emphasis(text) => html! { <em>{ text.clone() }</em> },
        Inline::Strong(text) => html! { <strong>{ text.clone() }</strong> },
        Inline::Link(text, to) if to.starts_with("https://") => html! {
            <a href={to.clone()} target="_blank" rel="noopener noreferrer">{ text.clone() }</a>
        },
        Inline::Link(text, _) => html! { { text.clone() } },
    }
}
