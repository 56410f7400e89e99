//! The cluster as a whole.

use podarium::cluster::{Cluster, ClusterOptions};

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
