//! The second half of a release, which commands, lessons and the editor's findings need and the
//! first picture does not: `tools/split` cuts it off.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/ui/rest.js")]
extern "C" {
    /// Asks for it.  The first touch of the page asks, too.
    pub fn want();

    /// Waits until it is there.
    pub async fn arrived();
}
