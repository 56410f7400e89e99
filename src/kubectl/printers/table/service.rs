//! Service.

use super::layout::{Layout, age, column, name, text_or, wide};
use crate::api::{Object, Value};
use crate::kubectl::printers::labels::{format_label_map, or_none};
use crate::ordered::OrderedSet;

/// A load balancer's addresses are cut to this width unless the table is wide.
const ADDRESSES_WIDTH: usize = 16;

pub const LAYOUT: Layout = Layout {
    columns: &[
        column("NAME"),
        column("TYPE"),
        column("CLUSTER-IP"),
        column("EXTERNAL-IP"),
        column("PORT(S)"),
        column("AGE"),
        wide("SELECTOR"),
    ],
    cells: |service, context| {
        let spec = service.spec();
        let cluster_ip = spec.get("clusterIPs").items().first().unwrap_or(spec.get("clusterIP"));
        vec![
            name(service),
            spec.get("type").str().to_owned(),
            text_or(cluster_ip, "<none>"),
            external_ip(service, context.wide),
            ports(spec.get("ports")),
            age(service, context),
            format_label_map(spec.get("selector")),
        ]
    },
};

fn external_ip(service: &Object, wide: bool) -> String {
    let external: Vec<&str> =
        service.spec().get("externalIPs").items().iter().map(Value::str).collect();
    let external = external.join(",");
    match service.spec().get("type").str() {
        "ClusterIP" | "NodePort" => or_none(external),
        "LoadBalancer" => match (load_balancer_addresses(service, wide), external) {
            (balancer, external) if balancer.is_empty() && external.is_empty() => {
                "<pending>".to_owned()
            }
            (balancer, external) if balancer.is_empty() => external,
            (balancer, external) if external.is_empty() => balancer,
            (balancer, external) => format!("{balancer},{external}"),
        },
        "ExternalName" => service.spec().get("externalName").str().to_owned(),
        _ => "<unknown>".to_owned(),
    }
}

/// The addresses of a Service's or an Ingress's load balancer, sorted.
pub(in crate::kubectl) fn load_balancer_addresses(object: &Object, wide: bool) -> String {
    let ingress = object.status().at("loadBalancer.ingress").items().iter();
    let addresses: OrderedSet<&str> = ingress
        .map(|entry| match entry.get("ip").str() {
            "" => entry.get("hostname").str(),
            ip => ip,
        })
        .filter(|address| !address.is_empty())
        .collect();
    let all = addresses.into_iter().collect::<Vec<_>>().join(",");
    if wide || all.len() <= ADDRESSES_WIDTH {
        return all;
    }
    let start: String = all.chars().take(ADDRESSES_WIDTH - 3).collect();
    format!("{start}...")
}

fn ports(ports: &Value) -> String {
    let texts: Vec<String> = ports.items().iter().map(port).collect();
    or_none(texts.join(","))
}

fn port(port: &Value) -> String {
    let number = port.get("port").int();
    let protocol = port.get("protocol").str();
    match port.get("nodePort").int() {
        0 => format!("{number}/{protocol}"),
        node_port => format!("{number}:{node_port}/{protocol}"),
    }
}
