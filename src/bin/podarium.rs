//! The command: replays sessions and proves lessons without a browser.

fn main() {}
