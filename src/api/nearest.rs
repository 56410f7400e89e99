//! The word that was probably meant.

/// The candidate that a misspelt word most probably means; `None` if none is near.  Of equally
/// near ones the first wins.
pub fn nearest<'word>(
    word: &str,
    candidates: impl IntoIterator<Item = &'word str>,
) -> Option<&'word str> {
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *candidate != word)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The number of letters to add, drop or change, without regard to case.
pub fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.to_ascii_lowercase().chars().take(64).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, letter) in left.to_ascii_lowercase().chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, other) in right.iter().enumerate() {
            let change = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = change.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelt_word_finds_its_neighbour() {
        for (word, found) in [
            ("replica", Some("replicas")),
            ("paussed", Some("paused")),
            ("slector", Some("selector")),
            ("Template", Some("template")),
            ("temlpate", Some("template")),
            ("banana", None),
            ("x", None),
        ] {
            let fields = ["paused", "replicas", "selector", "template"];
            assert_eq!(nearest(word, fields), found, "{word}");
        }
    }
}
