//! The cluster as a whole.

use podarium::api::{Kind, defaults, validation};
use podarium::cluster::{Cluster, ClusterOptions};
use podarium::session::Session;
use podarium::time::SECOND;

fn journal_of(options: &ClusterOptions) -> String {
    let cluster = Cluster::new(options);
    cluster.journal().since(podarium::cluster::FactId(0)).map(|f| format!("{f}\n")).collect()
}

#[test]
fn the_same_seed_gives_the_same_journal() {
    let options = ClusterOptions::default();
    let first = journal_of(&options);
    assert!(first.contains("Namespace kube-system"), "{first}");
    assert_eq!(first, journal_of(&options));
}

#[test]
fn another_seed_gives_other_uids() {
    let other = ClusterOptions { seed: 2, ..ClusterOptions::default() };
    assert_ne!(journal_of(&ClusterOptions::default()), journal_of(&other));
}

/// What a line prints that watches hundreds of pods come, with a journal of so many facts.
fn watched(facts: usize) -> String {
    let mut session =
        Session::new(&ClusterOptions { nodes: 9, facts, ..ClusterOptions::default() });
    assert_eq!(session.run("kubectl create deployment web --image=nginx --replicas=800").exit, 0);
    let limit = session.now().plus(10 * SECOND);
    session.run_until("kubectl get pods -w", limit).output
}

/// Whoever follows the journal reads each fact before it is forgotten.
#[test]
fn a_short_journal_loses_nothing_for_those_that_watch() {
    let printed = watched(ClusterOptions::default().facts);
    assert!(printed.lines().filter(|line| line.contains("Running")).count() >= 800, "{printed}");
    assert_eq!(printed, watched(100_000));
}

#[test]
fn what_a_new_cluster_has_is_complete_and_valid_as_it_is() {
    let cluster = Cluster::new(&ClusterOptions::default());
    let view = cluster.view();
    let kinds = [Kind::Namespace, Kind::Service, Kind::StorageClass, Kind::PriorityClass];
    for kind in kinds {
        assert!(view.list(kind, None).next().is_some(), "there is a {kind}");
        for object in view.list(kind, None) {
            let mut complete = (**object).clone();
            defaults::apply(&mut complete);
            assert_eq!(complete.body, object.body, "{} lacks nothing", object.key());
            assert_eq!(validation::validate_creation(object), [], "{}", object.key());
        }
    }
}
