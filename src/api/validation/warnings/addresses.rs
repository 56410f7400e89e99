//! Addresses that are written in another way than their one form.

use super::Path;
use crate::api::{Object, addresses};

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

/// A slice that no controller has made.
pub(super) fn of_slice(warnings: &mut Vec<String>, slice: &Object) {
    let makers = ["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"];
    let maker = slice.meta.labels.get("endpointslice.kubernetes.io/managed-by");
    if makers.contains(&maker.str()) {
        return;
    }
    let list = Path::root("endpoints");
    for (index, endpoint) in slice.body.get("endpoints").items().iter().enumerate() {
        let place = list.index(index);
        let list = place.field("addresses");
        for (index, address) in endpoint.get("addresses").items().iter().enumerate() {
            odd_address(warnings, list.index(index), address.str());
        }
    }
}
