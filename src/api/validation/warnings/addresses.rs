//! Addresses that are written in another way than their one form.

use super::Path;
use crate::api::addresses;

/// An address that is none of this form.
pub(super) fn odd_address(warnings: &mut Vec<String>, path: Path, text: &str) {
    let Some(canonical) = addresses::canonical(text).filter(|canonical| canonical != text) else {
        return;
    };
    // One of IPv6 that means no other is only written unlike most.
    warnings.push(if canonical.contains(':') {
        format!(
            "{path}: IPv6 address \"{text}\" should be in RFC 5952 canonical format \
             (\"{canonical}\")"
        )
    } else {
        format!("{path}: non-standard IP address \"{text}\" is invalid: use \"{canonical}\"")
    });
}
