//! Verbs that cannot do here what they do elsewhere; each says why, and what does it here.

use crate::api::{Kind, StatusError};
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::pods_of_word;
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::verb::{Flow, Verb};

/// The row of such a verb.
const fn explained(
    name: &'static str,
    summary: &'static str,
    usage: &'static str,
    flags: &'static [&'static [Flag]],
    run: fn(&Arguments, &mut World) -> Result<Flow, Failure>,
) -> Verb {
    Verb { name, aliases: &[], summary, usage, examples: &[], flags, run }
}

/// The row of `proxy`.
pub static PROXY: Verb = explained(
    "proxy",
    "Serve the API to the machine that kubectl runs on; here that is none.",
    "[--port=PORT]",
    &[PROXY_FLAGS],
    |_, _| {
        Err(Failure::error(
            "no port of your own machine can lead into a simulated cluster; kubectl get -o json \
             shows what the API holds",
        ))
    },
);

static PROXY_FLAGS: &[Flag] = &[
    short('p', "port", Takes::Number, "Elsewhere the port of your machine; 8001 is the usual."),
    flag("address", Takes::Text, "Elsewhere the address of your machine that listens."),
    flag("api-prefix", Takes::Text, "Elsewhere the path below which the API is found."),
    short('w', "www", Takes::Text, "Elsewhere a folder whose files are served as well."),
    short('P', "www-prefix", Takes::Text, "Elsewhere the path below which those files are found."),
    short('u', "unix-socket", Takes::Text, "Elsewhere a socket instead of a port."),
    flag("accept-hosts", Takes::Text, "Elsewhere which hosts may ask."),
    flag("accept-paths", Takes::Text, "Elsewhere which paths may be asked for."),
    flag("reject-paths", Takes::Text, "Elsewhere which paths may not be asked for."),
    flag("reject-methods", Takes::Text, "Elsewhere which methods may not be used."),
    flag("disable-filter", Takes::Switch, "Elsewhere everybody may ask for everything."),
];

/// The row of `cp`.
pub static COPY: Verb = Verb {
    examples: &["kubectl exec web-0 -- cat /etc/hosts > hosts.txt"],
    ..explained(
        "cp",
        "Copy files from and to containers; here the terminal's pipes do that.",
        "SOURCE DESTINATION",
        &[COPY_FLAGS],
        copy,
    )
};

static COPY_FLAGS: &[Flag] = &[
    short('c', "container", Takes::Text, "The container whose files are meant."),
    flag("no-preserve", Takes::Switch, "Elsewhere owners and rights of files are left away."),
    flag("retries", Takes::Number, "Elsewhere how often a broken copy is taken up again."),
];

fn copy(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let [source, target] = arguments.words.as_slice() else {
        return Err(Failure::error("source and destination are required"));
    };
    let (source, target) = (Place::read(source)?, Place::read(target)?);
    let (pod, local) = match (&source.pod, &target.pod) {
        (Some(_), Some(_)) => {
            return Err(Failure::error("one of src or dest must be a local file specification"));
        }
        _ if source.file.is_empty() || target.file.is_empty() => {
            return Err(Failure::error("filepath can not be empty"));
        }
        (None, None) => {
            return Err(Failure::error("one of src or dest must be a remote file specification"));
        }
        (Some(pod), None) => (pod, None),
        (None, Some(pod)) => (pod, Some(source.file)),
    };
    if let Some(file) = local.filter(|file| !world.files.contains_key(*file)) {
        return Err(Failure::error(format!("{file} doesn't exist in local filesystem")));
    }
    let pod = match pod {
        (Some(space), name) => view(world)
            .find(Kind::Pod, space, name)
            .cloned()
            .ok_or_else(|| Failure::server(&StatusError::not_found(Kind::Pod, name)))?,
        (None, name) => pods_of_word::pod_to_reach(name, arguments, world)?,
    };
    let phase = pod.status().get("phase").str();
    if matches!(phase, "Succeeded" | "Failed") {
        return Err(Failure::error(format!(
            "cannot exec into a container in a completed pod; current phase is {phase}"
        )));
    }
    Err(Failure::error(
        "containers keep no files here; to read one, use kubectl exec POD -- cat FILE > NAME",
    ))
}

/// What is copied, or where it goes.
struct Place<'word> {
    /// The pod, with its namespace if it is said; none for a file on this side.
    pod: Option<(Option<&'word str>, &'word str)>,
    file: &'word str,
}

impl<'word> Place<'word> {
    /// Reads `[[namespace/]pod:]file`.
    fn read(word: &'word str) -> Result<Place<'word>, Failure> {
        let Some((pod, file)) = word.split_once(':') else {
            return Ok(Place { pod: None, file: word });
        };
        let parts: Vec<&str> = pod.split('/').collect();
        let pod = match parts.as_slice() {
            [name] if !name.is_empty() => (None, *name),
            [space, name] => (Some(*space), *name),
            _ => {
                return Err(Failure::error(
                    "filespec must match the canonical format: [[namespace/]pod:]file/path",
                ));
            }
        };
        Ok(Place { pod: Some(pod), file })
    }
}

/// The row of `debug`.
pub static DEBUG: Verb = explained(
    "debug",
    "Put a container for looking around beside those of a pod; here `exec` does it.",
    "(POD | node/NAME) -it --image=image",
    &[DEBUG_FLAGS],
    debug,
);

static DEBUG_FLAGS: &[Flag] = &[
    flag("image", Takes::Text, "Elsewhere the image of the container for looking around."),
    flag("image-pull-policy", Takes::Text, "Elsewhere when that image is pulled."),
    short('c', "container", Takes::Text, "Elsewhere the name of that container."),
    flag("target", Takes::Text, "Elsewhere the container whose processes it sees."),
    flag("copy-to", Takes::Text, "Elsewhere the name of a copy of the pod to look at instead."),
    flag("replace", Takes::Switch, "Elsewhere the copy takes the pod's place."),
    flag("same-node", Takes::Switch, "Elsewhere the copy runs on the pod's node."),
    flag("set-image", Takes::List, "Elsewhere other images for the containers of the copy."),
    flag("share-processes", Takes::Switch, "Elsewhere the copy's containers see each other."),
    flag("keep-labels", Takes::Switch, "Elsewhere the copy has the pod's labels."),
    flag("keep-annotations", Takes::Switch, "Elsewhere the copy has the pod's annotations."),
    flag("keep-liveness", Takes::Switch, "Elsewhere the copy's containers are probed for life."),
    flag("keep-readiness", Takes::Switch, "Elsewhere the copy's containers are probed as ready."),
    flag(
        "keep-startup",
        Takes::Switch,
        "Elsewhere the copy's containers are probed as they start.",
    ),
    flag("keep-init-containers", Takes::Switch, "Elsewhere the copy runs them, too."),
    flag("profile", Takes::Text, "Elsewhere how much the container may: `general`, `sysadmin`…"),
    flag("custom", Takes::Text, "Elsewhere a file with more fields of the container."),
    flag("env", Takes::Texts, "Elsewhere a variable: `NAME=value`."),
    flag("arguments-only", Takes::Switch, "Elsewhere the words after `--` are arguments."),
    flag("attach", Takes::Switch, "Elsewhere what the container prints is shown."),
    short('i', "stdin", Takes::Switch, "Elsewhere the container's input is kept open."),
    short('t', "tty", Takes::Switch, "Elsewhere it has a terminal."),
    short('q', "quiet", Takes::Switch, "Elsewhere only the container's words are printed."),
    short('f', "filename", Takes::Texts, "Elsewhere a file that names the pod."),
];

fn debug(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let Some(word) = arguments.words.first() else {
        let why = "NAME or filename is required for debug";
        return Err(Failure::usage("debug", why));
    };
    if let Some(node) = word.strip_prefix("node/") {
        return Err(Failure::error(format!(
            "a simulated machine has no files to look at; kubectl describe node {node} shows what \
             it reports"
        )));
    }
    let pod = pods_of_word::one(word, arguments, world)?;
    Err(Failure::error(format!(
        "containers cannot be added to a running pod here. Every simulated container has a shell \
         with curl, wget and nslookup: kubectl exec -it {0} -- sh. A pod of its own to look from: \
         kubectl run tmp --image=busybox --rm -it --restart=Never -- sh",
        pod.meta.name
    )))
}

/// The row of `certificate`.
pub static CERTIFICATE: Verb = explained(
    "certificate",
    "Tell that there are no requests for certificates to answer.",
    "(approve | deny) NAME",
    &[CERTIFICATE_FLAGS],
    certificate,
);

/// Nobody asks for a certificate here, and so nothing of any name is found.
fn certificate(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let [verb, names @ ..] = arguments.words.as_slice() else {
        return Err(Failure::error("expected approve or deny, and the request's name"));
    };
    if !matches!(verb.as_str(), "approve" | "deny") {
        let why = format!("unknown command \"{}\"", arguments.words.join(" "));
        return Err(Failure::usage("certificate", why));
    }
    if names.is_empty() && !arguments.has("filename") {
        return Err(Failure::error(
            "one or more CSRs must be specified as <name> or -f <filename>",
        ));
    }
    let missing = names.iter().map(|name| {
        Failure::plain(format!(
            "Error from server (NotFound): certificatesigningrequests.certificates.k8s.io \
             \"{name}\" not found"
        ))
    });
    let missing: Vec<Failure> = missing.collect();
    Ok(Flow::Exit(report(&missing, world.output)))
}

static CERTIFICATE_FLAGS: &[Flag] = &[
    short('f', "filename", Takes::Texts, "Elsewhere a file with the request."),
    flag("force", Takes::Switch, "Elsewhere an answered request is answered anew."),
    short('o', "output", Takes::Text, "Elsewhere how the request is printed."),
];

/// The row of `kustomize`.
pub static KUSTOMIZE: Verb = explained(
    "kustomize",
    "Tell that manifests are not built from folders here.",
    "DIR",
    &[KUSTOMIZE_FLAGS],
    |_, _| {
        Err(Failure::error(
            "kustomize is not part of this kubectl: its files build on folders, and there are none \
             here. Name the manifests themselves with -f",
        ))
    },
);

static KUSTOMIZE_FLAGS: &[Flag] = &[
    short('o', "output", Takes::Text, "Elsewhere the file that what is built goes to."),
    flag("enable-helm", Takes::Switch, "Elsewhere charts of Helm are built, too."),
    flag("load-restrictor", Takes::Text, "Elsewhere which files may be read."),
];

/// The row of `plugin list`.
pub static PLUGINS: Verb =
    explained("plugin list", "List the plugins; there are none.", "", &[PLUGIN_FLAGS], |_, _| {
        Err(Failure::error("unable to find any kubectl plugins in your PATH"))
    });

static PLUGIN_FLAGS: &[Flag] =
    &[flag("name-only", Takes::Switch, "Elsewhere names without their folders.")];

/// The row of `alpha`.
pub static ALPHA: Verb =
    explained("alpha", "Commands for features in alpha; there are none.", "", &[], |_, world| {
        world.output.error("No alpha commands are available in this version of kubectl");
        Ok(Flow::Done)
    });

/// The rows of `kuberc`.
pub static PREFERENCES: [Verb; 2] = [
    explained("kuberc view", "Show the file with preferences; there is none.", "", &[], no_kuberc),
    explained(
        "kuberc set",
        "Write the file with preferences; here there is none.",
        "--section (defaults | aliases)",
        &[KUBERC_FLAGS],
        no_kuberc,
    ),
];

static KUBERC_FLAGS: &[Flag] = &[
    flag("section", Takes::Text, "Elsewhere what is set: `defaults` or `aliases`."),
    flag("command", Takes::Text, "Elsewhere the command that it is for."),
    flag("name", Takes::Text, "Elsewhere the name of an alias."),
    flag("option", Takes::Texts, "Elsewhere a flag's default: `interactive=true`."),
    flag("prependarg", Takes::Texts, "Elsewhere a word before an alias's own."),
    flag("appendarg", Takes::Texts, "Elsewhere a word after an alias's own."),
    flag("overwrite", Takes::Switch, "Elsewhere what is set already is replaced."),
];

fn no_kuberc(_: &Arguments, _: &mut World) -> Result<Flow, Failure> {
    Err(Failure::error(
        "the terminal has no file with preferences (kuberc); kubectl takes its flags from the line \
         alone",
    ))
}

/// The row of `auth reconcile`.
pub static RECONCILE: Verb = explained(
    "auth reconcile",
    "Bring roles and their bindings to what files say; here `apply` does it.",
    "-f FILE",
    &[RECONCILE_FLAGS],
    |arguments, _| {
        let file = arguments.text("filename").unwrap_or("FILE");
        Err(Failure::error(format!(
            "roles are kept here and grant nothing, so there is nothing to reconcile: kubectl \
             apply -f {file} makes them what the file says"
        )))
    },
);

static RECONCILE_FLAGS: &[Flag] = &[
    short('f', "filename", Takes::Texts, "Elsewhere the files with the roles."),
    flag("remove-extra-permissions", Takes::Switch, "Elsewhere roles also lose rights."),
    flag("remove-extra-subjects", Takes::Switch, "Elsewhere bindings also lose subjects."),
];
