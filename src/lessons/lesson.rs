//! A lesson, read from its Markdown file.  `docs/authoring.md` describes the form.

use super::front_matter::FrontMatter;
use super::markdown::{self, Block, Inline};
use crate::cluster::ClusterOptions;

/// A guided lesson: a cluster, files, and steps, the last of which is an exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// Its title.
    pub title: String,
    /// What it is about, in a word: `StatefulSet`.
    pub subject: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// The cluster it begins with.
    pub options: ClusterOptions,
    /// What stands before the first step.
    pub introduction: Vec<Block>,
    /// The files that the learner is given, by name, in order.
    pub files: Vec<(String, String)>,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// A step of a lesson.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// Its title.
    pub title: String,
    /// Whether the learner finds the way alone.
    pub is_exercise: bool,
    /// What it tells, with the commands to click.
    pub blocks: Vec<Block>,
    /// What is asked before the clock moves.
    pub question: Option<Question>,
    /// What must hold for the step to be done.
    pub checks: Vec<Check>,
    /// Hints, each more telling than the one before.
    pub hints: Vec<Vec<Block>>,
    /// How it is done.
    pub solution: Vec<Act>,
}

/// A question with its answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// What is asked.
    pub text: Vec<Inline>,
    /// The answers, and whether each is right.
    pub answers: Vec<(Vec<Inline>, bool)>,
    /// What is said once it is answered.
    pub explanation: Vec<Block>,
}

/// Something that must hold: a command line that exits with 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What it says to the learner.
    pub text: Vec<Inline>,
    /// The command line.
    pub line: String,
}

/// A part of a solution.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// A file is written.
    Write(String, String),
    /// A command line is run.
    Run(String),
    /// Time passes: milliseconds.
    Pass(i64),
}

/// Why a file is no lesson, for its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonError(pub String);

/// The longest lesson file that is read, in bytes.
const LONGEST: usize = 200_000;

impl Lesson {
    /// Reads a lesson.
    ///
    /// # Errors
    /// What the author must mend, and where.
    pub fn parse(text: &str) -> Result<Lesson, LessonError> {
        if text.len() > LONGEST {
            return Err(LessonError(format!("a lesson has at most {LONGEST} bytes")));
        }
        let (front, body) = FrontMatter::take(text)?;
        let mut lesson = Lesson {
            title: String::new(),
            minutes: front.minutes(),
            options: front.options()?,
            subject: front.subject,
            introduction: Vec::new(),
            files: Vec::new(),
            steps: Vec::new(),
        };
        let blocks = markdown::parse(body);
        let mut parts = sections(&blocks, 2).into_iter();
        if let Some((_, introduction)) = parts.next() {
            lesson.read_introduction(introduction)?;
        }
        for (title, blocks) in parts {
            let step = Step::read(title, blocks)?;
            lesson.steps.push(step);
        }
        lesson.complete()
    }

    fn read_introduction(&mut self, blocks: &[Block]) -> Result<(), LessonError> {
        let [Block::Heading(1, title), rest @ ..] = blocks else {
            return Err(LessonError("the text begins with its title: `# …`".to_owned()));
        };
        title.clone_into(&mut self.title);
        let (files, rest) = take_files(rest);
        self.files = files;
        self.introduction = rest;
        Ok(())
    }

    fn complete(self) -> Result<Lesson, LessonError> {
        let exercises = self.steps.iter().filter(|step| step.is_exercise).count();
        let last = self.steps.last().is_some_and(|step| step.is_exercise);
        if exercises != 1 || !last {
            let what = "the last section, and no other, is `## Exercise: …`";
            return Err(LessonError(what.to_owned()));
        }
        for step in &self.steps {
            if step.checks.is_empty() {
                let what = format!("`{}` has no `### Done when` with a check", step.title);
                return Err(LessonError(what));
            }
        }
        Ok(self)
    }
}

impl Step {
    fn read(title: &str, blocks: &[Block]) -> Result<Step, LessonError> {
        let exercise = title.strip_prefix("Exercise: ");
        let mut step = Step {
            title: exercise.unwrap_or(title).to_owned(),
            is_exercise: exercise.is_some(),
            ..Step::default()
        };
        for (part, blocks) in sections(blocks, 3) {
            match part {
                "" => step.blocks = blocks.to_vec(),
                "Question" => step.question = Some(Question::read(title, blocks)?),
                "Done when" => step.checks = read_checks(title, blocks)?,
                "Hint" => step.hints.push(blocks.to_vec()),
                "Solution" => step.solution = read_acts(title, blocks)?,
                other => {
                    return Err(LessonError(format!("`{title}`: no such part `### {other}`")));
                }
            }
        }
        if step.solution.is_empty() {
            step.solution = read_acts(title, &step.blocks)?;
        }
        Ok(step)
    }
}

impl Question {
    fn read(step: &str, blocks: &[Block]) -> Result<Question, LessonError> {
        let [Block::Paragraph(text), Block::List { items, .. }, explanation @ ..] = blocks else {
            let what = format!("`{step}`: a question is a sentence, then a list of answers");
            return Err(LessonError(what));
        };
        let answers: Vec<_> =
            items.iter().map(|item| (item.text.clone(), item.checked == Some(true))).collect();
        if answers.iter().filter(|(_, right)| *right).count() != 1 || answers.len() < 2 {
            let what = format!("`{step}`: of at least two answers just one is right: `- [x] …`");
            return Err(LessonError(what));
        }
        Ok(Question { text: text.clone(), answers, explanation: explanation.to_vec() })
    }
}

/// Parts a page at its headings of `level`; the first part stands before any and has no title.
fn sections(blocks: &[Block], level: u8) -> Vec<(&str, &[Block])> {
    let mut parts = Vec::new();
    let mut title = "";
    let mut first = 0;
    for (index, block) in blocks.iter().enumerate() {
        if let Block::Heading(this, text) = block
            && *this == level
        {
            parts.push((title, &blocks[first..index]));
            title = text;
            first = index + 1;
        }
    }
    parts.push((title, &blocks[first..]));
    parts
}

/// The name of the file whose text is the next block: a paragraph of one code span.
fn file_name(block: &Block) -> Option<&str> {
    match block {
        Block::Paragraph(inlines) => match inlines.as_slice() {
            [Inline::Code(name)] if !name.contains(char::is_whitespace) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

fn take_files(blocks: &[Block]) -> (Vec<(String, String)>, Vec<Block>) {
    let mut files = Vec::new();
    let mut rest = Vec::new();
    let mut blocks = blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        match (file_name(block), blocks.peek()) {
            (Some(name), Some(Block::Code { language, text })) if language != "console" => {
                files.push((name.to_owned(), text.clone()));
                blocks.next();
            }
            _ => rest.push(block.clone()),
        }
    }
    (files, rest)
}

fn read_checks(step: &str, blocks: &[Block]) -> Result<Vec<Check>, LessonError> {
    let [Block::List { items, .. }] = blocks else {
        return Err(LessonError(format!("`{step}`: `### Done when` holds one list of checks")));
    };
    let mut checks = Vec::new();
    for item in items {
        let Some((Inline::Code(line), text)) = item.text.split_last() else {
            let what = format!(
                "`{step}`: the check `{}` does not end with its `command line`",
                markdown::plain(&item.text)
            );
            return Err(LessonError(what));
        };
        let mut text = text.to_vec();
        if let Some(Inline::Text(words)) = text.last_mut() {
            *words = words.trim_end_matches([':', ' ']).to_owned();
        }
        checks.push(Check { text, line: line.clone() });
    }
    Ok(checks)
}

fn read_acts(step: &str, blocks: &[Block]) -> Result<Vec<Act>, LessonError> {
    let mut acts = Vec::new();
    let mut name = None;
    for block in blocks {
        match block {
            Block::Code { language, text } if language == "console" => {
                for line in text.lines() {
                    acts.push(read_act(step, line)?);
                }
            }
            Block::Code { text, .. } => {
                if let Some(name) = name {
                    acts.push(Act::Write(name, text.clone()));
                }
            }
            _ => {}
        }
        name = file_name(block).map(str::to_owned);
    }
    Ok(acts)
}

fn read_act(step: &str, line: &str) -> Result<Act, LessonError> {
    if let Some(command) = line.strip_prefix("$ ") {
        return Ok(Act::Run(command.to_owned()));
    }
    line.strip_prefix("~ ")
        .and_then(crate::time::parse_duration)
        .map(Act::Pass)
        .ok_or_else(|| LessonError(format!("`{step}`: `{line}` begins with neither `$ ` nor `~ `")))
}
