//! Whatever is typed, the terminal neither panics nor hangs.  `PODARIUM_FUZZ=200000` tries as
//! many lines, `PODARIUM_FUZZ_SEED` others.

use podarium::cluster::ClusterOptions;
use podarium::kubectl::{GLOBAL, Takes, VERBS};
use podarium::random::Random;
use podarium::session::Session;
use podarium::shell::tools::TOOLS;
use podarium::store::Convention;
use podarium::time::SECOND;

const OBJECTS: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx}]}
---
apiVersion: v1
kind: Pod
metadata: {name: page}
spec: {containers: [{name: a, image: nginx}, {name: b, image: busybox, args: [sleep, 1h]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
";

/// What can stand anywhere in a line.
const VALUES: &[&str] = &[
    "pods",
    "po/page",
    "deploy/web",
    "svc,ep",
    "all",
    "web",
    "page",
    "node-1",
    "default",
    "app=web",
    "app-",
    "a in (b,",
    "!x",
    "all.yaml",
    "-",
    "",
    "wide",
    "yaml",
    "json",
    "name",
    "jsonpath={.items[*].metadata.name}",
    "jsonpath={range",
    "go-template={{.x}}",
    "go-template={{",
    "custom-columns=A:.a,B:.b[0]",
    "{.spec.x}=1",
    "1",
    "-1",
    "9223372036854775807",
    "1e99",
    "30s",
    "nginx:bad",
    "web=nginx",
    "a=b=c",
    "k=v:NoSchedule",
    "{\"spec\":{\"replicas\":3}}",
    "[]",
    "{",
    "delete",
    "condition=Ready",
    "1.spec",
    "*",
    "?",
    "é",
    "\u{1F600}",
    "sh",
    "-c",
    "curl",
    "http://web",
    "web:99999999999",
    "nslookup",
    "cat",
    "/etc/hosts",
    "--",
    "-it",
    "-n",
    "-A",
    "-o",
    "-w",
    "-f",
    "-l",
    "-h",
    "--help",
    "$x",
    "$(date +%s)",
    "$(",
    "\"$y\"",
    "'",
    "`",
    "\\",
    "{a,b}",
    "{9..1}",
    "{1..999999}",
    "$((1/0))",
    "$((x+(2*-3)))",
    "'s/\\(a*\\)*b/&&/g'",
    "/x/d",
    "2,p",
    "-i",
    "-I{}",
    "-n1",
    "-d",
    "-it",
    "--rm",
    "--restart=Never",
    "--context=x",
    "--from=configmap/settings",
    "--rule=a/b*=c:80,tls",
    "break",
    "continue",
];
/// What joins commands.
const JOINTS: &[&str] = &[
    " | ", " && ", " || ", "; ", " & ", " > f ", " >> f ", " < f ", " <<E\n", " 2>&1 ", "\n", " ( ",
];
/// Blocks of a line.
const BLOCKS: &[&str] =
    &["for i in a b; do ", "; done", "if ", "; then ", "; fi", "while ", "; do ", "x="];

fn pick<'list>(random: &mut Random, list: &[&'list str]) -> &'list str {
    list[random.below(list.len())]
}

/// A command that is nearly right: a verb or a tool with flags of its own and values.
fn command(random: &mut Random) -> String {
    let mut words: Vec<String> = Vec::new();
    if random.below(4) == 0 {
        words.push(TOOLS[random.below(TOOLS.len())].name.to_owned());
        words.push(format!("-{}", char::from(b'a' + random.below(26) as u8)));
    } else {
        let verb = VERBS[random.below(VERBS.len())];
        words.push(format!("kubectl {}", verb.name));
        let flags: Vec<_> = verb.flags.iter().copied().flatten().chain(GLOBAL).collect();
        for _ in 0..random.below(4) {
            let flag = flags[random.below(flags.len())];
            words.push(match flag.takes {
                Takes::Switch => format!("--{}", flag.name),
                _ => format!("--{}={}", flag.name, pick(random, VALUES)),
            });
        }
    }
    for _ in 0..random.below(5) {
        let place = 1 + random.below(words.len());
        words.insert(place, pick(random, VALUES).to_owned());
    }
    words.join(" ")
}

fn line(random: &mut Random) -> String {
    if random.below(8) == 0 {
        let bytes: Vec<u8> = (0..random.below(60)).map(|_| random.next_bits() as u8).collect();
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let mut line = command(random);
    while random.below(3) == 0 {
        line = match random.below(3) {
            0 => format!("{}{line}{}", pick(random, BLOCKS), pick(random, BLOCKS)),
            _ => format!("{line}{}{}", pick(random, JOINTS), command(random)),
        };
    }
    if random.below(4) == 0 {
        let places: Vec<usize> = line.char_indices().map(|(place, _)| place).collect();
        line.truncate(places[random.below(places.len())]);
    }
    line
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn random_lines_neither_panic_nor_hang() {
    let options = ClusterOptions { convention: Convention::Lively, ..ClusterOptions::default() };
    let mut session = Session::new(&options);
    session.write_file("all.yaml", OBJECTS);
    assert_eq!(session.run("kubectl apply -f all.yaml").exit, 0);
    session.advance_to(session.now().plus(20 * SECOND));
    let mut inside = session.clone();
    assert_eq!(inside.run("kubectl exec -it page -- sh").exit, 0);
    let mut random = Random::new(number("PODARIUM_FUZZ_SEED", 11));
    for round in 0..number("PODARIUM_FUZZ", 600) {
        let line = line(&mut random);
        let mut fork = if round % 8 == 0 { inside.clone() } else { session.clone() };
        let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            fork.complete(&line, random.below(line.len() + 1));
            fork.run_until(&line, fork.now().plus(5 * SECOND));
            assert!(!fork.is_busy());
        }));
        assert!(tried.is_ok(), "round {round}: {line:?}");
    }
}
