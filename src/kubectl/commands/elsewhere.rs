//! What kubectl does for the machine it runs on, or with rights that this cluster does not have:
//! each says how it is here.

use crate::api::Kind;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, GLOBAL, Takes, flag, short};
use crate::kubectl::help;
use crate::kubectl::process::{Stream, World};
use crate::kubectl::resource::ALL_NAMESPACES;
use crate::kubectl::verb::{Flow, Verb};

static CAN_FLAGS: &[Flag] = &[
    short('q', "quiet", Takes::Switch, "Say nothing: the exit status tells."),
    flag("list", Takes::Switch, "Everything that you may do."),
    flag("subresource", Takes::Text, "A part of the object: `log`, `scale`."),
];

/// The row of `auth can-i`.
pub static CAN_I: Verb = Verb {
    name: "auth can-i",
    aliases: &[],
    summary: "Tell whether you may do something: you administer this cluster.",
    usage: "VERB (TYPE | TYPE/NAME)",
    examples: &["kubectl auth can-i create deployments"],
    flags: &[CAN_FLAGS, ALL_NAMESPACES],
    run: can_i,
};

fn can_i(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if arguments.is("list") {
        let any = "[*]";
        let text = format!(
            "Resources   Non-Resource URLs   Resource Names   Verbs\n*.*         []                  \
             []               {any}\n            {any}                 []               {any}\n"
        );
        world.output.push(Stream::Out, &text);
        return Ok(Flow::Done);
    }
    let [_, resource] = arguments.words.as_slice() else {
        return Err(Failure::error(
            "you must specify two arguments: verb resource or verb resource/resourceName.\nSee \
             'kubectl auth can-i -h' for help and examples.",
        ));
    };
    let plural = resource.split('/').next().unwrap_or_default();
    match Kind::from_resource(plural) {
        _ if plural.is_empty() || plural == "*" => {}
        None => {
            world
                .output
                .error(format!("Warning: the server doesn't have a resource type '{plural}'\n"));
        }
        Some(kind) if !kind.row().namespaced => {
            let row = kind.row();
            let group = if row.group.is_empty() {
                String::new()
            } else {
                format!(" in group '{}'", row.group)
            };
            world.output.error(format!(
                "Warning: resource '{}' is not namespace scoped{group}\n",
                row.plural
            ));
        }
        Some(_) => {}
    }
    let may = arguments.text("as").is_none_or(str::is_empty);
    if !arguments.is("quiet") {
        world.output.line(if may { "yes" } else { "no" });
    }
    Ok(Flow::Exit(u8::from(!may)))
}

/// The row of `auth whoami`.
pub static WHO_AM_I: Verb = Verb {
    name: "auth whoami",
    aliases: &[],
    summary: "Tell who you are.",
    usage: "",
    examples: &["kubectl auth whoami"],
    flags: &[],
    run: |_, world| {
        world.output.line("ATTRIBUTE   VALUE");
        world.output.line("Username    learner");
        Ok(Flow::Done)
    },
};

/// The row of `proxy`.
pub static PROXY: Verb = Verb {
    name: "proxy",
    aliases: &[],
    summary: "Serve the API to the machine that kubectl runs on; here that is none.",
    usage: "[--port=PORT]",
    examples: &[],
    flags: &[PROXY_FLAGS],
    run: |_, _| {
        Err(Failure::error(
            "no port of your own machine can lead into a simulated cluster; kubectl get -o json shows \
             what the API holds",
        ))
    },
};

static PROXY_FLAGS: &[Flag] = &[short('p', "port", Takes::Number, "Accepted.")];

/// The shells that kubectl knows.
const SHELLS: [&str; 4] = ["bash", "fish", "powershell", "zsh"];

/// The row of `completion`.
pub static COMPLETION: Verb = Verb {
    name: "completion",
    aliases: &[],
    summary: "Tell how Tab completes kubectl's words in a shell.",
    usage: "(bash | zsh | fish | powershell)",
    examples: &["kubectl completion bash"],
    flags: &[],
    run: |arguments, world| match arguments.words.as_slice() {
        [] => Err(Failure::usage("completion", "Shell not specified.")),
        [shell] if SHELLS.contains(&shell.as_str()) => {
            world.output.line("# In this terminal Tab completes kubectl's words already.");
            world.output.line("# In your own one this switches it on:");
            world.output.line(match shell.as_str() {
                "fish" => "# kubectl completion fish | source".to_owned(),
                "powershell" => {
                    "# kubectl completion powershell | Out-String | Invoke-Expression".to_owned()
                }
                shell => format!("# source <(kubectl completion {shell})"),
            });
            Ok(Flow::Done)
        }
        [shell] => {
            let message = format!("Unsupported shell type \"{shell}\".");
            Err(Failure::usage("completion", message))
        }
        _ => Err(Failure::usage("completion", "Too many arguments. Expected only the shell type.")),
    },
};

/// The row of `options`.
pub static OPTIONS: Verb = Verb {
    name: "options",
    aliases: &[],
    summary: "Print the flags that every command takes.",
    usage: "",
    examples: &["kubectl options"],
    flags: &[],
    run: |_, world| {
        world.output.line("The following options can be passed to any command:\n");
        for flag in GLOBAL {
            world.output.push(Stream::Out, &help::of_flag(flag));
        }
        Ok(Flow::Done)
    },
};

/// A verb that cannot do here what it does elsewhere, and says what does.
const fn explained(
    name: &'static str,
    summary: &'static str,
    usage: &'static str,
    run: fn(&Arguments, &mut World) -> Result<Flow, Failure>,
) -> Verb {
    Verb { name, aliases: &[], summary, usage, examples: &[], flags: ALL_ANY, run }
}

static ALL_ANY: &[&[Flag]] = &[ANY];

/// Flags of the verbs that only explain.
static ANY: &[Flag] = &[
    short('i', "stdin", Takes::Switch, "Accepted."),
    short('t', "tty", Takes::Switch, "Accepted."),
    short('c', "container", Takes::Text, "Accepted."),
    short('f', "filename", Takes::Texts, "Accepted."),
    flag("image", Takes::Text, "Accepted."),
    flag("target", Takes::Text, "Accepted."),
    flag("copy-to", Takes::Text, "Accepted."),
    flag("profile", Takes::Text, "Accepted."),
    flag("share-processes", Takes::Switch, "Accepted."),
];

/// The row of `debug`.
pub static DEBUG: Verb = explained(
    "debug",
    "Put a container for looking around beside those of a pod; here `exec` does it.",
    "(POD | node/NAME) -it --image=image",
    |arguments, world| {
        let space = crate::kubectl::resource::namespace(arguments, world);
        let Some(word) = arguments.words.first() else {
            let why = "NAME or filename is required for debug";
            return Err(Failure::usage("debug", why));
        };
        if let Some(node) = word.strip_prefix("node/") {
            return Err(Failure::error(format!(
                "a simulated machine has no files to look at; kubectl describe node {node} shows \
                 what it reports"
            )));
        }
        let pod = super::logs::one(word, &space, world)?;
        Err(Failure::error(format!(
            "containers cannot be added to a running pod here. Every simulated container has a \
             shell with curl, wget and nslookup: kubectl exec -it {0} -- sh. A pod of its own to \
             look from: kubectl run tmp --image=busybox --rm -it --restart=Never -- sh",
            pod.meta.name
        )))
    },
);

/// The row of `certificate`.
pub static CERTIFICATE: Verb = explained(
    "certificate",
    "Tell that there are no requests for certificates to answer.",
    "(approve | deny) NAME",
    |_, _| {
        Err(Failure::error(
            "certificates are not simulated: nobody asks for one, so there is none to approve or \
             deny",
        ))
    },
);

/// The row of `kustomize`.
pub static KUSTOMIZE: Verb = explained(
    "kustomize",
    "Tell that manifests are not built from folders here.",
    "DIR",
    |_, _| {
        Err(Failure::error(
            "kustomize is not part of this kubectl: its files build on folders, and there are none \
             here. Name the manifests themselves with -f",
        ))
    },
);

/// The row of `plugin list`.
pub static PLUGINS: Verb =
    explained("plugin list", "List the plugins; there are none.", "", |_, _| {
        Err(Failure::error("unable to find any kubectl plugins in your PATH"))
    });
