//! What admission adds.

use super::{Case, Verdict, same};
use podarium::api::Value;
use podarium::api::json::to_json;
use podarium::store::with_default_tolerations;

/// Judges a case of `admission_default_tolerations`.
pub fn default_tolerations(case: &Case) -> Verdict {
    let tolerations = case.input.at("requestedPod.spec.tolerations");
    let came = with_default_tolerations(tolerations.items())
        .map_or_else(|| tolerations.clone(), Value::from);
    same(to_json(&came), to_json(case.expect.at("expectedPod.spec.tolerations")))
}
