//! What can be seen from inside of a container: its files and its environment; and what it
//! answers to who asks it over the network.

use super::Alike;
use super::behaviour::Setting;
use super::configuration::{datum, environment, field};
use crate::api::value::NULL;
use crate::api::{Kind, Object, Value};
use crate::ordered::OrderedMap;
use crate::store::View;
use crate::time::Time;

/// Texts by name.
pub type Texts = OrderedMap<String, String>;

/// Where the cluster's DNS answers.
pub const DNS: &str = "10.96.0.10";
/// The domain of the cluster's names.
const DOMAIN: &str = "cluster.local";
/// What every pod's file of host names begins with.
const HOSTS: &str = "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n\
                     ::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n\
                     fe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n";
/// Where the well-known web servers keep their pages.
const ROOTS: [(&str, &str); 2] =
    [("nginx", "/usr/share/nginx/html"), ("httpd", "/usr/local/apache2/htdocs")];
/// Ports whose servers speak another protocol than HTTP.
const SPEECHLESS: [i64; 7] = [3306, 5432, 5672, 6379, 9300, 11211, 27017];

/// What a container answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Nobody listens on the port.
    Refused,
    /// Somebody listens who does not speak HTTP.
    Speechless,
    /// An HTTP status and a body.
    Http(u16, String),
}

/// The files that the cluster puts into a container, and what its image is known to have.
pub fn files(view: &View, pod: &Object, container: &Value) -> Texts {
    let namespace = &pod.meta.namespace;
    let hostname = pod.spec().get("hostname").as_str().unwrap_or(&pod.meta.name);
    let address = pod.status().get("podIP").str();
    let search = ["", ".svc", ".svc.cluster.local"];
    let search = format!("{namespace}{} {} {}", search[2], &search[2][1..], &search[2][5..]);
    let mut files = Texts::new();
    let mut add = |name: &str, text: String| files.insert(name.to_owned(), text);
    if let Some((image, root)) = page_root(container) {
        let greeting = if image == "nginx" { "Welcome to nginx!" } else { "It works!" };
        let text = format!("<html><body><h1>{greeting}</h1></body></html>\n");
        add(&format!("{root}/index.html"), text);
    }
    add("/etc/hostname", format!("{hostname}\n"));
    add("/etc/hosts", hosts(pod, address, hostname));
    let resolver = format!("search {search}\nnameserver {DNS}\noptions ndots:5\n");
    add("/etc/resolv.conf", resolver);
    for mount in container.get("volumeMounts").items() {
        let path = mount.get("mountPath").str().trim_end_matches('/');
        let volumes = pod.spec().get("volumes").items();
        let volume = volumes.iter().find(|volume| volume.get("name") == mount.get("name"));
        files.retain(|name, _| !name.starts_with(&format!("{path}/")));
        let mut mounted = Texts::new();
        read_volume(view, pod, volume.unwrap_or(NULL), &mut mounted);
        match mount.get("subPath").str() {
            "" => {
                let placed =
                    mounted.into_iter().map(|(name, text)| (format!("{path}/{name}"), text));
                files.extend(placed);
            }
            part => {
                let text = mounted.remove(part);
                files.extend(text.map(|text| (path.to_owned(), text)));
            }
        }
    }
    files
}

/// What names its kubelet makes known to a pod.
fn hosts(pod: &Object, address: &str, hostname: &str) -> String {
    let domain = match pod.spec().get("subdomain").str() {
        "" => String::new(),
        subdomain => format!("{hostname}.{subdomain}.{}.svc.{DOMAIN}\t", pod.meta.namespace),
    };
    let mut text = format!("{HOSTS}{address}\t{domain}{hostname}\n");
    let aliases = pod.spec().get("hostAliases").items();
    if !aliases.is_empty() {
        text.push_str("\n# Entries added by HostAliases.\n");
    }
    for alias in aliases {
        let names = alias.get("hostnames").items().iter().map(Value::str);
        let line: Vec<&str> = std::iter::once(alias.get("ip").str()).chain(names).collect();
        text.push_str(&line.join("\t"));
        text.push('\n');
    }
    text
}

/// The files of a volume; a volume of another sort holds none.
fn read_volume(view: &View, pod: &Object, volume: &Value, files: &mut Texts) {
    let sources = [
        (Kind::Secret, volume.get("secret"), "secretName"),
        (Kind::Secret, volume.get("secret"), "name"),
        (Kind::ConfigMap, volume.get("configMap"), "name"),
    ];
    for (kind, source, field) in sources {
        let name = source.get(field).str();
        let Some(object) = view.find(kind, &pod.meta.namespace, name) else { continue };
        let (items, data) = (source.get("items").items(), object.body.get("data"));
        let named = items.iter().map(|item| (item.get("key").str(), item.get("path").str()));
        let all = data.entries().iter().map(|(key, _)| (key.as_str(), key.as_str()));
        let all = all.filter(|_| items.is_empty());
        for (key, path) in named.chain(all).filter(|(key, _)| !data.get(key).is_null()) {
            files.insert(path.to_owned(), datum(object, key));
        }
    }
    for item in volume.get("downwardAPI").get("items").items() {
        let text = field(pod, item.at("fieldRef.fieldPath").str());
        files.insert(item.get("path").str().to_owned(), text);
    }
    for source in volume.at("projected.sources").items() {
        read_volume(view, pod, source, files);
    }
}

/// The variables of a container's environment, those of its namespace's Services included.
pub fn variables(view: &View, pod: &Object, container: &Value) -> Texts {
    let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    let mut variables = Texts::new();
    variables.insert("HOME".to_owned(), "/root".to_owned());
    variables.insert("PATH".to_owned(), path.to_owned());
    let links = pod.spec().get("enableServiceLinks").as_bool() != Some(false);
    for service in view.list(Kind::Service, None) {
        let is_api = service.meta.name == "kubernetes" && service.meta.namespace == "default";
        let address = service.spec().get("clusterIP").str();
        let is_linked = is_api || links && service.meta.namespace == pod.meta.namespace;
        let is_later = service.meta.creation_timestamp > pod.meta.creation_timestamp;
        if !is_linked || is_later || matches!(address, "" | "None") {
            continue;
        }
        let name = as_variable(&service.meta.name);
        for (index, port) in service.spec().get("ports").items().iter().enumerate() {
            let number = port.get("port").int().to_string();
            let protocol = port.get("protocol").as_str().unwrap_or("TCP");
            let lower = protocol.to_ascii_lowercase();
            let url = format!("{lower}://{address}:{number}");
            let mut add = |ending: &str, text: &str| {
                variables.insert(format!("{name}{ending}"), text.to_owned());
            };
            if index == 0 {
                add("_SERVICE_HOST", address);
                add("_SERVICE_PORT", &number);
                add("_PORT", &url);
            }
            if let Some(port) = port.get("name").as_str().filter(|name| !name.is_empty()) {
                add(&format!("_SERVICE_PORT_{}", as_variable(port)), &number);
            }
            let own = format!("_PORT_{number}_{protocol}");
            add(&own, &url);
            add(&format!("{own}_ADDR"), address);
            add(&format!("{own}_PORT"), &number);
            add(&format!("{own}_PROTO"), &lower);
        }
    }
    variables.extend(environment(view.store(), pod, container));
    variables
}

/// A name as a part of a variable's.
fn as_variable(name: &str) -> String {
    name.to_ascii_uppercase().replace(['-', '.'], "_")
}

/// Whether a container waits for somebody at its input.
pub fn is_attended(view: &View, pod: &Object, container: &Value) -> bool {
    let convention = view.machines().convention;
    Setting { store: view.store(), convention, pod, container, init: false }.is_attended()
}

/// What a pod answers on a port to a request for a path.
pub fn answer(view: &View, pod: &Object, port: i64, path: &str) -> Reply {
    for status in pod.status().get("containerStatuses").items() {
        let Some(start) = Time::parse(status.at("state.running.startedAt").str()) else { continue };
        let containers = pod.spec().get("containers").items();
        let Some(container) = containers.iter().find(|own| own.get("name") == status.get("name"))
        else {
            continue;
        };
        let convention = view.machines().convention;
        let setting = Setting { store: view.store(), convention, pod, container, init: false };
        let restarts = u32::try_from(status.get("restartCount").int()).unwrap_or(0);
        let behaviour = setting.behaviour(restarts, start, &mut Alike::default());
        let serves = behaviour.serves.is_some_and(|delay| start.plus(delay) <= view.now);
        let declared = container.get("ports").items().iter();
        let declares = declared.clone().any(|own| own.get("containerPort").int() == port);
        let listens = match behaviour.ports {
            Some(ports) => ports.contains(&port),
            None => declares || !setting.runs_script(),
        };
        if serves && listens {
            return reply(view, pod, container, port, path, behaviour.paths);
        }
    }
    Reply::Refused
}

fn reply(
    view: &View,
    pod: &Object,
    container: &Value,
    port: i64,
    path: &str,
    known: Option<&[&str]>,
) -> Reply {
    if SPEECHLESS.contains(&port) {
        return Reply::Speechless;
    }
    let path = path.split('?').next().unwrap_or_default();
    if let Some((_, root)) = page_root(container) {
        let index = if path.ends_with('/') { "index.html" } else { "" };
        return match files(view, pod, container).remove(&format!("{root}{path}{index}")) {
            Some(text) => Reply::Http(200, text),
            None => Reply::Http(404, "<html><body><h1>404 Not Found</h1></body></html>\n".into()),
        };
    }
    if known.is_some_and(|known| !known.contains(&path)) {
        return Reply::Http(404, "404 page not found\n".to_owned());
    }
    // `hashicorp/http-echo` and its like are told what to say.
    let said = container.get("args").items().iter().find_map(|word| {
        let word = word.str().trim_start_matches('-');
        word.strip_prefix("text=")
    });
    Reply::Http(
        200,
        match said {
            Some(text) => format!("{text}\n"),
            None => format!("Hello from {}\n", pod.meta.name),
        },
    )
}

/// The image's name and the folder of its pages, if it is a web server that has one.
fn page_root(container: &Value) -> Option<(&'static str, &'static str)> {
    let known = super::catalogue::known(container.get("image").str())?;
    ROOTS.into_iter().find(|(name, _)| known.names.contains(name))
}
