//! What is done within containers: `kubectl exec`, the container's shell, its files and network.

use podarium::cluster::ClusterOptions;
use podarium::session::Session;
use podarium::store::Convention;
use podarium::time::SECOND;

const FILES: &str = "
apiVersion: v1
kind: ConfigMap
metadata: {name: page}
data: {index.html: \"<h1>Mine</h1>\\n\", mode: quick}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: example.com/shop, ports: [{containerPort: 8080}]}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: page}
spec:
  volumes: [{name: page, configMap: {name: page}}]
  containers:
  - name: nginx
    image: nginx
    env: [{name: MODE, valueFrom: {configMapKeyRef: {name: page, key: mode}}}]
    volumeMounts: [{name: page, mountPath: /usr/share/nginx/html}]
  - {name: side, image: busybox, command: [sh, -c, 'while true; do date; sleep 2; done']}
";

fn session() -> Session {
    let mut session = Session::new(&ClusterOptions {
        convention: Convention::Lively,
        ..ClusterOptions::default()
    });
    session.write_file("all.yaml", FILES);
    assert_eq!(session.run("kubectl apply -f all.yaml").exit, 0);
    session.advance_to(session.now().plus(20 * SECOND));
    session
}

#[test]
fn commands_run_in_containers() {
    let mut session = session();
    let table = [
        ("kubectl exec page -c nginx -- hostname", "page\n"),
        ("kubectl exec page -c nginx -- cat /usr/share/nginx/html/mode", "quick\n"),
        (
            "kubectl exec -q page -- sh -c 'echo $MODE; exit 3'",
            "quick\ncommand terminated with exit code 3\n",
        ),
        ("kubectl exec -q page -- curl -s localhost", "<h1>Mine</h1>\n"),
        ("kubectl exec -q page -- curl -s localhost/nope -o /dev/null -w '%{http_code}'", "404"),
        (
            "kubectl exec -q page -- curl web:81 -m 2",
            "curl: (28) Connection timed out after 2000 milliseconds\ncommand terminated with exit code 28\n",
        ),
        (
            "kubectl exec -q page -- curl nowhere",
            "curl: (6) Could not resolve host: nowhere\ncommand terminated with exit code 6\n",
        ),
        (
            "kubectl exec -q page -- wget -qO- web.default.svc.cluster.local | cut -c 1-14",
            "Hello from web\n",
        ),
        ("kubectl exec -q page -- ls /usr/share/nginx", "html\n"),
        ("echo hostname | kubectl exec -iq page -- sh", "page\n"),
        ("echo a b | kubectl exec -iq page -- wc -w", "2\n"),
        (
            "kubectl exec page -- hostname",
            "Defaulted container \"nginx\" out of: nginx, side\npage\n",
        ),
        (
            "kubectl exec page hostname",
            "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples\n",
        ),
        ("kubectl exec page", "error: you must specify at least one command for the container\n"),
        ("kubectl exec nope -- date", "Error from server (NotFound): pods \"nope\" not found\n"),
        (
            "kubectl exec page -c nope -- date",
            "error: container nope is not valid for pod page out of: nginx, side\n",
        ),
        (
            "kubectl exec -q page -- nope",
            "error: Internal error occurred: error executing command in container: OCI runtime exec failed: exec failed: unable to start container process: exec: \"nope\": executable file not found in $PATH\n",
        ),
        (
            "kubectl exec -q page -- nslookup nope | tail -n 2 | head -n 1",
            "command terminated with exit code 1\n** server can't find nope: NXDOMAIN\n",
        ),
    ];
    for (line, wanted) in table {
        assert_eq!(session.run(line).output, wanted, "{line}");
    }
}

#[test]
fn a_service_spreads_requests_over_its_pods() {
    let mut session = session();
    let line = "kubectl exec -q page -- curl -s web; kubectl exec -q page -- curl -s web";
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..10 {
        seen.extend(session.run(line).output.lines().map(str::to_owned));
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 2, "{seen:?}");
}

#[test]
fn a_shell_gets_the_lines_until_it_is_left() {
    let mut session = session();
    assert_eq!(session.prompt(), "$");
    assert_eq!(session.run("kubectl exec -it page -c nginx -- sh").exit, 0);
    assert_eq!(session.prompt(), "page:/#");
    assert_eq!(session.run("hostname; echo $MODE").output, "page\nquick\n");
    assert_eq!(session.run("echo x > /tmp/x; cat /tmp/x").output, "x\n");
    assert_eq!(session.run("ls /tmp").output, "x\n");
    assert!(session.run("help").output.contains("curl"));
    assert!(session.run("kubectl get pod page").output.contains("Running"));
    assert!(session.check("kubectl get pod page"));
    assert_eq!(session.run("exit 4").exit, 4);
    assert_eq!(session.prompt(), "$");
    assert_eq!(session.files().keys().collect::<Vec<_>>(), ["all.yaml"]);
    session.run("kubectl exec -it page -c nginx -- sh");
    session.run("kubectl delete pod page");
    assert_eq!(session.run("hostname").exit, 127);
}

#[test]
fn logs_are_followed_until_ctrl_c() {
    let mut session = session();
    let limit = session.now().plus(10 * SECOND);
    let finished = session.run_until("kubectl logs -f page -c side --tail=1", limit);
    assert_eq!(finished.output.lines().count(), 6, "{}", finished.output);
    let limit = session.now().plus(10 * SECOND);
    let finished = session.run_until("kubectl attach page -c side", limit);
    assert_eq!(finished.output.lines().count(), 5, "{}", finished.output);
}
