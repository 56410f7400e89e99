//! Verbs and tools, each by a line and what it prints.

use podarium::cluster::ClusterOptions;
use podarium::session::Session;
use podarium::time::SECOND;

const WEB: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {sim/cpu: 250m, sim/memory: 64Mi}}
    spec: {containers: [{name: web, image: nginx}]}
";

fn session() -> Session {
    let mut session = Session::new(&ClusterOptions::default());
    session.write_file("web.yaml", WEB);
    session
        .write_file("list.json", "{\"items\": [{\"name\": \"a\", \"n\": 1}, {\"name\": \"b\"}]}");
    assert_eq!(session.run("kubectl apply -f web.yaml").exit, 0);
    session.advance_to(session.now().plus(20 * SECOND));
    session
}

fn check(session: &mut Session, table: &[(&str, &str, u8)]) {
    for (line, wanted, exit) in table {
        let finished = session.run(line);
        assert_eq!((finished.output.as_str(), finished.exit), (*wanted, *exit), "{line}");
    }
}

#[test]
fn diff_shows_what_apply_would_change() {
    let mut session = session();
    check(&mut session, &[("kubectl diff -f web.yaml", "", 0)]);
    session.write_file("web.yaml", &WEB.replace("replicas: 2", "replicas: 3"));
    let finished = session.run("kubectl diff -f web.yaml");
    assert_eq!(finished.exit, 1);
    let head = "diff -u -N /tmp/LIVE/apps.v1.Deployment.default.web /tmp/MERGED/apps.v1.Deployment.default.web\n";
    assert!(finished.output.starts_with(head), "{}", finished.output);
    let lines: Vec<&str> =
        finished.output.lines().filter(|line| line.contains("replicas: ")).collect();
    assert_eq!(lines, ["-  replicas: 2", "+  replicas: 3"]);
    session.write_file("new.yaml", &WEB.replace("name: web}", "name: new}"));
    let finished = session.run("kubectl diff -f new.yaml");
    assert!(finished.output.contains("\n+  name: new\n"), "{}", finished.output);
    assert_eq!(session.run("kubectl get deploy -o name").output, "deployment.apps/web\n");
}

#[test]
fn edit_opens_a_file_that_apply_saves() {
    let mut session = session();
    let said = "edit-deployment-web.yaml is in the editor now; change it there and press Apply, or type: kubectl apply -f edit-deployment-web.yaml\n";
    check(
        &mut session,
        &[
            ("kubectl edit deploy/web", said, 0),
            ("kubectl apply -f edit-deployment-web.yaml", "deployment.apps/web configured\n", 0),
        ],
    );
    let text = session.files().get("edit-deployment-web.yaml").cloned().unwrap_or_default();
    session.write_file("edit-deployment-web.yaml", &text.replace("replicas: 2", "replicas: 1"));
    check(
        &mut session,
        &[
            ("kubectl apply -f edit-deployment-web.yaml", "deployment.apps/web configured\n", 0),
            ("kubectl get deploy web -o jsonpath='{.spec.replicas}'", "1", 0),
        ],
    );
}

#[test]
fn top_shows_what_annotations_say() {
    let mut session = session();
    let pods = session.run("kubectl top pods --no-headers").output;
    assert_eq!(pods.lines().count(), 2);
    assert!(pods.lines().all(|line| line.ends_with("250m   64Mi   ")), "{pods:?}");
    let nodes = session.run("kubectl top nodes --sort-by=cpu").output;
    assert!(nodes.starts_with("NAME     CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)"));
    session.run("kubectl delete deploy web; kubectl wait --for=delete pod -l app=web");
    check(&mut session, &[("kubectl top pods", "error: Metrics API not available\n", 1)]);
}

#[test]
fn the_smaller_verbs_answer() {
    let not_namespaced = "Warning: resource 'nodes' is not namespace scoped\n\nyes\n";
    let meant = "error: unknown command \"gte\" for \"kubectl\"\n\nDid you mean this?\n\tget\n";
    check(
        &mut session(),
        &[
            ("kubectl auth can-i create pods", "yes\n", 0),
            ("kubectl auth can-i get nodes", not_namespaced, 0),
            (
                "kubectl completion tcsh",
                "error: Unsupported shell type \"tcsh\".\nSee 'kubectl completion -h' for help and examples\n",
                1,
            ),
            (
                "kubectl options | head -n 1",
                "The following options can be passed to any command:\n",
                0,
            ),
            ("kubectl gte", meant, 1),
            (
                "kubectl set sa deploy/web builder",
                "deployment.apps/web serviceaccount updated\n",
                0,
            ),
            (
                "kubectl get deploy web -o jsonpath='{.spec.template.spec.serviceAccountName}'",
                "builder",
                0,
            ),
            (
                "kubectl config set-context --current --namespace=kube-system",
                "Context \"podarium\" modified.\n",
                0,
            ),
            ("kubectl get pods", "No resources found in kube-system namespace.\n", 0),
        ],
    );
}

#[test]
fn the_smaller_tools_answer() {
    check(
        &mut session(),
        &[
            ("alias", "alias k='kubectl'\n", 0),
            ("k get deploy -o name", "deployment.apps/web\n", 0),
            ("alias kg='kubectl get'; kg deploy -o name", "deployment.apps/web\n", 0),
            ("unalias kg nope", "bash: unalias: nope: not found\n", 1),
            ("export A=1; env; unset A; env; printenv A", "A=1\n", 1),
            ("pwd", "/\n", 0),
            ("jq -r '.items[].name' list.json", "a\nb\n", 0),
            ("jq '.items[0]' list.json", "{\n  \"n\": 1,\n  \"name\": \"a\"\n}\n", 0),
            (
                "jq -c '.items | length, keys' list.json",
                "jq: error: only paths such as .items[].metadata.name, length and keys, joined by |, are understood here\n",
                3,
            ),
            ("jq '.items | length' list.json", "2\n", 0),
            ("jq -c '.items[-1] | keys' list.json", "[\"name\"]\n", 0),
            ("kubectl get deploy web -o json | jq .spec.replicas", "2\n", 0),
            ("cat <<EOF | wc -l\n$A one\ntwo\nEOF", "2\n", 0),
        ],
    );
}

#[test]
fn taint_says_what_it_changes() {
    let mut session = session();
    let usage = "\nSee 'kubectl taint -h' for help and examples\n";
    let wrong = |why: &str| format!("error: {why}{usage}");
    let bare = wrong(
        "invalid taint spec: a=b, name part must consist of alphanumeric characters, '-', '_' or \
         '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or \
         'my.name',  or '123-abc', regex used for validation is \
         '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    );
    let table = [
        ("node-1 a=b:NoSchedule c:NoExecute", "node/node-1 tainted\n".to_owned(), 0),
        ("node-1 a=d:NoSchedule --overwrite", "node/node-1 modified\n".to_owned(), 0),
        ("node-1 e=f:NoSchedule", "node/node-1 tainted\n".to_owned(), 0),
        (
            "node-1 a:NoSchedule e:NoSchedule",
            "error: node node-1 already has a,e taint(s) with same effect(s) and --overwrite is \
             false\n"
                .to_owned(),
            1,
        ),
        (
            "node-1 a- a:NoSchedule",
            "error: can not both modify and remove the following taint(s) in the same command: \
             a=\n"
                .to_owned(),
            1,
        ),
        (
            "node-1 x- y:NoExecute-",
            "taint \"x\" not found\ntaint \"y:NoExecute\" not found\n".to_owned(),
            1,
        ),
        ("node-1 a=b", bare, 1),
        ("node-1 a:b:NoSchedule", wrong("invalid taint spec: a:b:NoSchedule"), 1),
        (
            "node-1 g:NoSchedule g=1:NoSchedule",
            wrong("duplicated taints with the same key and effect: {g 1 NoSchedule <nil>}"),
            1,
        ),
        (
            "node-1 g:NoSchedule node-2",
            "error: all resources must be specified before taint changes: node-2\n".to_owned(),
            1,
        ),
    ];
    for (words, said, exit) in table {
        check(&mut session, &[(&format!("kubectl taint node {words}"), &said, exit)]);
    }
    let path = "{range .spec.taints[*]}{.key}={.value}:{.effect} {end}";
    let line = format!("kubectl get node node-1 -o jsonpath='{path}'");
    check(&mut session, &[(&line, "e=f:NoSchedule a=d:NoSchedule c=:NoExecute ", 0)]);
    check(
        &mut session,
        &[("kubectl taint node node-1 c- g:NoSchedule", "node/node-1 modified\n", 0)],
    );
}

#[test]
fn kinds_that_are_not_simulated_are_served_and_empty() {
    let refused = "Error from server (MethodNotAllowed): the server does not allow this method \
                   on the requested resource\n";
    check(
        &mut session(),
        &[
            ("kubectl get resourceclaims", "No resources found in default namespace.\n", 0),
            ("kubectl get crd,runtimeclasses", "No resources found\n", 0),
            ("kubectl delete runtimeclasses --all", "No resources found\n", 0),
            (
                "kubectl get runtimeclass.node.k8s.io/x",
                "Error from server (NotFound): runtimeclasses.node.k8s.io \"x\" not found\n",
                1,
            ),
            (
                "kubectl describe csidriver x",
                "Error from server (NotFound): csidrivers.storage.k8s.io \"x\" not found\n",
                1,
            ),
            ("kubectl get tokenreviews", refused, 1),
            ("kubectl get foos", "error: the server doesn't have a resource type \"foos\"\n", 1),
            ("kubectl api-resources --verbs=create -o name | grep -c review", "6\n", 0),
            ("kubectl api-resources --verbs=list -o name | grep -c review", "0\n", 1),
            ("kubectl api-versions | grep -c autoscaling", "2\n", 0),
        ],
    );
}

#[test]
fn server_side_apply_names_the_fields_that_are_not_declared() {
    let mut session = session();
    session.write_file("wrong.yaml", &WEB.replace("image: nginx", "imagee: nginx"));
    let wanted = "Error from server: failed to create typed patch object (default/web; apps/v1, \
                  Kind=Deployment): .spec.template.spec.containers[name=\"web\"].imagee: field \
                  not declared in schema\n";
    check(&mut session, &[("kubectl apply --server-side -f wrong.yaml", wanted, 1)]);
}

#[test]
fn a_stateful_set_has_no_max_unavailable() {
    let text = WEB.replace("kind: Deployment", "kind: StatefulSet").replace(
        "replicas: 2",
        "updateStrategy: {rollingUpdate: {partition: 1, maxUnavailable: 2}}",
    );
    let mut session = session();
    session.write_file("db.yaml", &text);
    let path = "kubectl get sts web -o jsonpath='{.spec.updateStrategy.rollingUpdate}'";
    let patch = "kubectl patch sts web -p \
                 '{\"spec\":{\"updateStrategy\":{\"rollingUpdate\":{\"maxUnavailable\":2}}}}'";
    check(
        &mut session,
        &[
            ("kubectl apply -f db.yaml", "statefulset.apps/web created\n", 0),
            (path, "{\"partition\":1}", 0),
            (patch, "statefulset.apps/web patched (no change)\n", 0),
            (path, "{\"partition\":1}", 0),
        ],
    );
}
