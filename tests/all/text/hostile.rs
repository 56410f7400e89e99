//! Whatever is typed, nothing panics and nothing hangs.

use super::files_of;
use podarium::api::decode::{documents, object};
use podarium::api::diagnose::diagnose;
use podarium::api::patch::{json_patch, merge_patch, strategic_merge, three_way, two_way};
use podarium::api::text::{parse_value, to_yaml};
use podarium::api::{Kind, Value};
use podarium::cluster::ClusterOptions;
use podarium::random::Random;
use podarium::session::Session;
use std::time::{Duration, Instant};

/// How many mutated texts are read, unless `PODARIUM_MUTATIONS` says otherwise.
const TEXTS: usize = 2_500;

/// What is put into texts: what YAML, JSON, Go and the type table find special.
const PIECES: &[&str] = &[
    ":",
    "- ",
    "\n",
    "  ",
    "\t",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "#",
    "|",
    ">",
    "&a ",
    "*a",
    "<<: *a\n",
    "!!int ",
    "---\n",
    "...\n",
    "? ",
    "%YAML 1.2\n",
    "\r\n",
    "ä",
    "\u{2028}",
    "\u{feff}",
    "\u{0}",
    "𝄞",
    "null",
    "~",
    "1e999",
    "-0x7",
    "0b",
    "999999999999999999999",
    ".inf",
    "yes",
    "1Gi",
    "$patch: delete\n",
    "$retainKeys: [a]\n",
    "apiVersion: v1\n",
    "kind: List\n",
    "items:\n",
    "spec:\n",
    "containers:\n",
    "- name: x\n",
    "[[[[[[",
    "{a: {a: {a: ",
];

struct Mutator {
    random: Random,
}

impl Mutator {
    fn below(&mut self, limit: usize) -> usize {
        self.random.below(limit.max(1))
    }

    fn place(&mut self, text: &str) -> usize {
        let mut place = self.below(text.len() + 1);
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        place
    }

    fn mutate(&mut self, text: &str, other: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..=self.below(4) {
            let (one, two) = (self.place(&text), self.place(&text));
            let (start, end) = (one.min(two), one.max(two));
            let near = (start + self.below(12)).min(end);
            let near =
                (start..=near).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(start);
            match self.below(6) {
                0 => text.replace_range(start..near, ""),
                1 => text.insert_str(start, PIECES[self.below(PIECES.len())]),
                2 => text.replace_range(start..near, PIECES[self.below(PIECES.len())]),
                3 => {
                    let place = self.place(other);
                    text.insert_str(start, &other[place..]);
                }
                4 => text = text.lines().map(|line| format!("{}\n", line.trim_start())).collect(),
                _ => text.truncate(end),
            }
            let mut end = text.len().min(1_200);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
        }
        text
    }
}

fn seeds() -> Vec<String> {
    let recordings =
        ["h2-notes-broken-indentation", "h1-notes-phase3", "e2-canary", "c1-jobs--misc"];
    recordings.iter().flat_map(|name| files_of(name)).map(|(_, text)| text).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the wall's clock tells that nothing hangs")]
fn mutated_texts_neither_panic_nor_hang() {
    let seeds = seeds();
    let mut mutator = Mutator { random: Random::new(7) };
    let mut values: Vec<Value> = Vec::new();
    let texts = std::env::var("PODARIUM_MUTATIONS").ok().and_then(|texts| texts.parse().ok());
    for _ in 0..texts.unwrap_or(TEXTS) {
        let (one, other) = (mutator.below(seeds.len()), mutator.below(seeds.len()));
        let text = mutator.mutate(&seeds[one], &seeds[other]);
        let started = Instant::now();
        for found in diagnose(&text) {
            assert!(text.get(found.span.start..found.span.end).is_some(), "{found:?} in {text}");
            if let Some(fix) = found.fix {
                assert!(text.get(fix.span.start..fix.span.end).is_some(), "{fix:?} in {text}");
            }
        }
        for document in documents(&text).into_iter().flatten() {
            let value = document.value();
            let written = to_yaml(&value);
            assert_eq!(parse_value(&written), Ok(value.clone()), "{text}\n\n{written}");
            let _ = object(Kind::Deployment, &value);
            values.push(value);
        }
        if let [.., before, after] = values.as_slice() {
            patch_each_other(before, after);
        }
        values.drain(..values.len().saturating_sub(2));
        assert!(started.elapsed() < Duration::from_secs(5), "{:?} for {text}", started.elapsed());
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the wall's clock tells that nothing hangs")]
fn large_texts_are_read_in_a_moment() {
    let many = |line: &str, count: usize| line.repeat(count);
    let numbered = |count: usize| (0..count).map(|n| format!("key{n}: x\n")).collect::<String>();
    let pod = "apiVersion: v1\nkind: Pod\n";
    for text in [
        many("---\n", 100_000),
        format!("{pod}{}", numbered(20_000)),
        format!("{pod}{}", many("x: 1\n", 20_000)),
        format!("{pod}metadata:\n{}", many("- a\n", 30_000)),
        format!("{pod}spec:\n{}", many("containers:\n- name: a\nimage: b\n", 300)),
        format!("a: {}", many("\"\\n", 200_000)),
        many("[", 500_000),
        many("- ", 300_000),
        many("? ", 300_000),
        many("{a: ", 200_000),
        many("&a ", 200_000),
        format!("a: |\n{}", many("  text text\n", 80_000)),
        format!("{pod}metadata: {{annotations: {{a: \"{}\"}}}}\n", many("x ", 400_000)),
    ] {
        let started = Instant::now();
        for document in documents(&text).into_iter().flatten() {
            let _ = to_yaml(&document.value());
        }
        let findings = diagnose(&text).len();
        let start: String = text.chars().take(40).collect();
        assert!(findings < 500, "{findings} for {start:?}");
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "{:?} for {start:?}",
            started.elapsed()
        );
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the wall's clock tells that nothing hangs")]
fn long_lists_are_judged_in_a_moment() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  \
               containers:\n  - name: c\n    image: nginx\n";
    let quota =
        "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec:\n  hard: {cpu: 1}\n";
    for (head, list, item) in [
        (pod, "    ports:\n", "    - {containerPort: 80}\n"),
        (pod, "    ports:\n", "    - {containerPort: 80N, hostPort: 80N}\n"),
        (
            pod,
            "    ports:\n",
            "    - {containerPort: 80, hostPort: 1N}\n    - {containerPort: 80, hostPort: 2N}\n",
        ),
        (pod, "  volumes:\n", "  - {name: vN, emptyDir: {}}\n"),
        (
            pod,
            "  volumes:\n  - name: v\n    configMap:\n      name: c\n      items:\n",
            "      - {key: a, path: a}\n",
        ),
        (
            pod,
            "  topologySpreadConstraints:\n",
            "  - {maxSkew: 1, topologyKey: k, whenUnsatisfiable: DoNotSchedule}\n",
        ),
        (pod, "  schedulingGates:\n", "  - {name: gN}\n"),
        (quota, "  scopes:\n", "  - Nonsense\n"),
        (
            quota,
            "  scopeSelector:\n    matchExpressions:\n",
            "    - {scopeName: BestEffort, operator: Exists}\n",
        ),
        (
            "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  ports: [{port: 80}]\n",
            "  ipFamilies:\n",
            "  - IPvN\n",
        ),
        (
            "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n",
            "stringData:\n",
            "  someRatherLongKeyN: a\n",
        ),
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n",
            "  ownerReferences:\n",
            "  - {apiVersion: v1, kind: Pod, name: p, uid: uN, controller: true}\n",
        ),
    ] {
        let mut session = Session::new(&ClusterOptions::default());
        let items: String = (0..10_000).map(|n| item.replace('N', &n.to_string())).collect();
        session.write_file("long.yaml", &format!("{head}{list}{items}"));
        let started = Instant::now();
        let said = session.run("kubectl create -f long.yaml").output.len();
        assert!(said < 4 << 20, "{said} bytes for {item}");
        assert!(started.elapsed() < Duration::from_secs(20), "{:?} for {item}", started.elapsed());
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the wall's clock tells that nothing hangs")]
fn many_objects_of_a_file_are_taken_one_by_one() {
    let mut session = Session::new(&ClusterOptions::default());
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cN}\n---\n";
    let objects: String = (0..2_000).map(|n| object.replace('N', &n.to_string())).collect();
    session.write_file("many.yaml", &objects);
    for line in ["apply -f many.yaml", "describe -f many.yaml", "delete -f many.yaml"] {
        let started = Instant::now();
        assert_eq!(session.run(&format!("kubectl {line}")).exit, 0, "{line}");
        assert!(started.elapsed() < Duration::from_secs(20), "{:?} for {line}", started.elapsed());
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the wall's clock tells that nothing hangs")]
fn long_lists_are_merged_in_a_moment() {
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\nsecrets:\n";
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  finalizers:\n";
    for (head, item) in [(account, "- {name: sN}\n"), (config, "  - a.b/fN\n")] {
        let mut session = Session::new(&ClusterOptions::default());
        let items: String = (0..20_000).map(|n| item.replace('N', &n.to_string())).collect();
        session.write_file("long.yaml", &format!("{head}{items}"));
        assert_eq!(session.run("kubectl create -f long.yaml").exit, 0, "{item}");
        let started = Instant::now();
        assert_eq!(session.run("kubectl diff -f long.yaml").exit, 0, "{item}");
        assert!(started.elapsed() < Duration::from_secs(20), "{:?} for {item}", started.elapsed());
    }
}

fn patch_each_other(before: &Value, after: &Value) {
    let _ = merge_patch(before, after);
    let _ = json_patch(before, after);
    let _ = strategic_merge(Kind::Pod, before, after);
    if let Ok(patch) = three_way(Kind::Deployment, after, before, after) {
        let _ = strategic_merge(Kind::Deployment, after, &patch);
    }
    if let Ok(patch) = two_way(Kind::StatefulSet, before, after) {
        let _ = strategic_merge(Kind::StatefulSet, before, &patch);
    }
}
