//! Whether a Service's addresses are of IPv4, of IPv6 or of both.  This cluster has only the
//! first, as a fresh one does.

use crate::api::validation::faults_of_cluster_addresses;
use crate::api::{FieldError, Object, Value};

/// The family of this cluster's addresses.
const OWN: &str = "IPv4";
/// The one it has none of.
const OTHER: &str = "IPv6";

/// Fills in the families of a Service and how many it is to have (`initIPFamilyFields`).
///
/// # Errors
/// What is asked for and cannot be had here, or contradicts itself.
pub fn complete(service: &mut Object) -> Result<(), Vec<FieldError>> {
    let spec = service.spec();
    let headless = spec.get("clusterIP").str() == "None";
    // Such a Service has its endpoints from somebody who may give any.
    let any_family = headless && spec.get("selector").entries().is_empty();
    if spec.get("ipFamilyPolicy").is_null() {
        let policy = if any_family { "RequireDualStack" } else { "SingleStack" };
        service.body.set("spec.ipFamilyPolicy", policy);
    }
    refuse(faults_of_cluster_addresses(service.spec()))?;
    let mut families = service.spec().get("ipFamilies").items().to_vec();
    refuse(contradictions(service.spec(), &mut families))?;
    let policy = service.spec().get("ipFamilyPolicy").str().to_owned();
    if any_family {
        families = any(families, &policy);
    } else {
        refuse(beyond_this_cluster(&families, &policy))?;
        if families.is_empty() {
            families.push(OWN.into());
        }
    }
    service.body.set("spec.ipFamilies", families);
    Ok(())
}

fn refuse(faults: Vec<FieldError>) -> Result<(), Vec<FieldError>> {
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Two of what only one is to be of, and addresses whose family is not there; of the others the
/// families follow.
fn contradictions(spec: &Value, families: &mut Vec<Value>) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let (policy, addresses) = (spec.get("ipFamilyPolicy"), spec.get("clusterIPs"));
    let twos = [(addresses.items().len(), "cluster IPs"), (families.len(), "IP families")];
    for (count, what) in twos {
        if policy.str() == "SingleStack" && count == 2 {
            let why = format!(
                "must be 'RequireDualStack' or 'PreferDualStack' when multiple {what} are specified"
            );
            faults.push(FieldError::invalid("spec.ipFamilyPolicy", policy, why));
        }
    }
    for (index, address) in addresses.items().iter().enumerate().skip(families.len()) {
        if address.str() == "None" {
            break;
        }
        if address.str().contains(':') {
            let path = format!("spec.clusterIPs[{index}]");
            let why = format!("{OTHER} is not configured on this cluster");
            faults.push(FieldError::invalid(path, addresses, why));
        } else {
            families.push(OWN.into());
        }
    }
    faults
}

fn any(mut families: Vec<Value>, policy: &str) -> Vec<Value> {
    if families.is_empty() {
        families.push(OWN.into());
    }
    if let [only] = families.as_slice()
        && policy != "SingleStack"
    {
        let second = if only.str() == OWN { OTHER } else { OWN };
        families.push(second.into());
    }
    families
}

fn beyond_this_cluster(families: &[Value], policy: &str) -> Vec<FieldError> {
    let mut faults = Vec::new();
    if policy == "RequireDualStack" {
        let why = "this cluster is not configured for dual-stack services";
        faults.push(FieldError::invalid("spec.ipFamilyPolicy", &policy.into(), why));
    }
    for (index, family) in families.iter().enumerate().filter(|(_, family)| family.str() != OWN) {
        let path = format!("spec.ipFamilies[{index}]");
        faults.push(FieldError::invalid(path, family, "not configured on this cluster"));
    }
    faults
}
