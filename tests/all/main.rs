//! The native tests, one binary.  `PODARIUM_CASES` names another directory of cases.

mod admission;
mod batch;
mod cases;
mod cluster;
mod complete;
mod container;
mod fidelity;
mod invariants;
mod known;
mod lessons;
mod machines;
mod printers;
mod random_lines;
mod random_sessions;
mod recordings;
mod reference;
mod scene;
mod session;
mod sessions;
mod shell;
mod suggest;
mod text;
mod tidy;
mod tools;
mod verbs;
mod workloads;
