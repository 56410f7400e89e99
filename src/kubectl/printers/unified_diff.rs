//! How two texts differ, as `diff -u` prints it.

/// How many equal lines stand around a difference.
const CONTEXT: usize = 3;
/// The comparison of longer texts than this would take too long: they differ as a whole.
const LIMIT: usize = 4_000;

/// The hunks that lead from one text to the other; empty if they are equal.
pub fn unified(left: &str, right: &str) -> String {
    let lines = compare(&left.lines().collect::<Vec<_>>(), &right.lines().collect::<Vec<_>>());
    let mut text = String::new();
    let changed: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].0 != ' ').collect();
    let mut rest = changed.as_slice();
    while let Some(first) = rest.first() {
        let together = rest.windows(2).take_while(|pair| pair[1] - pair[0] <= 2 * CONTEXT + 1);
        let count = together.count() + 1;
        let from = first.saturating_sub(CONTEXT);
        let to = (rest[count - 1] + CONTEXT + 1).min(lines.len());
        rest = &rest[count..];
        let range = |other: char| {
            let before = lines[..from].iter().filter(|line| line.0 != other).count();
            match lines[from..to].iter().filter(|line| line.0 != other).count() {
                0 => format!("{before},0"),
                1 => format!("{}", before + 1),
                length => format!("{},{length}", before + 1),
            }
        };
        text.push_str(&format!("@@ -{} +{} @@\n", range('+'), range('-')));
        for (sign, line) in &lines[from..to] {
            text.push(*sign);
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// Each line with its sign: those of both texts (` `), of the left (`-`), of the right (`+`).
fn compare<'text>(left: &[&'text str], right: &[&'text str]) -> Vec<(char, &'text str)> {
    let (height, width) = match left.len().max(right.len()) <= LIMIT {
        true => (left.len(), right.len()),
        false => (0, 0),
    };
    // The length of the longest sequence that the rests of both have in common.
    let mut common = vec![0u16; (height + 1) * (width + 1)];
    let place = |row: usize, column: usize| row * (width + 1) + column;
    for row in (0..height).rev() {
        for column in (0..width).rev() {
            common[place(row, column)] = match left[row] == right[column] {
                true => common[place(row + 1, column + 1)] + 1,
                false => common[place(row + 1, column)].max(common[place(row, column + 1)]),
            };
        }
    }
    let mut lines = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < height && column < width {
        if left[row] == right[column] {
            lines.push((' ', left[row]));
            (row, column) = (row + 1, column + 1);
        } else if common[place(row + 1, column)] >= common[place(row, column + 1)] {
            lines.push(('-', left[row]));
            row += 1;
        } else {
            lines.push(('+', right[column]));
            column += 1;
        }
    }
    lines.extend(left[row..].iter().map(|line| ('-', *line)));
    lines.extend(right[column..].iter().map(|line| ('+', *line)));
    lines
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn it_prints_what_diff_prints() {
        let table = [
            ("a\nb\n", "a\nb\n", ""),
            ("a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"),
            ("", "a\n", "@@ -0,0 +1 @@\n+a\n"),
            (
                "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
                "1\n2\n3\n4\n5\n6\n7\n8\n",
                "@@ -6,4 +6,3 @@\n 6\n 7\n 8\n-9\n",
            ),
        ];
        for (left, right, wanted) in table {
            assert_eq!(unified(left, right), wanted);
        }
    }
}
