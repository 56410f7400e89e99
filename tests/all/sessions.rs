//! Sessions in `tests/sessions`, each of which prints what it says it prints.

use podarium::session;

#[test]
fn every_session_prints_what_it_says() {
    let files = std::fs::read_dir("tests/sessions").expect("a folder");
    let mut names: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    names.sort();
    for name in names {
        let text = std::fs::read_to_string(&name).expect("a text");
        let came = session::replay(&text).unwrap_or_else(|error| panic!("{name:?}: {error}"));
        for (line, (came, wanted)) in came.lines().zip(text.lines()).enumerate() {
            assert_eq!(came, wanted, "{name:?}, line {}", line + 1);
        }
        assert_eq!(came.lines().count(), text.lines().count(), "{name:?}");
    }
}
