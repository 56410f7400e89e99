//! How the core scales: 5,000 nodes with 150,000 pods, one pod's change among many, and a day
//! with a hundred CronJobs every minute.  Prints each number beside its limit, and fails if one is
//! exceeded.
//!
//! `cargo bench --bench scale [-- fill|change|day]`

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use podarium::cluster::ClusterOptions;
use podarium::session::Session;
use podarium::time::{MINUTE, SECOND};
use std::fmt::Write;
use std::fs;
use std::process::ExitCode;

// The system's own allocator takes a tenth more time over a day of a busy cluster.  Linked, this one
// takes the place of `malloc`.
use mimalloc as _;

/// How much of the whole is filled, or of the day is lived: `PODARIUM_SHARE=0.1` tells whether cost
/// grows with size.
fn share() -> f64 {
    std::env::var("PODARIUM_SHARE").ok().and_then(|share| share.parse().ok()).unwrap_or(1.0)
}

/// Seconds of CPU that this process, which has one thread, has used.
fn cpu_seconds() -> f64 {
    // The kernel brings the number up to date when somebody else may have a turn.
    std::thread::yield_now();
    let text = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds: f64 =
        text.split_whitespace().next().and_then(|field| field.parse().ok()).unwrap_or(0.0);
    nanoseconds / 1e9
}

/// The most memory that this process ever held, in MB.
fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) / 1_000
}

fn template(app: &str, more: &str) -> String {
    format!(
        "  template:\n    metadata:\n      labels: {{app: {app}}}\n    spec:\n{more}      \
         containers:\n      - {{name: c, image: \"nginx:1.27\"}}\n"
    )
}

/// The manifests of 150,000 pods on 5,000 nodes, or a share of them.
fn manifests(share: f64) -> String {
    let count = |number: f64| ((number * share).round() as u32).max(1);
    let mut text = String::new();
    let mut workload = |kind: &str, name: String, spec: String, more: &str| {
        let api = if kind == "Job" { "batch/v1" } else { "apps/v1" };
        let selector = match kind {
            "Job" => String::new(),
            _ => format!("  selector:\n    matchLabels: {{app: {name}}}\n"),
        };
        let _ = write!(
            text,
            "---\napiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n{spec}{selector}{}",
            template(&name, more)
        );
    };
    for index in 0..10 {
        let spec = format!("  replicas: {}\n", count(10_000.0));
        workload("Deployment", format!("web-{index}"), spec, "");
    }
    for index in 0..10 {
        let spec = format!(
            "  replicas: {}\n  podManagementPolicy: Parallel\n  serviceName: s\n",
            count(1_000.0)
        );
        workload("StatefulSet", format!("db-{index}"), spec, "");
    }
    workload("DaemonSet", "agent".to_owned(), String::new(), "");
    for index in 0..35 {
        let number = count(1_000.0);
        let spec = format!("  completions: {number}\n  parallelism: {number}\n");
        workload("Job", format!("batch-{index}"), spec, "      restartPolicy: Never\n");
    }
    text
}

/// A session that holds this share of 5,000 nodes and 150,000 pods, all of them started.
fn filled(share: f64) -> Session {
    let nodes = ((5_000.0 * share) as u32).max(3);
    let mut session = Session::new(&ClusterOptions { nodes, ..ClusterOptions::default() });
    session.write_file("all.yaml", &manifests(share));
    let applied = session.run("kubectl apply -f all.yaml");
    assert_eq!(applied.exit, 0, "{}", applied.output);
    for index in 0..10 {
        let rollout = format!("kubectl rollout status deployment/web-{index} --timeout=30m");
        let finished = session.run(&format!("{rollout} >/dev/null"));
        assert_eq!(finished.exit, 0, "{}", finished.output);
    }
    session.advance_to(session.now().plus(2 * MINUTE));
    session.take_output();
    session
}

fn pods(session: &Session) -> usize {
    session.cluster().view().list(podarium::api::Kind::Pod, None).count()
}

/// A number that was measured.
struct Measured {
    what: String,
    number: f64,
    limit: f64,
}

impl Measured {
    /// Prints the number beside its limit; `false` if it is exceeded.
    fn is_within(&self) -> bool {
        let Measured { what, number, limit } = self;
        let is_within = number <= limit;
        println!(
            "{} {what}: {number:.2} (at most {limit})",
            if is_within { "ok      " } else { "TOO MUCH" }
        );
        is_within
    }
}

fn measured(what: impl Into<String>, number: f64, limit: f64) -> Measured {
    Measured { what: what.into(), number, limit }
}

fn fill() -> Vec<Measured> {
    let before = cpu_seconds();
    let session = filled(share());
    let seconds = cpu_seconds() - before;
    vec![
        measured(format!("fill: seconds of CPU for {} pods", pods(&session)), seconds, 12.0),
        measured("fill: MB", peak_megabytes() as f64, 900.0),
    ]
}

/// Seconds of CPU for replacing one pod, on average over many.
fn one_change(session: &mut Session) -> f64 {
    const TIMES: u32 = 1_000;
    let mut seconds = 0.0;
    let mut names = Vec::new();
    for _ in 0..TIMES {
        // To look for a name among all pods between two changes would leave the processor's cache
        // to that search, which is not what is measured.
        if names.is_empty() {
            names = some_pods(session);
        }
        let name = names.pop().expect("the first Deployment has pods");
        let before = cpu_seconds();
        let deleted = session.run(&format!("kubectl delete pod {name} --wait=false"));
        assert_eq!(deleted.exit, 0, "{}", deleted.output);
        session.advance_to(session.now().plus(5 * SECOND));
        seconds += cpu_seconds() - before;
        session.take_output();
    }
    seconds / f64::from(TIMES)
}

/// The names of the pods of the first Deployment.
fn some_pods(session: &Session) -> Vec<String> {
    let view = session.cluster().view();
    let pods = view
        .list(podarium::api::Kind::Pod, None)
        .filter(|pod| pod.meta.name.starts_with("web-0-") && pod.meta.deletion_timestamp.is_none());
    pods.map(|pod| pod.meta.name.to_string()).collect()
}

fn change() -> Vec<Measured> {
    let mut small = filled(300.0 / 150_000.0);
    let among_few = one_change(&mut small);
    let mut large = filled(share());
    let among_many = one_change(&mut large);
    let what = format!(
        "change: one of {} pods in {:.3} ms, of {} in {:.3} ms, ratio",
        pods(&small),
        among_few * 1e3,
        pods(&large),
        among_many * 1e3
    );
    vec![measured(what, among_many / among_few, 2.0)]
}

fn day() -> Vec<Measured> {
    // Containers that run for ever would be no day, but a pile of Jobs that never end.
    let mut session = Session::new(&ClusterOptions::playground());
    let mut text = String::new();
    for index in 0..100 {
        let _ = write!(
            text,
            "---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: tick-{index}}}\nspec:\n  \
             schedule: \"* * * * *\"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          \
             restartPolicy: Never\n          containers:\n          - {{name: c, image: \"busybox:1.37\", \
             command: [sh, -c, \"sleep 5\"]}}\n"
        );
    }
    session.write_file("all.yaml", &text);
    session.run("kubectl apply -f all.yaml");
    let before = cpu_seconds();
    session.advance_to(session.now().plus((share() * 24.0 * 60.0) as i64 * MINUTE));
    let seconds = cpu_seconds() - before;
    vec![measured("day: seconds of CPU for 100 CronJobs every minute", seconds, 5.0)]
}

fn main() -> ExitCode {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let mut exceeded = 0;
    for (name, run) in [("fill", fill as fn() -> Vec<Measured>), ("change", change), ("day", day)] {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            exceeded += run().iter().filter(|measured| !measured.is_within()).count();
        }
    }
    if exceeded > 0 {
        println!("{exceeded} of the limits exceeded");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
