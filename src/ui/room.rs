//! How much room an element has: told whenever it changes, so that nobody needs to ask.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Tells the width of the element at `place`, in pixels, now and whenever it changes.  The
/// callback of the first time is kept.
#[hook]
pub fn use_room(place: &NodeRef, tell: Callback<i32>) {
    use_effect_with(place.clone(), |place| {
        let watch = place.cast::<Element>().and_then(|element| Watch::new(element, tell));
        move || drop(watch)
    });
}

struct Watch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
}

impl Watch {
    fn new(element: Element, tell: Callback<i32>) -> Option<Watch> {
        let target = element.clone();
        let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |_| {
            let width = element.client_width();
            if width > 0 {
                tell.emit(width);
            }
        });
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(&target);
        Some(Watch { observer, _callback: callback })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
