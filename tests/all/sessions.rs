//! Sessions in `tests/sessions`, each of which prints what it says it prints.
//! `PODARIUM_BLESS=1 cargo test sessions` writes them anew, for a reader to judge.

use podarium::session;

#[test]
fn every_session_prints_what_it_says() {
    let files = std::fs::read_dir("tests/sessions").expect("a folder");
    let mut names: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    names.sort();
    for name in names {
        let text = std::fs::read_to_string(&name).expect("a text");
        let came = session::replay(&text).unwrap_or_else(|error| panic!("{name:?}: {error}"));
        if std::env::var_os("PODARIUM_BLESS").is_some() {
            std::fs::write(&name, came).expect("a file");
            continue;
        }
        for (line, (came, wanted)) in came.lines().zip(text.lines()).enumerate() {
            assert_eq!(came, wanted, "{name:?}, line {}", line + 1);
        }
        assert_eq!(came.lines().count(), text.lines().count(), "{name:?}");
    }
}
