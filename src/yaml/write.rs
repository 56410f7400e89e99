//! Values written as kubectl writes YAML.

use super::node::Node;

/// Writes a value.
pub fn write(_node: &Node) -> String {
    String::new()
}
