//! A request that can be sent any number of times, and the one that refreshes.

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use wasm_bindgen::JsValue;
use web_sys::{AbortController, RequestRedirect};

use crate::{
    interceptor::{
        event::Refusal,
        origin::is_of_this_origin,
        refresh_outcome::{self, RefreshOutcome},
    },
    paths,
};

/// A request. Its body is a value that `fetch` can read more than once: text, bytes or a form, but no stream.
pub struct ReplayableRequest {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// The body's type; `None` where `fetch` knows better, as for a multipart form.
    pub content_type: Option<String>,
    /// The content types that are accepted.
    pub accept: Option<String>,
    /// The body, or `undefined`.
    pub body: JsValue,
}

impl ReplayableRequest {
    /// Creates a POST without a body.
    pub fn post(path: &str) -> Self {
        Self {
            method: Method::POST,
            path: path.to_owned(),
            content_type: None,
            accept: None,
            body: JsValue::UNDEFINED,
        }
    }

    /// Sends the request once, with this value of `Authorization`. Dropping the future aborts it.
    ///
    /// # Errors
    /// `unreachable` where there is no answer; `foreign` where the path is not of this origin, and then nothing is sent.
    pub async fn send(&self, authorization: Option<&str>) -> Result<Response, Refusal> {
        if !is_of_this_origin(&self.path) {
            return Err(Refusal::Foreign);
        }
        let abort = AbortOnDrop(AbortController::new().ok());
        let request = self
            .build(authorization, &abort)
            .map_err(|_| Refusal::Foreign)?;
        let answer = request.send().await;
        abort.disarm();
        answer.map_err(|_| Refusal::Unreachable)
    }

    fn build(
        &self,
        authorization: Option<&str>,
        abort: &AbortOnDrop,
    ) -> Result<Request, gloo_net::Error> {
        let signal = abort.0.as_ref().map(AbortController::signal);
        let mut request = RequestBuilder::new(&self.path)
            .method(self.method.clone())
            .abort_signal(signal.as_ref());
        let headers = [
            ("Authorization", authorization),
            ("Content-Type", self.content_type.as_deref()),
            ("Accept", self.accept.as_deref()),
        ];
        for (name, value) in headers {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        if authorization.is_some() {
            // A redirect elsewhere would carry the header along.
            request = request.redirect(RequestRedirect::Error);
        }
        if self.body.is_undefined() {
            request.build()
        } else {
            request.body(self.body.clone())
        }
    }
}

/// Asks the refresh endpoint. An answer that breaks off says nothing but what its cookies say.
pub async fn ask_for_refresh() -> RefreshOutcome {
    read_refresh()
        .await
        .unwrap_or(RefreshOutcome::RetryLater(None))
}

async fn read_refresh() -> Option<RefreshOutcome> {
    let request = ReplayableRequest::post(paths::REFRESH);
    let answer = request.send(None).await.ok()?;
    let retry_after = answer.headers().get("Retry-After");
    let body = if answer.status() == 200 {
        Vec::new()
    } else {
        answer.binary().await.ok()?
    };
    Some(refresh_outcome::read(
        answer.status(),
        retry_after.as_deref(),
        &body,
    ))
}

struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    fn disarm(mut self) {
        self.0.take();
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}
