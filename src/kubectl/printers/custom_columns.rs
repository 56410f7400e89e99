//! `-o custom-columns`: a table whose columns the reader chooses.

use super::go_text::{escape_terminal, go_text};
use super::jsonpath::{self, Template};
use super::tabwriter::TabWriter;
use crate::api::Value;

/// The columns of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomColumns {
    columns: Vec<(String, Template)>,
}

/// Prints rows: the headings once, and no column becomes narrower from one call to the next.
#[derive(Clone, Debug)]
pub struct CustomColumnsPrinter {
    columns: CustomColumns,
    writer: TabWriter,
    needs_headings: bool,
}

impl CustomColumns {
    /// Reads `NAME:.metadata.name,IMAGE:.spec.containers[*].image`.
    ///
    /// # Errors
    /// Says what is wrong, in kubectl's words.
    pub fn parse(spec: &str) -> Result<CustomColumns, String> {
        if spec.is_empty() {
            return Err("custom-columns format specified but no custom columns given".to_owned());
        }
        let columns = spec.split(',').map(|part| {
            let (heading, path) = part.split_once(':').ok_or_else(|| {
                format!(
                    "unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"
                )
            })?;
            column(heading, path)
        });
        Ok(CustomColumns { columns: columns.collect::<Result<_, String>>()? })
    }

    /// Reads the text of a `custom-columns-file`: a line of headings and a line of paths.
    ///
    /// # Errors
    /// Says what is wrong, in kubectl's words.
    pub fn parse_template(text: &str) -> Result<CustomColumns, String> {
        let mut lines = text.lines();
        let headings: Vec<&str> = lines.next().unwrap_or_default().split_whitespace().collect();
        let paths: Vec<&str> = lines.next().unwrap_or_default().split_whitespace().collect();
        if headings.is_empty() || paths.is_empty() {
            return Err("invalid template, missing required lines. Two required, got 1".to_owned());
        }
        if headings.len() != paths.len() {
            let [headings, paths] = [headings.len(), paths.len()];
            return Err(format!(
                "number of headers ({headings}) and field specifications ({paths}) don't match"
            ));
        }
        let columns = headings.iter().zip(paths).map(|(heading, path)| column(heading, path));
        Ok(CustomColumns { columns: columns.collect::<Result<_, String>>()? })
    }
}

impl CustomColumnsPrinter {
    /// A printer that has printed nothing yet.
    pub fn new(columns: CustomColumns, no_headers: bool) -> CustomColumnsPrinter {
        CustomColumnsPrinter {
            columns,
            writer: TabWriter::for_tables(),
            needs_headings: !no_headers,
        }
    }

    /// A row for each value.
    ///
    /// # Errors
    /// A column's path can't be followed.
    pub fn print(&mut self, values: &[Value]) -> Result<String, String> {
        let columns = &self.columns.columns;
        let mut text = String::new();
        if std::mem::take(&mut self.needs_headings) {
            let headings: Vec<&str> = columns.iter().map(|(heading, _)| heading.as_str()).collect();
            text.push_str(&headings.join("\t"));
            text.push('\n');
        }
        for value in values {
            let cells: Result<Vec<String>, String> =
                columns.iter().map(|(_, template)| cell(template, value)).collect();
            text.push_str(&cells?.join("\t"));
            text.push('\n');
        }
        Ok(self.writer.align(&text))
    }
}

fn column(heading: &str, path: &str) -> Result<(String, Template), String> {
    let template = jsonpath::parse(&jsonpath::relaxed(path)?)?;
    Ok((heading.to_owned(), template))
}

/// The values that a path finds, joined by commas; `<none>` if it finds none.
fn cell(template: &Template, value: &Value) -> Result<String, String> {
    let found = jsonpath::find(template, value)?;
    let texts: Vec<String> = found.iter().flatten().map(shown).collect();
    Ok(if texts.is_empty() { "<none>".to_owned() } else { texts.join(",") })
}

/// A cell stays on its line and in its column.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "<none>".to_owned(),
        other => escape_terminal(&go_text(other)).replace(['\n', '\t'], " "),
    }
}
