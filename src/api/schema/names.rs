//! The names of all fields, to be found by the texts of objects.

use super::ROWS;
use super::row::name;
use crate::api::field_name::tag;
use std::sync::OnceLock;

/// The name that is this text, if a field of any type has it.  `tag` is the text's tag.
pub fn known_name(tag: u32, text: &str) -> Option<&'static str> {
    let names = NAMES.get_or_init(names);
    let first = names.partition_point(|(other, _)| *other < tag);
    let alike = names[first..].iter().take_while(|(other, _)| *other == tag);
    alike.map(|(_, name)| *name).find(|name| *name == text)
}

/// By the tags of their texts, in rising order.
static NAMES: OnceLock<Vec<(u32, &'static str)>> = OnceLock::new();

fn names() -> Vec<(u32, &'static str)> {
    let fields = ROWS.iter().flat_map(|row| row.split(' ').skip(1));
    let mut names: Vec<_> = fields.filter_map(name).map(|name| (tag(name), name)).collect();
    crate::order::sort(&mut names);
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_known_by_its_name_and_nothing_else_is() {
        for name in ["spec", "containers", "terminationGracePeriodSeconds", "serviceName", "$ref"] {
            assert_eq!(known_name(tag(name), name), Some(name).filter(|name| *name != "$ref"));
        }
        for text in ["", "Spec", "app", "v1.Pod"] {
            assert_eq!(known_name(tag(text), text), None);
        }
    }
}
