//! What Tab knows.

use podarium::cluster::ClusterOptions;
use podarium::session::Session;
use podarium::time::SECOND;

fn session() -> Session {
    let mut session = Session::new(&ClusterOptions::default());
    let pod = |name: &str| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, labels: {{rank: \"1\"}}}}, spec: {{containers: [{{name: a, image: nginx}}]}}}}"
        )
    };
    for name in ["web-0", "web-1", "db-0"] {
        session.write_file(&format!("{name}.yaml"), &pod(name));
        assert_eq!(session.run(&format!("kubectl apply -f {name}.yaml")).exit, 0);
    }
    session.advance_to(session.now().plus(10 * SECOND));
    session
}

#[test]
fn a_word_goes_on_with_what_can_stand_there() {
    let session = session();
    let table: &[(&str, &[&str])] = &[
        ("kube", &["kubectl"]),
        ("clu", &["cluster"]),
        ("kubectl desc", &["describe"]),
        ("kubectl rollout st", &["status"]),
        ("kubectl get po", &["poddisruptionbudgets", "pods", "podtemplates"]),
        ("kubectl get pods w", &["web-0", "web-1"]),
        ("kubectl get pod/db", &["pod/db-0"]),
        ("kubectl describe node node-", &["node-1", "node-2", "node-3"]),
        ("kubectl apply -f web", &["web-0.yaml", "web-1.yaml"]),
        ("k get pod/db", &["pod/db-0"]),
        ("kubectl get pods -l r", &["rank=1"]),
        ("kubectl get pods --selector=rank=1,r", &["--selector=rank=1,rank=1"]),
        ("kubectl logs web-0 -c ", &["a"]),
        ("kubectl exec web-0 -c=", &["-c=a"]),
        ("kubectl exec we", &["web-0", "web-1"]),
        ("kubectl set image pod/web-0 ", &["a="]),
        ("kubectl delete pod x --cascade=o", &["--cascade=orphan"]),
        ("kubectl completion z", &["zsh"]),
        ("kubectl get pods -o y", &["yaml"]),
        ("kubectl get pods -n kube-s", &["kube-system"]),
        ("kubectl get pods -n kube-system w", &[]),
        ("kubectl get pods --all-n", &["--all-namespaces"]),
        ("kubectl get pods --output=js", &["--output=json", "--output=jsonpath="]),
        ("echo a > web-1", &["web-1.yaml"]),
        ("kubectl get pods | ec", &["echo"]),
        ("cluster node st", &["start", "stop"]),
        ("cluster node stop node-2", &["node-2"]),
        ("nonsense-without-end", &[]),
        ("kubectl nonsense x", &[]),
    ];
    for (line, expected) in table {
        assert_eq!(session.complete(line, line.len()).choices, *expected, "{line}");
    }
}

#[test]
fn only_the_word_before_the_cursor_goes_on() {
    let session = session();
    let completion = session.complete("kubectl get po -o wide", 14);
    assert_eq!(completion.start, 12);
    assert_eq!(completion.choices, ["poddisruptionbudgets", "pods", "podtemplates"]);
}

#[test]
fn no_line_and_no_cursor_stops_it() {
    let session = session();
    for line in ["", " ", "kubectl", "kubectl ", "kubectl get ", "| |", "é", "kubectl get é/", "'"]
    {
        for cursor in 0..=line.len() + 2 {
            session.complete(line, cursor);
        }
    }
}
