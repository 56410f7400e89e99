//! Random manifests: every kind of workload, with the fields that make it behave differently.

use super::author::Author;
use std::fmt::Write;

/// A file's name and its text.
pub fn manifest(author: &mut Author) -> (String, String) {
    let (name, text) = match author.between(0, 13) {
        0..=3 => named(author, &["web", "api"], deployment),
        4..=6 => named(author, &["db", "queue"], stateful_set),
        7 => named(author, &["agent"], daemon_set),
        8..=9 => named(author, &["batch", "work"], job),
        10 => named(author, &["tick"], cron_job),
        11 => named(author, &["bare"], replica_set),
        _ => named(author, &["budget"], budget),
    };
    (format!("{name}.yaml"), text)
}

fn named(
    author: &mut Author,
    names: &[&'static str],
    write: fn(&mut Author, &str) -> String,
) -> (&'static str, String) {
    let name = author.pick(names);
    let text = write(author, name);
    (name, text)
}

fn head(kind: &str, version: &str, name: &str) -> String {
    format!("apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n")
}

/// A line that is there or not.
fn sometimes(
    author: &mut Author,
    text: &mut String,
    many: usize,
    line: impl FnOnce(&mut Author) -> String,
) {
    if author.one_in(many) {
        let line = line(author);
        text.push_str(&line);
        text.push('\n');
    }
}

fn selected(text: &mut String, name: &str) {
    let _ = write!(text, "  selector:\n    matchLabels:\n      app: {name}\n");
}

/// A pod's template, indented by so many spaces.
fn template(author: &mut Author, name: &str, indent: usize, runs: Option<&str>) -> String {
    let image = match author.between(0, 12) {
        0 => "nginx:bad",
        1..=3 => "redis:7",
        4..=7 => "nginx:2",
        _ => "nginx:1",
    };
    let mut lines = vec![
        "template:".to_owned(),
        "  metadata:".to_owned(),
        format!("    labels: {{app: {name}}}"),
    ];
    let mut notes: Vec<String> = Vec::new();
    if let Some(ends) = runs {
        notes.push(ends.to_owned());
    } else {
        match author.between(0, 10) {
            0 => notes.push("sim/ready-seconds: never".to_owned()),
            1..=4 => notes.push(format!("sim/ready-seconds: \"{}\"", author.between(0, 9))),
            _ => {}
        }
    }
    if author.one_in(3) {
        notes.push(format!("sim/start-seconds: \"{}\"", author.between(0, 6)));
    }
    if author.one_in(3) {
        notes.push(format!("sim/term-seconds: \"{}\"", author.between(0, 8)));
    }
    if !notes.is_empty() {
        lines.push(format!("    annotations: {{{}}}", notes.join(", ")));
    }
    lines.push("  spec:".to_owned());
    if runs.is_some() {
        let policy = author.pick(&["Never", "OnFailure"]);
        lines.push(format!("    restartPolicy: {policy}"));
    }
    if author.one_in(3) {
        lines.push(format!("    terminationGracePeriodSeconds: {}", author.between(0, 12)));
    }
    if author.one_in(4) {
        let seconds = author.between(0, 60);
        let effect = author.pick(&["NoSchedule", "NoExecute"]);
        let until = if effect == "NoExecute" {
            format!(", tolerationSeconds: {seconds}")
        } else {
            String::new()
        };
        lines.push(format!(
            "    tolerations: [{{key: dedicated, operator: Exists, effect: {effect}{until}}}]"
        ));
    }
    if author.one_in(8) {
        let strength = author.between(1, 3);
        let when = author.pick(&["DoNotSchedule", "ScheduleAnyway"]);
        lines.push(format!(
            "    topologySpreadConstraints: [{{maxSkew: {strength}, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: {when}, labelSelector: {{matchLabels: {{app: {name}}}}}}}]"
        ));
    }
    if author.one_in(8) {
        lines.push(format!(
            "    affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{{topologyKey: kubernetes.io/hostname, labelSelector: {{matchLabels: {{app: {name}}}}}}}]}}}}"
        ));
    }
    if author.one_in(8) {
        let priority = author.pick(&["system-cluster-critical", "system-node-critical"]);
        lines.push(format!("    priorityClassName: {priority}"));
    }
    if author.one_in(6) {
        let stays = author.pick(&["", ", restartPolicy: Always"]);
        lines.push(format!("    initContainers: [{{name: first, image: \"nginx:1\"{stays}}}]"));
    }
    lines.push("    containers:".to_owned());
    lines.push(format!("    - name: main\n      image: {image}"));
    if author.one_in(2) {
        let (cpu, memory) = (author.between(1, 20) * 100, author.between(1, 30) * 64);
        lines.push(format!("      resources: {{requests: {{cpu: {cpu}m, memory: {memory}Mi}}}}"));
    }
    if author.one_in(6) {
        let (delay, period) = (author.between(0, 5), author.between(1, 5));
        lines.push(format!(
            "      readinessProbe: {{tcpSocket: {{port: 80}}, initialDelaySeconds: {delay}, periodSeconds: {period}}}"
        ));
    }
    let margin = " ".repeat(indent);
    let all = lines.join("\n");
    all.lines().map(|line| format!("{margin}{line}\n")).collect()
}

fn deployment(author: &mut Author, name: &str) -> String {
    let mut text = head("Deployment", "apps/v1", name);
    let replicas = author.between(0, 8);
    let _ = writeln!(text, "  replicas: {replicas}");
    selected(&mut text, name);
    if author.one_in(5) {
        text.push_str("  strategy: {type: Recreate}\n");
    } else {
        let shares = ["0", "1", "2", "25%", "50%", "100%"];
        let (surge, missing) = (author.pick(&shares), author.pick(&shares));
        let surge = if surge == "0" && missing == "0" { "1" } else { surge };
        let _ = writeln!(
            text,
            "  strategy: {{type: RollingUpdate, rollingUpdate: {{maxSurge: {surge}, maxUnavailable: {missing}}}}}"
        );
    }
    sometimes(author, &mut text, 3, |a| format!("  minReadySeconds: {}", a.between(0, 15)));
    sometimes(author, &mut text, 4, |a| format!("  revisionHistoryLimit: {}", a.between(0, 3)));
    sometimes(author, &mut text, 4, |a| {
        format!("  progressDeadlineSeconds: {}", a.between(16, 60))
    });
    text + &template(author, name, 2, None)
}

fn replica_set(author: &mut Author, name: &str) -> String {
    let mut text = head("ReplicaSet", "apps/v1", name);
    let replicas = author.between(0, 6);
    let _ = writeln!(text, "  replicas: {replicas}");
    selected(&mut text, name);
    text + &template(author, name, 2, None)
}

fn stateful_set(author: &mut Author, name: &str) -> String {
    let mut text = head("StatefulSet", "apps/v1", name);
    let replicas = author.between(0, 6);
    let _ = writeln!(text, "  replicas: {replicas}\n  serviceName: {name}");
    selected(&mut text, name);
    sometimes(author, &mut text, 3, |_| "  podManagementPolicy: Parallel".to_owned());
    sometimes(author, &mut text, 4, |a| format!("  minReadySeconds: {}", a.between(0, 12)));
    sometimes(author, &mut text, 5, |a| format!("  ordinals: {{start: {}}}", a.between(0, 4)));
    match author.between(0, 6) {
        0 => text.push_str("  updateStrategy: {type: OnDelete}\n"),
        1 => {
            let partition = author.between(0, 4);
            let _ = writeln!(
                text,
                "  updateStrategy: {{type: RollingUpdate, rollingUpdate: {{partition: {partition}}}}}"
            );
        }
        _ => {}
    }
    if author.one_in(3) {
        text.push_str("  volumeClaimTemplates:\n  - metadata: {name: data}\n    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n");
        let policies = ["Retain", "Delete"];
        let (deleted, scaled) = (author.pick(&policies), author.pick(&policies));
        let _ = writeln!(
            text,
            "  persistentVolumeClaimRetentionPolicy: {{whenDeleted: {deleted}, whenScaled: {scaled}}}"
        );
    }
    text + &template(author, name, 2, None)
}

fn daemon_set(author: &mut Author, name: &str) -> String {
    let mut text = head("DaemonSet", "apps/v1", name);
    selected(&mut text, name);
    match author.between(0, 4) {
        0 => text.push_str("  updateStrategy: {type: OnDelete}\n"),
        1 => text.push_str("  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n"),
        2 => text.push_str("  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 2}}\n"),
        _ => {}
    }
    sometimes(author, &mut text, 4, |a| format!("  minReadySeconds: {}", a.between(0, 10)));
    text + &template(author, name, 2, None)
}

/// How a Job's pods run and end.
fn run(author: &mut Author) -> String {
    let codes = author.pick(&["0", "0", "0,0", "1", "1,0", "1,1,0", "3"]);
    let length = author.between(0, 40);
    let by_index = if author.one_in(3) { ", sim/exit-by-index: \"1:1,2:3\"" } else { "" };
    format!("sim/run-seconds: \"{length}\", sim/exit-codes: \"{codes}\"{by_index}")
}

/// The spec of a Job, indented by so many spaces.
fn job_spec(author: &mut Author, name: &str, indent: usize) -> String {
    let mut lines = String::new();
    let is_indexed = author.one_in(2);
    if is_indexed || author.one_in(2) {
        let completions = author.between(1, 7);
        let _ = writeln!(lines, "completions: {completions}");
    }
    sometimes(author, &mut lines, 2, |a| format!("parallelism: {}", a.between(0, 5)));
    sometimes(author, &mut lines, 2, |a| format!("backoffLimit: {}", a.between(0, 4)));
    sometimes(author, &mut lines, 5, |a| format!("activeDeadlineSeconds: {}", a.between(5, 90)));
    sometimes(author, &mut lines, 5, |a| format!("ttlSecondsAfterFinished: {}", a.between(0, 60)));
    sometimes(author, &mut lines, 6, |_| "suspend: true".to_owned());
    sometimes(author, &mut lines, 4, |_| "podReplacementPolicy: Failed".to_owned());
    if is_indexed {
        lines.push_str("completionMode: Indexed\n");
        sometimes(author, &mut lines, 3, |a| format!("backoffLimitPerIndex: {}", a.between(0, 3)));
        sometimes(author, &mut lines, 4, |a| {
            format!("successPolicy: {{rules: [{{succeededCount: {}}}]}}", a.between(1, 3))
        });
    }
    sometimes(author, &mut lines, 5, |a| {
        let action = a.pick(&["Ignore", "FailJob", "Count"]);
        format!(
            "podFailurePolicy: {{rules: [{{action: {action}, onExitCodes: {{operator: In, values: [3]}}}}]}}"
        )
    });
    let margin = " ".repeat(indent);
    let mut text: String = lines.lines().map(|line| format!("{margin}{line}\n")).collect();
    let ends = run(author);
    text.push_str(&template(author, name, indent, Some(&ends)));
    text
}

fn job(author: &mut Author, name: &str) -> String {
    head("Job", "batch/v1", name) + &job_spec(author, name, 2)
}

fn cron_job(author: &mut Author, name: &str) -> String {
    let mut text = head("CronJob", "batch/v1", name);
    let minutes = author.pick(&["*", "*/2", "*/5", "0"]);
    let policy = author.pick(&["Allow", "Forbid", "Replace"]);
    let _ = writeln!(text, "  schedule: \"{minutes} * * * *\"\n  concurrencyPolicy: {policy}");
    sometimes(author, &mut text, 3, |a| {
        format!("  startingDeadlineSeconds: {}", a.between(10, 200))
    });
    sometimes(author, &mut text, 3, |a| {
        format!("  successfulJobsHistoryLimit: {}", a.between(0, 3))
    });
    text.push_str("  jobTemplate:\n    spec:\n");
    text + &job_spec(author, name, 6)
}

fn budget(author: &mut Author, name: &str) -> String {
    let mut text = head("PodDisruptionBudget", "policy/v1", name);
    let field = author.pick(&["minAvailable", "maxUnavailable"]);
    let number = author.pick(&["0", "1", "2", "50%"]);
    let app = author.pick(&["web", "api", "db", "queue"]);
    let _ = writeln!(text, "  {field}: {number}");
    selected(&mut text, app);
    text
}
