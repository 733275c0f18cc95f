//! What came back.

use std::fmt;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;

use super::Cookie;

/// A response that has arrived whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    body: Bytes,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {:#?}\n{}",
            self.status,
            self.headers,
            String::from_utf8_lossy(&self.body)
        )
    }
}

impl Answer {
    pub(super) async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes(),
        }
    }

    /// A header's value; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {self:?}"))
    }

    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// Asserts that this is an RFC 9457 problem with this code, and returns it.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        self.is(status);
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{self:?}"
        );
        let problem = self.json();
        assert_eq!(problem["code"], code, "{self:?}");
        assert_eq!(problem["status"], status, "{self:?}");
        for member in ["type", "title", "detail"] {
            assert!(
                problem[member]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{member}: {self:?}"
            );
        }
        problem
    }

    /// Asserts a redirect, and returns where to.
    pub fn redirect(&self, status: u16) -> &str {
        self.is(status).header("location")
    }

    /// The cookies that it sets, in order.
    pub fn cookies(&self) -> Vec<Cookie> {
        self.headers
            .get_all("set-cookie")
            .iter()
            .map(|line| Cookie::parse(line.to_str().unwrap()))
            .collect()
    }

    pub fn sets_no_cookie(&self) -> &Self {
        assert!(!self.headers.contains_key("set-cookie"), "{self:?}");
        self
    }

    /// Asserts an HTML page, and returns it.
    pub fn page(&self, status: u16) -> &str {
        self.is(status);
        assert!(
            self.header("content-type").starts_with("text/html"),
            "{self:?}"
        );
        self.text()
    }

    /// An attribute of the `<html>` element.
    pub fn html_attribute(&self, name: &str) -> &str {
        let (_, tag) = self
            .text()
            .split_once("<html")
            .unwrap_or_else(|| panic!("no page: {self:?}"));
        let (tag, _) = tag.split_once('>').unwrap();
        let (_, value) = tag
            .split_once(&format!(" {name}=\""))
            .unwrap_or_else(|| panic!("<html{tag}> has no {name}"));
        value.split('"').next().unwrap()
    }

    /// What the contract promises of every answer.
    pub(super) fn keeps_the_rules(&self, path: &str, is_head: bool) {
        assert_ne!(self.status, 500, "{path}: {self:?}");
        for header in [
            "x-content-type-options",
            "referrer-policy",
            "content-security-policy",
        ] {
            assert!(
                !self.header(header).is_empty(),
                "{path} without {header}: {self:?}"
            );
        }
        if path.starts_with("/api/") {
            assert_eq!(self.header("cache-control"), "no-store", "{path}: {self:?}");
        }
        let is_error = self.status.is_client_error() || self.status.is_server_error();
        // Whoever was led to these endpoints by a redirect is a person, and gets a page.
        let is_page = ["/api/token/refresh", "/api/token/revoke"].contains(&path)
            && self.header("content-type").starts_with("text/html");
        if is_error
            && path.starts_with("/api/")
            && !path.starts_with("/api/fn/")
            && !is_head
            && !is_page
        {
            self.problem(
                self.status.as_u16(),
                self.json()["code"].as_str().unwrap_or_default(),
            );
        }
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            assert!(
                !self.header("allow").is_empty(),
                "405 without Allow (RFC 9110 §15.5.6): {path} {self:?}"
            );
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE
            || self.status == StatusCode::TOO_MANY_REQUESTS
        {
            assert!(!self.header("retry-after").is_empty(), "{path}: {self:?}");
        }
    }
}
