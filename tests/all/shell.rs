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
        ("nope || echo no", "bash: nope: command not found\nno\n"),
        ("echo yes && echo again", "yes\nagain\n"),
        ("x=5; echo $x \"${x}6\" '$x' ${y:-none}", "5 56 $x none\n"),
        ("echo $(echo a; echo b) \"$(echo c)\"", "a b c\n"),
        ("echo a > f; echo b >> f; echo *", "f\n"),
        ("echo one \\\n two # three", "one two\n"),
        ("echo a{1..2}b{x,y} {5..5} {a}", "a1bx a1by a2bx a2by 5 {a}\n"),
        ("echo a | | echo b", "bash: syntax error near unexpected token `|'\n"),
        ("echo 'open", "bash: unexpected EOF while looking for matching `''\n"),
        ("nope 2>/dev/null; echo $?", "127\n"),
        ("echo a >&2 | cat > f; echo b 1> g; cat f g", "a\nb\n"),
        ("nope > f; nope 2>> f; nope &>> f; grep -c found f", "bash: nope: command not found\n2\n"),
        ("nope 2>&1 > f | wc -l; nope > f 2>&1; wc -l < f", "1\n1\n"),
        ("x=$(nope 2>&1); echo \"[$x]\"", "[bash: nope: command not found]\n"),
        ("x=$(false) || echo failed", "failed\n"),
        ("cat <<EOF |\n\\\"$(echo \"a b\")\\\" \\$x\nEOF\nwc -w", "3\n"),
        ("cat <<EOF\n\\\"$(echo \"a b\")\\\" \\$x\nEOF", "\\\"a b\\\" $x\n"),
        ("echo >", "bash: syntax error near unexpected token `newline'\n"),
        ("echo a | ;", "bash: syntax error near unexpected token `;'\n"),
        ("echo {1..2000} | wc -w", "2000\n"),
        ("sudo time echo a", "a\n"),
        ("alias sudo='sudo sudo'; sudo echo a", "a\n"),
        ("! ", "bash: !: command not found\n"),
    ];
    for (line, wanted) in cases {
        assert_eq!(session().run(line).output, wanted, "{line}");
    }
}

#[test]
fn blocks_are_run_as_bash_runs_them() {
    let cases = [
        ("for i in 1 2 3; do echo n$i; done", "n1\nn2\nn3\n"),
        ("for i in $(seq 2)\ndo\n  echo $i; echo x\ndone", "1\nx\n2\nx\n"),
        ("if false; then echo a; elif true; then echo b; else echo c; fi", "b\n"),
        ("if false; then echo a; else echo c; fi; echo d", "c\nd\n"),
        ("until cat f 2>/dev/null; do echo x > f; done", "x\n"),
        ("for a in 1 2; do for b in x y; do echo $a$b; done; done", "1x\n1y\n2x\n2y\n"),
        (
            "while true; do sleep 1; date +%S > f; if grep 03 f; then false; fi && rm nope; done | cat",
            "bash: syntax error near unexpected token `done'\n",
        ),
        ("done", "bash: syntax error near unexpected token `done'\n"),
    ];
    for (line, wanted) in cases {
        assert_eq!(session().run(line).output, wanted, "{line}");
    }
    assert!(!podarium::shell::is_complete("for i in 1 2; do echo $i"));
    let endless = session().run("while true; do true; done");
    assert_eq!(endless.output, "bash: this loop has gone round too often\n");
    let nested = session().run("while true; do while true; do true; done; done; echo x");
    assert!(nested.output.ends_with("too often\nx\n"), "{}", nested.output);
}

#[test]
fn a_loop_cannot_print_without_end() {
    let mut session = session();
    session.write_file("large", &"x".repeat(1 << 20));
    let said = session.run("for i in {1..40}; do cat large; done").output;
    assert!(said.len() <= 16 << 20, "{}", said.len());
    assert!(said.ends_with("No space left on device\n"));
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

#[test]
fn tools_do_what_they_are_known_for() {
    let cases = [
        (
            "printf",
            "echo -e 'b 2\\na 10\\na 10' > f; sort f | uniq -c",
            "      2 a 10\n      1 b 2\n",
        ),
        ("numbers", "seq 3 | sort -rn | head -n 2", "3\n2\n"),
        ("columns", "echo 'NAME READY\nx 1/1' | awk '{print $1}'", "NAME\nx\n"),
        ("fields", "echo a:b:c | cut -d: -f2-3", "b:c\n"),
        ("letters", "echo hello | tr a-z A-Z", "HELLO\n"),
        ("count", "seq 12 | wc -l", "12\n"),
        ("pattern", "seq 12 | grep -c '^1.*$'; seq 12 | grep -v 1 | tail -n 2", "4\n8\n9\n"),
        ("nothing", "echo a | grep b; echo $?", "1\n"),
        ("tee", "echo a | tee f | cat; cat f", "a\na\n"),
        ("here", "x=1; cat <<EOF\na \"$x\" 'b\nEOF", "a \"1\" 'b\n"),
        ("wait", "sleep 90; date +%T", "10:01:30\n"),
        ("missing", "cat nope", "cat: nope: No such file or directory\n"),
        ("export", "export A=5; echo $A", "5\n"),
        ("truth", "true && false || echo x", "x\n"),
        ("no truth", "[ ! ! -n a ] && echo x", "x\n"),
        ("words", "echo a > f; ls | xargs rm; ls", ""),
        ("no words", "printf '' | xargs echo a; printf '' | xargs -r echo b", "a\n"),
        ("many words", "seq 10000 | xargs echo | wc -w", "10000\n"),
        ("keyword", "timeout 9 for", "bash: for: command not found\nDid you mean `sort`?\n"),
        ("no number", "seq 3 | xargs -n x", "xargs: invalid number \"x\" for -n option\n"),
        ("by column", "printf 'a 2\nb 10\n' | sort -k2nr", "b 10\na 2\n"),
        ("no column", "sort -k x f", "sort: invalid number at field start: ‘x’\n"),
        ("parts", "echo 123456789 | cut -c 5,2-3,3-4,8-", "234589\n"),
        ("every letter", "echo aab | tr -s ab xy; echo abc | tr -d a-b", "xy\nc\n"),
        ("edges", "echo 'cobweb web' | grep -o '\\bweb\\b'", "web\n"),
        ("any case", "echo '  a' | grep -ioE '\\S{1}'", "a\n"),
        ("no JSON", "echo '{' | jq . 2>/dev/null; echo $?", "2\n"),
        (
            "no group",
            "echo a | sed 's/\\(a\\)/\\1/' 2>&1 | cut -c 1-26",
            "sed: -e expression #1: ref\n",
        ),
        (
            "lines of base64",
            "seq 30 | base64; echo -n a | base64 -w0",
            "MQoyCjMKNAo1CjYKNwo4CjkKMTAKMTEKMTIKMTMKMTQKMTUKMTYKMTcKMTgKMTkKMjAKMjEKMjIK\n\
             MjMKMjQKMjUKMjYKMjcKMjgKMjkKMzAK\nYQ==",
        ),
    ];
    for (name, line, wanted) in cases {
        assert_eq!(session().run(line).output, wanted, "{name}");
    }
}

#[test]
fn a_pipe_ends_with_its_last_reader_and_ctrl_c_ends_all() {
    let mut session = session();
    session.submit("watch -n 1 date +%s | cat").expect("a free terminal");
    session.advance_to(session.now().plus(3_500));
    assert!(session.is_busy());
    assert!(session.interrupt());
    assert!(!session.is_busy());
    assert_eq!(session.run("echo $?").output, "130\n");
}
