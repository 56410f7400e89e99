//! The addresses of machines and pods, all of which follow from the machine's number.

/// The address of the machine that joined as the `number`th: `127.0.1.2` for the first.
pub fn machine_address(number: u32) -> String {
    let host = 256 + 1 + number;
    format!("127.0.{}.{}", host / 256 % 256, host % 256)
}

/// The range of its pods: `10.244.1.0/24` for the first.
pub fn pod_range(number: u32) -> String {
    format!("{}/24", in_range(number, 0))
}

/// The `host`th address of its pods: `10.244.1.2` is the second of the first machine.  The range
/// holds 254; a kubelet that gave them all begins again.
pub fn pod_address(number: u32, host: u32) -> String {
    in_range(number, (host - 1) % 254 + 1)
}

fn in_range(number: u32, host: u32) -> String {
    let subnet = 244 * 256 + number;
    format!("10.{}.{}.{host}", subnet / 256 % 256, subnet % 256)
}
