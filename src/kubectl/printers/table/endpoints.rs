//! Endpoints and EndpointSlice.

use super::layout::{Layout, age, at_most_three, column, name};
use crate::api::Value;

pub const ENDPOINTS: Layout = Layout {
    columns: &[column("NAME"), column("ENDPOINTS"), column("AGE")],
    cells: |endpoints, context| {
        let subsets = endpoints.body.get("subsets").items();
        let addresses: Vec<String> = subsets.iter().flat_map(subset_addresses).collect();
        vec![name(endpoints), at_most_three(&addresses, "<none>"), age(endpoints, context)]
    },
};

pub const ENDPOINT_SLICE: Layout = Layout {
    columns: &[
        column("NAME"),
        column("ADDRESSTYPE"),
        column("PORTS"),
        column("ENDPOINTS"),
        column("AGE"),
    ],
    cells: |slice, context| {
        let ports: Vec<String> = slice
            .body
            .get("ports")
            .items()
            .iter()
            .map(|port| match port.get("port").as_int() {
                Some(number) => number.to_string(),
                None if port.get("name").str().is_empty() => "*".to_owned(),
                None => port.get("name").str().to_owned(),
            })
            .collect();
        let endpoints = slice.body.get("endpoints").items().iter();
        let addresses: Vec<String> = endpoints
            .flat_map(|endpoint| endpoint.get("addresses").items())
            .map(|address| address.str().to_owned())
            .collect();
        vec![
            name(slice),
            slice.body.get("addressType").str().to_owned(),
            at_most_three(&ports, "<unset>"),
            at_most_three(&addresses, "<unset>"),
            age(slice, context),
        ]
    },
};

/// Every address with every port: `10.0.0.1:80`; without ports just the addresses.
fn subset_addresses(subset: &Value) -> Vec<String> {
    let addresses = subset.get("addresses").items().iter().map(|entry| entry.get("ip").str());
    match subset.get("ports").items() {
        [] => addresses.map(str::to_owned).collect(),
        ports => ports
            .iter()
            .flat_map(|port| {
                let number = port.get("port").int();
                addresses.clone().map(move |address| format!("{address}:{number}"))
            })
            .collect(),
    }
}
