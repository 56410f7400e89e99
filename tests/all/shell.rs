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
        ("false || echo no", "no\n"),
        ("echo yes && echo again", "yes\nagain\n"),
        ("x=5; echo $x \"${x}6\" '$x' ${y:-none}", "5 56 $x none\n"),
        ("echo $(echo a; echo b) \"$(echo c)\"", "a b c\n"),
        ("echo a > f; echo b >> f; echo *", "f\n"),
        ("echo one \\\n two # three", "one two\n"),
        ("echo a | | echo b", "bash: syntax error near unexpected token `|'\n"),
        ("echo 'open", "bash: unexpected EOF while looking for matching `''\n"),
        ("nope 2>/dev/null; echo $?", "127\n"),
    ];
    for (line, wanted) in cases {
        assert_eq!(session().run(line).output, wanted, "{line}");
    }
}

#[test]
fn a_line_that_is_open_asks_for_more() {
    assert!(!podarium::shell::is_complete("cat <<EOF"));
    assert!(!podarium::shell::is_complete("cat <<EOF\na"));
    assert!(podarium::shell::is_complete("cat <<EOF\na\nEOF"));
    assert!(!podarium::shell::is_complete("echo 'a"));
    assert!(podarium::shell::is_complete("echo 'a'"));
}

#[test]
fn a_recording_of_a_real_cluster_leaves_its_commands_time() {
    let lines =
        "```console\n$ kubectl create deployment web --image=nginx\n$ kubectl get rs\n```\n";
    let replayed = |front: &str| {
        podarium::session::replay(&format!("---\n{front}nodes: 1\n---\n{lines}"))
            .expect("a session")
    };
    assert!(replayed("").contains("No resources found"), "{}", replayed(""));
    let recorded = replayed("kubernetes: v1.36.2\n");
    assert!(recorded.contains("DESIRED"), "{recorded}");
}
