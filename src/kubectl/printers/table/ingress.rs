//! Ingress and IngressClass.

use super::layout::{Layout, age, column, name, text_or};
use super::service::load_balancer_addresses;
use crate::api::default_class::is_default_class;
use crate::api::{Object, Value};

/// So many host names are shown.
const HOSTS_SHOWN: usize = 3;

pub const INGRESS: Layout = Layout {
    columns: &[
        column("NAME"),
        column("CLASS"),
        column("HOSTS"),
        column("ADDRESS"),
        column("PORTS"),
        column("AGE"),
    ],
    cells: |ingress, context| {
        let spec = ingress.spec();
        let ports = if spec.get("tls").items().is_empty() { "80" } else { "80, 443" };
        vec![
            name(ingress),
            text_or(spec.get("ingressClassName"), "<none>"),
            hosts(spec.get("rules").items()),
            load_balancer_addresses(ingress, context.wide),
            ports.to_owned(),
            age(ingress, context),
        ]
    },
};

pub const INGRESS_CLASS: Layout = Layout {
    columns: &[column("NAME"), column("CONTROLLER"), column("PARAMETERS"), column("AGE")],
    cells: |class, context| {
        let mut name = name(class);
        if is_default_class(class) {
            name.push_str(" (default)");
        }
        let controller = class.spec().get("controller").str().to_owned();
        vec![name, controller, parameters(class), age(class, context)]
    },
};

fn hosts(rules: &[Value]) -> String {
    let named = rules.iter().map(|rule| rule.get("host").str()).filter(|host| !host.is_empty());
    let hosts: Vec<&str> = named.take(HOSTS_SHOWN).collect();
    match (hosts.join(","), rules.len().saturating_sub(HOSTS_SHOWN)) {
        (text, _) if text.is_empty() => "*".to_owned(),
        (text, more) if more > 0 && hosts.len() == HOSTS_SHOWN => {
            format!("{text} + {more} more...")
        }
        (text, _) => text,
    }
}

fn parameters(class: &Object) -> String {
    let parameters = class.spec().get("parameters");
    if parameters.is_null() {
        return "<none>".to_owned();
    }
    let [kind, name] = ["kind", "name"].map(|field| parameters.get(field).str());
    match parameters.get("apiGroup").str() {
        "" => format!("{kind}/{name}"),
        group => format!("{kind}.{group}/{name}"),
    }
}
