//! How `kubectl get` prints tables, whatever their columns are.

use super::kubectl_lines::quoted;
use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Object, Value};
use podarium::cluster::ClusterOptions;
use podarium::kubectl::printers::go_template;
use podarium::kubectl::printers::table::{
    Column, Layout, NAME_AND_AGE, TableOptions, TablePrinter,
};
use podarium::session::Session;
use podarium::store::{Machines, Store, Verb, View};
use podarium::time::Time;
use std::rc::Rc;

/// Judges the cases of `kubectl_get_output` about tables.
pub fn judge(case: &Case) -> Verdict {
    let (input, expected) = (&case.input, case.expect.get("expected").str());
    match case.test.as_str() {
        "TestHumanReadablePrinterSupportsExpectedOptions" => human(case),
        "TestPrintTable_NonTable" if input.at("object.kind").str() == "Pod" => {
            let object = object(input.get("object"));
            same(table(input, NAME_AND_AGE, &[object]).as_str(), expected)
        }
        "TestPrintUnstructuredObject" => {
            let given = input.get("object");
            let items = match given.get("items") {
                Value::Null => std::slice::from_ref(given),
                items => items.items(),
            };
            let objects: Vec<Rc<Object>> = items.iter().map(object).collect();
            alike(&table(input, NAME_AND_AGE, &objects), expected)
        }
        "TestPrintTable_ColumnHeaders"
        | "TestPrintTable_ColumnPriority"
        | "TestPrintTable_MissingColumnsRows"
        | "TestPrintTable_WithKind"
        | "TestPrintTable_WithLabels"
        | "TestPrintTable_WithNamespace"
        | "TestStringPrinting" => {
            let columns = input.get("columns").items();
            // A kind's table has columns, and is printed when there is an object.
            if input.get("rows").items().is_empty() {
                return nothing_is_no_table(expected);
            }
            same(given_table(input, columns, input.get("rows").items()).as_str(), expected)
        }
        "TestWatchResourceWatchEvents" => watched(case),
        "TestTemplateStrings" => {
            let template = go_template::parse(RUNNING)?;
            let came = go_template::evaluate(&template, input.get("pod"))?;
            let came = if came.is_empty() { "false" } else { &came };
            same(came, case.expect.get("expect").str())
        }
        _ => unknown(case),
    }
}

/// Whether a container `foo` runs.
const RUNNING: &str = r#"{{if (exists . "status" "containerStatuses")}}{{range .status.containerStatuses}}{{if (and (eq .name "foo") (exists . "state" "running"))}}true{{end}}{{end}}{{end}}"#;

/// Nothing is printed to the output for no objects.
fn nothing_is_no_table(expected: &str) -> Verdict {
    let done = Session::new(&ClusterOptions::default()).run("kubectl get pods 2>/dev/null");
    same(done.output.as_str(), expected)
}

/// A table of columns and rows, or of what is not one; or a format that is none.
fn human(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    if expect.get("expectNoMatch").is_true() {
        let line = format!("kubectl get pods -o {}", quoted(input.get("outputFormat").str()));
        return same(Session::new(&ClusterOptions::default()).run(&line).exit, 1);
    }
    let given = input.get("testObject");
    let columns = given.get("columnDefinitions").items();
    let came = match columns {
        [] => table(input, NAME_AND_AGE, &[object(given)]),
        columns => given_table(input, columns, given.get("rows").items()),
    };
    alike(&came, expect.get("expectedOutput").str())
}

/// Rows as they are given, below the headings of these columns.
fn given_table(input: &Value, columns: &[Value], rows: &[Value]) -> String {
    let column = |column: &Value| Column {
        heading: column.get("name").str().to_uppercase().leak(),
        wide: column.get("priority").int() > 0,
    };
    let columns: Vec<Column> = columns.iter().map(column).collect();
    let cells: fn(&Object, &podarium::kubectl::printers::table::RowContext) -> Vec<String> =
        |object, _| {
            let text = |cell: &Value| match cell {
                Value::Int(number) => number.to_string(),
                cell => cell.str().to_owned(),
            };
            object.body.get("cells").items().iter().map(text).collect()
        };
    let rows: Vec<Rc<Object>> = rows
        .iter()
        .map(|row| {
            let mut object = (*object(row.get("object"))).clone();
            object.body.set("cells", row.get("cells").clone());
            Rc::new(object)
        })
        .collect();
    table(input, Layout { columns: columns.leak(), cells }, &rows)
}

fn object(value: &Value) -> Rc<Object> {
    Rc::new(Object::from_value(Kind::Pod, value.clone()))
}

fn table(input: &Value, layout: Layout, objects: &[Rc<Object>]) -> String {
    let given = match input.get("options") {
        Value::Null => input,
        options => options,
    };
    let is = |field: &str| given.get(field).is_true();
    let options = TableOptions {
        wide: is("wide") || given.get("outputFormat").str() == "wide",
        no_headers: is("noHeaders"),
        show_labels: is("showLabels"),
        label_columns: given
            .get("columnLabels")
            .items()
            .iter()
            .map(|key| key.str().to_owned())
            .collect(),
        show_kind: is("withKind") || is("showKind"),
        with_namespace: is("withNamespace"),
        with_event: false,
    };
    with_view(|view| TablePrinter::new(options).laid_out(layout).print(Kind::Pod, objects, view))
}

fn with_view<Answer>(act: impl FnOnce(&View) -> Answer) -> Answer {
    let (store, machines) = (Store::default(), Machines::default());
    let now = Time::parse("2026-11-20T08:54:25Z").unwrap_or_default();
    act(&View::new(&store, &machines, now))
}

/// What a watch prints of two pods, one of which changes and goes.
fn watched(case: &Case) -> Verdict {
    let format = case.input.get("format").str();
    if !matches!(format, "" | "wide") {
        return unknown(case);
    }
    let options = TableOptions {
        wide: format == "wide",
        show_kind: true,
        with_namespace: true,
        with_event: true,
        ..TableOptions::default()
    };
    let pods = ["bar", "foo"].map(|name| Rc::new(Object::new(Kind::Pod, "test", name)));
    let mut printer = TablePrinter::new(options);
    if !case.input.get("table").is_true() {
        printer = printer.laid_out(NAME_AND_AGE);
    }
    let came = with_view(|view| {
        let mut text = printer.print(Kind::Pod, &pods, view);
        for verb in [Verb::Modified, Verb::Deleted] {
            text.push_str(&printer.print_change(verb, &pods[1], view));
        }
        text
    });
    same(came.as_str(), case.expect.get("expected").str())
}

/// Whether a text is as a pattern of words wants it: `\d+` and what begins so stand for any word.
fn alike(came: &str, pattern: &str) -> Verdict {
    let pattern = pattern.replace("\\ +", " ").replace("\\s+", " ").replace("\\=", "=");
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let came = words(came);
    let wanted: Vec<String> = words(&pattern)
        .into_iter()
        .enumerate()
        .map(|(place, word)| match word.starts_with("\\d+") {
            true => came.get(place).cloned().unwrap_or_default(),
            false => word,
        })
        .collect();
    same(came, wanted)
}
