//! Recordings of a real control plane, replayed and compared.  `PODARIUM_RECORDINGS` names
//! another directory of them, whatever they are called.

mod compare;
mod mask;

use crate::known::known;
use compare::{equal, parse};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The directory of the project's own recordings.
const OWN: &str = "tests/recordings";

/// How many commands of each recording must be equal at least; the numbers only ever rise.
const FLOORS: &[(&str, usize)] = &[
    ("a1-statefulset-mysql.md", 115),
    ("a2-statefulset-variants--badimage.md", 10),
    ("a2-statefulset-variants--blocked.md", 12),
    ("a2-statefulset-variants--misc.md", 16),
    ("a2-statefulset-variants--ondelete.md", 7),
    ("a2-statefulset-variants--parallel.md", 9),
    ("a2-statefulset-variants--retain.md", 9),
    ("b1-daemonset-fluentd.md", 63),
    ("b2-daemonset-placement.md", 70),
    ("c1-jobs--cascade.md", 27),
    ("c1-jobs--deadline.md", 10),
    ("c1-jobs--failnever.md", 12),
    ("c1-jobs--failonfailure.md", 10),
    ("c1-jobs--indexed.md", 13),
    ("c1-jobs--misc.md", 18),
    ("c1-jobs--parallel.md", 21),
    ("c1-jobs--podfailurepolicy.md", 16),
    ("c1-jobs--retrysix.md", 4),
    ("c1-jobs--success.md", 29),
    ("c1-jobs--successpolicy.md", 7),
    ("c1-jobs--suspend.md", 17),
    ("c1-jobs--ttl.md", 10),
    ("d1-cronjobs--allow.md", 25),
    ("d1-cronjobs--deadline.md", 11),
    ("d1-cronjobs--forbid.md", 25),
    ("d1-cronjobs--history.md", 21),
    ("d1-cronjobs--manual.md", 36),
    ("d1-cronjobs--replace.md", 25),
    ("d1-cronjobs--suspend.md", 15),
    ("e2-canary.md", 30),
    ("e3-deployments--pause.md", 26),
    ("e3-deployments--recreate.md", 9),
    ("e3-deployments--rolling.md", 46),
    ("e3-deployments--small.md", 14),
    ("e4-deployments--badimage.md", 24),
    // A line that is not recorded took back the label that a pod is given.
    ("e4-deployments--cascade.md", 28),
    ("e4-deployments--revhist.md", 17),
    ("f1-node-failure.md", 14),
    ("f2-node-failure-defaults.md", 7),
    ("g1-scheduling.md", 89),
    ("h1-notes-phase3.md", 84),
    ("h2-notes-broken-indentation.md", 59),
    ("h3-notes-phase3-sane-order.md", 64),
    ("h3b-notes-workloads-sane-order.md", 31),
    ("w1-watch-outputs.md", 12),
    ("x1-kubectl-outputs-errors.md", 191),
    ("x2-create-errors-fresh.md", 180),
];

/// How many of a hundred commands must be equal in all.
const LEAST_PERCENT: usize = 92;

fn directory() -> PathBuf {
    std::env::var("PODARIUM_RECORDINGS").unwrap_or_else(|_| OWN.to_owned()).into()
}

/// Whether the recordings are the project's own.
pub fn are_ours() -> bool {
    directory() == Path::new(OWN)
}

fn read(path: PathBuf) -> String {
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// The numbers of the commands on which two recordings of the real thing differed.
fn varying(name: &str) -> Vec<u64> {
    let path = directory().join("varies.json");
    let Ok(text) = std::fs::read_to_string(path) else { return Vec::new() };
    let all: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let numbers = all.get(name).and_then(serde_json::Value::as_array);
    numbers.into_iter().flatten().filter_map(serde_json::Value::as_u64).collect()
}

/// How a replay of a recording came out.
pub struct Score {
    /// `a1-statefulset-mysql.md`.
    pub name: String,
    /// How many commands count.
    pub count: usize,
    /// The lines of those whose replay prints something else.
    pub differing: Vec<String>,
}

impl Score {
    /// How many commands print the same.
    pub fn equal(&self) -> usize {
        self.count - self.differing.len()
    }
}

/// Every recording with its score.
///
/// # Panics
/// When a recording cannot be read or replayed.
pub fn scores() -> &'static [Score] {
    static SCORES: OnceLock<Vec<Score>> = OnceLock::new();
    SCORES.get_or_init(|| recordings(&directory()).into_iter().map(score).collect())
}

/// The names of the recordings in a directory, in order.
fn recordings(directory: &Path) -> Vec<String> {
    let files =
        std::fs::read_dir(directory).unwrap_or_else(|error| panic!("{directory:?}: {error}"));
    let names =
        files.map(|file| file.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> =
        names.filter(|name| name.ends_with(".md") && name != "README.md").collect();
    names.sort();
    names
}

fn score(name: String) -> Score {
    let text = read(directory().join(&name));
    let replayed =
        podarium::session::replay(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (recorded, replayed) = (parse(&text), parse(&replayed));
    assert_eq!(recorded.len(), replayed.len(), "{name}: every line is run");
    let varying = varying(&name);
    let mut score = Score { name, count: 0, differing: Vec::new() };
    for (number, (recorded, replayed)) in recorded.iter().zip(&replayed).enumerate() {
        let varies = varying.contains(&(number as u64));
        if varies || recorded.line.starts_with("cluster ") {
            continue;
        }
        score.count += 1;
        if !equal(recorded, replayed) {
            score.differing.push(recorded.line.clone());
        }
    }
    score
}

/// Each of the project's own recordings keeps its score; of others' the share counts.
#[test]
fn recordings_are_replayed_as_they_were_recorded() {
    print_scores();
    let below: Vec<String> = scores().iter().filter_map(below_floor).collect();
    assert!(below.is_empty(), "{}", below.join("\n"));
    let (same, count) = total();
    assert!(same * 100 >= count * LEAST_PERCENT, "at least {LEAST_PERCENT} % must be equal");
}

#[expect(clippy::print_stdout, reason = "the table is read from the test's output")]
fn print_scores() {
    for score in scores() {
        println!("{:4}/{:<4} {}", score.equal(), score.count, score.name);
        for line in &score.differing {
            println!("            $ {line}");
        }
    }
    let (same, count) = total();
    println!("{same}/{count} commands equal");
}

fn total() -> (usize, usize) {
    let all = scores().iter();
    all.fold((0, 0), |(same, count), score| (same + score.equal(), count + score.count))
}

fn below_floor(score: &Score) -> Option<String> {
    let (name, floor) = FLOORS.iter().find(|(name, _)| are_ours() && *name == score.name)?;
    let same = score.equal();
    (same < *floor).then(|| format!("{name}: {same} commands are equal, {floor} must be"))
}

#[test]
fn every_difference_has_its_cause() {
    if !are_ours() {
        return;
    }
    let mut faults = Vec::new();
    let known = &known().recordings;
    let mut needed = Vec::new();
    for score in scores() {
        for line in &score.differing {
            match known.iter().position(|known| known.covers(&score.name, line)) {
                Some(place) => needed.push(place),
                None => faults.push(format!("{}: $ {line}: has no cause", score.name)),
            }
        }
    }
    for (place, known) in known.iter().enumerate() {
        if !needed.contains(&place) {
            faults.push(format!("{} {:?}: nothing differs", known.session, known.lines));
        }
    }
    assert!(faults.is_empty(), "tests/known-differences.yaml:\n{}", faults.join("\n"));
}

#[test]
fn every_recording_has_its_floor() {
    let floors: Vec<&str> = FLOORS.iter().map(|(name, _)| *name).collect();
    assert_eq!(recordings(Path::new(OWN)), floors);
}
