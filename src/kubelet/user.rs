//! The user as whom a container would run, where it must not be root.

use crate::api::{Object, Value};

/// The official images that run as root, unless somebody says otherwise.
const ROOTS: [&str; 27] = [
    "alpine",
    "bash",
    "busybox",
    "caddy",
    "debian",
    "fedora",
    "golang",
    "haproxy",
    "httpd",
    "mariadb",
    "mongo",
    "mysql",
    "nginx",
    "node",
    "openjdk",
    "perl",
    "php",
    "postgres",
    "python",
    "rabbitmq",
    "redis",
    "ruby",
    "tomcat",
    "traefik",
    "ubuntu",
    "valkey",
    "wordpress",
];
/// Images that name their user instead of giving its number, which nobody can look up outside.
const NAMED: [(&str, &str); 3] =
    [("memcached", "memcache"), ("prom/node-exporter", "nobody"), ("prom/prometheus", "nobody")];

/// What keeps a container from being created that must not run as root (`runAsNonRoot`).
pub fn fault(pod: &Object, container: &Value) -> Option<String> {
    let contexts = [container.get("securityContext"), pod.spec().get("securityContext")];
    let says = |field: &str| {
        contexts.into_iter().map(|context| context.get(field)).find(|value| !value.is_null())
    };
    says("runAsNonRoot").filter(|value| value.is_true())?;
    let image = repository(container.get("image").str());
    let named = NAMED.iter().find(|(name, _)| *name == image);
    let why = match (says("runAsUser").and_then(Value::as_int), named) {
        (Some(0), _) => "container's runAsUser breaks non-root policy".to_owned(),
        (Some(_), _) => return None,
        (None, _) if ROOTS.contains(&image) => {
            "container has runAsNonRoot and image will run as root".to_owned()
        }
        (None, Some((_, user))) => format!(
            "container has runAsNonRoot and image has non-numeric user ({user}), cannot verify \
             user is non-root"
        ),
        (None, None) => return None,
    };
    let (meta, name) = (&pod.meta, container.get("name").str());
    let place = format!("{}_{}({})", meta.name, meta.namespace, meta.uid);
    Some(format!("{why} (pod: \"{place}\", container: {name})"))
}

/// An image's name without its tag, its digest and the registry that is meant anyway.
fn repository(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or_default();
    let name = match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => image,
    };
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    name.strip_prefix("library/").unwrap_or(name)
}
