//! Sessions: replayed, saved, checked, and fed with anything.

use podarium::cluster::{ClusterOptions, FactId};
use podarium::random::Random;
use podarium::session::{self, Session};

const WEB: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx}]}
";

fn journal(session: &Session) -> String {
    session.cluster().journal().since(FactId(0)).map(|fact| format!("{fact}\n")).collect()
}

fn busy_session() -> Session {
    let mut session = Session::new(&ClusterOptions::default());
    session.write_file("web.yaml", WEB);
    session.run("kubectl apply -f web.yaml");
    session.run("kubectl rollout status deploy/web");
    session.advance_to(session.now().plus(1_234));
    session.submit("kubectl get pods -w").expect("a free terminal");
    session.advance_to(session.now().plus(700));
    session.write_file("web.yaml", &WEB.replace("replicas: 2", "replicas: 5"));
    session.advance_to(session.now().plus(700));
    session.interrupt();
    session.run("kubectl apply -f web.yaml; sleep 3; cluster node stop node-2");
    session.run("kubectl delete pod -l app=web --wait=false");
    session.advance_to(session.now().plus(60_000));
    session
}

#[test]
fn the_same_lines_give_the_same_journal() {
    let first = journal(&busy_session());
    assert!(first.contains("kubectl apply -f web.yaml"), "{first}");
    assert!(first == journal(&busy_session()), "two runs of one session differ");
}

#[test]
fn a_saved_session_replays_to_the_same_journal() {
    let session = busy_session();
    let text = session::write(&session);
    let (replayed, _) = session::replay_session(&text).expect("a document");
    assert_eq!(replayed.now(), session.now(), "{text}");
    assert!(journal(&replayed) == journal(&session), "{text}");
    assert_eq!(session::write(&replayed), text);
}

#[test]
fn a_replay_prints_what_its_own_replay_prints() {
    let text = session::write(&busy_session());
    let once = session::replay(&text).expect("a document");
    assert!(once.contains("successfully rolled out"), "{once}");
    assert_eq!(session::replay(&once).expect("a document"), once);
}

#[test]
fn a_check_is_true_or_false_and_changes_nothing() {
    let session = busy_session();
    let before = journal(&session);
    assert!(session.check("kubectl get deploy web"));
    assert!(!session.check("kubectl get deploy nope"));
    assert!(session.check("kubectl wait --for=jsonpath='{.spec.replicas}'=5 deploy/web"));
    assert!(!session.check("kubectl wait --for=jsonpath='{.spec.replicas}'=6 deploy/web"));
    assert!(session.check("kubectl delete deploy web --wait=false"));
    assert!(journal(&session) == before);
}

#[test]
fn a_second_line_waits_for_its_turn() {
    let mut session = Session::new(&ClusterOptions::default());
    session.submit("sleep 5").expect("a free terminal");
    assert!(session.submit("echo too early").is_err());
    session.advance_to(session.now().plus(5_000));
    assert!(!session.is_busy());
}

/// Words that lines are made of.
const WORDS: &[&str] = &[
    "kubectl",
    "k",
    "get",
    "describe",
    "delete",
    "apply",
    "create",
    "scale",
    "rollout",
    "status",
    "undo",
    "history",
    "restart",
    "set",
    "image",
    "env",
    "label",
    "annotate",
    "taint",
    "drain",
    "cordon",
    "uncordon",
    "wait",
    "patch",
    "logs",
    "expose",
    "autoscale",
    "run",
    "replace",
    "events",
    "explain",
    "config",
    "set-context",
    "--current",
    "version",
    "top",
    "pods",
    "pod",
    "po",
    "deploy",
    "deploy/web",
    "deployment",
    "sts",
    "nodes",
    "node-1",
    "all",
    "svc,ep",
    "web",
    "job",
    "cronjob",
    "-n",
    "default",
    "nope",
    "-A",
    "-w",
    "-o",
    "wide",
    "yaml",
    "json",
    "name",
    "jsonpath={.x}",
    "jsonpath={.items[*].metadata.name}",
    "custom-columns=A:.a",
    "-l",
    "app=web",
    "app in (a,b)",
    "-f",
    "web.yaml",
    "-",
    "--all",
    "--force",
    "--grace-period=0",
    "--wait=false",
    "--replicas=3",
    "--image=nginx",
    "--for=delete",
    "--for=condition=Ready",
    "--timeout=1s",
    "--dry-run=client",
    "--dry-run=server",
    "--",
    "sh",
    "-c",
    "'a b'",
    "\"$x\"",
    "$(date +%s)",
    "$(",
    "|",
    "||",
    "&&",
    ";",
    ">",
    ">>",
    "<",
    "<<EOF",
    "f",
    "grep",
    "head",
    "-n1",
    "awk",
    "'{print $1}'",
    "sort",
    "cut",
    "-d:",
    "-f1",
    "echo",
    "cat",
    "sleep",
    "1",
    "watch",
    "history",
    "cluster",
    "node",
    "add",
    "stop",
    "start",
    "remove",
    "n-9",
    "--cpu",
    "x=1",
    "*",
    "\\",
    "#",
    "é",
    "--sort-by=.metadata.name",
    "a=b",
    "a-",
    "key=value:NoSchedule",
    "-p",
    "'{\"spec\":{\"replicas\":1}}'",
    "--type=json",
    "[]",
    "--tail=-1",
    "secret",
    "for",
    "in",
    "do",
    "done",
    "while",
    "true",
    "if",
    "then",
    "fi",
    "generic",
    "--from-literal=a=b",
    "configmap",
    "--schedule=*",
    "--cascade=orphan",
];

#[test]
fn no_line_makes_it_panic_or_wait_for_ever() {
    let mut session = Session::new(&ClusterOptions::default());
    session.write_file("web.yaml", WEB);
    session.run("kubectl apply -f web.yaml");
    let mut random = Random::new(7);
    for round in 0..1_500 {
        let mut fork = session.clone();
        let length = 1 + random.below(8);
        let mut words = Vec::new();
        if round % 4 != 0 {
            words.push("kubectl");
        }
        for _ in 0..length {
            words.push(WORDS[random.below(WORDS.len())]);
        }
        let line = words.join(" ");
        fork.run_until(&line, fork.now().plus(5_000));
        let cursor = line.len();
        fork.complete(&line, cursor);
        assert!(!fork.is_busy(), "{line}");
    }
}

#[test]
fn a_recorded_name_that_chance_drew_means_the_object_that_bears_another_here() {
    let text = "---
kubernetes: v1.36.2
---
```console
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
~ 3s
$ kubectl get rs
NAME             DESIRED   CURRENT   READY   AGE
web-8448b6f544   2         2         2       3s
$ kubectl get rs web-8448b6f544 -o jsonpath='{.spec.replicas}'
2
$ kubectl delete pod web-8448b6f544-rb9zw web-8448b6f544-x65mw
$ kubectl get pod web-8448b6f544-rb9zw
$ kubectl get pod web-nginx
```
";
    let replayed = session::replay(text).expect("a document");
    assert!(replayed.contains("$ kubectl get rs web-8448b6f544 -o"), "{replayed}");
    assert!(replayed.contains("\n2\n"), "{replayed}");
    assert_eq!(replayed.matches(" deleted from default namespace\n").count(), 2, "{replayed}");
    let lost: Vec<&str> = replayed.lines().filter(|line| line.contains("NotFound")).collect();
    assert_eq!(lost.len(), 2, "{replayed}");
    assert!(!lost[0].contains("rb9zw") && lost[1].contains("web-nginx"), "{replayed}");
}

#[test]
fn a_recording_begins_with_the_machines_that_it_lists_first() {
    let machines = |lines: &str| {
        let front = "---\nkubernetes: v1.36.2\nnodes: 3\n---\n# r\n\n```console\n";
        let (session, _) = session::replay_session(&format!("{front}{lines}```\n")).expect("valid");
        session.cluster().view().machines().iter().count()
    };
    let two = "$ kubectl get nodes\nNAME     STATUS\nnode-1   Ready\nnode-2   Ready\n";
    assert_eq!(machines(two), 2);
    // What was listed after a change, or in part, says nothing of the beginning.
    assert_eq!(machines(&format!("$ cluster node remove node-3\n{two}")), 2);
    assert_eq!(machines(&format!("$ cluster node add node-4\n{two}")), 4);
    assert_eq!(machines(&two.replace("get nodes", "get nodes -l a=b")), 3);
    assert_eq!(machines(&two.replace("node-2", "small")), 3);
}
