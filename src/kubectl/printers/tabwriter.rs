//! Columns of text, aligned as Go's `text/tabwriter` does it for kubectl.
//!
//! Cells are parted by tabs.  A cell that a tab ends belongs to a column; the column goes on over
//! the following lines as long as they have such a cell, too, and ends with the first that has
//! none.  The last cell of a line belongs to no column.

/// The measures of a writer, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabWriter {
    minimum: usize,
    padding: usize,
    remembered: Option<Vec<usize>>,
}

impl TabWriter {
    /// What `describe` and `rollout history` use: columns as narrow as can be, two spaces apart.
    pub fn for_description() -> TabWriter {
        TabWriter { minimum: 0, padding: 2, remembered: None }
    }

    /// What `get` uses: columns of at least six characters, three spaces apart, that never
    /// become narrower from one [`TabWriter::align`] to the next.
    pub fn for_tables() -> TabWriter {
        TabWriter { minimum: 6, padding: 3, remembered: Some(Vec::new()) }
    }

    /// Aligns all lines of `text`.
    pub fn align(&mut self, text: &str) -> String {
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
        let widths = self.widths(&lines);
        let mut aligned = String::with_capacity(text.len() * 2);
        for (cells, widths) in lines.iter().zip(&widths) {
            for (cell, width) in cells.iter().zip(widths) {
                aligned.push_str(cell);
                aligned.extend(std::iter::repeat_n(' ', width - cell.chars().count()));
            }
            aligned.push_str(cells.last().copied().unwrap_or_default());
            aligned.push('\n');
        }
        aligned
    }

    /// For each line the widths of its cells but the last.
    fn widths(&mut self, lines: &[Vec<&str>]) -> Vec<Vec<usize>> {
        let mut widths: Vec<Vec<usize>> = Vec::with_capacity(lines.len());
        // The columns that go on at the current line: where each began, and its width so far.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (index, cells) in lines.iter().enumerate() {
            let columns = cells.len() - 1;
            close_columns(&mut open, columns, &mut widths);
            for (column, cell) in cells[..columns].iter().enumerate() {
                let width = self.width(column, cell);
                match open.get_mut(column) {
                    Some((_, widest)) => *widest = width.max(*widest),
                    None => open.push((index, width)),
                }
            }
            widths.push(vec![0; columns]);
        }
        close_columns(&mut open, 0, &mut widths);
        if let Some(remembered) = &mut self.remembered {
            remember(remembered, &widths);
        }
        widths
    }

    fn width(&self, column: usize, cell: &str) -> usize {
        let remembered = self.remembered.as_ref().and_then(|widths| widths.get(column));
        let least = self.minimum.max(remembered.copied().unwrap_or_default());
        least.max(cell.chars().count() + self.padding)
    }
}

/// Ends the columns beyond the first `columns` and writes their widths into the lines they cover.
fn close_columns(open: &mut Vec<(usize, usize)>, columns: usize, widths: &mut [Vec<usize>]) {
    while open.len() > columns {
        let Some((start, width)) = open.pop() else { return };
        for line in &mut widths[start..] {
            line[open.len()] = width;
        }
    }
}

fn remember(remembered: &mut Vec<usize>, widths: &[Vec<usize>]) {
    for line in widths {
        remembered.resize(remembered.len().max(line.len()), 0);
        for (before, width) in remembered.iter_mut().zip(line) {
            *before = (*width).max(*before);
        }
    }
}
