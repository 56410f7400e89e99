//! Tables of `kubectl get`.

use super::kubectl_lines::quoted;
use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Object, Value};
use podarium::cluster::ClusterOptions;
use podarium::kubectl::printers::custom_columns::{CustomColumns, CustomColumnsPrinter};
use podarium::kubectl::printers::go_template;
use podarium::kubectl::printers::jsonpath::relaxed;
use podarium::kubectl::printers::labels::resource_name;
use podarium::kubectl::printers::sort::sorted_order;
use podarium::kubectl::printers::table::{Column, RowContext, layout};
use podarium::session::Session;
use podarium::time::Time;
use podarium::value;

/// When the tables were recorded; two cases whose outcome depends on it do not say so.
const RECORDED: &str = "2026-11-20T08:54:25Z";

/// Judges a case of `kubectl_get_rows`.
pub fn judge_row(case: &Case) -> Verdict {
    if case.test == "TestFormatResourceName" {
        return judge_resource_name(case);
    }
    let objects = case.input.entries().iter().find(|(key, _)| key != "options");
    let Some(given) = objects.map(|(_, given)| given) else { return unknown(case) };
    let (items, name) = match given.get("kind").str() {
        "PodList" => (given.get("items").items(), "Pod"),
        name => (std::slice::from_ref(given), name),
    };
    let Some(kind) = Kind::of(given.get("apiVersion").str(), name) else { return unknown(case) };
    let expected = ["expected", "expect"].map(|key| case.expect.get(key).items()).concat();
    same(items.len(), expected.len())?;
    items.iter().zip(&expected).try_for_each(|(item, row)| {
        let object = Object::from_value(kind, item.clone());
        let cells: Vec<String> = row.get("cells").items().iter().map(cell).collect();
        same(row_of(case, &object, cells.len()), cells)
    })
}

/// The cells that are shown: all with the option `wide`, or when as many are expected.  The API
/// server always makes wide rows, also of PriorityClasses, whose last column is always shown.
fn row_of(case: &Case, object: &Object, expected: usize) -> Vec<String> {
    let layout = layout(object.kind);
    let options = case.input.get("options");
    let wide =
        options.get("wide").is_true() || (options.is_null() && expected == layout.columns.len());
    let now = Time::parse(case.whole.get("now").str()).or_else(|| Time::parse(RECORDED));
    let now = now.unwrap_or_default();
    let cells = (layout.cells)(object, &RowContext { now, wide });
    // The API server asks for whatever is `wide`, and this column's heading does not say that it is.
    let is_shown = |column: &Column| wide || !(column.wide || column.heading == "PREEMPTIONPOLICY");
    let shown = layout.columns.iter().zip(cells).filter(|(column, _)| is_shown(column));
    shown.map(|(_, cell)| cell).collect()
}

/// The table does not say the name; it stands in the answer.
fn judge_resource_name(case: &Case) -> Verdict {
    let kind = case.input.get("kind");
    let want = case.expect.get("want").str();
    let name = want.rsplit('/').next().unwrap_or_default();
    same(resource_name(kind.get("group").str(), kind.get("kind").str(), name).as_str(), want)
}

fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        other => other.is_true().to_string(),
    }
}

/// Judges a case of `kubectl_get_output`: custom columns, sorting, relaxed paths, and tables.
pub fn judge_output(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    match case.test.as_str() {
        "TestMassageJSONPath" => {
            let came = relaxed(input.get("input").str());
            same(came.is_err(), expect.get("expectErr").is_true())?;
            same(came.unwrap_or_default().as_str(), expect.get("expectedOutput").str())
        }
        "TestNewColumnPrinterFromSpec" => {
            let came = CustomColumns::parse(input.get("spec").str());
            same(came.is_err(), expect.get("expectErr").is_true())
        }
        "TestNewColumnPrinterFromTemplate" => {
            let came = CustomColumns::parse_template(input.get("spec").str());
            same(came.is_err(), expect.get("expectErr").is_true())
        }
        "TestColumnPrint" => {
            let columns = input.get("columns").items().iter().map(|column| {
                format!("{}:{}", column.get("header").str(), column.get("fieldSpec").str())
            });
            let spec = columns.collect::<Vec<_>>().join(",");
            let object = input.get("obj");
            let items = match object.get("items") {
                Value::Null => std::slice::from_ref(object),
                items => items.items(),
            };
            same(print_columns(&spec, items)?.as_str(), expect.get("expectedOutput").str())
        }
        "TestSliceColumnPrint" => {
            let containers =
                ["fake0", "fake1", "fake2", "fake3"].map(|name| value!({"name": name}));
            let pod = value!({ "spec": { "containers": (containers.to_vec()) } });
            let came = print_columns(input.get("spec").str(), &[pod]);
            same(came.is_err(), expect.get("expectErr").is_true())?;
            same(came.unwrap_or_default().as_str(), expect.get("expectedOutput").str())
        }
        "TestSortingPrinter" => {
            let items = input.get("obj").get("items").items();
            let order = sorted_order(items, input.get("field").str());
            let error = expect.get("expectedErr").str();
            if !error.is_empty() {
                return same(order, Err::<Vec<usize>, _>(error.to_owned()));
            }
            let sorted: Vec<Value> = order?.into_iter().map(|place| items[place].clone()).collect();
            same(sorted.as_slice(), input.get("sort").get("items").items())
        }
        "TestRuntimeSortLess" => {
            let sort = input.get("runtimeSort");
            let objects = sort.get("objs").items();
            let pair = ["i", "j"].map(|key| usize::try_from(input.get(key).int()).unwrap_or(0));
            let pair = pair.map(|place| objects[place].clone());
            let order = sorted_order(&pair, sort.get("field").str())?;
            same(order == [0, 1], expect.get("expectResult").is_true())
        }
        "TestPrinterSupportsExpectedCustomColumnFormats" => judge_format(case),
        "TestTemplate" => {
            let template = go_template::parse(input.get("template").str())?;
            let came = go_template::evaluate(&template, input.get("obj"))?;
            same(came.as_str(), expect.get("expectOut").str())
        }
        _ => super::kubectl_tables::judge(case),
    }
}

/// A format of `kubectl get`; the file of the cases' columns is there.
fn judge_format(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let [format, template] = ["outputFormat", "templateArg"].map(|key| input.get(key).str());
    let mut session = Session::new(&ClusterOptions::default());
    session.run("kubectl create configmap foo");
    for word in [template, format.split('=').nth(1).unwrap_or_default()] {
        if word.contains('/') || word.contains("file") {
            session.write_file(word, "NAME\nmetadata.name");
        }
    }
    let mut line = format!("kubectl get configmap foo -o {}", quoted(format));
    if !template.is_empty() {
        line.push_str(&format!(" --template={}", quoted(template)));
    }
    let done = session.run(&line);
    let refused = done.output.starts_with("error: ");
    let is_unknown = expect.get("expectNoMatch").is_true();
    let errors = ["expectedError", "expectedParseError"].map(|key| expect.get(key).str());
    let wanted = errors.into_iter().find(|text| !text.is_empty());
    same(refused, is_unknown || wanted.is_some())?;
    let wanted = wanted.unwrap_or(expect.get("expectedOutput").str());
    match done.output.contains(wanted) {
        true => Ok(()),
        false => Err(format!("{:?} lacks {wanted:?}", done.output)),
    }
}

fn print_columns(spec: &str, values: &[Value]) -> Result<String, String> {
    CustomColumnsPrinter::new(CustomColumns::parse(spec)?, false).print(values)
}
