//! What the editor shows: a finding in a text, where it is, why, and what to do next.

/// A range of a text in bytes, `start..end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// How serious a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be applied.
    Error,
    /// It can be applied, and probably not as meant.
    Warning,
    /// Worth knowing.
    Hint,
}

/// A change of the text that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the button says, in the imperative: `restore the indentation`.
    pub title: String,
    /// The part of the text that is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// A finding in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable name in kebab case: `unknown-field`.
    pub code: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// Where it is.
    pub span: Span,
    /// What is wrong, in Kubernetes's words where it has some.
    pub message: String,
    /// Why it is wrong or what to do next, in ours; may be empty.
    pub help: String,
    /// A change that mends it.
    pub fix: Option<Fix>,
}
