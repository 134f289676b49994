//! The proxies that end encryption: addresses and networks. Knows no sockets.

use std::net::IpAddr;

/// Who may connect where encryption ends before this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxies(Vec<Network>);

/// An address and how many of its leading bits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    bits: u128,
    length: u32,
    is_v4: bool,
}

impl Proxies {
    /// Reads `10.0.0.7, 10.1.0.0/16, fd00::/8`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let networks = parts.map(Network::parse).collect::<Result<Vec<_>, _>>()?;
        if networks.is_empty() {
            return Err(
                "tls.mode is terminated, but tls.trusted_proxies is empty: name the addresses of the proxies that \
                        encrypt, such as 10.0.0.7 or 10.1.0.0/16"
                    .to_owned(),
            );
        }
        Ok(Self(networks))
    }

    /// Whether it is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (bits, is_v4) = bits(address);
        self.0.iter().any(|network| network.is_v4 == is_v4 && masked(bits, network.length, is_v4) == network.bits)
    }
}

impl Network {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "tls.trusted_proxies holds '{text}': write addresses and networks such as 10.0.0.7 or 10.1.0.0/16, with commas \
                 between them"
            )
        };
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let (bits, is_v4) = bits(address.parse().map_err(|_| wrong())?);
        let longest = if is_v4 { 32 } else { 128 };
        let length = length.unwrap_or(longest);
        if length == 0 {
            return Err(format!(
                "tls.trusted_proxies holds '{text}', which is everybody: name the proxies' own network"
            ));
        }
        if length > longest {
            return Err(wrong());
        }
        Ok(Self { bits: masked(bits, length, is_v4), length, is_v4 })
    }
}

/// A version 4 address that came through a version 6 socket is the version 4 one.
fn bits(address: IpAddr) -> (u128, bool) {
    match address.to_canonical() {
        IpAddr::V4(address) => (u128::from(address.to_bits()), true),
        IpAddr::V6(address) => (address.to_bits(), false),
    }
}

fn masked(bits: u128, length: u32, is_v4: bool) -> u128 {
    let dropped = if is_v4 { 32 } else { 128 } - length;
    bits.checked_shr(dropped).and_then(|bits| bits.checked_shl(dropped)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses() {
        let proxies = Proxies::parse("10.0.0.7, 10.1.0.0/16,fd00::/8").unwrap();
        for (address, expected) in [
            ("10.0.0.7", true),
            ("::ffff:10.0.0.7", true),
            ("10.0.0.8", false),
            ("10.1.255.1", true),
            ("10.2.0.1", false),
            ("fd12::1", true),
            ("fe80::1", false),
            ("::1", false),
        ] {
            assert_eq!(proxies.contains(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn nonsense_and_everybody_are_refused() {
        for text in ["", " , ", "0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0.0/x", "proxy", "10.0.0.1/"] {
            assert!(Proxies::parse(text).is_err(), "{text}");
        }
    }
}
