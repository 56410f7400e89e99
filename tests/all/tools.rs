//! The small tools of the terminal, as a learner types them.

use podarium::cluster::ClusterOptions;
use podarium::session::Session;

#[test]
fn tools_print_what_they_print_elsewhere() {
    let mut session = Session::new(&ClusterOptions::default());
    session
        .write_file("pods", "web-1 Running 3\nweb-0 Pending 10\ndb-0 Running 2\ndb-0 Running 2\n");
    let table = [
        ("cat pods | grep Running | wc -l", "3\n", 0),
        ("grep -c web pods", "2\n", 0),
        ("grep -v web pods | uniq -c", "      2 db-0 Running 2\n", 0),
        ("grep -q nothing pods", "", 1),
        ("grep -oE '[a-z]+-[0-9]' pods | sort -u", "db-0\nweb-0\nweb-1\n", 0),
        ("grep -in PENDING pods", "2:web-0 Pending 10\n", 0),
        ("grep -e Pending -e web-1 pods", "web-1 Running 3\nweb-0 Pending 10\n", 0),
        ("head -2 pods | column -t", "web-1  Running  3\nweb-0  Pending  10\n", 0),
        ("echo 'a,,b' | column -t -s, -o '|'", "a||b\n", 0),
        ("column pods", "column: only tables can be made here: column -t\n", 1),
        ("seq 9223372036854775807 | wc -l", "10000\n", 0),
        ("[ ! ! a = a ] && echo same", "same\n", 0),
        ("echo abb | sed 's/b*/-/g'", "-a-\n", 0),
        ("seq 10000 | tr '\\n' . | sed 's/./x/g' | grep -c 'x.*x'", "1\n", 0),
        ("head -c 7 pods", "web-1 R", 0),
        ("head -c x pods", "head: invalid number of bytes: ‘x’\n", 1),
        ("sort -k3 -n pods | head -1", "db-0 Running 2\n", 0),
        ("sort -nrk3 pods | head -n 1", "web-0 Pending 10\n", 0),
        ("tail -n +3 pods | tail -1", "db-0 Running 2\n", 0),
        ("awk '{print $3, $NF, NF}' pods | head -1", "3 3 3\n", 0),
        ("awk '/web/ {print $1}' pods", "web-1\nweb-0\n", 0),
        ("cut -d' ' -f1,3 pods | head -2", "web-1 3\nweb-0 10\n", 0),
        ("echo abc | tr a-c A-C", "ABC\n", 0),
        ("printf '%-4s|%5d|%.2s|%%\\n' ab 42 xyz", "ab  |   42|xy|%\n", 0),
        ("printf '%s\\n' a b", "a\nb\n", 0),
        (
            "printf '%05d|%.3d|%+d|%-4d|%5.3d|% d|%05s\\n' -7 5 4 3 2 1 a",
            "-0007|005|+4|3   |  002| 1|    a\n",
            0,
        ),
        ("printf hello", "hello", 0),
        ("printf %d x", "printf: invalid number 'x'\n", 1),
        ("echo 'a  b' | tr -s ' '", "a b\n", 0),
        ("echo a-b-c | tr -d -", "abc\n", 0),
        ("date +%s", "1795168800\n", 0),
        ("date", "Fri Nov 20 10:00:00 UTC 2026\n", 0),
        ("date +%", "date: invalid format ‘+%’\n", 1),
        ("test $(cat pods | wc -l) -eq 4 && echo four", "four\n", 0),
        ("[ a = b ] || echo no", "no\n", 0),
        ("[ x -eq 1 ]", "bash: [: x: integer expression expected\n", 2),
        ("ls", "pods\n", 0),
        ("cat missing", "cat: missing: No such file or directory\n", 1),
        ("grep '[' pods", "grep: Unmatched [, [^, [:, [., or [=\n", 2),
        ("head -z pods", "head: invalid option -- 'z'\n", 2),
        (
            "canary 20 10 1 0",
            "CANARY   STABLE   REQUESTS\n0        10       0%\n1        10       9%\n\
             1        9        10%\n2        9        18%\n2        8        20%\n\
             A router that splits by weight needs 2 beside all 10.\n",
            0,
        ),
        (
            "canary 101 10",
            "usage: canary WEIGHT PODS [SURGE UNAVAILABLE]    for example: canary 20 10 1 0\n",
            1,
        ),
        ("grp x", "bash: grp: command not found\nDid you mean `grep`?\n", 127),
    ];
    for (line, output, exit) in table {
        let finished = session.run(line);
        assert_eq!((finished.output.as_str(), finished.exit), (output, exit), "$ {line}");
    }
}

#[test]
fn sleep_lets_virtual_time_pass() {
    let mut session = Session::new(&ClusterOptions::default());
    let before = session.now();
    assert_eq!(session.run("sleep 1.5 2m; date +%T").output, "10:02:01\n");
    assert_eq!(session.now().since(before), 121_500);
    assert_eq!(session.run("sleep soon").exit, 1);
}
