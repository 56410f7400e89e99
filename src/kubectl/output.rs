//! `-o`: objects as YAML, JSON, names, paths, columns.

use super::failure::Failure;
use super::flags::{Arguments, Flag, Takes, flag, short};
use super::printers::kyaml::to_kyaml;
use super::printers::template_output::TemplateOutput;
use super::process::World;
use super::resource::shown;
use crate::api::json::{to_json, to_json_pretty};
use crate::api::text::to_yaml;
use crate::api::{Object, Value};
use crate::value;

/// `-o` and what goes with it.
pub static OUTPUT: &[Flag] = &[
    short(
        'o',
        "output",
        Takes::Text,
        "How to print: `wide`, `yaml`, `json`, `name`, `jsonpath=…`, `custom-columns=…`.",
    ),
    flag("show-managed-fields", Takes::Switch, "Accepted: there are none."),
    flag("template", Takes::Text, "The template for `-o jsonpath`."),
    flag(
        "allow-missing-template-keys",
        Takes::Switch,
        "Whether `-o jsonpath` passes over keys that are not there; it does.",
    ),
];
/// `--dry-run`.
pub static DRY_RUN: &[Flag] = &[flag(
    "dry-run",
    Takes::Optional("unchanged"),
    "`client` or `server`: only say what would be done.",
)];

/// `--record`.
pub static RECORD: &[Flag] = &[flag(
    "record",
    Takes::Switch,
    "Deprecated: remember the line as the cause of the change, for `rollout history`.",
)];

/// How objects are printed when they are not printed as a table.
#[derive(Clone, Debug)]
pub enum Format {
    /// `-o yaml`: documents parted by lines of dashes, so it counts them.
    Yaml(usize),
    /// `-o kyaml`.
    Kyaml,
    /// `-o json`.
    Json,
    /// `-o name`.
    Name,
    /// `-o jsonpath=…`, `-o custom-columns=…` and the like.
    Template(Box<TemplateOutput>),
}

/// The formats that every verb has.
const FORMATS: &str = "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,\
                       kyaml,name,template,templatefile,yaml";
/// The formats of verbs that print tables.
const TABLE_FORMATS: &str = "custom-columns,custom-columns-file,go-template,go-template-file,json,\
                             jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,\
                             templatefile,wide,yaml";

impl Format {
    /// What `-o` and `--template` say; none if the usual is to be printed.
    ///
    /// # Errors
    /// A format that nobody knows, or a template that cannot be read.
    pub fn read(arguments: &Arguments, world: &World) -> Result<Option<Format>, Failure> {
        Format::read_among(arguments, world, FORMATS)
    }

    /// As [`Format::read`], for verbs that print tables; `wide` is a table, too.
    ///
    /// # Errors
    /// As [`Format::read`].
    pub fn read_for_table(arguments: &Arguments, world: &World) -> Result<Option<Format>, Failure> {
        match arguments.text("output") {
            Some("wide") => Ok(None),
            _ => Format::read_among(arguments, world, TABLE_FORMATS),
        }
    }

    fn read_among(
        arguments: &Arguments,
        world: &World,
        allowed: &str,
    ) -> Result<Option<Format>, Failure> {
        let word = arguments.text("output").unwrap_or_default();
        let file = |name: &str| world.files.get(name).cloned();
        let (template, bare) = (arguments.text("template"), arguments.is("no-headers"));
        match word {
            "kyaml" => return Ok(Some(Format::Kyaml)),
            "yaml" => return Ok(Some(Format::Yaml(0))),
            "json" => return Ok(Some(Format::Json)),
            "name" => return Ok(Some(Format::Name)),
            _ => {}
        }
        // Only tables can have other columns.
        let is_foreign = word.starts_with("custom-columns") && allowed == FORMATS;
        let read = match is_foreign {
            true => None,
            false => TemplateOutput::read(word, template, bare, file),
        };
        match read {
            Some(read) => {
                let template = read.map_err(Failure::error)?;
                let template = match arguments.is_or("allow-missing-template-keys", true) {
                    true => template,
                    false => template.requiring_keys(),
                };
                Ok(Some(Format::Template(Box::new(template))))
            }
            None if word.is_empty() => Ok(None),
            None => Err(Failure::error(format!(
                "unable to match a printer suitable for the output format \"{word}\", allowed \
                 formats are: {allowed}"
            ))),
        }
    }

    /// A value: an object or a list of them.
    ///
    /// # Errors
    /// The template cannot be filled.
    pub fn print(&mut self, value: &Value) -> Result<String, Failure> {
        match self {
            Format::Yaml(count) => {
                *count += 1;
                let text = to_yaml(value);
                Ok(if *count > 1 { format!("---\n{text}") } else { text })
            }
            Format::Kyaml => Ok(to_kyaml(value)),
            Format::Json => Ok(to_json_pretty(value) + "\n"),
            Format::Name => Ok(String::new()),
            Format::Template(template) => Ok(template.print(value)?),
        }
    }

    /// An object.
    ///
    /// # Errors
    /// The template cannot be filled.
    pub fn print_object(&mut self, object: &Object) -> Result<String, Failure> {
        match self {
            Format::Name => Ok(format!("{}\n", shown(object))),
            _ => self.print(&object.to_value()),
        }
    }

    /// Objects in a `List` that kubectl made itself: its JSON alone is in the order of Go's fields.
    ///
    /// # Errors
    /// The template cannot be filled.
    pub fn print_list(&mut self, items: impl Iterator<Item = Value>) -> Result<String, Failure> {
        let items: Vec<Value> = items.collect();
        if let Format::Json = self {
            let head =
                "{\n    \"kind\": \"List\",\n    \"apiVersion\": \"v1\",\n    \"metadata\": {},";
            let text = to_json_pretty(&value!({ "items": items }));
            return Ok(format!("{}\n", text.replacen('{', head, 1)));
        }
        self.print(&value!({ "apiVersion": "v1", "items": items, "kind": "List", "metadata": {} }))
    }

    /// What happened to an object, with the object (`--output-watch-events`).
    ///
    /// # Errors
    /// The template cannot be filled.
    pub fn print_event(&mut self, what: &str, object: &Object) -> Result<String, Failure> {
        let value = object.to_value();
        match self {
            Format::Name => self.print_object(object),
            // Here alone JSON stands in one line; and what happened comes first.
            Format::Json => Ok(format!("{{\"type\":\"{what}\",\"object\":{}}}\n", to_json(&value))),
            Format::Kyaml => {
                let text = to_kyaml(&value!({ "object": value }));
                Ok(text.replacen('{', &format!("{{\n  type: \"{what}\","), 1))
            }
            _ => self.print(&value!({ "object": value, "type": what })),
        }
    }
}

/// Several objects as a `List`.
pub fn list(objects: &[Value]) -> Value {
    value!({
        "apiVersion": "v1", "kind": "List",
        "items": (objects.to_vec()), "metadata": { "resourceVersion": "" }
    })
}

/// The words of `--dry-run`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DryRun {
    /// It is done.
    No,
    /// Nobody is asked.
    Client,
    /// The API server is asked.
    Server,
}

impl DryRun {
    /// What `--dry-run` says.
    ///
    /// # Errors
    /// Another word.
    pub fn read(arguments: &Arguments) -> Result<DryRun, Failure> {
        match arguments.text("dry-run") {
            None | Some("none") => Ok(DryRun::No),
            Some("client") => Ok(DryRun::Client),
            Some("server") => Ok(DryRun::Server),
            Some("unchanged") => Err(Failure::error(
                "--dry-run flag without a value was specified. A value must be set: \"none\", \
                 \"server\", or \"client\".",
            )),
            Some(word) => Err(Failure::error(format!(
                "Invalid dry-run value ({word}). Must be \"none\", \"server\", or \"client\"."
            ))),
        }
    }

    /// What messages have at their end.
    pub fn suffix(self) -> &'static str {
        match self {
            DryRun::No => "",
            DryRun::Client => " (dry run)",
            DryRun::Server => " (server dry run)",
        }
    }
}
