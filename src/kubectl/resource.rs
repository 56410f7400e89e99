//! Which objects a line means: `pods`, `deploy/web svc/web`, `po,svc`, `-l app=web`, `-f file`.

use super::failure::Failure;
use super::flags::{Arguments, Flag, Takes, flag, short};
use super::local;
use super::manifest;
use super::process::World;
use crate::api::field_selector::{FieldTerm, parse_fields, unsupported};
use crate::api::kind::KINDS;
use crate::api::other_kinds::OtherKind;
use crate::api::{ErrorReason, Key, Kind, Object, Selector, StatusError};
use crate::store::View;
use std::rc::Rc;

const NOTHING: &str = "No resources found";

/// `-f`.
pub static FILENAME: &[Flag] = &[
    short('f', "filename", Takes::Texts, "A file to read; `-` reads what is piped in."),
    short('R', "recursive", Takes::Switch, "Accepted: there are no folders."),
    short('k', "kustomize", Takes::Text, "Not supported: there are no folders."),
];
/// `-l`.
pub static SELECTOR: &[Flag] =
    &[short('l', "selector", Takes::Text, "Only objects with these labels: `app=web,tier!=db`.")];
/// `--field-selector`.
pub static FIELD_SELECTOR: &[Flag] = &[flag(
    "field-selector",
    Takes::Text,
    "Only objects with these fields: `status.phase=Running`.",
)];
/// `-A`.
pub static ALL_NAMESPACES: &[Flag] =
    &[short('A', "all-namespaces", Takes::Switch, "In every namespace.")];
/// `--all`.
pub static ALL: &[Flag] = &[flag("all", Takes::Switch, "All objects of the kinds.")];

/// What kubectl says when a line names no object.
pub const NOTHING_SAID: &str = "You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'";

/// Where objects are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// One object by its name.
    Named(Key),
    /// All objects of a kind, in one namespace or in all.
    List(Kind, Option<String>),
    /// The object that a file describes.
    Described(Box<manifest::Manifest>),
}

/// What a line means.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Where to look, in the line's order.
    pub requests: Vec<Request>,
    /// Only objects with these labels.
    pub labels: Option<Selector>,
    /// Only objects with these fields.
    pub fields: Vec<FieldTerm>,
    /// The namespace that was looked in, unless it was all.
    pub namespace: Option<String>,
    /// Kinds that the API server serves and nobody has made anything of.
    pub others: Vec<OtherKind>,
    /// What could not be read of the files, or cannot be there; the rest counts all the same.
    pub failures: Vec<Failure>,
    /// Whether objects are chosen by `-l`, `--field-selector` or `--all`, so that no names may be
    /// given.
    pub is_narrowed: bool,
    /// Whether files are taken at their word, and no server is asked.
    pub is_local: bool,
    /// Whether what stands in files counts as it stands there, be it in the cluster or not.
    pub trusts_files: bool,
    /// Whether files are named; what they hold may all be left out by a selector.
    pub has_files: bool,
}

/// What is said of a kind without a name, or a name without a kind.
const NOT_A_PAIR: &str = "arguments in resource/name form must have a single resource and name";

/// The namespace that a line means.
pub fn namespace(arguments: &Arguments, world: &World) -> String {
    let said = arguments.text("namespace").filter(|name| !name.is_empty());
    said.unwrap_or(world.config.namespace(arguments.text("context"))).to_owned()
}

/// The kind that a word means.
///
/// # Errors
/// `the server doesn't have a resource type "foo"`, without the group that was asked for.
pub fn kind(word: &str) -> Result<Kind, Failure> {
    let resource = word.split('.').next().unwrap_or_default();
    Kind::from_resource(word).ok_or_else(|| {
        Failure::error(format!("the server doesn't have a resource type \"{resource}\""))
    })
}

/// The kinds that a word means: several parted by commas, or `all`.  Kinds that are served and not
/// simulated are put to `others`.
fn kinds(word: &str, others: &mut Vec<OtherKind>) -> Result<Vec<Kind>, Failure> {
    let mut kinds = Vec::new();
    let words: Vec<&str> = word.split(',').collect();
    for (index, word) in words.iter().copied().enumerate() {
        if words[..index].contains(&word) {
            continue;
        }
        if word == "all" {
            let mut all: Vec<Kind> =
                KINDS.iter().copied().filter(|kind| kind.row().all.is_some()).collect();
            crate::order::sort_by_key(&mut all, |kind| kind.row().all);
            kinds.extend(all);
        } else {
            match (Kind::from_resource(word), OtherKind::from_resource(word)) {
                (None, Some(other)) if !word.is_empty() => others.push(other),
                _ => kinds.push(kind(word)?),
            }
        }
    }
    Ok(kinds)
}

impl Selection {
    /// Reads what a line means from its words and flags.  Nothing at all is an empty selection.
    ///
    /// # Errors
    /// Unknown kinds, mixed forms, files that cannot be read.
    pub fn read(
        words: &[String],
        arguments: &Arguments,
        world: &mut World,
    ) -> Result<Selection, Failure> {
        let all_namespaces = arguments.is("all-namespaces");
        let current = namespace(arguments, world);
        let mut selection = Selection {
            requests: Vec::new(),
            labels: None,
            fields: Vec::new(),
            namespace: (!all_namespaces).then(|| current.clone()),
            others: Vec::new(),
            failures: Vec::new(),
            is_narrowed: false,
            is_local: arguments.is("local"),
            trusts_files: false,
            has_files: arguments.has("filename"),
        };
        manifest::kustomized(arguments)?;
        local::check(arguments, words)?;
        if selection.has_files {
            if let Some(word) = words.first() {
                return Err(Failure::error(match word.contains('/') {
                    true => "resource/name arguments cannot be provided when a path is specified",
                    false => {
                        "when paths, URLs, or stdin is provided as input, you may not specify \
                         resource arguments as well"
                    }
                }));
            }
            for manifest in manifest::read_all(arguments, world)? {
                match manifest {
                    Ok(manifest) => {
                        selection.requests.push(Request::Described(Box::new(manifest)));
                    }
                    Err(failure) => selection.failures.push(failure),
                }
            }
        }
        // What files say is taken whole with `--local`.
        let chosen = |flag| {
            let text = arguments.text(flag).filter(|text| !text.is_empty());
            text.filter(|_| !arguments.is("local"))
        };
        let (labels, fields) = (chosen("selector"), chosen("field-selector"));
        // `--all` chooses objects in these two; elsewhere it only allows that none is named.
        let takes_all = ["delete", "apply view-last-applied"];
        let is_all = arguments.is("all") && takes_all.contains(&arguments.command.as_str());
        let is_narrowed = labels.is_some() || fields.is_some() || is_all;
        selection.is_narrowed = is_narrowed && !selection.has_files;
        selection.read_words(words, all_namespaces, &current)?;
        if let Some(text) = labels {
            let read = Selector::parse(text);
            selection.labels = Some(read.map_err(|why| selection.refused(arguments, &why))?);
        }
        selection.read_fields(arguments, fields.unwrap_or_default())?;
        Ok(selection)
    }

    fn read_fields(&mut self, arguments: &Arguments, text: &str) -> Result<(), Failure> {
        self.fields = parse_fields(text).map_err(|why| self.refused(arguments, &why))?;
        for kind in self.kinds() {
            let field = self.fields.iter().find_map(|term| unsupported(kind, &term.field));
            if let Some(why) = field {
                return Err(refused(kind, arguments, &why));
            }
        }
        Ok(())
    }

    fn read_words(
        &mut self,
        words: &[String],
        all_namespaces: bool,
        current: &str,
    ) -> Result<(), Failure> {
        let Some((first, rest)) = words.split_first() else { return Ok(()) };
        if words.iter().any(|word| word.contains('/')) {
            return self.read_pairs(words, current);
        }
        // Each of several kinds is put before each name.
        if !rest.is_empty() && first.contains(',') && first.split(',').any(str::is_empty) {
            return Err(Failure::error(NOT_A_PAIR));
        }
        let mut others = Vec::new();
        let kinds = kinds(first, &mut others)?;
        for other in others {
            if other.verbs() == "create" {
                return Err(Failure::plain(
                    "Error from server (MethodNotAllowed): the server does not allow this method \
                     on the requested resource",
                ));
            }
            self.failures.extend(rest.iter().map(|name| absent(&other, name)));
            if rest.is_empty() {
                self.others.push(other);
            }
        }
        if rest.is_empty() {
            for kind in kinds {
                let namespace = (!all_namespaces).then(|| current.to_owned());
                self.requests.push(Request::List(kind, namespace));
            }
            return Ok(());
        }
        if self.is_narrowed {
            return Err(Failure::error("name cannot be provided when a selector is specified"));
        }
        if all_namespaces && kinds.iter().any(|kind| kind.row().namespaced) {
            return Err(Failure::error(
                "a resource cannot be retrieved by name across all namespaces",
            ));
        }
        for kind in &kinds {
            for name in rest {
                self.requests.push(Request::Named(Key::new(*kind, current, name)));
            }
        }
        Ok(())
    }

    fn read_pairs(&mut self, words: &[String], current: &str) -> Result<(), Failure> {
        for word in words {
            let Some((resource, name)) = word.split_once('/') else {
                return Err(Failure::error(
                    "there is no need to specify a resource type as a separate argument when \
                     passing arguments in resource/name form (e.g. 'kubectl get \
                     resource/<resource_name>' instead of 'kubectl get resource \
                     resource/<resource_name>'",
                ));
            };
            if name.contains('/') {
                return Err(Failure::error(
                    "arguments in resource/name form may not have more than one slash",
                ));
            }
            if resource.is_empty() || name.is_empty() || resource.contains(',') {
                return Err(Failure::error(NOT_A_PAIR));
            }
            match (Kind::from_resource(resource), OtherKind::from_resource(resource)) {
                (None, Some(other)) => self.failures.push(absent(&other, name)),
                _ => self.requests.push(Request::Named(Key::new(kind(resource)?, current, name))),
            }
        }
        match self.is_narrowed {
            true => Err(Failure::error(
                "selectors and the all flag cannot be used when passing resource/name arguments",
            )),
            false => Ok(()),
        }
    }

    /// Whether the line named nothing at all.
    pub fn is_empty(&self) -> bool {
        let is_nothing_meant = self.requests.is_empty() && self.others.is_empty();
        is_nothing_meant && self.failures.is_empty() && !self.has_files
    }

    /// A selector that cannot be read: the API server says so of the first kind.
    fn refused(&self, arguments: &Arguments, why: &str) -> Failure {
        match self.kinds().first() {
            Some(kind) => refused(*kind, arguments, why),
            None => Failure::error(why),
        }
    }

    /// The kinds that are meant, each once, in the line's order.
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds = Vec::new();
        for request in &self.requests {
            let kind = request.kind();
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// Whether an object is among those that are meant.
    pub fn contains(&self, object: &Object) -> bool {
        self.requests.iter().any(|request| match request {
            Request::Named(key) => *key == object.key(),
            Request::Described(manifest) => manifest.key() == object.key(),
            Request::List(kind, namespace) => {
                *kind == object.kind && is_in(object, namespace.as_deref())
            }
        }) && self.passes(object)
    }

    fn passes(&self, object: &Object) -> bool {
        self.labels.as_ref().is_none_or(|selector| selector.matches(&object.meta.labels))
            && self.fields.iter().all(|term| term.matches(object))
    }

    /// Refuses a line that names nothing.
    ///
    /// # Errors
    /// [`NOTHING_SAID`].
    pub fn require_any(&self) -> Result<(), Failure> {
        match (self.is_empty(), self.is_narrowed) {
            (false, _) => Ok(()),
            (true, false) => Err(Failure::error(NOTHING_SAID)),
            (true, true) => {
                Err(Failure::error("at least one resource must be specified to use a selector"))
            }
        }
    }

    /// Whether all objects of a kind are meant.
    pub fn is_list(&self) -> bool {
        let lists = |request: &Request| matches!(request, Request::List(..));
        !self.others.is_empty() || self.requests.iter().any(lists)
    }

    /// Refuses a line that names only a kind and does not say which of its objects, not even all.
    ///
    /// # Errors
    /// No name is said.
    pub fn require_named(&self, arguments: &Arguments) -> Result<(), Failure> {
        let chooses = self.labels.is_some() || !self.fields.is_empty() || arguments.is("all");
        match self.is_list() && !chooses {
            true => Err(Failure::error("resource(s) were provided, but no name was specified")),
            false => Ok(()),
        }
    }

    /// The objects that are meant, request by request, and what could not be found.
    pub fn objects(&self, view: &View) -> Vec<Result<Rc<Object>, StatusError>> {
        self.requests.iter().flat_map(|request| self.objects_of(request, view)).collect()
    }

    /// The objects that one request means, or that there is none.
    pub fn objects_of(
        &self,
        request: &Request,
        view: &View,
    ) -> Vec<Result<Rc<Object>, StatusError>> {
        let key = match request {
            Request::Described(manifest) if self.is_local => {
                return vec![Ok(Rc::new(manifest.written()))];
            }
            Request::Described(manifest) if self.trusts_files => {
                return vec![Ok(Rc::new(manifest.object(&manifest.value())))];
            }
            Request::Named(key) => key.clone(),
            Request::Described(manifest) => manifest.key(),
            Request::List(kind, namespace) => {
                let namespace = namespace.as_deref().filter(|_| kind.row().namespaced);
                let objects = view.list(*kind, namespace).filter(|object| self.passes(object));
                return objects.cloned().map(Ok).collect();
            }
        };
        let found = view.get(&key).cloned();
        vec![found.ok_or_else(|| StatusError::not_found(key.kind, &key.name))]
    }

    /// The objects that are meant, after what cannot be there or be read.
    pub fn found(&self, view: &View) -> Vec<Result<Rc<Object>, Failure>> {
        let failures = self.failures.iter().cloned().map(Err);
        let objects = self.objects(view).into_iter();
        failures.chain(objects.map(|object| Ok(object?))).collect()
    }

    /// The objects that are meant, and what cannot be there or be read.
    pub fn parted(&self, view: &View) -> (Vec<Rc<Object>>, Vec<Failure>) {
        let (mut objects, mut failures) = (Vec::new(), Vec::new());
        for found in self.found(view) {
            match found {
                Ok(object) => objects.push(object),
                Err(failure) => failures.push(failure),
            }
        }
        (objects, failures)
    }

    /// The objects that are meant.
    ///
    /// # Errors
    /// The first that could not be found or read.
    pub fn require(&self, view: &View) -> Result<Vec<Rc<Object>>, Failure> {
        self.found(view).into_iter().collect()
    }

    /// What is said when nothing was found: where that was, if all that is looked for lives in
    /// namespaces.
    pub fn nothing_listed(&self) -> String {
        let namespaced = self.kinds().iter().all(|kind| kind.row().namespaced)
            && self.others.iter().all(|kind| kind.namespaced);
        if namespaced { self.nothing_found() } else { NOTHING.to_owned() }
    }

    /// The same where nobody asks what lives in namespaces.
    pub fn nothing_found(&self) -> String {
        let within = |namespace| format!("{NOTHING} in {namespace} namespace.");
        self.namespace.as_ref().map_or_else(|| NOTHING.to_owned(), within)
    }
}

impl Request {
    /// The kind that is looked for.
    pub fn kind(&self) -> Kind {
        match self {
            Request::Named(key) => key.kind,
            Request::List(kind, _) => *kind,
            Request::Described(manifest) => manifest.kind,
        }
    }
}

/// No object of a kind that is not simulated is there.
fn absent(kind: &OtherKind, name: &str) -> Failure {
    let separator = if kind.group().is_empty() { "" } else { "." };
    Failure::plain(format!(
        "Error from server (NotFound): {}{separator}{} \"{name}\" not found",
        kind.plural,
        kind.group()
    ))
}

/// A selector by which the API server lists no objects of a kind (`enhanceListError`).
fn refused(kind: Kind, arguments: &Arguments, why: &str) -> Failure {
    let row = kind.row();
    Failure::server(&StatusError::new(
        ErrorReason::BadRequest,
        format!(
            "Unable to find \"{}/{}, Resource={}\" that match label selector \"{}\", field \
             selector \"{}\": {why}",
            row.group,
            row.version,
            row.plural,
            arguments.text("selector").unwrap_or_default(),
            arguments.text("field-selector").unwrap_or_default()
        ),
    ))
}

fn is_in(object: &Object, namespace: Option<&str>) -> bool {
    !object.kind.row().namespaced
        || namespace.is_none_or(|namespace| object.meta.namespace == namespace)
}

/// `deployment.apps/web`: how kubectl names an object that it changed.
pub fn shown(object: &Object) -> String {
    format!("{}/{}", object.kind.singular_with_group(), object.meta.name)
}
