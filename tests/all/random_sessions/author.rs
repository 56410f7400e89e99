//! Thinks of what somebody might do next.  Few names are used, so that the same things are made,
//! changed and deleted over and over.

use super::manifests;
use podarium::api::{Kind, Object};
use podarium::random::Random;
use podarium::store::View;
use podarium::time::{Milliseconds, SECOND};

/// Something that is done in a session.
pub enum Deed {
    /// A file is saved.
    Write(String, String),
    /// A line is run to its end.
    Line(String),
    /// Time passes.
    Pass(Milliseconds),
}

/// The author of a session.
pub struct Author {
    random: Random,
    /// A file that was saved and is applied next.
    saved: Option<String>,
}

/// What is scaled, updated, deleted.
const WORKLOADS: &[&str] = &[
    "deployment/web",
    "deployment/api",
    "statefulset/db",
    "statefulset/queue",
    "daemonset/agent",
    "job/batch",
    "job/work",
    "cronjob/tick",
    "replicaset/bare",
];
const SETS: &[&str] =
    &["deployment/web", "deployment/api", "statefulset/db", "statefulset/queue", "replicaset/bare"];
const ROLLED: &[&str] =
    &["deployment/web", "deployment/api", "statefulset/db", "statefulset/queue", "daemonset/agent"];
const IMAGES: &[&str] = &["nginx:1", "nginx:2", "nginx:3", "redis:7", "nginx:bad"];
const TAINT: &str = "dedicated=batch";

impl Author {
    /// The author whose every idea follows from a seed.
    pub fn new(seed: u64) -> Author {
        Author { random: Random::new(seed ^ 0x5eed), saved: None }
    }

    /// A number from `low` to `high` - 1.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.random.below(high - low)
    }

    /// Yes, once in so many times.
    pub fn one_in(&mut self, many: usize) -> bool {
        self.random.below(many) == 0
    }

    /// One of several.
    pub fn pick<'item>(&mut self, items: &[&'item str]) -> &'item str {
        items[self.random.below(items.len())]
    }

    /// The next deed.
    pub fn next(&mut self, view: &View) -> Deed {
        if let Some(file) = self.saved.take() {
            return Deed::Line(format!("kubectl apply -f {file}"));
        }
        match self.between(0, 20) {
            0..=5 => {
                let (file, text) = manifests::manifest(self);
                self.saved = Some(file.clone());
                Deed::Write(file, text)
            }
            6..=11 => Deed::Pass(self.length()),
            12..=13 => Deed::Line(self.machine(view)),
            14 => Deed::Line(self.deletion(view)),
            _ => Deed::Line(self.change(view)),
        }
    }

    fn length(&mut self) -> Milliseconds {
        match self.between(0, 6) {
            0 => self.between(1, 100) as i64,
            1..=2 => self.between(100, 5_000) as i64,
            3..=4 => self.between(5, 90) as i64 * SECOND,
            _ => self.between(60, 1_200) as i64 * SECOND,
        }
    }

    fn change(&mut self, view: &View) -> String {
        match self.between(0, 19) {
            0..=3 => format!("kubectl scale {} --replicas={}", self.pick(SETS), self.between(0, 9)),
            4..=6 => {
                format!("kubectl set image {} *={}", self.pick(ROLLED), self.pick(IMAGES))
            }
            7 => format!("kubectl rollout restart {}", self.pick(ROLLED)),
            8 => format!("kubectl rollout undo {}", self.pick(ROLLED)),
            9 => {
                let order = self.pick(&["pause", "resume"]);
                format!(
                    "kubectl rollout {order} {}",
                    self.pick(&["deployment/web", "deployment/api"])
                )
            }
            10 => {
                let suspended = self.one_in(2);
                let what = self.pick(&["job/batch", "job/work", "cronjob/tick"]);
                format!("kubectl patch {what} -p '{{\"spec\":{{\"suspend\":{suspended}}}}}'")
            }
            11 => {
                let number = self.between(0, 5);
                let what = self.pick(&["job/batch", "job/work"]);
                format!("kubectl patch {what} -p '{{\"spec\":{{\"parallelism\":{number}}}}}'")
            }
            12 => {
                let number = self.between(0, 4);
                let patch = format!(
                    "{{\"spec\":{{\"updateStrategy\":{{\"rollingUpdate\":{{\"partition\":{number}}}}}}}}}"
                );
                format!(
                    "kubectl patch {} -p '{patch}'",
                    self.pick(&["statefulset/db", "statefulset/queue"])
                )
            }
            13 => {
                let start = self.between(0, 4);
                format!(
                    "kubectl patch statefulset/db -p '{{\"spec\":{{\"ordinals\":{{\"start\":{start}}}}}}}'"
                )
            }
            14 => match self.any(view, Kind::ReplicaSet) {
                Some(set) => {
                    format!("kubectl scale replicaset {set} --replicas={}", self.between(0, 7))
                }
                None => "kubectl get replicasets".to_owned(),
            },
            15 => {
                let cpu = self.between(1, 30) * 100;
                format!("kubectl set resources {} --requests=cpu={cpu}m", self.pick(ROLLED))
            }
            16 => match self.any(view, Kind::PersistentVolumeClaim) {
                Some(claim) => format!("kubectl delete pvc {claim} --wait=false"),
                None => "kubectl delete pods --all --wait=false".to_owned(),
            },
            _ => match self.any(view, Kind::Pod) {
                // A pod that no longer has the label is let go, and another takes its place.
                Some(pod) => format!("kubectl label pod {pod} app-"),
                None => "kubectl get pods".to_owned(),
            },
        }
    }

    fn deletion(&mut self, view: &View) -> String {
        let pod = self.any(view, Kind::Pod);
        match (self.between(0, 6), pod) {
            (0, Some(pod)) => format!("kubectl delete pod {pod} --grace-period=0 --force"),
            (1..=2, Some(pod)) => format!("kubectl delete pod {pod} --wait=false"),
            (3, _) => {
                let Some(set) = self.any(view, Kind::ReplicaSet) else {
                    return "kubectl get all".to_owned();
                };
                format!("kubectl delete replicaset {set} --cascade={}", self.cascade())
            }
            _ => {
                let wait = self.one_in(2);
                let what = self.pick(WORKLOADS);
                format!("kubectl delete {what} --cascade={} --wait={wait}", self.cascade())
            }
        }
    }

    fn cascade(&mut self) -> &'static str {
        self.pick(&["background", "background", "foreground", "orphan"])
    }

    fn machine(&mut self, view: &View) -> String {
        let node = self.any(view, Kind::Node).unwrap_or_else(|| "node-1".to_owned());
        match self.between(0, 12) {
            0..=1 => format!("cluster node stop {node}"),
            2..=3 => format!("cluster node start {node}"),
            4 => format!("cluster node remove {node}"),
            5 => {
                let (name, cpu) = (self.between(1, 8), self.between(1, 9));
                format!("cluster node add node-{name} --cpu {cpu}")
            }
            6 => format!("kubectl cordon {node}"),
            7 => format!("kubectl uncordon {node}"),
            8 => format!(
                "kubectl drain {node} --ignore-daemonsets --delete-emptydir-data --force --timeout=90s"
            ),
            9 => format!("kubectl delete node {node}"),
            10 => {
                let effect = self.pick(&["NoSchedule", "NoExecute", "PreferNoSchedule"]);
                format!("kubectl taint node {node} {TAINT}:{effect} --overwrite")
            }
            _ => format!("kubectl taint node {node} dedicated-"),
        }
    }

    fn any(&mut self, view: &View, kind: Kind) -> Option<String> {
        let names: Vec<&str> = names(view, kind).collect();
        (!names.is_empty()).then(|| self.pick(&names).to_owned())
    }

    /// What brings the cluster back to health and makes room for all.
    pub fn amends(&mut self, view: &View) -> Vec<Deed> {
        let mut lines = Vec::new();
        for name in names(view, Kind::Node) {
            if view.machines().get(name).is_none() {
                lines.push(format!("kubectl delete node {name}"));
                continue;
            }
            lines.push(format!("kubectl uncordon {name}"));
            lines.push(format!("kubectl taint node {name} dedicated-"));
        }
        for (name, _) in view.machines().iter() {
            lines.push(format!("cluster node start {name}"));
            // A kubelet whose node was deleted registers it anew when it starts again.
            if view.find(Kind::Node, "", name).is_none() {
                lines.push(format!("cluster node remove {name}"));
            }
        }
        for number in 1..=3 {
            lines
                .push(format!("cluster node add spare-{number} --cpu 64 --memory 64Gi --pods 200"));
        }
        for what in ["deployment/web", "deployment/api"] {
            lines.push(format!("kubectl rollout resume {what}"));
        }
        // A pod that was let go stands where its successor is to be.
        lines.push("kubectl delete pods -l '!app' --wait=false".to_owned());
        lines.push("kubectl patch cronjob tick -p '{\"spec\":{\"suspend\":true}}'".to_owned());
        lines.into_iter().map(Deed::Line).collect()
    }
}

fn names<'view>(view: &'view View, kind: Kind) -> impl Iterator<Item = &'view str> {
    let all = view.store().list(kind, None).map(AsRef::<Object>::as_ref);
    all.filter(|object| !object.is_deleting()).map(|object| object.meta.name.as_str())
}
