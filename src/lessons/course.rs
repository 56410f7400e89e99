//! A course: the list of its lessons, read from `course.md`.

use super::markdown::{self, Block, Inline};

/// A course.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Its title.
    pub title: String,
    /// Its lessons in order.
    pub entries: Vec<Entry>,
}

/// A lesson's place in a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name by which `?lesson=NAME` opens it: its file without `.md`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
}

impl Course {
    /// Reads a course: a title and a list of `[title](name.md): summary`.  Items of another form
    /// and links that lead elsewhere are left out.
    pub fn parse(text: &str) -> Course {
        let mut course = Course::default();
        for block in markdown::parse(text) {
            match block {
                Block::Heading(1, title) => course.title = title,
                Block::List { items, .. } => {
                    course.entries.extend(items.iter().filter_map(|item| entry(&item.text)));
                }
                _ => {}
            }
        }
        course
    }
}

/// Whether a text from outside may name a lesson: a file name of its own folder and no more.
pub fn is_name(name: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&name.len()) && name.bytes().all(is_allowed)
}

fn entry(text: &[Inline]) -> Option<Entry> {
    let [Inline::Link(title, target), rest @ ..] = text else { return None };
    let name = target.strip_suffix(".md")?;
    let summary = markdown::plain(rest);
    is_name(name).then(|| Entry {
        name: name.to_owned(),
        title: title.clone(),
        summary: summary.trim_start_matches([':', ' ']).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_lists_its_lessons_and_nothing_outside_its_folder() {
        let text = "# Workloads\n\n1. [In order](stateful-set.md): one at a time\n\
                    2. [Elsewhere](../../secret.md): no\n3. just words\n";
        let course = Course::parse(text);
        assert_eq!(course.title, "Workloads");
        assert_eq!(
            course.entries,
            [Entry {
                name: "stateful-set".to_owned(),
                title: "In order".to_owned(),
                summary: "one at a time".to_owned(),
            }]
        );
    }
}
