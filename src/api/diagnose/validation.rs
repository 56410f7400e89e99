//! What the API server would refuse or warn of, at the field's place.

use crate::api::decode::Document;
use crate::api::{Object, defaults, validation};
use crate::diagnostic::{Diagnostic, Severity};

/// The findings of a document that can be read.
pub(super) fn diagnostics(document: &Document) -> Vec<Diagnostic> {
    let Some(object) = document.object().map(completed) else { return Vec::new() };
    let faults = validation::validate_creation(&object).into_iter().map(|fault| Diagnostic {
        code: "invalid",
        severity: Severity::Error,
        span: document.place(&fault.path),
        message: fault.to_string(),
        help: String::new(),
        fix: None,
    });
    let warnings = validation::warnings(&object).into_iter().map(|warning| Diagnostic {
        code: "warning",
        severity: Severity::Warning,
        span: document.place(warning.split([':', ' ']).next().unwrap_or_default()),
        message: warning,
        help: String::new(),
        fix: None,
    });
    faults.chain(warnings).collect()
}

/// The object as the API server validates it: with its defaults, a namespace and a name.
fn completed(mut object: Object) -> Object {
    let meta = &mut object.meta;
    if object.kind.row().namespaced && meta.namespace.is_empty() {
        meta.namespace = "default".into();
    }
    if meta.name.is_empty() && !meta.generate_name.is_empty() {
        meta.name = format!("{}xxxxx", meta.generate_name).into();
    }
    defaults::apply(&mut object);
    defaults::prepare_creation(&mut object);
    object
}
