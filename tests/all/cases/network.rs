//! Endpoints of Services.

use super::objects::read_as;
use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Value};
use podarium::network::{belongs, endpoint, endpoint_ports, find_port, has_hostname_in};
use podarium::store::Store;
use podarium::value;

/// Judges a case of `endpointslice`.
pub fn endpoint_slice(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let pod = || read_as(Kind::Pod, input.get("pod"));
    match case.test.as_str() {
        "TestFindPort" => {
            let port = value!({
                "targetPort": (input.get("port")),
                "protocol": (input.get("protocol").as_str().unwrap_or("TCP"))
            });
            let found = find_port(input, &port);
            same(found.is_some(), expect.get("pass").is_true())?;
            same(found.unwrap_or(0), expect.get("expected").int())
        }
        "TestShouldPodBeInEndpoints" => same(
            belongs(&pod(), input.get("includeTerminating").is_true()),
            expect.get("expected").is_true(),
        ),
        "TestShouldSetHostname" => {
            let service = read_as(Kind::Service, input.get("service"));
            same(has_hostname_in(&service, &pod()), expect.get("expected").is_true())
        }
        "TestGetEndpointPorts" => {
            let service = read_as(Kind::Service, input.get("service"));
            let ports: Value = endpoint_ports(&service, &pod()).into();
            same(&ports, expect.get("expectedPorts"))
        }
        "TestPodToEndpoint" => {
            let mut service = read_as(Kind::Service, input.get("svc"));
            if input.get("publishNotReadyAddresses").is_true() {
                service.body.set("spec.publishNotReadyAddresses", true);
            }
            let mut made = endpoint(&Store::default(), &service, &pod());
            if made.at("targetRef.uid").str().is_empty() {
                made.remove("targetRef.uid");
            }
            same(&made, expect.get("expectedEndpoint"))
        }
        _ => unknown(case),
    }
}
