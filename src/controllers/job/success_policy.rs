//! When an Indexed Job has succeeded although not every index has: `spec.successPolicy`.

use super::indexes::Indexes;
use crate::api::Value;

/// `Matched rules at index 0`, if a rule of the policy is met (`matchSuccessPolicy`).
pub fn match_success_policy(
    policy: &Value,
    completions: i64,
    succeeded: &Indexes,
) -> Option<String> {
    let place = policy.get("rules").items().iter().position(|rule| {
        let count = rule.get("succeededCount").as_int();
        match rule.get("succeededIndexes").as_str() {
            Some(text) => {
                let wanted = Indexes::parse(text, completions);
                let reached = succeeded.shared_with(&wanted);
                wanted.total() > 0 && reached >= count.unwrap_or(wanted.total())
            }
            None => count.is_some_and(|count| succeeded.total() >= count),
        }
    })?;
    Some(format!("Matched rules at index {place}"))
}
