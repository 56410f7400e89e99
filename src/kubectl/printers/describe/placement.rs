//! Where pods may run: tolerations and spread constraints.

use super::lines::Lines;
use super::metadata::multiline;
use crate::api::Value;
use crate::kubectl::printers::labels::format_selector;

/// Writes tolerations, sorted by their keys.
pub fn tolerations(out: &mut Lines, indent: &str, tolerations: &[Value]) {
    let mut tolerations: Vec<&Value> = tolerations.iter().collect();
    crate::order::sort_by_key(&mut tolerations, |toleration| toleration.get("key").str());
    let texts = tolerations.into_iter().map(toleration).collect();
    multiline(out, indent, "Tolerations", texts);
}

/// `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s`.
fn toleration(toleration: &Value) -> String {
    let field = |name: &str| toleration.get(name).str();
    let mut text = field("key").to_owned();
    for (sign, part) in [("=", field("value")), (":", field("effect"))] {
        if !part.is_empty() {
            text.push_str(sign);
            text.push_str(part);
        }
    }
    if field("operator") == "Exists" && field("value").is_empty() {
        text.push_str(if text.is_empty() { "op=Exists" } else { " op=Exists" });
    }
    if let Some(seconds) = toleration.get("tolerationSeconds").as_int() {
        text.push_str(&format!(" for {seconds}s"));
    }
    text
}

/// Writes spread constraints, sorted by their keys; nothing if there are none.
pub fn topology_spread_constraints(out: &mut Lines, indent: &str, constraints: &[Value]) {
    if constraints.is_empty() {
        return;
    }
    let mut constraints: Vec<&Value> = constraints.iter().collect();
    crate::order::sort_by_key(&mut constraints, |constraint| constraint.get("topologyKey").str());
    let texts = constraints.into_iter().map(|constraint| {
        let [key, action] =
            ["topologyKey", "whenUnsatisfiable"].map(|field| constraint.get(field).str());
        let skew = constraint.get("maxSkew").int();
        let text = format!("{key}:{action} when max skew {skew} is exceeded");
        match constraint.get("labelSelector") {
            Value::Null => text,
            selector => format!("{text} for selector {}", format_selector(selector)),
        }
    });
    multiline(out, indent, "Topology Spread Constraints", texts.collect());
}
