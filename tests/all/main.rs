//! The native tests, one binary.  `PODARIUM_CASES` names another directory of cases.

mod cases;
mod cluster;
mod shell;
mod tidy;
