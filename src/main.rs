//! The web app's entry: mounts the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    podarium::ui::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
