//! Filters that make one line of another: `cut`, `tr`, `awk`, `cat`.

use super::filter::Filter;
use crate::kubectl::process::Output;

/// A filter that prints what `print` makes of each line, if it makes anything of it.
#[derive(Clone)]
pub struct Each<Print>(pub Print);

impl<Print: Fn(&str) -> Option<String> + Clone + 'static> Filter for Each<Print> {
    fn line(&mut self, line: &str, printed: &mut String) -> bool {
        if let Some(line) = (self.0)(line) {
            printed.push_str(&line);
            printed.push('\n');
        }
        true
    }

    fn end(&mut self, _: &mut Output) -> u8 {
        0
    }

    fn fork(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }
}
