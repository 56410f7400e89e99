//! What is drawn of a cluster.

use podarium::cluster::ClusterOptions;
use podarium::scene::{Chronicle, Density, Forecast, Glyph, Picture, Scene, Surface};
use podarium::session::Session;
use podarium::time::SECOND;

const DESK: Surface = Surface { width: 740, is_narrow: false };
const PHONE: Surface = Surface { width: 390, is_narrow: true };

fn example(name: &str) -> String {
    let path = format!("{}/static/examples/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("an example")
}

/// A session in which these files were applied, so many seconds ago.
fn applied(files: &[&str], seconds: i64) -> Session {
    let mut session = Session::new(&ClusterOptions::default());
    for name in files {
        session.write_file(name, &example(name));
        let finished = session.run(&format!("kubectl apply -f {name}"));
        assert_eq!(finished.exit, 0, "{name}: {}", finished.output);
    }
    session.advance_to(session.now().plus(seconds * SECOND));
    session
}

fn chronicle(session: &Session) -> Chronicle {
    let mut chronicle = Chronicle::default();
    chronicle.read(session.cluster().journal());
    chronicle
}

fn scene(session: &Session) -> Scene {
    Scene::of(&session.cluster().view(), &chronicle(session))
}

#[test]
fn an_empty_cluster_has_columns_and_no_rows() {
    let scene = scene(&applied(&[], 0));
    let labels: Vec<String> = scene.nodes.iter().map(|node| node.label()).collect();
    assert_eq!(labels, ["Node node-1, Ready", "Node node-2, Ready", "Node node-3, Ready"]);
    assert!(scene.rows.is_empty());
}

#[test]
fn a_deployments_pods_are_in_its_row_and_not_in_its_replica_sets() {
    let scene = scene(&applied(&["canary.yaml"], 30));
    let rows: Vec<(String, usize)> =
        scene.rows.iter().map(|row| (row.label(), row.pods.len())).collect();
    let expected = [
        ("Deployment my-app-stable, 8/8, revision 1, my-app:v1".to_owned(), 8),
        ("Deployment my-app-canary, 2/2, revision 1, my-app:v2".to_owned(), 2),
    ];
    assert_eq!(rows, expected);
    let marks: Vec<&str> = scene.rows.iter().map(|row| row.mark.as_str()).collect();
    assert_eq!(marks, ["My", "Ma"], "each row has letters of its own");
}

#[test]
fn a_stateful_set_says_what_it_waits_for() {
    let mut session = applied(&["mysql.yaml"], 30);
    let before = scene(&session);
    let row = &before.rows[0];
    assert_eq!(row.label(), "StatefulSet mysql, 0/3, waits for mysql-0");
    assert_eq!(row.slots, ["mysql-1", "mysql-2"]);
    let pod = &row.pods[0];
    assert_eq!(pod.glyph, Glyph::Error);
    assert!(
        pod.label().starts_with("Pod mysql-0, CreateContainerConfigError, not ready, on node-")
    );
    session.write_file("mysql-secret.yaml", &example("mysql-secret.yaml"));
    session.run("kubectl apply -f mysql-secret.yaml");
    session.advance_to(session.now().plus(300 * SECOND));
    let after = scene(&session);
    let row = &after.rows[0];
    assert_eq!((row.count.as_str(), row.slots.len()), ("3/3", 0));
    assert!(row.pods[0].label().starts_with("Pod mysql-0, Running, ready, on node-"));
    assert_eq!(row.pods[0].claims[0].name, "data-mysql-0");
    assert_eq!(row.pods[0].claims[0].short, "data-0");
    assert!(row.pods[0].claims[0].is_bound);
}

#[test]
fn pods_of_nobody_share_a_row() {
    let mut session = Session::new(&ClusterOptions::default());
    session.write_file(
        "pod.yaml",
        "{apiVersion: v1, kind: Pod, metadata: {name: lonely}, spec: {containers: [{name: a, image: nginx}]}}",
    );
    session.run("kubectl apply -f pod.yaml");
    session.advance_to(session.now().plus(30 * SECOND));
    let scene = scene(&session);
    assert_eq!(scene.rows[0].label(), "pods, 1, no owner");
    assert_eq!(scene.rows[0].pods[0].short, "lonely");
}

#[test]
fn every_pod_stands_in_its_nodes_column_and_its_owners_row() {
    let scene = scene(&applied(&["canary.yaml", "mysql.yaml"], 30));
    for surface in [DESK, PHONE] {
        let picture = Picture::of(&scene, surface);
        assert_eq!(picture.pods.len(), scene.pod_count());
        for placed in &picture.pods {
            let column = scene.nodes.iter().position(|node| node.name == placed.pod.node);
            let column = picture.nodes[column.expect("a column")];
            assert!(placed.x >= column.x && placed.x < column.x + column.width, "{placed:?}");
            let row = scene.rows.iter().position(|row| row.pods.contains(&placed.pod));
            let row = picture.rows[row.expect("a row")];
            assert!(placed.y >= row.y && placed.y < row.y + row.height, "{placed:?}");
        }
    }
}

#[test]
fn no_two_pods_stand_in_one_place() {
    let mut session = applied(&["canary.yaml"], 30);
    session.run("kubectl scale deployment my-app-stable --replicas=200");
    session.advance_to(session.now().plus(60 * SECOND));
    let picture = Picture::of(&scene(&session), DESK);
    let mut places: Vec<(i32, i32)> = picture.pods.iter().map(|pod| (pod.x, pod.y)).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 202);
}

#[test]
fn a_crowd_gets_smaller_marks_and_then_numbers() {
    let mut session = applied(&["canary.yaml"], 0);
    let mut densities = Vec::new();
    for replicas in [8, 100, 320] {
        session.run(&format!("kubectl scale deployment my-app-stable --replicas={replicas}"));
        session.advance_to(session.now().plus(120 * SECOND));
        densities.push(Picture::of(&scene(&session), DESK).density);
    }
    assert_eq!(densities, [Density::Large, Density::Medium, Density::Small]);
    session.run("kubectl scale deployment my-app-stable --replicas=900");
    session.advance_to(session.now().plus(60 * SECOND));
    let picture = Picture::of(&scene(&session), DESK);
    assert!(picture.pods.len() <= 650, "{}", picture.pods.len());
    let hidden: usize = picture
        .cells
        .iter()
        .filter(|cell| !cell.is_slot)
        .filter_map(|cell| {
            cell.text.trim_start_matches('+').split(',').next()?.parse::<usize>().ok()
        })
        .sum();
    assert_eq!(picture.pods.len() + hidden, 902);
}

#[test]
fn a_crowd_enters_in_groups() {
    let mut session = applied(&["canary.yaml"], 30);
    let before = Picture::of(&scene(&session), DESK);
    session.run("kubectl scale deployment my-app-stable --replicas=108");
    session.advance_to(session.now().plus(30 * SECOND));
    let whole = Picture::of(&scene(&session), DESK);
    let (first, held_back) = whole.clone().entering(&before, 60);
    assert_eq!((first.pods.len(), held_back), (70, 40));
    let (second, held_back) = whole.clone().entering(&first, 60);
    assert_eq!((second.pods.len(), held_back), (110, 0));
    assert_eq!(second, whole);
}

#[test]
fn a_hue_stays_with_its_owner() {
    let mut session = applied(&["canary.yaml"], 30);
    session.run("kubectl delete deployment my-app-stable");
    session.advance_to(session.now().plus(60 * SECOND));
    let scene = scene(&session);
    assert_eq!(scene.rows.len(), 1);
    assert_eq!((scene.rows[0].name.as_str(), scene.rows[0].hue), ("my-app-canary", 1));
}

#[test]
fn the_chronicle_tells_who_did_what() {
    let session = applied(&["canary.yaml"], 30);
    let chronicle = chronicle(&session);
    let told: Vec<String> =
        chronicle.entries().map(|entry| format!("{}: {}", entry.who, entry.what)).collect();
    for expected in [
        "you: kubectl apply -f canary.yaml",
        "you: deployment my-app-stable created",
        "deployment: replicaset my-app-stable-",
        "replicaset: my-app-stable-",
        "scheduler: my-app-stable-",
        "kubelet: my-app-stable-",
    ] {
        assert!(told.iter().any(|line| line.starts_with(expected)), "{expected} in {told:#?}");
    }
    assert!(!told.iter().any(|line| line.starts_with("kubelet: lease")), "heartbeats are not told");
}

#[test]
fn a_chronicle_that_reads_in_pieces_reads_the_same() {
    let mut session = applied(&["canary.yaml"], 0);
    let mut pieces = Chronicle::default();
    for _ in 0..40 {
        session.advance_to(session.now().plus(SECOND));
        pieces.read(session.cluster().journal());
    }
    let whole = chronicle(&session);
    assert!(pieces.entries().eq(whole.entries()));
    assert_eq!(pieces.score(), whole.score());
}

#[test]
fn a_silent_machine_shows_before_the_api_server_knows() {
    let mut session = applied(&["canary.yaml"], 30);
    session.run("cluster node stop node-1");
    assert_eq!(scene(&session).node("node-1").expect("a node").remark(), "silent");
}

#[test]
fn a_lost_node_takes_its_pods_along() {
    let mut session = applied(&["canary.yaml"], 30);
    session.run("cluster node stop node-1");
    session.advance_to(session.now().plus(70 * SECOND));
    let scene = scene(&session);
    assert_eq!(scene.node("node-1").expect("a node").label(), "Node node-1, NotReady");
    let lost = scene.rows.iter().flat_map(|row| &row.pods).filter(|pod| pod.node == "node-1");
    assert!(lost.clone().count() > 0);
    assert!(lost.clone().all(|pod| pod.glyph == Glyph::Lost), "{:?}", lost.collect::<Vec<_>>());
}

#[test]
fn what_is_foretold_happens() {
    let mut session = applied(&["canary.yaml"], 30);
    session.run("kubectl scale deployment my-app-canary --replicas=3");
    let now = chronicle(&session);
    let mut forecast =
        Forecast::begin(session.cluster(), &now, 20 * SECOND).expect("a small cluster");
    while forecast.step() {}
    let foretold = forecast.tell();
    let begun = session.now().plus(1);
    session.advance_to(session.now().plus(20 * SECOND));
    let later = chronicle(&session);
    let happened: Vec<_> = later.score().notes_since(begun).cloned().collect();
    assert!(happened.len() >= 2, "a pod is created and becomes ready: {happened:?}");
    assert_eq!(foretold.notes, happened);
    let (_, next) = foretold.next.expect("something to come");
    assert!(now.entries().all(|entry| entry.what != next), "{next} had happened before");
}
