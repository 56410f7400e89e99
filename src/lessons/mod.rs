//! Lessons: files, steps, checks, progress.
