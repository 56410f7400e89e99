//! The parts that recur on the page.  What is written in `html!` is compiled where it stands, at
//! half a kilobyte an element; these are compiled once.

use super::action::Action;
use super::icon::Icon;
use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, VTag};

/// An element with a class and what is in it.
pub fn element(tag: &'static str, class: impl Into<AttrValue>, content: impl Into<Html>) -> Html {
    let mut element = VTag::new(tag);
    element.set_attributes(attributes(&["class"], [class.into()]));
    element.add_child(content.into());
    element.into()
}

/// A `span` with a class.
pub fn span(class: impl Into<AttrValue>, content: impl Into<Html>) -> Html {
    element("span", class, content)
}

/// Takes the room that is left in a row.
pub fn grow() -> Html {
    span("grow", Html::default())
}

/// A line or a shape of a drawing.
pub fn path(class: &'static str, d: impl Into<AttrValue>) -> Html {
    let mut path = VTag::new("path");
    path.set_attributes(attributes(&["class", "d"], [class.into(), d.into()]));
    path.into()
}

/// A text in a drawing.
pub fn text(
    class: &'static str,
    at: (impl Into<AttrValue>, impl Into<AttrValue>),
    content: impl Into<Html>,
) -> Html {
    let mut text = VTag::new("text");
    let values = [class.into(), at.0.into(), at.1.into()];
    text.set_attributes(attributes(&["class", "x", "y"], values));
    text.add_child(content.into());
    text.into()
}

/// A button that sends an action.
pub fn button(
    class: &'static str,
    send: &Callback<Action>,
    action: Action,
    content: impl Into<Html>,
) -> Html {
    let content: Html = content.into();
    html! { <button {class} onclick={on(send, action)}>{ content }</button> }
}

/// As [`button`], but it may be that there is nothing to be done.
pub fn button_if(
    can: bool,
    class: &'static str,
    send: &Callback<Action>,
    action: Action,
    content: &'static str,
) -> Html {
    html! { <button {class} disabled={!can} onclick={on(send, action)}>{ content }</button> }
}

/// A square button with an icon; its name is read aloud and shown when the pointer rests on it.
pub fn icon_button(
    class: &'static str,
    send: &Callback<Action>,
    action: Action,
    icon: Icon,
    name: &'static str,
) -> Html {
    html! {
        <button {class} aria-label={name} title={name} onclick={on(send, action)}>
            { icon.draw(16) }
        </button>
    }
}

/// Sends an action at each click.
pub fn on(send: &Callback<Action>, action: Action) -> Callback<MouseEvent> {
    send.reform(move |_| action.clone())
}

fn attributes<const COUNT: usize>(
    keys: &'static [&'static str; COUNT],
    values: [AttrValue; COUNT],
) -> Attributes {
    let values = values.map(|value| Some(AttributeOrProperty::Attribute(value)));
    Attributes::Dynamic { keys, values: Box::new(values) }
}
