//! The page: Yew, and only here and in main.rs anything of the browser.
