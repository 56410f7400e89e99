//! The objects that files describe.

use super::failure::{Failure, report};
use super::flags::Arguments;
use super::output::{DryRun, Format};
use super::printers::rollout_history::CHANGE_CAUSE;
use super::process::World;
use super::resource;
use super::stream::documents;
use super::verb::Flow;
use crate::api::decode::{self, Document, Entry, Unidentified};
use crate::api::{ErrorReason, Key, Kind, Object, Selector, StatusError, Value};
use crate::value;

/// No line reads more objects than this.
const OBJECT_LIMIT: usize = 20_000;
/// What kubectl calls what is piped in.
const PIPED: &str = "STDIN";

/// An object as a file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// Its kind.
    pub kind: Kind,
    /// The file, as messages name it.
    pub source: String,
    /// The namespace that it is meant for; empty for kinds outside namespaces.
    pub namespace: String,
    /// Why it comes, if `--record` asks for that to be remembered.
    cause: Option<String>,
    document: Document,
}

impl Eq for Manifest {}

/// What a verb does with one manifest.
pub type Act =
    fn(&Arguments, &mut World, &Manifest, DryRun, &mut Option<Format>) -> Result<(), Failure>;

/// Does to each manifest of a line what `verb` does; one that is refused stops no other.
///
/// # Errors
/// What is wrong with the line itself, or that it names no object.
pub fn each(
    verb: &str,
    arguments: &Arguments,
    world: &mut World,
    act: Act,
) -> Result<Flow, Failure> {
    let dry_run = DryRun::read(arguments)?;
    let mut format = Format::read(arguments, world)?;
    check_validate(arguments)?;
    let manifests = read_all(arguments, world)?;
    if manifests.is_empty() {
        return Err(Failure::error(format!("no objects passed to {verb}")));
    }
    let mut failures = Vec::new();
    for manifest in manifests {
        let done =
            manifest.and_then(|manifest| act(arguments, world, &manifest, dry_run, &mut format));
        failures.extend(done.err());
    }
    Ok(Flow::Exit(report(&failures, world.output)))
}

/// Refuses a `--validate` that is none of its words.
///
/// # Errors
/// It is.
pub fn check_validate(arguments: &Arguments) -> Result<(), Failure> {
    match arguments.text("validate") {
        None | Some("true" | "strict" | "warn" | "false" | "ignore" | "") => Ok(()),
        Some(word) => Err(Failure::error(format!(
            "invalid - validate option {word:?}; must be one of: strict (or true), warn, ignore \
             (or false)"
        ))),
    }
}

/// What could be read of the files of `-f`, document by document.
///
/// # Errors
/// A file that is not there.
pub fn read_all(
    arguments: &Arguments,
    world: &mut World,
) -> Result<Vec<Result<Manifest, Failure>>, Failure> {
    kustomized(arguments)?;
    let chooses = |text: &&str| !text.is_empty() && !arguments.is("local");
    let selector = match arguments.text("selector").filter(chooses) {
        Some(text) => Some(Selector::parse(text).map_err(Failure::error)?),
        None => None,
    };
    let passes = |manifest: &Manifest| {
        let labels = manifest.value().at("metadata.labels").as_map().cloned().unwrap_or_default();
        selector.as_ref().is_none_or(|selector| selector.matches(&labels))
    };
    let reading = Reading {
        namespace: resource::namespace(arguments, world),
        is_enforced: arguments.has("namespace"),
        validates: validates(arguments),
        cause: arguments.recorded(),
    };
    let mut manifests = Vec::new();
    let names = arguments.texts("filename").iter().flat_map(|names| names.split(','));
    let mut sources = Vec::new();
    for name in names {
        sources.extend(read(name, world)?);
    }
    for (source, text) in sources {
        for entry in documents(&text) {
            let (read, ends) = reading.entry(entry, &source);
            manifests.extend(read.into_iter().filter(|one| one.as_ref().map_or(true, passes)));
            if manifests.len() > OBJECT_LIMIT {
                return Err(Failure::error("there are too many objects in these files"));
            }
            // A file is read no further than where it cannot be read.
            if ends {
                break;
            }
        }
    }
    Ok(manifests)
}

/// How a line reads its files.
struct Reading {
    namespace: String,
    /// Whether the line names the namespace.
    is_enforced: bool,
    validates: bool,
    cause: Option<String>,
}

impl Reading {
    /// The objects of a document, and whether the file is read no further.
    fn entry(
        &self,
        entry: Result<Entry, String>,
        source: &str,
    ) -> (Vec<Result<Manifest, Failure>>, bool) {
        let list = match entry {
            Ok(Entry::One(document)) => {
                let found = header(&document, source, self.validates, true)
                    .and_then(|kind| self.identify(document, kind, source));
                let ends = found.as_ref().is_err_and(is_unreadable);
                return (vec![found], ends);
            }
            Ok(Entry::Several(list)) => list,
            Err(why) => {
                let why = Failure::error(format!("error parsing {source}: {why}"));
                return (vec![Err(why)], true);
            }
        };
        let faults = if self.validates { list.faults() } else { Vec::new() };
        if !faults.is_empty() {
            return (vec![Err(invalid(source, &several(&faults)))], true);
        }
        let (mut found, mut unknown) = (Vec::new(), Vec::new());
        for document in list.documents {
            match header(&document, source, self.validates, false) {
                Ok(kind) => found.push(self.identify(document, kind, source)),
                // The items of a list are looked up in another place (`infoForObject`).
                Err(why) => unknown.push(match &document.kind {
                    Err(Unidentified::Invalid(_)) | Ok(_) => Err(why),
                    Err(kind) => Err(Failure::plain(format!("unable to recognize {kind}"))),
                }),
            }
        }
        let ends = !unknown.is_empty();
        found.append(&mut unknown);
        (found, ends)
    }

    fn identify(&self, document: Document, kind: Kind, source: &str) -> Result<Manifest, Failure> {
        let namespace = self.namespace.as_str();
        let value = document.value();
        let said = value.at("metadata.namespace").str();
        let namespaced = kind.row().namespaced;
        if namespaced && self.is_enforced && !said.is_empty() && said != namespace {
            return Err(Failure::error(format!(
                "the namespace from the provided object \"{said}\" does not match the namespace \
                 \"{namespace}\". You must pass '--namespace={said}' to perform this operation."
            )));
        }
        let namespace = match (namespaced, said) {
            (false, _) => "",
            (true, "") => namespace,
            (true, said) => said,
        };
        let (source, namespace) = (source.to_owned(), namespace.to_owned());
        Ok(Manifest { kind, source, namespace, cause: self.cause.clone(), document })
    }
}

fn is_unreadable(failure: &Failure) -> bool {
    failure.message.starts_with("error: error validating")
}

/// What kubectl says of what it does not even send.
fn invalid(source: &str, faults: &str) -> Failure {
    Failure::error(format!(
        "error validating \"{source}\": error validating data: {faults}; if you choose to ignore \
         these errors, turn validation off with --validate=false"
    ))
}

/// Faults as Go prints several that were found together.
fn several(faults: &[String]) -> String {
    match faults {
        [only] => only.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// Refuses `-k`.
///
/// # Errors
/// Kustomize is not there.
pub fn kustomized(arguments: &Arguments) -> Result<(), Failure> {
    match arguments.has("kustomize") {
        true => Err(Failure::error(
            "kustomize is not part of this kubectl: its files build on folders, and there are \
             none here. Name the manifests themselves with -f",
        )),
        false => Ok(()),
    }
}

/// The names and texts of what a word after `-f` means: a file, what is piped in, or all files of
/// a folder.
fn read(name: &str, world: &mut World) -> Result<Vec<(String, String)>, Failure> {
    if name == "-" {
        let text = world.input.as_ref().map(|input| input.text.clone()).unwrap_or_default();
        return Ok(vec![(PIPED.to_owned(), text)]);
    }
    if name.starts_with("http://") || name.starts_with("https://") {
        return Err(Failure::error(format!(
            "unable to read URL \"{name}\": there is no network here; paste the text into a file"
        )));
    }
    let path = name.strip_prefix("./").unwrap_or(name);
    if let Some(text) = world.files.get(path) {
        return Ok(vec![(name.to_owned(), text.clone())]);
    }
    let folder = match path.trim_end_matches('/') {
        "" | "." => String::new(),
        folder => format!("{folder}/"),
    };
    let is_inside = |file: &str| {
        let extension = [".yaml", ".yml", ".json"].iter().any(|end| file.ends_with(end));
        extension && file.strip_prefix(&folder).is_some_and(|rest| !rest.contains('/'))
    };
    let inside = world.files.iter().filter(|(file, _)| is_inside(file));
    let found: Vec<(String, String)> =
        inside.map(|(file, text)| (file.clone(), text.clone())).collect();
    match found.is_empty() {
        true => Err(Failure::error(format!("the path \"{name}\" does not exist"))),
        false => Ok(found),
    }
}

/// Only what writes objects asks first whether they say what they are.
fn validates(arguments: &Arguments) -> bool {
    matches!(arguments.command.as_str(), "apply" | "create" | "replace")
        && !matches!(arguments.text("validate"), Some("false" | "ignore"))
}

/// The kind that a document says it is of.
fn header(
    document: &Document,
    source: &str,
    validates: bool,
    is_alone: bool,
) -> Result<Kind, Failure> {
    let undecoded = || {
        let fault = document.metadata_fault().filter(|_| is_alone)?;
        Some(Failure::error(format!("unable to decode \"{source}\": {fault}")))
    };
    let unidentified = match &document.kind {
        Ok(kind) => return undecoded().map_or(Ok(*kind), Err),
        Err(unidentified) => unidentified,
    };
    let value = document.value();
    let (kind, version) = (value.get("kind"), value.get("apiVersion"));
    let is_kindless = kind.str().is_empty() || version.str().matches('/').count() > 1;
    match unidentified {
        Unidentified::Invalid(_) if validates => {
            return Err(invalid(source, &unidentified.to_string()));
        }
        Unidentified::Invalid(_) if value.as_map().is_none() => {
            let found = crate::api::json::kind_of(&value);
            return Err(Failure::error(format!(
                "unable to decode \"{source}\": json: cannot unmarshal {found} into Go value of \
                 type unstructured.detector"
            )));
        }
        _ if is_kindless => {
            return Err(Failure::error(format!(
                "unable to decode \"{source}\": Object 'Kind' is missing in '{}'",
                crate::api::json::to_json(&value)
            )));
        }
        _ if let Some(failure) = undecoded() => return Err(failure),
        // The API server knows of one version of it.
        Unidentified::Invalid(_) if version.is_null() => {
            if let Some(kind) = Kind::of("v1", kind.str()) {
                return Ok(kind);
            }
        }
        Unidentified::UnknownKind { api_version, kind } => {
            if let Some(kind) = Kind::of_lowercase(api_version, kind) {
                return Ok(kind);
            }
        }
        _ => {}
    }
    let unknown = Unidentified::UnknownKind {
        api_version: version.str().to_owned(),
        kind: kind.str().to_owned(),
    };
    let meta = value.get("metadata");
    Err(Failure::error(format!(
        "resource mapping not found for name: \"{}\" namespace: \"{}\" from \"{source}\": \
         {unknown}\nensure CRDs are installed first",
        meta.get("name").str(),
        meta.get("namespace").str()
    )))
}

impl Manifest {
    /// Which object it describes.
    pub fn key(&self) -> Key {
        Key::new(self.kind, &self.namespace, self.value().at("metadata.name").str())
    }

    /// What its author wrote, with the namespace that it is meant for.
    pub fn value(&self) -> Value {
        let mut value = self.document.value();
        if !self.namespace.is_empty() {
            value.set("metadata.namespace", self.namespace.as_str());
        }
        if let Some(cause) = &self.cause {
            let metadata = value.make_map().entry("metadata").make_map();
            metadata.entry("annotations").make_map().insert(CHANGE_CAUSE, cause.as_str());
        }
        value
    }

    /// The object that its author wrote, without even a namespace added.
    pub fn written(&self) -> Object {
        decode::object(self.kind, &self.document.value())
    }

    /// The kind as its author wrote it, if the API server knows none of that name.
    pub fn unregistered_kind(&self) -> Option<&str> {
        match &self.document.kind {
            Err(Unidentified::UnknownKind { kind, .. }) => Some(kind),
            _ => None,
        }
    }

    /// Why the API server cannot read it; `strict` also refuses fields that it does not know.
    ///
    /// # Errors
    /// `BadRequest` with the first fault, or with every unknown field.
    pub fn readable(&self, strict: bool) -> Result<(), StatusError> {
        let row = self.kind.row();
        let (written, why) = match self.unregistered_kind() {
            Some(kind) => {
                let version = self.kind.api_version();
                let why = format!(
                    "no kind \"{kind}\" is registered for version \"{version}\" in scheme \
                     \"pkg/api/legacyscheme/scheme.go:30\""
                );
                (kind, Some(why))
            }
            None => (row.name, decode::refusal(&self.document.problems(), strict)),
        };
        why.map_or(Ok(()), |why| {
            Err(StatusError::new(
                ErrorReason::BadRequest,
                format!(
                    "{written} in version \"{}\" cannot be handled as a {}: {why}",
                    row.version, row.name
                ),
            ))
        })
    }

    /// The object of a value that follows from this manifest.
    pub fn object(&self, value: &Value) -> Object {
        decode::object(self.kind, value)
    }

    /// What `kubectl apply` remembers of it: JSON in a line (`GetModifiedConfiguration`).
    pub fn configuration(&self) -> String {
        format!("{}\n", crate::api::json::to_json(&self.modified()))
    }

    /// Its value with annotations, but without the one in which `kubectl apply` remembers it.
    pub fn modified(&self) -> Value {
        let mut value = self.value();
        match value.at("metadata.annotations") {
            Value::Map(_) => {
                if let Some(annotations) = value.make_map().get_mut("metadata") {
                    let annotations = annotations.make_map().entry("annotations").make_map();
                    annotations.remove(LAST_APPLIED);
                }
            }
            _ => value.set("metadata.annotations", value!({})),
        }
        value
    }

    /// Its value with the annotation in which `kubectl apply` remembers it.
    pub fn value_to_apply(&self) -> Value {
        let mut value = self.value();
        let metadata = value.make_map().entry("metadata").make_map();
        metadata.entry("annotations").make_map().insert(LAST_APPLIED, self.configuration());
        value
    }
}

/// The annotation in which `kubectl apply` remembers what it was given.
pub const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What is wrong with an object that a patch made, in the API server's words for it; unknown
/// fields count only if it reads strictly.
pub fn patch_problem(kind: Kind, merged: &Value, strict: bool, strategic: bool) -> Option<String> {
    let mut node = crate::api::text::to_node(merged);
    if strategic {
        decode::sort_as_go(kind, &mut node);
    }
    let mut problems = decode::check(kind, &node);
    let mistyped = problems.iter().find(|problem| !problem.is_strict());
    match mistyped {
        Some(problem) if strategic => Some(problem.conversion_text()),
        Some(problem) => Some(problem.to_string()),
        None => {
            if strategic {
                // Fields are told of in the order of the texts there, `[10]` before `[2]`.
                crate::order::sort_by(&mut problems, |one, other| one.path.cmp(&other.path));
            }
            decode::refusal(&problems, strict)
        }
    }
}

/// What the API server warns of in an object that it reads without strictness:
/// `unknown field "spec.replcas"`.
pub fn unknown_fields(kind: Kind, value: &Value) -> Vec<String> {
    let problems = decode::check(kind, &crate::api::text::to_node(value));
    problems.iter().filter(|problem| problem.is_strict()).map(ToString::to_string).collect()
}
