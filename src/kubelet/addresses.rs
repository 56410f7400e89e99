//! The addresses of machines and pods, all of which follow from the machine's number.

use smol_str::SmolStr;

/// The address of the machine that joined as the `number`th: `127.0.1.2` for the first.
pub fn machine_address(number: u32) -> SmolStr {
    let host = 256 + 1 + number;
    dotted([127, 0, host / 256, host])
}

/// The range of its pods: `10.244.1.0/24` for the first.
pub fn pod_range(number: u32) -> String {
    format!("{}/24", in_range(number, 0))
}

/// The `host`th address of its pods: `10.244.1.2` is the second of the first machine.  The range
/// holds 254; a kubelet that gave them all begins again.
pub fn pod_address(number: u32, host: u32) -> SmolStr {
    in_range(number, (host - 1) % 254 + 1)
}

fn in_range(number: u32, host: u32) -> SmolStr {
    let subnet = 244 * 256 + number;
    dotted([10, subnet / 256, subnet, host])
}

/// The last bytes of four numbers with dots between them.
fn dotted(numbers: [u32; 4]) -> SmolStr {
    let mut text = [0; 16];
    let mut length = 0;
    let mut put = |sign: u8| {
        text[length] = sign;
        length += 1;
    };
    for number in numbers {
        let byte = number as u8;
        if byte >= 100 {
            put(b'0' + byte / 100);
        }
        if byte >= 10 {
            put(b'0' + byte / 10 % 10);
        }
        put(b'0' + byte % 10);
        put(b'.');
    }
    SmolStr::new(str::from_utf8(&text[..length - 1]).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{machine_address, pod_address};

    #[test]
    fn addresses_follow_from_numbers() {
        assert_eq!(machine_address(1), "127.0.1.2");
        assert_eq!(machine_address(254), "127.0.1.255");
        assert_eq!(machine_address(5_000), "127.0.20.137");
        assert_eq!(pod_address(1, 2), "10.244.1.2");
        assert_eq!(pod_address(300, 255), "10.245.44.1");
        assert_eq!(pod_address(300, 254), "10.245.44.254");
    }
}
