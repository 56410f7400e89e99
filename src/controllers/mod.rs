//! Controllers: one file or folder each; none imports another.
