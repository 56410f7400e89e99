//! `docs/kubectl.md` is what the verbs' rows say.  `PODARIUM_BLESS=1` writes it anew.

use podarium::kubectl::{Flag, GLOBAL, Takes, VERBS};

const PATH: &str = "docs/kubectl.md";

fn flag(flag: &Flag) -> String {
    let value = match flag.takes {
        Takes::Switch => "",
        Takes::Optional(_) => "[=…]",
        Takes::Number => "=N",
        Takes::Duration => "=30s",
        Takes::Text | Takes::Texts | Takes::List => "=…",
    };
    let letter = flag.letter.map(|letter| format!("`-{letter}`, ")).unwrap_or_default();
    format!("- {letter}`--{}{value}`: {}\n", flag.name, flag.help)
}

fn page() -> String {
    let mut page = String::from(
        "# kubectl in Podarium\n\nEvery verb with its flags.  This page is made of the verbs' own \
         rows; `kubectl VERB --help` prints the same.\n",
    );
    for verb in VERBS {
        page.push_str(&format!("\n## kubectl {}\n\n{}\n", verb.name, verb.summary));
        let usage = format!("kubectl {} {}", verb.name, verb.usage);
        page.push_str(&format!("\n    {}\n", usage.trim_end()));
        if !verb.aliases.is_empty() {
            let aliases: Vec<String> =
                verb.aliases.iter().map(|alias| format!("`{alias}`")).collect();
            page.push_str(&format!("\nAlso: {}.\n", aliases.join(", ")));
        }
        let flags: String = verb.flags.iter().copied().flatten().map(flag).collect();
        if !flags.is_empty() {
            page.push_str(&format!("\n{flags}"));
        }
        if !verb.examples.is_empty() {
            page.push_str("\nFor example:\n\n```console\n");
            for example in verb.examples {
                page.push_str(&format!("$ {example}\n"));
            }
            page.push_str("```\n");
        }
    }
    page.push_str("\n## Flags of every verb\n\n");
    page.extend(GLOBAL.iter().map(flag));
    page
}

#[test]
fn the_reference_of_kubectl_is_current() {
    let page = page();
    if std::env::var_os("PODARIUM_BLESS").is_some() {
        std::fs::write(PATH, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(PATH).unwrap_or_default();
    let is_current = written == page;
    assert!(is_current, "{PATH} is out of date: PODARIUM_BLESS=1 cargo test reference");
}

/// Every verb says how it is used, and its examples are lines of its own.
#[test]
fn every_row_is_whole() {
    for verb in VERBS {
        assert!(verb.summary.ends_with('.'), "{}", verb.name);
        for example in verb.examples {
            let own = verb.name.split(' ').next().unwrap_or_default();
            assert!(example.contains("kubectl"), "{example}");
            assert!(example.contains(own) || verb.name == "cp", "{example}");
        }
        // A binding's `--user` is a subject, and hides the one of every verb; so does the profile
        // of a container for looking around.
        let is_hidden = |flag: &Flag| {
            let names = ["create rolebinding", "create clusterrolebinding", "set subject"];
            (flag.name == "user" && names.contains(&verb.name))
                || (flag.name == "profile" && verb.name == "debug")
        };
        let global = GLOBAL.iter().filter(|flag| !is_hidden(flag));
        let flags: Vec<&Flag> = verb.flags.iter().copied().flatten().chain(global).collect();
        for (place, flag) in flags.iter().enumerate() {
            let twice = flags[..place].iter().any(|other| other.name == flag.name);
            assert!(!twice, "{} has --{} twice", verb.name, flag.name);
        }
    }
}
