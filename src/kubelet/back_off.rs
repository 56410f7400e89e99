//! How long a kubelet waits before it tries again.

use crate::time::{MINUTE, Milliseconds, SECOND};

/// The first back-off; it doubles each time.
const BASE: Milliseconds = 10 * SECOND;
/// The longest back-off.
const LIMIT: Milliseconds = 300 * SECOND;
/// A run of this length makes earlier failures forgotten.
pub const RESET: Milliseconds = 10 * MINUTE;

/// The back-off after so many failures: 10 s, 20 s … 5 min.
pub fn back_off(failures: u32) -> Milliseconds {
    let doublings = failures.saturating_sub(1).min(10);
    (BASE << doublings).min(LIMIT)
}

/// As Go prints a `time.Duration` of whole seconds: `10s`, `1m20s`, `5m0s`.
pub fn go_duration(length: Milliseconds) -> String {
    match length / SECOND {
        seconds if seconds < 60 => format!("{seconds}s"),
        seconds => format!("{}m{}s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_offs_double_up_to_five_minutes() {
        let texts: Vec<String> = (1..=8).map(|count| go_duration(back_off(count))).collect();
        assert_eq!(texts.join(" "), "10s 20s 40s 1m20s 2m40s 5m0s 5m0s 5m0s");
    }
}
