//! One request, put together line by line.

use axum::body::Body;
use http::{HeaderValue, Method, Request};
use serde_json::Value;
use tower::ServiceExt as _;

use super::{Answer, App};

/// A request.
pub struct Ask(Request<Body>);

impl Ask {
    pub fn new(method: &str, path: &str) -> Self {
        Self(
            Request::builder()
                .method(method)
                .uri(path)
                .body(Body::empty())
                .unwrap(),
        )
    }

    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    pub fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    pub fn delete(path: &str) -> Self {
        Self::new("DELETE", path)
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.0
            .headers_mut()
            .append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        self
    }

    pub fn headers(self, headers: &[(&'static str, &str)]) -> Self {
        headers
            .iter()
            .fold(self, |ask, (name, value)| ask.header(name, value))
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn cookies(self, cookies: &str) -> Self {
        if cookies.is_empty() {
            self
        } else {
            self.header("cookie", cookies)
        }
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .body(body.to_string())
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.header("content-type", "application/x-www-form-urlencoded")
            .body(body)
    }

    pub fn body(mut self, body: impl Into<Body>) -> Self {
        *self.0.body_mut() = body.into();
        self
    }

    /// Sends it, and checks on the answer what holds for every answer.
    pub async fn to(self, app: &App) -> Answer {
        let (method, path) = (self.0.method().clone(), self.0.uri().path().to_owned());
        let response = app
            .application
            .router
            .clone()
            .oneshot(self.0)
            .await
            .unwrap();
        let answer = Answer::read(response).await;
        answer.keeps_the_rules(&path, method == Method::HEAD);
        answer
    }
}
