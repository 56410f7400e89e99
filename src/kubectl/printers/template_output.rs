//! `-o jsonpath=…`, `-o go-template=…`, `-o custom-columns=…` and their files: objects printed
//! as a template says.

use super::custom_columns::{CustomColumns, CustomColumnsPrinter};
use super::go_template;
use super::go_text::{go_syntax, go_text};
use super::jsonpath;
use crate::api::{Value, json};

/// The formats that need a template.
pub const FORMATS: [&str; 9] = [
    "custom-columns",
    "custom-columns-file",
    "go-template",
    "go-template-file",
    "jsonpath",
    "jsonpath-as-json",
    "jsonpath-file",
    "template",
    "templatefile",
];

/// A template, ready to print objects.
#[derive(Clone, Debug)]
pub struct TemplateOutput {
    template: Template,
    text: String,
}

#[derive(Clone, Debug)]
enum Template {
    JsonPath(jsonpath::Template),
    JsonPathAsJson(jsonpath::Template),
    Go(go_template::Template),
    CustomColumns(CustomColumnsPrinter),
}

/// Why a template cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is printed all the same.
    pub printed: String,
    /// What is wrong, in kubectl's words.
    pub message: String,
}

impl From<String> for Fault {
    fn from(message: String) -> Fault {
        Fault { printed: String::new(), message }
    }
}

impl TemplateOutput {
    /// Reads `-o FORMAT=TEMPLATE`, or `-o FORMAT` with `--template`; `None` if the format needs
    /// no template.  `file` reads the files that some formats name.
    ///
    /// # Errors
    /// The template is missing or wrong, in kubectl's words.
    pub fn read(
        output: &str,
        template: Option<&str>,
        no_headers: bool,
        file: impl Fn(&str) -> Option<String>,
    ) -> Option<Result<TemplateOutput, String>> {
        let (format, given) = match output.split_once('=') {
            Some((format, given)) => (format, Some(given)),
            None if output.is_empty() && template.is_some() => ("go-template", template),
            None => (output, template),
        };
        if !FORMATS.contains(&format) {
            return None;
        }
        let text = match given.filter(|text| !text.is_empty()) {
            None if format.starts_with("custom-columns") => {
                Err("custom-columns format specified but no custom columns given".to_owned())
            }
            None => Err("template format specified but no template given".to_owned()),
            Some(name) if format.ends_with("file") => file(name).ok_or_else(|| {
                let what = match format {
                    "custom-columns-file" => "template",
                    _ => "--template",
                };
                format!("error reading {what} {name}, open {name}: no such file or directory\n")
            }),
            Some(text) => Ok(text.to_owned()),
        };
        Some(text.and_then(|text| {
            let template = Template::read(format, &text, no_headers)?;
            Ok(TemplateOutput { template, text })
        }))
    }

    /// The same template, but a key that is not there is an error where it is a jsonpath.
    pub fn requiring_keys(self) -> TemplateOutput {
        let template = match self.template {
            Template::JsonPath(path) => Template::JsonPath(path.requiring_keys()),
            Template::JsonPathAsJson(path) => Template::JsonPathAsJson(path.requiring_keys()),
            other => other,
        };
        TemplateOutput { template, ..self }
    }

    /// Prints an object, or a `List` of objects.
    ///
    /// # Errors
    /// The template can't be filled, in kubectl's words.
    pub fn print(&mut self, value: &Value) -> Result<String, Fault> {
        let text = &self.text;
        let path_fault = |fault: String| {
            Fault::from(format!(
                "error executing jsonpath {text:?}: Error executing template: {fault}. Printing \
                 more information for debugging the template:\n\ttemplate was:\n\t\t{text}\n\t\
                 object given to jsonpath engine was:\n\t\t{}\n\n",
                go_syntax(value)
            ))
        };
        match &mut self.template {
            Template::JsonPath(template) => jsonpath::evaluate(template, value).map_err(path_fault),
            Template::JsonPathAsJson(template) => {
                let found = jsonpath::find(template, value).map_err(path_fault)?;
                let found: Vec<Value> = found.into_iter().flatten().collect();
                Ok(json::to_json_pretty(&Value::from(found)) + "\n")
            }
            Template::Go(template) => go_template::fill(template, value).map_err(|stopped| {
                let (written, fault) = stopped;
                Fault {
                    printed: format!(
                        "{written}Error executing template: {fault}. Printing more information \
                         for debugging the template:\n\ttemplate was:\n\t\t{text}\n\traw data \
                         was:\n\t\t{}\n\tobject given to template engine was:\n\t\t{}\n\n",
                        json::to_json(value),
                        go_text(value)
                    ),
                    message: format!("error executing template {text:?}: {fault}"),
                }
            }),
            Template::CustomColumns(printer) => match value.get("items") {
                Value::List(items) if value.get("kind").str() == "List" => {
                    Ok(printer.print(items.as_slice())?)
                }
                _ => Ok(printer.print(std::slice::from_ref(value))?),
            },
        }
    }
}

impl Template {
    fn read(format: &str, text: &str, no_headers: bool) -> Result<Template, String> {
        let path = |text: &str| {
            jsonpath::parse(text).map_err(|fault| format!("error parsing jsonpath {text}, {fault}"))
        };
        let columns = |columns| CustomColumnsPrinter::new(columns, no_headers);
        Ok(match format {
            "jsonpath" | "jsonpath-file" => Template::JsonPath(path(text)?),
            "jsonpath-as-json" => Template::JsonPathAsJson(path(text)?),
            "custom-columns" => Template::CustomColumns(columns(CustomColumns::parse(text)?)),
            "custom-columns-file" => {
                Template::CustomColumns(columns(CustomColumns::parse_template(text)?))
            }
            _ => Template::Go(go_template::parse(text).map_err(|fault| {
                format!("error parsing template {text}, template: output:1: {fault}")
            })?),
        })
    }
}
