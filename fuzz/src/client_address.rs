//! Whose request it is, behind proxies.

use http::{HeaderMap, HeaderValue};
use ipnet::IpNet;
use latchkey::web::client_ip::{ProxyHeader, client_ip};

/// A stranger's header is never believed; a proxy's own hops are believed whatever the client wrote to the left of them.
pub fn client_address(data: &[u8]) {
    let (stranger, proxy) = ([203, 0, 113, 9].into(), [10, 0, 0, 1].into());
    let trusted: [IpNet; 1] = ["10.0.0.0/8".parse().expect("a network")];
    for believed in [ProxyHeader::Forwarded, ProxyHeader::XForwardedFor] {
        let name = believed.as_str();
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_bytes(data) {
            headers.append(name, value);
        }
        assert_eq!(
            client_ip(stranger, &headers, &trusted, believed),
            stranger,
            "{data:?}"
        );
        client_ip(proxy, &headers, &trusted, believed);
        let own = if believed == ProxyHeader::Forwarded {
            "for=192.0.2.1"
        } else {
            "192.0.2.1"
        };
        headers.append(name, HeaderValue::from_static(own));
        let seen = client_ip(proxy, &headers, &trusted, believed);
        // An opened quote swallows the hop of the proxy: then nothing is believed.
        assert!(
            seen.to_string() == "192.0.2.1" || seen == proxy,
            "{data:?} names {seen}"
        );
    }
}
