//! The addresses of Services: which they may have, and which they keep.

use super::path::Path;
use super::report::Report;
use crate::api::addresses::{Strictness, ip, special};
use crate::api::{FieldError, Value};
use crate::ordered::OrderedSet;

const UNCHANGEABLE: &str = "may not change once set";

/// Whether a Service is to have no address of its own.
pub fn is_headless(spec: &Value) -> bool {
    matches!(spec.get("clusterIPs").items(), [only] if only.str() == "None")
}

/// Every fault of a Service's cluster addresses, for which it is refused before anybody looks at
/// the rest of it.
pub fn faults_of_cluster_addresses(spec: &Value) -> Vec<FieldError> {
    let mut report = Report::default();
    of_cluster(&mut report, spec);
    report.faults
}

/// The cluster's addresses, their families and how many there are to be
/// (`ValidateServiceClusterIPsRelatedFields`).
pub fn of_cluster(report: &mut Report, spec: &Value) {
    if spec.get("type").str() == "ExternalName" {
        return;
    }
    let path = Path::root("spec");
    let list = path.field("clusterIPs");
    let (given, all) = (spec.get("clusterIP").str(), spec.get("clusterIPs"));
    let addresses = all.items();
    match (given, addresses.first()) {
        ("", Some(_)) => {
            report.invalid(list, all, "must be empty when `clusterIP` is not specified");
        }
        ("", None) => {}
        (_, None) => report.required(list, ""),
        (given, Some(first)) if first.str() != given => {
            report.invalid(list, all, "first value must match `clusterIP`");
        }
        _ => {}
    }
    families(report, path, spec);
    if !are_addresses(report, list, all) {
        return;
    }
    let is_v6 = |address: &Value| address.str().contains(':');
    if addresses.len() > 1 && addresses.iter().filter(|one| is_v6(one)).count() != 1 {
        report.invalid(list, all, "may specify no more than one IP for each IP family");
    }
    if is_headless(spec) {
        return;
    }
    let families = spec.get("ipFamilies").items();
    for (index, (address, family)) in addresses.iter().zip(families).enumerate() {
        let family = family.str();
        if matches!(family, "IPv4" | "IPv6") && is_v6(address) != (family == "IPv6") {
            let why = format!("expected an {family} value as indicated by `ipFamilies[{index}]`");
            report.invalid(list.index(index), address, why);
        }
    }
}

fn families(report: &mut Report, path: Path, spec: &Value) {
    let families = spec.get("ipFamilies").items();
    let place = path.field("ipFamilies");
    let mut taken = OrderedSet::new();
    for (index, family) in families.iter().enumerate() {
        report.one_of(place.index(index), family, &["IPv4", "IPv6"]);
        if !taken.insert(family.str()) {
            report.duplicate(place.index(index), family);
        }
    }
    let policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
    report.one_of_if_set(path.field("ipFamilyPolicy"), spec.get("ipFamilyPolicy"), &policies);
}

/// Whether each is an address, or the only one is none at all.
fn are_addresses(report: &mut Report, list: Path, all: &Value) -> bool {
    let addresses = all.items();
    let mut fits = true;
    for (index, address) in addresses.iter().enumerate() {
        if index == 0 && address.str() == "None" {
            if addresses.len() > 1 {
                fits = false;
                report.invalid(list, all, "'None' must be the first and only value");
            }
            continue;
        }
        let faults = ip(address.str(), Strictness::Strict);
        fits &= faults.is_empty();
        report.invalid_each(list.index(index), address, faults);
    }
    if addresses.len() > 2 {
        report.invalid(list, all, "may only hold up to 2 values");
    }
    fits
}

/// Addresses outside the cluster's own, which must be somebody's.
pub fn external(report: &mut Report, list: Path, spec: &Value) {
    for (index, address) in spec.get("externalIPs").items().iter().enumerate() {
        let faults = ip(address.str(), Strictness::Strict);
        let is_address = faults.is_empty();
        report.invalid_each(list.index(index), address, faults);
        if is_address {
            report.invalid_each(list.index(index), address, special(address.str()));
        }
    }
}

/// What a Service keeps of its addresses and families, unless it had or has none
/// (`validateUpgradeDowngradeClusterIPs`, `validateUpgradeDowngradeIPFamilies`).
pub fn unchanged(report: &mut Report, new: &Value, old: &Value) {
    let is_external = |spec: &Value| spec.get("type").str() == "ExternalName";
    if is_external(new) || is_external(old) || is_headless(new) && is_headless(old) {
        return;
    }
    kept(report, "clusterIPs", new, old);
    if !is_headless(new) && !is_headless(old) {
        kept(report, "ipFamilies", new, old);
    }
}

/// The first of a list stays, and the second goes only with a word.
fn kept(report: &mut Report, field: &str, new: &Value, old: &Value) {
    let path = Path::root("spec");
    let list = path.field(field);
    let (value, now, was) = (new.get(field), new.get(field).items(), old.get(field).items());
    let (is_addresses, is_less) = (field == "clusterIPs", now.len() < was.len());
    if now.len() == was.len() {
        for index in (0..was.len()).filter(|index| now[*index] != was[*index]) {
            let place = list.index(if is_addresses { index } else { 0 });
            report.invalid(place, value, UNCHANGEABLE);
        }
        return;
    }
    if is_less && new.get("clusterIPs").items().is_empty() {
        let what = if is_addresses { "clusterIP" } else { "ipFamily" };
        report.invalid(list.index(0), value, format!("primary {what} can not be unset"));
    }
    if let (Some(first), Some(before)) = (now.first(), was.first())
        && first != before
    {
        report.invalid(list.index(0), new.get("clusterIPs"), UNCHANGEABLE);
    }
    let policy = new.get("ipFamilyPolicy");
    if is_less && now.len() == 1 && policy.str() != "SingleStack" {
        let what = if is_addresses { "clusterIP" } else { "ipFamily" };
        let why = format!("must be set to 'SingleStack' when releasing the secondary {what}");
        report.invalid(path.field("ipFamilyPolicy"), policy, why);
    }
}
