//! Lines as bash reads them, through a session.

use podarium::cluster::ClusterOptions;
use podarium::session::Session;

fn session() -> Session {
    Session::new(&ClusterOptions::default())
}

#[test]
fn words_are_read_as_bash_reads_them() {
    let cases = [
        ("echo a   b", "a b\n"),
        ("echo 'a   b' \"c  d\"", "a   b c  d\n"),
        ("echo a; echo b", "a\nb\n"),
