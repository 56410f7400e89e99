//! `docs/fidelity.md` is what the tests find.  `PODARIUM_BLESS=1` writes it anew.

use crate::cases::{OWN, Score, scores_of};
use crate::known::known;
use crate::recordings;

const PATH: &str = "docs/fidelity.md";

/// The areas of the files of cases, by how their names begin.
const AREAS: &[(&str, &[&str])] = &[
    (
        "Objects: decoding, defaults, validation, quantities, selectors",
        &[
            "api_",
            "admission_",
            "core_helpers",
            "field_",
            "label_",
            "name_",
            "object_meta",
            "pod_api",
            "quantity",
            "validation_",
            "int_or_percent",
        ],
    ),
    (
        "Deployment, ReplicaSet and canaries",
        &["argo_", "deployment_", "replicaset_", "safe_encode", "pod_util"],
    ),
    ("StatefulSet", &["statefulset_"]),
    ("DaemonSet", &["daemonset_"]),
    ("Job", &["job_", "ttl_", "backoff"]),
    ("CronJob", &["cron"]),
    ("Scheduler", &["sched_", "pod_resource", "pod_qos"]),
    ("Kubelet", &["kubelet_"]),
    (
        "Nodes, budgets, garbage, endpoints, events, autoscaler",
        &["taint_", "disruption", "garbage_", "pod_gc", "endpointslice", "event_", "hpa_"],
    ),
    ("kubectl", &["kubectl_", "human_", "jsonpath"]),
];

/// How many of how many.
#[derive(Clone, Copy, Default)]
struct Sum {
    agree: usize,
    of: usize,
}

impl Sum {
    fn add(&mut self, agree: usize, of: usize) {
        self.agree += agree;
        self.of += of;
    }

    fn text(self) -> String {
        match self.of {
            0 => "–".to_owned(),
            of => {
                let tenths = 1000 * self.agree / of;
                format!("{} of {of} ({}.{} %)", self.agree, tenths / 10, tenths % 10)
            }
        }
    }
}

fn area(name: &str) -> usize {
    let begins = |area: &(&str, &[&str])| area.1.iter().any(|begin| name.starts_with(begin));
    AREAS.iter().position(begins).unwrap_or_else(|| panic!("{name} belongs to no area"))
}

fn cases(page: &mut String, scores: &[Score]) {
    let mut sums = vec![(Sum::default(), Sum::default()); AREAS.len() + 1];
    for score in scores {
        for place in [area(&score.name), AREAS.len()] {
            let (must, guide) = &mut sums[place];
            let sum = if score.must { must } else { guide };
            sum.add(score.passed(), score.count);
        }
    }
    page.push_str("| area | must | guide |\n| --- | --- | --- |\n");
    let names = AREAS.iter().map(|area| area.0).chain(["**all**"]);
    for (name, (must, guide)) in names.zip(&sums) {
        page.push_str(&format!("| {name} | {} | {} |\n", must.text(), guide.text()));
    }
    page.push_str(
        "\nThe files of the tier `must`:\n\n| file | agree | about |\n| --- | --- | --- |\n",
    );
    for score in scores.iter().filter(|score| score.must) {
        let about = score.about.replace('|', "\\|");
        let (passed, count) = (score.passed(), score.count);
        page.push_str(&format!("| {} | {passed} of {count} | {about} |\n", score.name));
    }
}

fn recorded(page: &mut String) {
    let readme = std::fs::read_to_string("tests/recordings/README.md").expect("the README");
    page.push_str("| letter | about | commands that print the same |\n| --- | --- | --- |\n");
    let mut all = Sum::default();
    for row in readme.lines() {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [letter, about] = cells.as_slice() else { continue };
        let mut sum = Sum::default();
        for score in recordings::scores().iter().filter(|score| score.name.starts_with(letter)) {
            sum.add(score.equal(), score.count);
        }
        if letter.len() == 1 && sum.of > 0 {
            all.add(sum.agree, sum.of);
            page.push_str(&format!("| {letter} | {about} | {} |\n", sum.text()));
        }
    }
    page.push_str(&format!("| | **all** | {} |\n", all.text()));
}

/// Reasons with what they hold for, one line each; what has the same reason stands together.
fn reasons(page: &mut String, rows: Vec<(&str, Vec<String>)>) {
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    for (why, items) in rows {
        match told.iter_mut().find(|(known, _)| *known == why) {
            Some((_, all)) => all.extend(items),
            None => told.push((why, items)),
        }
    }
    for (why, items) in told {
        page.push_str(&format!("- {why}\n  {}\n", items.join(", ")));
    }
}

fn known_cases(scores: &[Score]) -> Vec<(&'static str, Vec<String>)> {
    let rows = known().cases.iter().enumerate().map(|(place, known)| {
        let failures = scores.iter().flat_map(|score| &score.failures);
        let ids = failures.filter(|failure| failure.known == Some(place));
        (known.why.as_str(), ids.map(|failure| format!("`{}`", failure.id)).collect())
    });
    rows.collect()
}

fn known_commands() -> Vec<(&'static str, Vec<String>)> {
    let list = &known().recordings;
    let rows = list.iter().enumerate().map(|(place, cause)| {
        let of = |score: &recordings::Score| {
            let of_this = |line: &&String| {
                list.iter().position(|known| known.covers(&score.name, line)) == Some(place)
            };
            score.differing.iter().filter(of_this).count()
        };
        let count: usize = recordings::scores().iter().map(of).sum();
        let name = cause.session.trim_end_matches(".md");
        (cause.why.as_str(), vec![format!("{name} ({count})")])
    });
    rows.collect()
}

fn page() -> String {
    let scores = scores_of(OWN);
    let mut page = String::from(INTRODUCTION);
    page.push_str("\n## Cases\n\n");
    cases(&mut page, scores);
    page.push_str("\n## Recordings\n\n");
    recorded(&mut page);
    page.push_str("\n## Known differences\n\n");
    page.push_str(KNOWN);
    page.push_str("\n### Cases\n\n");
    reasons(&mut page, known_cases(scores));
    page.push_str("\n### Recordings\n\nWith the number of commands that print something else.\n\n");
    reasons(&mut page, known_commands());
    page
}

const INTRODUCTION: &str = "# How true Podarium is

Podarium is compared with Kubernetes v1.36.2 in two ways, and both are part of `cargo test`.  This \
page is written by those tests.

- **Cases** (`tests/cases`): inputs with the outcome of Kubernetes's own code.  What the tier \
`must` says can be seen from outside, and Podarium is to answer each the same.  The tier `guide` \
holds inner tables of upstream's code, followed where they help.
- **Recordings** (`tests/recordings`): sessions with a real API server, controllers, scheduler and \
kubectl.  Podarium replays their lines, and every output is compared; only what chance draws \
(names, addresses, uids, times) is masked.  Where front matter miscounts the machines, a replay \
begins with those that the recording's first `kubectl get nodes` lists; that is so in \
`f2-node-failure-defaults` alone, whose own `kubectl get nodes` is equal for that reason and proves \
nothing: without it letter f has one command less, 20 of 24.

`cargo test cases -- --nocapture` prints every case that differs, `PODARIUM_CASES=DIR` takes the \
cases of another directory; `cargo test recordings -- --nocapture` and `PODARIUM_RECORDINGS=DIR` \
do the same for recordings.  No score may fall.
";

const KNOWN: &str = "What differs by design stands in \
[ARCHITECTURE.md](../ARCHITECTURE.md#where-podarium-differs-from-kubernetes).  What follows is the \
whole list of single outcomes that differ (`tests/known-differences.yaml`): a test fails when one \
differs that is not listed, and when a reason is not needed any more.
";

#[test]
fn the_page_of_fidelity_is_current() {
    if !recordings::are_ours() {
        return;
    }
    let page = page();
    if std::env::var_os("PODARIUM_BLESS").is_some() {
        std::fs::write(PATH, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(written == page, "{PATH} is out of date: PODARIUM_BLESS=1 cargo test fidelity");
}
