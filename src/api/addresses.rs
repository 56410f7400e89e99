//! What addresses and blocks of addresses may look like.

use super::names::Faults;
use std::net::{IpAddr, Ipv4Addr};

/// Whether how an address is written may differ from its one canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Leading zeros and the like are allowed, as in fields of old objects.
    Sloppy,
    /// They are not, as in fields that were there before the rule.
    Strict,
    /// Only the canonical form is allowed, as in new fields.
    Canonical,
}

/// An address of IPv4 or IPv6.
pub fn ip(text: &str, strictness: Strictness) -> Faults {
    let Some((address, leading_zeros)) = parse(text) else {
        return vec!["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)".to_owned()];
    };
    if strictness == Strictness::Sloppy {
        return Faults::new();
    }
    if leading_zeros {
        return vec!["must not have leading 0s".to_owned()];
    }
    if is_mapped(address) {
        return vec!["must not be an IPv4-mapped IPv6 address".to_owned()];
    }
    let canonical = address.to_string();
    if strictness == Strictness::Canonical && canonical != text {
        return vec![format!("must be in canonical form (\"{canonical}\")")];
    }
    Faults::new()
}

/// Whether a text is an address, in whatever form.
pub fn is_address(text: &str) -> bool {
    parse(text).is_some()
}

/// An address that is nobody's on the network (`ValidateNonSpecialIP`).
pub fn special(text: &str) -> Faults {
    let Some((address, _)) = parse(text) else { return Faults::new() };
    let [local, local_multicast] = match address {
        IpAddr::V4(address) => {
            [address.is_link_local(), matches!(address.octets(), [224, 0, 0, _])]
        }
        IpAddr::V6(address) => {
            [address.is_unicast_link_local(), address.segments()[0] & 0xff0f == 0xff02]
        }
    };
    let mut faults = Faults::new();
    if address.is_unspecified() {
        faults.push(format!("may not be unspecified ({text})"));
    }
    for (is_so, range) in [
        (address.is_loopback(), "loopback range (127.0.0.0/8, ::1/128)"),
        (local, "link-local range (169.254.0.0/16, fe80::/10)"),
        (local_multicast, "link-local multicast range (224.0.0.0/24, ff02::/10)"),
    ] {
        if is_so {
            faults.push(format!("may not be in the {range}"));
        }
    }
    faults
}

/// A block of addresses: `10.96.0.0/12`.
pub fn cidr(text: &str, strictness: Strictness) -> Faults {
    let Some((address, leading_zeros, length)) = parse_cidr(text) else {
        return vec!["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)".to_owned()];
    };
    if strictness == Strictness::Sloppy {
        return Faults::new();
    }
    if leading_zeros {
        return vec!["must not have leading 0s in IP".to_owned()];
    }
    if is_mapped(address) {
        return vec!["must not have an IPv4-mapped IPv6 address".to_owned()];
    }
    let (_, digits) = text.split_once('/').unwrap_or_default();
    if digits.len() > 1 && digits.starts_with('0') {
        return vec!["must not have leading 0s in prefix length".to_owned()];
    }
    if has_bits_beyond(address, length) {
        return vec!["must not have bits set beyond the prefix length".to_owned()];
    }
    let canonical = format!("{address}/{length}");
    if strictness == Strictness::Canonical && canonical != text {
        return vec![format!("must be in canonical form (\"{canonical}\")")];
    }
    Faults::new()
}

/// The one form of an address that may be written in several; `None` if it is none.
pub fn canonical(text: &str) -> Option<String> {
    let (address, _) = parse(text)?;
    Some(match address {
        IpAddr::V6(mapped) => {
            mapped.to_ipv4_mapped().map_or_else(|| mapped.to_string(), |plain| plain.to_string())
        }
        IpAddr::V4(plain) => plain.to_string(),
    })
}

/// The address, and whether it is written with leading zeros.
fn parse(text: &str) -> Option<(IpAddr, bool)> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some((address, false));
    }
    let mut octets = Vec::new();
    for part in text.split('.') {
        let fits = (1..=16).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        octets.push(fits.then(|| part.parse::<u8>().ok()).flatten()?);
    }
    let octets: [u8; 4] = octets.try_into().ok()?;
    Some((IpAddr::V4(Ipv4Addr::from(octets)), true))
}

/// Whether a range of addresses is not a smaller part of another one.
pub fn is_no_part(part: &str, whole: &str) -> bool {
    let (Some((first, _, length)), Some((outer, _, least))) = (parse_cidr(part), parse_cidr(whole))
    else {
        return false;
    };
    let same_bits = match (first, outer) {
        (IpAddr::V4(first), IpAddr::V4(outer)) => {
            (first.to_bits() ^ outer.to_bits()).leading_zeros()
        }
        (IpAddr::V6(first), IpAddr::V6(outer)) => {
            (first.to_bits() ^ outer.to_bits()).leading_zeros()
        }
        _ => return true,
    };
    same_bits < least || length <= least
}

fn parse_cidr(text: &str) -> Option<(IpAddr, bool, u32)> {
    let (address, length) = text.split_once('/')?;
    let (address, leading_zeros) = parse(address)?;
    let limit = if address.is_ipv4() { 32 } else { 128 };
    let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    let length: u32 = digits.then(|| length.parse().ok()).flatten()?;
    (length <= limit).then_some((address, leading_zeros, length))
}

fn is_mapped(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.to_ipv4_mapped().is_some())
}

fn has_bits_beyond(address: IpAddr, length: u32) -> bool {
    match address {
        IpAddr::V4(address) => u32::from(address).checked_shl(length).unwrap_or(0) != 0,
        IpAddr::V6(address) => u128::from(address).checked_shl(length).unwrap_or(0) != 0,
    }
}
