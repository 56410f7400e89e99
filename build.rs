//! Turns the API's type table into one short line a type, which is small in the Wasm and read in
//! place: see `src/api/schema/row.rs` for the form of a line.  And asks the linker for what
//! `tools/split` needs.

use serde_json::{Map, Value};
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const TABLE: &str = "src/api/schema-1.36.json";

fn main() {
    println!("cargo:rerun-if-changed={TABLE}");
    println!("cargo:rerun-if-changed=build.rs");
    // `tools/split` needs to know which function names which data.
    if env::var("TARGET").as_deref() == Ok("wasm32-unknown-unknown")
        && env::var("PROFILE").as_deref() == Ok("release")
    {
        println!("cargo:rustc-link-arg-bins=--emit-relocs");
    }
    let text = fs::read_to_string(TABLE).expect("the type table");
    let table: Value = serde_json::from_str(&text).expect("the type table as JSON");
    let types = table["types"].as_object().expect("types");
    let scalars = |name: &str| types[name].get("scalar").is_some();
    let names: Vec<&String> = types.keys().filter(|name| !scalars(name)).collect();
    let mut rows = String::new();
    for name in &names {
        writeln!(rows, "{:?},", row(name, &types[*name], &names)).expect("a String takes all");
    }
    let mut packages: Vec<(usize, &str)> = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let package = name.rsplitn(3, '.').nth(2).expect("a package");
        if packages.last().is_none_or(|(_, last)| *last != package) {
            packages.push((number, package));
        }
    }
    let path = Path::new(&env::var("OUT_DIR").expect("OUT_DIR")).join("schema_rows.rs");
    let count = names.len();
    let code = format!(
        "/// One line a type.\nstatic ROWS: [&str; {count}] = [\n{rows}];\n\
         /// The packages of the types, each with the number of its first one.\n\
         static PACKAGES: &[(u16, &str)] = &{packages:?};\n"
    );
    fs::write(path, code).expect("the generated table");
}

/// `v1.DeploymentSpec minReadySeconds=i … selector!=r123`.
fn row(name: &str, definition: &Value, names: &[&String]) -> String {
    let mut parts = name.rsplit('.');
    let short = parts.next().expect("a name");
    let package = parts.next().expect("a package");
    let mut row = format!("{package}.{short}");
    let required: Vec<&str> = strings(definition.get("required"));
    let none = Map::new();
    let fields = definition["fields"].as_object().unwrap_or(&none);
    for (field, shape) in fields {
        let mark = if required.contains(&field.as_str()) { "!" } else { "" };
        write!(row, " {field}{mark}={}", code(shape, names)).expect("a String takes all");
    }
    row
}

fn strings(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn code(shape: &Value, names: &[&String]) -> String {
    let mut code = if let Some(item) = shape.get("list") {
        format!("[{}", leaf(item, names))
    } else if let Some(item) = shape.get("map") {
        format!("{{{}", leaf(item, names))
    } else {
        leaf(shape, names)
    };
    let strategy = shape.get("patchStrategy").and_then(Value::as_str).unwrap_or_default();
    if strategy.contains("merge") {
        code.push('~');
        code.push_str(shape.get("mergeKey").and_then(Value::as_str).unwrap_or_default());
    }
    if strategy.contains("retainKeys") {
        code.push('+');
    }
    match shape.get("listType").and_then(Value::as_str) {
        Some("set") => code.push('*'),
        Some("map") => {
            code.push('#');
            code.push_str(&strings(shape.get("listMapKeys")).join(","));
        }
        _ => {}
    }
    code
}

/// One letter, or `r` and the number of the type's row.
fn leaf(shape: &Value, names: &[&String]) -> String {
    let plain = shape.as_str().or_else(|| shape.get("type").and_then(Value::as_str));
    let reference = shape.get("ref").and_then(Value::as_str);
    match plain.or(reference).expect("a type or a reference") {
        "string" => "s".to_owned(),
        "string:byte" => "y".to_owned(),
        "integer:int32" => "i".to_owned(),
        "integer:int64" => "l".to_owned(),
        "boolean" => "b".to_owned(),
        name if name.ends_with(".Quantity") => "q".to_owned(),
        name if name.ends_with(".IntOrString") => "p".to_owned(),
        name if name.ends_with(".MicroTime") => "m".to_owned(),
        name if name.ends_with(".Time") => "t".to_owned(),
        name if name.ends_with(".RawExtension") || name.ends_with(".FieldsV1") => "o".to_owned(),
        name => {
            let number = names.iter().position(|other| *other == name);
            format!("r{}", number.unwrap_or_else(|| panic!("no type {name}")))
        }
    }
}
