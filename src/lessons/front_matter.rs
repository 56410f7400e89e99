//! What stands before a lesson's text: `subject`, `minutes`, and the cluster it begins with.

use super::lesson::LessonError;
use crate::cluster::ClusterOptions;
use crate::time::Time;
use crate::yaml::read_as;
use serde::Deserialize;

/// No lesson has more machines at its beginning.
const MOST_NODES: u32 = 50;
/// How long a lesson takes that does not say it, in minutes.
const USUAL_MINUTES: u32 = 10;

/// The front matter as it is written; what is left out has a usual value.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// What the lesson is about, in a word.
    #[serde(default)]
    pub subject: String,
    minutes: Option<u32>,
    nodes: Option<u32>,
    seed: Option<u64>,
    start: Option<String>,
}

impl FrontMatter {
    /// Takes it off a lesson's text: the front matter, and what follows it.
    ///
    /// # Errors
    /// When it is not there, holds what it must not, or a value that does not fit.
    pub fn take(text: &str) -> Result<(FrontMatter, &str), LessonError> {
        let (front, body) =
            text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).ok_or_else(
                || LessonError("a lesson begins with front matter between `---`".to_owned()),
            )?;
        let front = if front.trim().is_empty() {
            FrontMatter::default()
        } else {
            read_as(front).map_err(|why| LessonError(format!("front matter: {why}")))?
        };
        Ok((front, body))
    }

    /// How long the lesson takes, in minutes.
    pub fn minutes(&self) -> u32 {
        self.minutes.unwrap_or(USUAL_MINUTES)
    }

    /// The cluster that the lesson begins with.
    ///
    /// # Errors
    /// When there are too many machines, or the start is no time.
    pub fn options(&self) -> Result<ClusterOptions, LessonError> {
        let wrong = |key: &str, value: &str| {
            LessonError(format!("front matter: `{value}` is no good `{key}`"))
        };
        let mut options = ClusterOptions::playground();
        if let Some(seed) = self.seed {
            options.seed = seed;
        }
        if let Some(nodes) = self.nodes {
            if nodes > MOST_NODES {
                return Err(wrong("nodes", &nodes.to_string()));
            }
            options.nodes = nodes;
        }
        if let Some(start) = &self.start {
            options.start = Time::parse(start).ok_or_else(|| wrong("start", start))?;
        }
        Ok(options)
    }
}
