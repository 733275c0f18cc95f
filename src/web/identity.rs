//! Identifies the sender of every request once, and stores the result in the request's extensions.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use http::{HeaderMap, header};

use super::{
    AppState, asker_cookie,
    client_ip::client_ip,
    cookies::Cookies,
    facts::Facts as _,
    origin::{is_safe, is_same_origin},
};
use crate::{paths, rules::identity::Identity, services::ClientInfo};

/// Puts an [`Identity`] and a [`ClientInfo`] into the request's extensions.
pub async fn identify(state: &AppState, request: &mut Request) {
    let mut identity = read(state, request);
    if let Identity::Unconfirmed(_) = identity {
        state.domain.catch_up().await;
        identity = read(state, request);
    }
    let device = device_of(state, request);
    // The log of refused requests needs the address; other requests of signed-in users do not record it.
    if !is_safe(request.method()) || matches!(identity, Identity::Invalid) {
        tracing::Span::current().record("ip", tracing::field::display(device.ip));
    }
    request.extensions_mut().insert(identity);
    request.extensions_mut().insert(device);
}

fn read(state: &AppState, request: &Request) -> Identity {
    let Some(timeline) = &state.timeline else {
        return identity_of(state, request);
    };
    // Whoever watches a session must not use its token.
    if request.uri().path() == paths::TIMELINE_JSON {
        return Identity::Anonymous;
    }
    timeline.aged(identity_of(state, request))
}

fn identity_of(state: &AppState, request: &Request) -> Identity {
    let headers = request.headers();
    let cookies = Cookies::read(headers, &state.cookies);
    if let Some(token) = bearer(headers) {
        return match (token.matches('.').count(), token.rsplit_once('.')) {
            (2, Some((header_and_payload, signature))) => {
                state.domain.identify(header_and_payload, signature)
            }
            (1, _) => cookies.proof.map_or(Identity::Invalid, |proof| {
                state.domain.identify(token, proof)
            }),
            _ => Identity::Invalid,
        };
    }
    // Cookies alone authenticate a document or a same-origin form. A form of another site must not use them (CSRF).
    let may_use_cookies = is_safe(request.method())
        || is_same_origin(headers, state.config.network.base_url.origin());
    match (cookies.claims, cookies.proof) {
        (Some(claims), Some(proof)) if may_use_cookies => state.domain.identify(claims, proof),
        (Some(_), None) if may_use_cookies => Identity::Invalid,
        _ => Identity::Anonymous,
    }
}

/// Returns the token of an `Authorization: Bearer` header (RFC 6750 §2.1). The scheme is case-insensitive
/// (RFC 9110 §11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

fn device_of(state: &AppState, request: &Request) -> ClientInfo {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
    let user_agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let (network, headers) = (&state.config.network, request.headers());
    let ip = client_ip(
        peer,
        headers,
        &network.trusted_proxies,
        network.proxy_header,
    );
    ClientInfo {
        asker: asker_cookie::token(state, headers).map(str::to_owned),
        is_browser: headers.contains_key("sec-fetch-site") || headers.contains_key(header::ORIGIN),
        locale: request.extensions().locale(),
        ..ClientInfo::new(ip, user_agent)
    }
}
