//! The lines in which two texts differ, as a unified diff without its header.

/// How many lines around a difference are shown.
const CONTEXT: usize = 3;
/// Beyond this many comparisons the differing part is shown as replaced as a whole.
const MOST_COMPARISONS: usize = 4_000_000;

/// A line of one text or of both.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edit<'text> {
    Same(&'text str),
    Gone(&'text str),
    New(&'text str),
}

/// The differences from `before` to `after`: hunks of `@@ -1,4 +1,5 @@` and lines that begin with
/// a space, `-` or `+`.  Empty if the texts are the same.
pub fn unified(before: &str, after: &str) -> String {
    let edits = edits(&before.lines().collect::<Vec<_>>(), &after.lines().collect::<Vec<_>>());
    let mut text = String::new();
    let mut next = 0;
    while let Some(first) = (next..edits.len()).find(|place| is_change(edits[*place])) {
        let start = first.saturating_sub(CONTEXT).max(next);
        let end = end_of_hunk(&edits, first);
        write_hunk(&mut text, &edits, start, end);
        next = end;
    }
    text
}

fn is_change(edit: Edit) -> bool {
    !matches!(edit, Edit::Same(_))
}

/// A hunk goes on while the next change is near.
fn end_of_hunk(edits: &[Edit], first: usize) -> usize {
    let mut last = first;
    for (place, edit) in edits.iter().enumerate().skip(first) {
        if is_change(*edit) {
            last = place;
        } else if place - last > 2 * CONTEXT {
            break;
        }
    }
    (last + 1 + CONTEXT).min(edits.len())
}

fn write_hunk(text: &mut String, edits: &[Edit], start: usize, end: usize) {
    let count = |range: &[Edit], new: bool| {
        let counts = |edit: &&Edit| match edit {
            Edit::Same(_) => true,
            Edit::Gone(_) => !new,
            Edit::New(_) => new,
        };
        range.iter().filter(counts).count()
    };
    let place = |new: bool| {
        let length = count(&edits[start..end], new);
        let before = count(&edits[..start], new);
        match length {
            0 => format!("{before},0"),
            1 => format!("{}", before + 1),
            _ => format!("{},{length}", before + 1),
        }
    };
    text.push_str(&format!("@@ -{} +{} @@\n", place(false), place(true)));
    for edit in &edits[start..end] {
        let (mark, line) = match edit {
            Edit::Same(line) => (' ', line),
            Edit::Gone(line) => ('-', line),
            Edit::New(line) => ('+', line),
        };
        text.push(mark);
        text.push_str(line);
        text.push('\n');
    }
}

fn edits<'text>(before: &[&'text str], after: &[&'text str]) -> Vec<Edit<'text>> {
    let head = before.iter().zip(after).take_while(|(left, right)| left == right).count();
    let rest = (before.len() - head).min(after.len() - head);
    let ends = before.iter().rev().zip(after.iter().rev()).take(rest);
    let tail = ends.take_while(|(left, right)| left == right).count();
    let mut edits: Vec<Edit> = before[..head].iter().map(|line| Edit::Same(line)).collect();
    middle(&mut edits, &before[head..before.len() - tail], &after[head..after.len() - tail]);
    edits.extend(before[before.len() - tail..].iter().map(|line| Edit::Same(line)));
    edits
}

/// Keeps a longest common subsequence of the lines.
fn middle<'text>(edits: &mut Vec<Edit<'text>>, before: &[&'text str], after: &[&'text str]) {
    if before.len().saturating_mul(after.len()) > MOST_COMPARISONS {
        edits.extend(before.iter().map(|line| Edit::Gone(line)));
        edits.extend(after.iter().map(|line| Edit::New(line)));
        return;
    }
    let width = after.len() + 1;
    let mut common = vec![0_u32; (before.len() + 1) * width];
    for row in (0..before.len()).rev() {
        for column in (0..after.len()).rev() {
            common[row * width + column] = if before[row] == after[column] {
                common[(row + 1) * width + column + 1] + 1
            } else {
                common[(row + 1) * width + column].max(common[row * width + column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < before.len() || column < after.len() {
        let same = row < before.len() && column < after.len() && before[row] == after[column];
        if same {
            edits.push(Edit::Same(before[row]));
            row += 1;
            column += 1;
        } else if row < before.len()
            && (column == after.len()
                || common[(row + 1) * width + column] >= common[row * width + column + 1])
        {
            edits.push(Edit::Gone(before[row]));
            row += 1;
        } else {
            edits.push(Edit::New(after[column]));
            column += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn near_changes_share_a_hunk_and_far_ones_do_not() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";
        assert_eq!(unified(before, before), "");
        assert_eq!(
            unified(before, "a\nb\nX\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\n"),
            "@@ -1,6 +1,6 @@\n a\n b\n-c\n+X\n d\n e\n f\n@@ -10,3 +10,4 @@\n j\n k\n l\n+m\n"
        );
        assert_eq!(unified("a\nb\n", "a\n"), "@@ -1,2 +1 @@\n a\n-b\n");
        assert_eq!(unified("", "a\n"), "@@ -0,0 +1 @@\n+a\n");
    }
}
