//! What happens when the program stops: the page says so and keeps what the reader wrote.

use std::panic;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit};

/// Lets a panic show the calm page of `crash.js`, which reads the reader's files from the
/// browser's storage, where each change was saved.
pub fn install() {
    panic::set_hook(Box::new(|panic| {
        let report = format!("podarium {}\n{panic}", env!("CARGO_PKG_VERSION"));
        gloo::console::error!(&report);
        let init = CustomEventInit::new();
        init.set_detail(&JsValue::from_str(&report));
        if let Ok(event) = CustomEvent::new_with_event_init_dict("podarium-crash", &init) {
            let _ = gloo::utils::window().dispatch_event(&event);
        }
    }));
}
