//! What counts as one address: whoever has one IPv6 address has its /64 (RFC 6177), and a mapped IPv4 address is IPv4.

use std::net::{IpAddr, Ipv6Addr};

/// The address of whoever holds `ip`: of IPv4 the whole, of IPv6 the /64.
pub fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(address) => block(address, 64).into(),
        v4 => v4,
    }
}

/// The first address of the block of this prefix length, 1 to 128, that `address` is in.
pub(super) fn block(address: Ipv6Addr, length: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - length)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn ipv6_is_its_64_and_ipv4_is_itself_in_either_spelling() {
        for (ip, expected) in [
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
            ("2001:db8:1:3::", "2001:db8:1:3::"),
            ("192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
        ] {
            assert_eq!(network(ip.parse().unwrap()).to_string(), expected);
        }
    }
}
