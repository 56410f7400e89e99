//! The rules of the house, read from the sources: who may import whom, how long a file may be,
//! and which folder may name which crate.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, lowest first; a module imports from its own layer's row only itself, and from any
/// lower row.
const LAYERS: &[&[&str]] = &[
    &["random", "diagnostic", "order", "ordered", "shared"],
    &["float"],
    &["time"],
    &["yaml"],
    &["api"],
    &["store"],
    &["controllers", "scheduler", "kubelet", "network"],
    &["cluster"],
    &["kubectl"],
    &["shell"],
    &["session"],
    &["scene", "lessons"],
    &["embed"],
    &["ui"],
];

/// Crates that only some places may name, by the beginning of the path.
const CRATES: &[(&str, &[&str])] = &[
    ("saphyr_parser", &["src/yaml/"]),
    ("serde_yaml", &["src/yaml/"]),
    ("cron", &["src/api/cron_schedule.rs"]),
    ("chrono", &["src/api/cron_schedule.rs", "src/api/time_zone.rs", "src/time.rs"]),
    ("web_sys", &["src/ui/", "src/main.rs"]),
    ("js_sys", &["src/ui/", "src/main.rs"]),
    ("gloo", &["src/ui/", "src/main.rs"]),
    ("yew", &["src/ui/", "src/main.rs"]),
    ("wasm_bindgen", &["src/ui/", "src/main.rs"]),
    ("mimalloc", &["src/bin/"]),
    ("wasm_bindgen_futures", &["src/ui/", "src/main.rs"]),
];

/// The most lines a source file may have.
const LONGEST: usize = 600;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file with its path from the root and its text.
fn read_sources(folder: &str) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    sources(&root().join(folder), &mut paths);
    assert!(!paths.is_empty(), "no sources in {folder}");
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root()).expect("below the root");
            let name = name.to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).expect("a text"))
        })
        .collect()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

/// The modules of the crate that a line names after `crate::`.
fn modules_named(line: &str) -> Vec<&str> {
    if line.trim_start().starts_with("//") {
        return Vec::new();
    }
    line.match_indices("crate::")
        .filter(|(place, _)| !line[..*place].ends_with('$'))
        .filter_map(|(place, text)| {
            line[place + text.len()..].split(|c: char| !c.is_alphanumeric() && c != '_').next()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn imports_only_go_down() {
    let mut faults = Vec::new();
    for (file, text) in read_sources("src") {
        let module = file.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
        let Some(own) = layer(module) else { continue };
        for (number, line) in text.lines().enumerate() {
            for named in modules_named(line) {
                let allowed = named == module || layer(named).is_none_or(|other| other < own);
                if !allowed {
                    faults.push(format!("{file}:{}: {module} imports {named}", number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "imports against the table:\n{}", faults.join("\n"));
}

#[test]
fn every_module_has_its_layer() {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("the map");
    let missing: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .filter(|module| layer(module).is_none())
        .collect();
    assert!(missing.is_empty(), "modules without a layer: {missing:?}");
}

#[test]
fn controllers_do_not_import_each_other() {
    let mut faults = Vec::new();
    for (file, text) in read_sources("src/controllers") {
        let own =
            file.trim_start_matches("src/controllers/").split(['/', '.']).next().unwrap_or("");
        for (number, line) in text.lines().enumerate() {
            let Some((_, rest)) = line.split_once("crate::controllers::") else { continue };
            let named = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
            let is_controller = root().join(format!("src/controllers/{named}")).is_dir();
            if own != "mod" && named != own && is_controller {
                faults.push(format!("{file}:{}: {own} imports {named}", number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "controllers that know each other:\n{}", faults.join("\n"));
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut faults = Vec::new();
    for (file, text) in read_sources("src") {
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for (name, rooms) in CRATES {
                let named = line.contains(&format!("{name}::"))
                    && !line.contains(&format!("_{name}::"))
                    && !line.contains(&format!("::{name}::"));
                if named && !rooms.iter().any(|room| file.starts_with(room)) {
                    faults.push(format!("{file}:{}: names {name}", number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "crates outside their rooms:\n{}", faults.join("\n"));
}

#[test]
fn sorting_is_compiled_once() {
    let mut faults = Vec::new();
    for (file, text) in read_sources("src") {
        for (number, line) in text.lines().enumerate() {
            if line.contains(".sort") && line.contains('(') && file != "src/order.rs" {
                faults.push(format!("{file}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "each costs 4 kB of Wasm; use crate::order:\n{}", faults.join("\n"));
}

#[test]
fn maps_and_sets_are_ours() {
    let mut faults = Vec::new();
    for (file, text) in read_sources("src") {
        for (number, line) in text.lines().enumerate() {
            let names = line.contains("BTreeMap") || line.contains("BTreeSet");
            if names && !file.starts_with("src/ordered") && !file.starts_with("src/bin") {
                faults.push(format!("{file}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    let why = "each pair of types costs 5 kB of Wasm; use crate::ordered::{OrderedMap, OrderedSet}";
    assert!(faults.is_empty(), "{why}:\n{}", faults.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let mut faults = Vec::new();
    for folder in ["src", "tests"] {
        for (file, text) in read_sources(folder) {
            let lines = text.lines().count();
            if lines > LONGEST {
                faults.push(format!("{file}: {lines} lines, {LONGEST} at most"));
            }
        }
    }
    assert!(faults.is_empty(), "files to part:\n{}", faults.join("\n"));
}

#[test]
fn nothing_is_left_for_later() {
    let words = [
        "TO\u{44}O",
        "FIX\u{4d}E",
        "X\u{58}X",
        "todo\u{21}(",
        "unimplemented\u{21}(",
        "#\u{5b}ignore",
    ];
    let mut faults = Vec::new();
    for folder in ["src", "tests"] {
        for (file, text) in read_sources(folder) {
            for (number, line) in text.lines().enumerate() {
                if words.iter().any(|word| line.contains(word)) {
                    faults.push(format!("{file}:{}: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "left for later:\n{}", faults.join("\n"));
}

/// Every path in the list of what can wait still leads somewhere: modules that are there, and in
/// the last of them the names that follow.
#[test]
fn what_can_wait_is_there() {
    let list = fs::read_to_string(root().join("tools/split/later.txt")).expect("the list");
    let lines = list.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let mut faults = Vec::new();
    for line in lines {
        let Some((_, path)) = line.split_once(" podarium::") else { continue };
        let path = path.replace('*', "::");
        let mut place = root().join("src");
        let mut names = path.split("::").filter(|name| !name.is_empty()).peekable();
        while let Some(name) = names.peek() {
            let below = place.join(name);
            if !below.is_dir() && !below.with_extension("rs").is_file() {
                break;
            }
            place = below;
            names.next();
        }
        let mut files = vec![place.with_extension("rs")];
        if place.is_dir() {
            files.clear();
            sources(&place, &mut files);
        }
        let text: String = files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
        if text.is_empty() || names.any(|name| !text.contains(name)) {
            faults.push(line);
        }
    }
    assert!(faults.is_empty(), "these lead nowhere:\n{}", faults.join("\n"));
}
