//! Lessons: their files, what they ask and check, what a learner has done, and the proof that
//! each of them works.

pub mod course;
mod front_matter;
pub mod lesson;
pub mod markdown;
pub mod progress;
pub mod prove;
