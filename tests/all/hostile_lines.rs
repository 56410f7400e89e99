//! Lines that would fill the memory, or go on for ever, come to an end.

use podarium::cluster::ClusterOptions;
use podarium::session::Session;
use std::time::{Duration, Instant};

/// A file of half a million letters in one line.
fn session() -> Session {
    let mut session = Session::new(&ClusterOptions::default());
    session.write_file("long", &"a".repeat(500_000));
    session.write_file("lines", &"a b\n".repeat(20_000));
    session
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the wall's clock tells that nothing hangs")]
fn a_hostile_line_comes_to_its_end() {
    let many = |text: &str| text.repeat(9_900);
    let exec = |script: &str| {
        format!(
            "kubectl run p --image=busybox -- sleep 1h; sleep 9; kubectl exec p -- sh -c '{script}'"
        )
    };
    let cases = [
        (format!("{}echo a", "\\\n".repeat(100_000)), "a\n"),
        (format!("{}echo a", many("sudo ")), "a\n"),
        (format!("[ {} a ]; echo $?", many("! ")), "0\n"),
        (format!("echo {}", many("> ")), "unexpected token `>'\n"),
        ("sort -k 99999999999999 lines | wc -l".to_owned(), "20000\n"),
        (
            format!("echo a | sed '{}'", many("s/a/aa/g;")),
            "sed: couldn't write: No space left on device\n",
        ),
        (
            format!("sed '{}' long | wc -c", many("p;")),
            "sed: couldn't write: No space left on device\n1500003\n",
        ),
        (
            "for i in {1..40}; do sed -i 's/a/aa/g' long || break; done; wc -c long".to_owned(),
            "1000001\n",
        ),
        (format!("cat {} | wc -c", many("long ")), "0\n"),
        (format!("sort {}", many("long ")), "sort: memory exhausted\n"),
        (format!("awk '{{print {}1}}' long", many("$0,")), "if need be\n"),
        ("grep -o a long | wc -l".to_owned(), "500000\n"),
        (format!("cut -c {}3 long", "1,".repeat(100_000)), "aa\n"),
        (format!("tr '{}' b < long | wc -c", "a-\u{10ffff}".repeat(30_000)), "500001\n"),
        (
            "cat long | xargs -I a echo aaaaaaaaaaaaaaaaaaaaaaaaa".to_owned(),
            "xargs: command too long\n",
        ),
        ("cat long | xargs -I '' echo aaaaa".to_owned(), "xargs: command too long\n"),
        ("cat long | xargs echo".to_owned(), "xargs: argument line too long\n"),
        ("for i in {1..999}; do cp long f$i || break; done; ls | wc -l".to_owned(), "\n135\n"),
        ("touch {1..9}x{1..9000}; ls | wc -l".to_owned(), "\n10000\n"),
        (
            exec(
                "for i in $(seq 900); do sh -c \"for j in \\$(seq 900); do sh -c true; done\"; done",
            ),
            "too often\ncommand terminated with exit code 1\n",
        ),
        (exec("exit 3; echo a"), "command terminated with exit code 3\n"),
    ];
    let mut faults = Vec::new();
    for (line, end) in cases {
        let started = Instant::now();
        let said = session().run(&line).output;
        let took = started.elapsed();
        if !said.ends_with(end) || took > Duration::from_secs(30) {
            let start: String = line.chars().take(60).collect();
            let last: Vec<char> = said.chars().rev().take(200).collect();
            faults.push(format!(
                "{start:?} took {took:?}: {:?}",
                last.iter().rev().collect::<String>()
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
