//! A session: a seed, files, and lines with their times; replayed by one function.
