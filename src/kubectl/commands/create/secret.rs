//! `kubectl create secret`: of literals and files, of a key pair, for a registry of images.

use super::append_hash::{APPEND_HASH, append_hash};
use super::configmap::SOURCES;
use super::{GENERATOR, Named, generate, literals, one_name};
use crate::api::json::to_json;
use crate::api::value::Map;
use crate::api::{Kind, Value, base64};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[flag("type", Takes::Text, "The type; `Opaque` if none is given.")];

/// The row of `create secret generic`.
pub static GENERIC: Verb = Verb {
    name: "create secret generic",
    aliases: &[],
    summary: "Create a secret from literals or files.",
    usage: "NAME [--type=string] [--from-literal=key=value] [--from-file=[key=]file]",
    examples: &["kubectl create secret generic mysql-secret --from-literal=password=s3cret"],
    flags: &[FLAGS, GENERATOR, SOURCES, APPEND_HASH, OUTPUT, DRY_RUN],
    run: |arguments, world| {
        let name = one_name(arguments, "create secret generic")?;
        let entries = literals(arguments, world)?;
        secret(arguments, world, name, &entries, arguments.text("type"))
    },
};

static TLS_FLAGS: &[Flag] = &[
    flag("cert", Takes::Text, "The file of the certificate."),
    flag("key", Takes::Text, "The file of the private key."),
];

/// The row of `create secret tls`.
pub static TLS: Verb = Verb {
    name: "create secret tls",
    aliases: &[],
    summary: "Create a secret from a certificate and its key.",
    usage: "NAME --cert=file --key=file",
    examples: &["kubectl create secret tls web-tls --cert=tls.crt --key=tls.key"],
    flags: &[TLS_FLAGS, APPEND_HASH, GENERATOR, OUTPUT, DRY_RUN],
    run: tls,
};

fn tls(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let name = one_name(arguments, "create secret tls")?;
    let files = ["cert", "key"].map(|flag| arguments.text(flag).filter(|file| !file.is_empty()));
    let [Some(certificate), Some(key)] = files else {
        return Err(Failure::error("key and cert must be specified"));
    };
    let mut entries = Map::default();
    let sources = [("tls.crt", certificate, "certificate"), ("tls.key", key, "key")];
    for (entry, file, noun) in sources {
        let text = world.files.get(file).ok_or_else(|| {
            let why = format!("open {file}: no such file or directory");
            Failure::error(format!("Cannot read file {file}, {why}"))
        })?;
        if !text.contains("-----BEGIN") {
            let why = format!("tls: failed to find any PEM data in {noun} input");
            return Err(Failure::error(why));
        }
        entries.insert(entry, text.as_str());
    }
    secret(arguments, world, name, &entries, Some("kubernetes.io/tls"))
}

static REGISTRY_FLAGS: &[Flag] = &[
    flag("docker-server", Takes::Text, "The registry."),
    flag("docker-username", Takes::Text, "The user."),
    flag("docker-password", Takes::Text, "The password."),
    flag("docker-email", Takes::Text, "The user's address."),
    flag("from-file", Takes::Texts, "A file of docker's own: `.dockerconfigjson=file`."),
];

/// The row of `create secret docker-registry`.
pub static REGISTRY: Verb = Verb {
    name: "create secret docker-registry",
    aliases: &[],
    summary: "Create a secret with which images are pulled from a registry.",
    usage: "NAME --docker-username=user --docker-password=password",
    examples: &[
        "kubectl create secret docker-registry hub --docker-username=me --docker-password=x",
    ],
    flags: &[REGISTRY_FLAGS, APPEND_HASH, GENERATOR, OUTPUT, DRY_RUN],
    run: registry,
};

fn registry(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    const KIND: Option<&str> = Some("kubernetes.io/dockerconfigjson");
    let name = one_name(arguments, "create secret docker-registry")?;
    if arguments.has("from-file") {
        let entries = literals(arguments, world)?;
        return secret(arguments, world, name, &entries, KIND);
    }
    let given = |flag: &str| arguments.text(flag).filter(|text| !text.is_empty());
    let (Some(user), Some(password)) = (given("docker-username"), given("docker-password")) else {
        return Err(Failure::error(
            "either --from-file or the combination of --docker-username, --docker-password and \
             --docker-server is required",
        ));
    };
    let server = given("docker-server").unwrap_or("https://index.docker.io/v1/");
    let pass = base64::encode(format!("{user}:{password}").as_bytes());
    // The fields stand as docker itself writes them, not in the order of their names.
    let mut fields = vec![("username", user), ("password", password)];
    fields.extend(given("docker-email").map(|address| ("email", address)));
    fields.push(("auth", &pass));
    let text = |text: &str| to_json(&Value::from(text));
    let fields: Vec<String> =
        fields.iter().map(|(field, value)| format!("\"{field}\":{}", text(value))).collect();
    let all = format!("{{\"auths\":{{{}:{{{}}}}}}}", text(server), fields.join(","));
    let mut entries = Map::default();
    entries.insert(".dockerconfigjson", all);
    secret(arguments, world, name, &entries, KIND)
}

/// Makes a secret of these entries.
fn secret(
    arguments: &Arguments,
    world: &mut World,
    name: &str,
    entries: &Map,
    kind: Option<&str>,
) -> Result<Flow, Failure> {
    let mut value = value!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": name } });
    if !entries.is_empty() {
        let encode = |text: &Value| Value::from(base64::encode(text.str().as_bytes()));
        let encoded: Map = entries.iter().map(|(key, text)| (key.clone(), encode(text))).collect();
        value.set("data", encoded);
    }
    if let Some(kind) = kind {
        value.set("type", kind);
    }
    append_hash(arguments, &mut value);
    generate(arguments, world, Named { kind: Kind::Secret, value, verb: "created" })
}
