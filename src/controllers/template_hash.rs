//! The short texts that stand for templates in names and labels, the same as Kubernetes's.

use super::template_text::template_text;
use crate::api::{Value, json};

/// The label by which a Deployment tells its ReplicaSets' pods apart.
pub const POD_TEMPLATE_HASH: &str = "pod-template-hash";

/// What 32-bit FNV begins with, and multiplies with.
const FNV: (u32, u32) = (0x811c_9dc5, 0x0100_0193);

/// The hash of a template, and of the number of collisions that there were if it is known
/// (`ComputeHash`): FNV-1a.
pub fn template_hash(template: &Value, collisions: Option<i64>) -> String {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(FNV.1);
    let mut hash = template_text(template).bytes().fold(FNV.0, step);
    if let Some(collisions) = collisions {
        hash = collisions.to_le_bytes().into_iter().fold(hash, step);
    }
    safe_encode(&hash.to_string())
}

/// The hash of what a StatefulSet's revision keeps, and of the number of collisions
/// (`HashControllerRevision`): FNV-1.
pub fn revision_hash(data: &Value, collisions: i64) -> String {
    let text = json::to_json(data) + &collisions.to_string();
    let step = |hash: u32, byte: u8| hash.wrapping_mul(FNV.1) ^ u32::from(byte);
    safe_encode(&text.bytes().fold(FNV.0, step).to_string())
}

/// Spells a text with the characters of random names, which make no words
/// (`rand.SafeEncodeString`).
pub fn safe_encode(text: &str) -> String {
    const ALPHANUMS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    text.bytes().map(|byte| char::from(ALPHANUMS[usize::from(byte) % ALPHANUMS.len()])).collect()
}
