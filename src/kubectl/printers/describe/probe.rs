//! Probes in one line.

use super::lines::{joined, shown};
use crate::api::Value;

/// `http-get http://:80/healthz delay=0s timeout=1s period=10s #success=1 #failure=3`.
pub fn text(probe: &Value) -> String {
    let number = |field: &str| probe.get(field).int();
    let attributes = format!(
        "delay={}s timeout={}s period={}s #success={} #failure={}",
        number("initialDelaySeconds"),
        number("timeoutSeconds"),
        number("periodSeconds"),
        number("successThreshold"),
        number("failureThreshold"),
    );
    let [exec, http, tcp, grpc] =
        ["exec", "httpGet", "tcpSocket", "grpc"].map(|field| probe.get(field));
    let port = |action: &Value| shown(action.get("port")).unwrap_or_default();
    if !exec.is_null() {
        format!("exec [{}] {attributes}", joined(exec.get("command"), " "))
    } else if !http.is_null() {
        let scheme = http.get("scheme").str().to_lowercase();
        let [host, path] = ["host", "path"].map(|field| http.get(field).str());
        let slash = if path.is_empty() || path.starts_with('/') { "" } else { "/" };
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        let path = escaped(path);
        format!("http-get {scheme}://{host}:{}{slash}{path} {attributes}", port(http))
    } else if !tcp.is_null() {
        format!("tcp-socket {}:{} {attributes}", tcp.get("host").str(), port(tcp))
    } else if !grpc.is_null() {
        format!("grpc <pod>:{} {} {attributes}", port(grpc), grpc.get("service").str())
    } else {
        format!("unknown {attributes}")
    }
}

/// A path as it stands in a URL.
fn escaped(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'~' => text.push(char::from(byte)),
            b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'@' => {
                text.push(char::from(byte));
            }
            _ if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}
