//! The short text that stands for a pod template in names and labels (`ComputeHash`).

use crate::api::{Value, json};

/// The label by which a Deployment tells its ReplicaSets' pods apart.
pub const POD_TEMPLATE_HASH: &str = "pod-template-hash";

/// The hash of a template, and of the number of collisions that there were if it is known:
/// 32-bit FNV-1a, as Kubernetes takes, of a text of our own, so that the same template always
/// has the same hash.
pub fn template_hash(template: &Value, collisions: Option<i64>) -> String {
    let mut hash = fnv(0x811c_9dc5, json::to_json(template).as_bytes());
    if let Some(collisions) = collisions {
        hash = fnv(hash, &collisions.to_le_bytes());
    }
    safe_encode(&hash.to_string())
}

/// Spells a text with the characters of random names, which make no words
/// (`rand.SafeEncodeString`).
pub fn safe_encode(text: &str) -> String {
    const ALPHANUMS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    text.bytes().map(|byte| char::from(ALPHANUMS[usize::from(byte) % ALPHANUMS.len()])).collect()
}

fn fnv(hash: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}
