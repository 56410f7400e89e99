//! `kubectl create ingress`: rules of the form `host/path=service:port[,tls[=secret]]`.

use super::{GENERATOR, Named, generate, one_name};
use crate::api::value::Map;
use crate::api::{Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[
    flag("rule", Takes::Texts, "`host/path=service:port[,tls[=secret]]`; `path*` is a prefix."),
    flag("class", Takes::Text, "The ingress class."),
    flag("default-backend", Takes::Text, "Where everything else goes: `service:port`."),
    flag("annotation", Takes::Texts, "An annotation: `key=value`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "create ingress",
    aliases: &["ing"],
    summary: "Create an ingress with the specified name.",
    usage: "NAME --rule=host/path=service:port[,tls[=secret]]",
    examples: &["kubectl create ingress web --rule='shop.example/cart*=web:80,tls=shop-tls'"],
    flags: &[FLAGS, GENERATOR, OUTPUT, DRY_RUN],
    run,
};

/// A rule as it stands on a line.
struct Rule<'line> {
    host: &'line str,
    path: &'line str,
    service: &'line str,
    port: &'line str,
    /// Whether it asks for TLS, and with which secret.
    tls: Option<&'line str>,
}

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let name = one_name(arguments, "create ingress")?;
    let texts = arguments.texts("rule");
    let default = arguments.text("default-backend").filter(|text| !text.is_empty());
    if texts.is_empty() && default.is_none() {
        return Err(Failure::error(
            "not enough information provided: every ingress has to either specify a \
             default-backend (which catches all traffic) or a list of rules (which catch specific \
             paths)",
        ));
    }
    let rules = texts.iter().map(|text| read(text)).collect::<Result<Vec<_>, _>>()?;
    let mut spec = value!({});
    if let Some(class) = arguments.text("class").filter(|class| !class.is_empty()) {
        spec.set("ingressClassName", class);
    }
    if let Some(text) = default {
        let (service, port) =
            text.split_once(':').filter(|(_, port)| !port.contains(':')).ok_or_else(|| {
                let why = "default-backend should be in format servicename:serviceport";
                Failure::error(why)
            })?;
        spec.set("defaultBackend", backend(service, port));
    }
    let tls = tls(&rules);
    if !tls.is_empty() {
        spec.set("tls", tls);
    }
    if !rules.is_empty() {
        spec.set("rules", by_host(&rules));
    }
    let mut value = value!({
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": { "name": name },
        "spec": spec, "status": { "loadBalancer": {} }
    });
    let annotations = annotations(arguments)?;
    if !annotations.is_empty() {
        value.set("metadata.annotations", annotations);
    }
    generate(arguments, world, Named { kind: Kind::Ingress, value, verb: "created" })
}

fn annotations(arguments: &Arguments) -> Result<Map, Failure> {
    let pair = |text: &String| {
        let (key, value) = text.split_once('=').ok_or_else(|| {
            Failure::error(format!(
                "annotation {text} is invalid and should be in format key=[value]"
            ))
        })?;
        Ok((key.to_owned(), Value::from(value)))
    };
    arguments.texts("annotation").iter().map(pair).collect()
}

fn read(text: &str) -> Result<Rule<'_>, Failure> {
    let found = || {
        let (rule, tls) = match text.split_once(',') {
            Some((rule, tls)) => (rule, Some(tls)),
            None => (text, None),
        };
        let (place, backend) = rule.split_once('=')?;
        let slash = place.find('/')?;
        let (host, path) = place.split_at(slash);
        let (service, port) = backend.split_once(':')?;
        let is_word = |word: &str, others: &str| {
            word.chars().all(|letter| {
                letter.is_ascii_alphanumeric() || letter == '_' || others.contains(letter)
            })
        };
        let fits = |word: &str| !word.is_empty() && is_word(word, "-");
        let tls = match tls {
            None => None,
            Some(word) => {
                let secret = word.strip_prefix("tls")?;
                Some(secret.strip_prefix('=').unwrap_or(secret))
            }
        };
        let fits = is_word(host, "*-.")
            && fits(service)
            && fits(port)
            && tls.is_none_or(|secret| is_word(secret, "-"));
        fits.then_some(Rule { host, path, service, port, tls })
    };
    found().ok_or_else(|| {
        Failure::error(format!(
            "rule {text} is invalid and should be in format \
             host/path=svcname:svcport[,tls[=secret]]"
        ))
    })
}

fn backend(service: &str, port: &str) -> Value {
    let port = match port.parse::<i64>() {
        Ok(number) => value!({ "number": number }),
        Err(_) => value!({ "name": port }),
    };
    value!({ "service": { "name": service, "port": port } })
}

/// The rules, those of one host together.
fn by_host(rules: &[Rule]) -> Vec<Value> {
    let mut hosts: Vec<(&str, Vec<Value>)> = Vec::new();
    for rule in rules {
        let (path, kind) = match rule.path.strip_suffix('*') {
            Some(path) => (path, "Prefix"),
            None => (rule.path, "Exact"),
        };
        let path = value!({
            "backend": (backend(rule.service, rule.port)), "path": path, "pathType": kind
        });
        match hosts.iter_mut().find(|(host, _)| *host == rule.host) {
            Some((_, paths)) => paths.push(path),
            None => hosts.push((rule.host, vec![path])),
        }
    }
    let entry = |(host, paths): (&str, Vec<Value>)| {
        let mut entry = value!({ "http": { "paths": paths } });
        if !host.is_empty() {
            entry.set("host", host);
        }
        entry
    };
    hosts.into_iter().map(entry).collect()
}

/// The hosts of each secret, each host once.
fn tls(rules: &[Rule]) -> Vec<Value> {
    let mut entries: Vec<(&str, Vec<Value>)> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for rule in rules {
        let Some(secret) = rule.tls else { continue };
        if seen.contains(&rule.host) {
            continue;
        }
        seen.push(rule.host);
        let host = (!rule.host.is_empty()).then(|| Value::from(rule.host));
        match entries.iter_mut().find(|(own, _)| *own == secret) {
            Some((_, hosts)) => hosts.extend(host),
            None => entries.push((secret, host.into_iter().collect())),
        }
    }
    let entry = |(secret, hosts): (&str, Vec<Value>)| {
        let mut entry = value!({});
        if !hosts.is_empty() {
            entry.set("hosts", hosts);
        }
        if !secret.is_empty() {
            entry.set("secretName", secret);
        }
        entry
    };
    let entries =
        entries.into_iter().filter(|(secret, hosts)| !secret.is_empty() || !hosts.is_empty());
    entries.map(entry).collect()
}
