//! The web app's entry: mounts the page.

fn main() {}
