//! Names, labels, keys, ports and addresses.

use super::{Case, Verdict, same, unknown};
use podarium::api::addresses::{self, Strictness};
use podarium::api::{FieldError, names};

/// Judges a case of `name_validation`.
pub fn judge(case: &Case) -> Verdict {
    let value = case.input.get("value");
    let (text, number) = (value.str(), value.int());
    let faults = match case.test.as_str() {
        "TestIsDNS1123Label" => names::dns_label(text),
        "TestIsDNS1123Subdomain" => names::dns_subdomain(text),
        "TestIsDNS1035Label" => names::dns_1035_label(text),
        "TestIsValidPortNum" => names::port_number(number),
        "TestIsValidPortName" => names::port_name(text),
        "TestIsQualifiedName" => names::qualified_name(text),
        "TestIsValidLabelValue" => names::label_value(text),
        "TestIsConfigMapKey" => names::config_key(text),
        "TestIsWildcardDNS1123Subdomain" => names::wildcard_subdomain(text),
        "TestIsFullyQualifiedDomainName" => names::fully_qualified_domain_name(text),
        "TestIsFullyQualifiedName" => names::fully_qualified_name(text),
        "TestIsHTTPHeaderName" => names::http_header_name(text),
        "TestIsValidPercent" => names::percent(text),
        "TestIsDomainPrefixedPath" => names::domain_prefixed_path(text),
        "TestIsDomainPrefixedKey" => return domain_prefixed_key(case, text),
        "TestIsRelaxedEnvVarName" => names::variable_name(text),
        "TestIsValidGroupID" | "TestIsValidUserID" => names::user_id(number),
        "TestIsInRange" => {
            names::in_range(number, case.input.get("min").int(), case.input.get("max").int())
        }
        "TestIsValidIP" => return address(case, addresses::ip),
        "TestIsValidCIDR" => return address(case, addresses::cidr),
        "TestIsDNS1123SubdomainWithUnderscore" => {
            let expected: Vec<&str> =
                case.expect.get("expected").items().iter().map(|item| item.str()).collect();
            return same(names::dns_subdomain_with_underscore(text), expected);
        }
        _ => return unknown(case),
    };
    if faults.is_empty() == case.expect.get("valid").is_true() {
        Ok(())
    } else {
        Err(format!("{value:?}: {faults:?}"))
    }
}

/// These cases give whole field errors.
fn domain_prefixed_key(case: &Case, text: &str) -> Verdict {
    let value = case.input.get("value");
    let faults: Vec<String> = match text {
        "" => vec![FieldError::required("test", "").to_string()],
        _ => names::domain_prefixed_key(text)
            .into_iter()
            .map(|fault| FieldError::invalid("test", value, fault).to_string())
            .collect(),
    };
    let expected = case.expect.get("expected").items().iter();
    same(faults, expected.map(|item| item.get("error").str().to_owned()).collect::<Vec<_>>())
}

fn address(case: &Case, rule: fn(&str, Strictness) -> Vec<String>) -> Verdict {
    for (key, strictness) in [
        ("err", Strictness::Canonical),
        ("legacyErr", Strictness::Sloppy),
        ("legacyStrictErr", Strictness::Strict),
    ] {
        let expected = case.expect.get(key).str();
        let faults = rule(case.input.get("in").str(), strictness).join(", ");
        if faults.is_empty() != expected.is_empty() || !faults.contains(expected) {
            return same(faults, expected);
        }
    }
    Ok(())
}
