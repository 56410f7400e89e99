//! Filters that must see every line before they print: `tail`, `sort`, `wc`, and `cat`.

use super::filter::Filter;
use crate::kubectl::process::{Output, Stream};

/// A filter that gathers all lines and then prints what `print` makes of them.
#[derive(Clone)]
pub struct Gather<Print> {
    lines: Vec<String>,
    print: Print,
}

impl<Print: Fn(Vec<String>) -> String> Gather<Print> {
    /// A filter that prints what `print` makes of all lines.
    pub fn new(print: Print) -> Gather<Print> {
        Gather { lines: Vec::new(), print }
    }
}

impl<Print: Fn(Vec<String>) -> String + Clone + 'static> Filter for Gather<Print> {
    fn line(&mut self, line: &str, _: &mut String) -> bool {
        self.lines.push(line.to_owned());
        true
    }

    fn end(&mut self, output: &mut Output) -> u8 {
        output.push(Stream::Out, &(self.print)(std::mem::take(&mut self.lines)));
        0
    }

    fn fork(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }
}

/// Lines as text.
pub fn joined(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}
