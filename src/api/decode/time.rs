//! Instants in manifests: RFC 3339, or what is wrong with them.

use crate::api::schema::Leaf;
use crate::time::Time;

/// What Go says of a text that is no instant; `None` if it is one.
pub(super) fn parse_fault(text: &str, leaf: Leaf) -> Option<String> {
    if Time::parse(text).is_some() {
        return None;
    }
    let layout = match leaf {
        Leaf::MicroTime => "2006-01-02T15:04:05.000000Z07:00",
        _ => "2006-01-02T15:04:05Z07:00",
    };
    let (rest, part) = expected(text, layout);
    Some(format!("parsing time {text:?} as {layout:?}: cannot parse {rest:?} as {part:?}"))
}

/// How many digits each part of an instant has, by the layout's own name of it.
const PARTS: [&str; 11] = ["2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05"];

/// The rest of the text that does not fit, and the part of the layout that it should be.
fn expected(text: &str, layout: &'static str) -> (String, &'static str) {
    let mut rest = text;
    for part in PARTS {
        let digits = part.bytes().all(|digit| digit.is_ascii_digit());
        let fits = rest.get(..part.len()).is_some_and(|head| {
            if digits { head.bytes().all(|digit| digit.is_ascii_digit()) } else { head == part }
        });
        if !fits {
            return (rest.to_owned(), part);
        }
        rest = &rest[part.len()..];
    }
    let zone = if layout.contains(".000000") { ".000000" } else { "Z07:00" };
    (rest.to_owned(), zone)
}
