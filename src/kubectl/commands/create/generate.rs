//! What all objects made from flags have in common.

use crate::api::json::to_json;
use crate::api::patch::{json_patch, merge_patch, strategic_merge};
use crate::api::text::parse_value;
use crate::api::{FieldName, Kind, Map, StatusError, Value, decode, names};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::manifest::LAST_APPLIED;
use crate::kubectl::output::{DryRun, Format};
use crate::kubectl::printers::rollout_history::CHANGE_CAUSE;
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::request;
use crate::kubectl::resource::{namespace, shown};
use crate::kubectl::verb::Flow;

/// The flags of every generator besides those of output.
pub static GENERATOR: &[Flag] = &[
    flag("save-config", Takes::Switch, "Remember the object for a later `kubectl apply`."),
    flag("validate", Takes::Optional("strict"), "Accepted: what is made here is valid."),
    flag("field-manager", Takes::Text, "Who is said to have made it; nobody remembers here."),
];

/// `--overrides`.
pub static OVERRIDES: &[Flag] = &[
    flag("overrides", Takes::Text, "JSON that is merged into the object."),
    flag("override-type", Takes::Text, "How: `merge` (the usual), `json` or `strategic`."),
];

/// Puts `--overrides` over an object.
///
/// # Errors
/// What is no JSON, or cannot be merged.
pub fn overridden(arguments: &Arguments, kind: Kind, value: Value) -> Result<Value, Failure> {
    let Some(text) = arguments.text("overrides").filter(|text| !text.is_empty()) else {
        return Ok(value);
    };
    let patch =
        parse_value(text).map_err(|error| Failure::error(format!("invalid overrides: {error}")))?;
    let merged = match arguments.text("override-type") {
        None | Some("merge") => Ok(merge_patch(&value, &patch)),
        Some("json") => json_patch(&value, &patch),
        Some("strategic") => strategic_merge(kind, &value, &patch),
        Some(word) => {
            return Err(Failure::error(format!("invalid override type: {word}")));
        }
    };
    merged.map_err(|error| Failure::error(error.to_string()))
}

/// An object that is about to be made.
pub struct Named {
    /// Its kind.
    pub kind: Kind,
    /// The object, as kubectl would send it.
    pub value: Value,
    /// What is said after its name: `created`.
    pub verb: &'static str,
}

/// The one name after the verb.
///
/// # Errors
/// None, or several.
pub fn one_name<'words>(
    arguments: &'words Arguments,
    command: &str,
) -> Result<&'words str, Failure> {
    match arguments.words.as_slice() {
        [name] => Ok(name),
        words => Err(Failure::usage(
            command,
            format!("exactly one NAME is required, got {}", words.len()),
        )),
    }
}

/// Makes an object, or only prints it.
///
/// # Errors
/// Whatever the API server refuses it with.
pub fn generate(arguments: &Arguments, world: &mut World, named: Named) -> Result<Flow, Failure> {
    let text = make(arguments, world, named)?;
    world.output.push(Stream::Out, &text);
    Ok(Flow::Done)
}

/// Makes an object, or does so on paper, and answers what is to be printed of it.
///
/// # Errors
/// Whatever the API server refuses it with.
pub fn make(arguments: &Arguments, world: &mut World, named: Named) -> Result<String, Failure> {
    let Named { kind, mut value, verb } = named;
    let dry_run = DryRun::read(arguments)?;
    let mut format = Format::read(arguments, world)?;
    let space = namespace(arguments, world);
    if arguments.is("save-config") {
        let text = format!("{}\n", to_json(&value));
        let metadata = value.make_map().entry("metadata").make_map();
        metadata.entry("annotations").make_map().insert(LAST_APPLIED, text);
    }
    if kind.row().namespaced && (dry_run != DryRun::Client || arguments.has("namespace")) {
        value.set("metadata.namespace", space);
    }
    if let Some(line) = arguments.recorded() {
        let metadata = value.make_map().entry("metadata").make_map();
        metadata.entry("annotations").make_map().insert(CHANGE_CAUSE, line);
    }
    let mut object = decode::object(kind, &value);
    match dry_run {
        DryRun::Client => {}
        DryRun::Server => request(world, |server| server.prepare_creation(&mut object))
            .map_err(|refusal| refused(kind, verb, &refusal))?,
        DryRun::No => {
            let made = request(world, |server| server.create(object))
                .map_err(|refusal| refused(kind, verb, &refusal))?;
            object = (*made).clone();
        }
    }
    Ok(match &mut format {
        Some(Format::Name) => format!("{}\n", shown(&object)),
        Some(format) if dry_run == DryRun::Client => format.print(&value)?,
        Some(format) => format.print_object(&object)?,
        None => format!("{} {verb}{}\n", shown(&object), dry_run.suffix()),
    })
}

/// How a generator says that the API server refused its object.  What is exposed, scaled or run,
/// and a namespace, is refused in the API server's own words.
fn refused(kind: Kind, verb: &str, refusal: &StatusError) -> Failure {
    let what = match kind {
        Kind::Deployment => "deployment:",
        Kind::Job => "job:",
        Kind::CronJob => "cronjob:",
        Kind::Secret => "secret",
        Kind::ConfigMap => "configmap:",
        Kind::ResourceQuota => "quota:",
        Kind::ServiceAccount => "serviceaccount:",
        Kind::PriorityClass => "priorityclass:",
        Kind::PodDisruptionBudget => "poddisruptionbudgets:",
        Kind::Service if verb == "created" => "service:",
        Kind::Ingress => "ingress:",
        Kind::RoleBinding => "rolebinding:",
        Kind::ClusterRoleBinding => "clusterrolebinding:",
        _ => return Failure::server(refusal),
    };
    Failure::error(format!("failed to create {what} {}", refusal.message))
}

/// The entries of `--from-literal`, `--from-file` and `--from-env-file`.
///
/// # Errors
/// What cannot be read or stands there twice.
pub fn literals(arguments: &Arguments, world: &World) -> Result<Map, Failure> {
    if arguments.has("from-env-file")
        && (arguments.has("from-file") || arguments.has("from-literal"))
    {
        return Err(Failure::error(
            "from-env-file cannot be combined with from-file or from-literal",
        ));
    }
    let name = arguments.words.first().map(String::as_str).unwrap_or_default();
    let is_secret = arguments.command.starts_with("create secret");
    let mut entries = Entries { map: Map::default(), name, is_secret };
    for text in arguments.texts("from-literal") {
        let (key, value) = literal(text)?;
        entries.add(key, value)?;
    }
    for source in arguments.texts("from-file") {
        let (key, name) = file_source(source)?;
        let inside = folder(name, world);
        if inside.is_empty() {
            entries.add(key, file(name, world)?)?;
        } else if source.contains('=') {
            return Err(Failure::error("cannot give a key name for a directory path"));
        }
        for (key, text) in inside {
            entries.add(key, text)?;
        }
    }
    for name in arguments.texts("from-env-file") {
        for line in file(name, world)?.lines().map(str::trim_start) {
            if !line.is_empty() && !line.starts_with('#') {
                let (key, text) = variable(line)?;
                entries.add(key, text)?;
            }
        }
    }
    Ok(entries.map)
}

/// The entries of a ConfigMap or Secret of this name.
struct Entries<'line> {
    map: Map,
    name: &'line str,
    is_secret: bool,
}

impl Entries<'_> {
    fn add(&mut self, key: &str, text: &str) -> Result<(), Failure> {
        let faults = names::config_key(key);
        if !faults.is_empty() {
            let noun = if self.is_secret { "Secret" } else { "ConfigMap" };
            let why = faults.join(if self.is_secret { ";" } else { "," });
            return Err(Failure::error(format!(
                "\"{key}\" is not a valid key name for a {noun}: {why}"
            )));
        }
        if self.map.contains(key) {
            return Err(Failure::error(match self.is_secret {
                true => format!("cannot add key {key}, another key by that name already exists"),
                false => format!(
                    "cannot add key \"{key}\", another key by that name already exists in Data \
                     for ConfigMap \"{}\"",
                    self.name
                ),
            }));
        }
        self.map.insert(FieldName::new(key), text);
        Ok(())
    }
}

/// `key=value`, the value perhaps in quotes.
fn literal(text: &str) -> Result<(&str, &str), Failure> {
    let pair = text.split_once('=').filter(|(key, _)| !key.is_empty());
    let (key, value) = pair.ok_or_else(|| {
        Failure::error(format!("invalid literal source {text}, expected key=value"))
    })?;
    let without = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    Ok((key, without('"').or_else(|| without('\'')).unwrap_or(value)))
}

/// A line of `--from-env-file`.
fn variable(line: &str) -> Result<(&str, &str), Failure> {
    let (key, text) = line.split_once('=').unwrap_or((line, ""));
    let faults = names::strict_variable_name(key);
    match faults.is_empty() {
        true => Ok((key, text)),
        false => {
            Err(Failure::error(format!("\"{key}\" is not a valid key name: {}", faults.join(";"))))
        }
    }
}

/// The key and the file of `--from-file`: a file without a key goes by its own name.
fn file_source(source: &str) -> Result<(&str, &str), Failure> {
    let refuse = |why: String| Err(Failure::error(why));
    match source.split_once('=') {
        None => Ok((source.rsplit('/').next().unwrap_or(source), source)),
        Some((_, path)) if path.contains('=') => {
            refuse("key names or file paths cannot contain '='".to_owned())
        }
        Some(("", path)) => refuse(format!("key name for file path {path} missing")),
        Some((key, "")) => refuse(format!("file path for key name {key} missing")),
        Some(pair) => Ok(pair),
    }
}

/// The files that lie in a folder itself, by their names there.
fn folder<'world>(name: &str, world: &'world World) -> Vec<(&'world str, &'world str)> {
    let path = name.strip_prefix("./").unwrap_or(name).trim_end_matches('/');
    let start = if matches!(path, "" | ".") { String::new() } else { format!("{path}/") };
    let inside = world.files.iter().filter_map(|(file, text)| {
        let rest = file.strip_prefix(start.as_str())?;
        (!rest.contains('/')).then_some((rest, text.as_str()))
    });
    if world.files.get(path).is_some() { Vec::new() } else { inside.collect() }
}

fn file<'world>(name: &str, world: &'world World) -> Result<&'world str, Failure> {
    let found = world.files.get(name.strip_prefix("./").unwrap_or(name));
    found
        .map(String::as_str)
        .ok_or_else(|| Failure::error(format!("error reading {name}: no such file or directory")))
}
