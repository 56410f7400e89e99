//! Runs every case of a directory.

use super::{Case, FAMILIES, Family, Verdict, json};
use crate::known::known;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::OnceLock;

/// The directory of the project's own cases.
pub const OWN: &str = "tests/cases";

/// A file of cases.
#[derive(Deserialize)]
struct File {
    about: String,
    tier: String,
    cases: Vec<Box<RawValue>>,
}

/// How a file of cases came out.
pub struct Score {
    /// `quantity`.
    pub name: String,
    /// What its cases are about.
    pub about: String,
    /// Whether what they say can be seen from outside, so that all must agree.
    pub must: bool,
    /// How many there are.
    pub count: usize,
    /// Those that do not agree.
    pub failures: Vec<Failure>,
}

/// A case that does not agree.
pub struct Failure {
    /// `quantity-12`.
    pub id: String,
    /// How it does not.
    difference: String,
    /// The place of its reason in the list of known differences.
    pub known: Option<usize>,
}

impl Score {
    /// How many cases agree.
    pub fn passed(&self) -> usize {
        self.count - self.failures.len()
    }
}

/// The scores of a directory's files, in the order of their names.
///
/// # Panics
/// When a file cannot be read as cases.
pub fn scores_of(directory: &str) -> &'static [Score] {
    static ASKED: OnceLock<Vec<Score>> = OnceLock::new();
    static OURS: OnceLock<Vec<Score>> = OnceLock::new();
    let scores = if directory == OWN { &OURS } else { &ASKED };
    scores.get_or_init(|| judge_all(directory))
}

fn judge_all(directory: &str) -> Vec<Score> {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|why| panic!("{directory}: {why}"));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    std::thread::scope(|scope| {
        let files: Vec<_> = paths.iter().map(|path| scope.spawn(|| judge_file(path))).collect();
        files.into_iter().map(|file| file.join().expect("a score")).collect()
    })
}

fn judge_file(path: &Path) -> Score {
    let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
    let family = FAMILIES.iter().find(|family| family.name == name);
    let text = std::fs::read_to_string(path).unwrap_or_else(|why| panic!("{path:?}: {why}"));
    let file: File = serde_json::from_str(&text).unwrap_or_else(|why| panic!("{path:?}: {why}"));
    let cases: Vec<Case> = file.cases.iter().map(|text| to_case(text.get())).collect();
    let failures = cases.iter().filter_map(|case| {
        let difference = verdict(family, case).err()?;
        let known = known().cases.iter().position(|known| known.covers(&name, case, &difference));
        let difference = format!("{}: {difference}", case.test);
        Some(Failure { id: case.id.clone(), difference, known })
    });
    let failures = failures.collect();
    Score { name, about: file.about, must: file.tier == "must", count: cases.len(), failures }
}

/// A case that nobody expected must not end the run.
fn verdict(family: Option<&Family>, case: &Case) -> Verdict {
    let Some(family) = family else { return Err("nobody judges this file".to_owned()) };
    catch_unwind(AssertUnwindSafe(|| (family.judge)(case)))
        .unwrap_or_else(|_| Err("the judge panicked".to_owned()))
}

fn to_case(text: &str) -> Case {
    let case = json::to_value(&serde_json::from_str(text).expect("a case"));
    Case {
        text: text.to_owned(),
        id: case.get("id").str().to_owned(),
        test: case.get("test").str().to_owned(),
        input: case.get("input").clone(),
        expect: case.get("expect").clone(),
        whole: case,
    }
}

/// Prints the table of one tier, every difference, and the sum, in one piece.
#[expect(clippy::print_stdout, reason = "the numbers are read from the test's output")]
fn print(scores: &[&Score], sum: &str) {
    let mut text = String::from("\n");
    for score in scores {
        text.push_str(&format!("{:5}/{:<5} {}\n", score.passed(), score.count, score.name));
    }
    let failures: Vec<&Failure> = scores.iter().flat_map(|score| &score.failures).collect();
    for Failure { id, difference, known } in &failures {
        let known = if known.is_some() { " (known)" } else { "" };
        text.push_str(&format!("  {id}{known}: {difference}\n"));
    }
    let passed: usize = scores.iter().map(|score| score.passed()).sum();
    println!("{text}{sum}: {passed} passed, {} failed", failures.len());
}

/// The ids of those that failed, in one line.
#[expect(clippy::print_stdout, reason = "the ids are read from the test's output")]
fn print_ids(scores: &[&Score]) {
    let failures = scores.iter().flat_map(|score| &score.failures);
    let ids: Vec<&str> = failures.map(|failure| failure.id.as_str()).collect();
    println!("failed: {}", if ids.is_empty() { "none".to_owned() } else { ids.join(" ") });
}

fn of_tier(scores: &[Score], must: bool) -> Vec<&Score> {
    scores.iter().filter(|score| score.must == must).collect()
}

fn below_floor(scores: &[&Score]) -> Vec<String> {
    let floors = FAMILIES.iter().filter_map(|family| {
        let score = scores.iter().find(|score| score.name == family.name)?;
        (score.passed() < family.floor)
            .then(|| format!("{}: {} agree, {} must", family.name, score.passed(), family.floor))
    });
    floors.collect()
}

/// `PODARIUM_CASES` names another directory.  There, what nobody knew to differ fails; here, each
/// file also keeps its score, and each reason in the list is needed.
#[test]
fn all_must_cases() {
    let directory = std::env::var("PODARIUM_CASES").unwrap_or_else(|_| OWN.to_owned());
    let scores = of_tier(scores_of(&directory), true);
    print(&scores, "cases");
    print_ids(&scores);
    let failures = || scores.iter().flat_map(|score| &score.failures);
    let unknown: Vec<&str> = failures()
        .filter(|failure| failure.known.is_none())
        .map(|failure| failure.id.as_str())
        .collect();
    assert!(unknown.is_empty(), "these differ, and no reason is listed: {}", unknown.join(" "));
    if directory == OWN {
        let below = below_floor(&scores);
        assert!(below.is_empty(), "{}", below.join("\n"));
        for (place, known) in known().cases.iter().enumerate() {
            let is_needed = failures().any(|failure| failure.known == Some(place));
            assert!(is_needed, "no case needs this reason: {}", known.why);
        }
        let count: usize = scores.iter().map(|score| score.count).sum();
        assert!(failures().count() * 50 <= count, "at most 2 % may differ");
    }
}

/// The inner tables, which are followed where they help.
#[test]
fn guide_cases_keep_their_score() {
    let scores = of_tier(scores_of(OWN), false);
    let below = below_floor(&scores);
    print(&scores, "guide");
    assert!(below.is_empty(), "{}", below.join("\n"));
}

#[test]
fn every_floor_has_its_file() {
    for family in FAMILIES {
        assert!(scores_of(OWN).iter().any(|score| score.name == family.name), "{}", family.name);
    }
}
