//! `-o`: objects as YAML, JSON, names, paths, columns.

use super::failure::Failure;
use super::flags::{Flag, Takes, flag, short};
use super::resource::shown;
use crate::api::json::to_json_pretty;
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
    flag("allow-missing-template-keys", Takes::Switch, "Accepted and on."),
];
/// `--dry-run`.
pub static DRY_RUN: &[Flag] = &[flag(
    "dry-run",
    Takes::Optional("unchanged"),
    "`client` or `server`: only say what would be done.",
)];

/// How objects are printed when they are not printed as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// `-o yaml`.
    Yaml,
    /// `-o json`.
    Json,
    /// `-o name`.
    Name,
}

impl Format {
    /// The format of this word, if it is one.
    pub fn of(word: &str) -> Option<Format> {
        match word {
            "yaml" => Some(Format::Yaml),
            "json" => Some(Format::Json),
            "name" => Some(Format::Name),
            _ => None,
        }
    }

    /// A value: an object or a list of them.
    pub fn print(&self, value: &Value) -> String {
        match self {
            Format::Yaml => to_yaml(value),
            Format::Json => to_json_pretty(value) + "\n",
            Format::Name => String::new(),
        }
    }

    /// An object.
    pub fn print_object(&self, object: &Object) -> String {
        match self {
            Format::Name => format!("{}\n", shown(object)),
            _ => self.print(&object.to_value()),
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

/// Refuses a format that nobody knows.
pub fn unknown_format(word: &str, allowed: &str) -> Failure {
    Failure::error(format!(
        "unable to match a printer suitable for the output format \"{word}\", allowed formats \
         are: {allowed}"
    ))
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
    pub fn read(arguments: &super::flags::Arguments) -> Result<DryRun, Failure> {
        match arguments.text("dry-run") {
            None | Some("none") => Ok(DryRun::No),
            Some("client") => Ok(DryRun::Client),
            Some("server") => Ok(DryRun::Server),
            Some("unchanged") => Err(Failure::error(
                "--dry-run is deprecated and can be replaced with --dry-run=client",
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
