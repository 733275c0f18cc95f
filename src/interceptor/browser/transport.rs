//! The interceptor as a server-function client: `#[server(client = AuthClient)]`.

use bytes::Bytes;
use futures::{Sink, Stream, StreamExt};
use gloo_net::http::Method;
use js_sys::Uint8Array;
use send_wrapper::SendWrapper;
use server_fn::{
    client::{Client, browser::BrowserClient},
    error::{FromServerFnError, SERVER_FN_ERROR_HEADER, ServerFnErrorErr},
    redirect::REDIRECT_HEADER,
    request::{ClientReq, browser::BrowserFormData},
    response::ClientRes,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_streams::ReadableStream;
use web_sys::UrlSearchParams;

use super::{call::GuardedResponse, intercept, request::ReplayableRequest};
use crate::interceptor::event::Refusal;

/// The client of every server function.
pub struct AuthClient;

/// A call of a server function. A browser runs on one thread, so what only claims to be `Send` never moves.
pub struct FunctionCall(SendWrapper<ReplayableRequest>);

/// The answer to it.
pub struct FunctionAnswer(SendWrapper<GuardedResponse>);

impl FunctionCall {
    fn new<E>(
        path: &str,
        content_type: Option<&str>,
        accepts: &str,
        body: JsValue,
        method: Method,
    ) -> Result<Self, E> {
        Ok(Self(SendWrapper::new(ReplayableRequest {
            method,
            path: path.to_owned(),
            content_type: content_type.map(str::to_owned),
            accept: Some(accepts.to_owned()),
            body,
        })))
    }
}

impl<E: FromServerFnError> ClientReq<E> for FunctionCall {
    type FormData = BrowserFormData;

    fn try_new_req_query(
        path: &str,
        content_type: &str,
        accepts: &str,
        query: &str,
        method: Method,
    ) -> Result<Self, E> {
        Self::new(
            &format!("{path}?{query}"),
            Some(content_type),
            accepts,
            JsValue::UNDEFINED,
            method,
        )
    }

    fn try_new_req_text(
        path: &str,
        content_type: &str,
        accepts: &str,
        body: String,
        method: Method,
    ) -> Result<Self, E> {
        Self::new(path, Some(content_type), accepts, body.into(), method)
    }

    fn try_new_req_bytes(
        path: &str,
        content_type: &str,
        accepts: &str,
        body: Bytes,
        method: Method,
    ) -> Result<Self, E> {
        Self::new(
            path,
            Some(content_type),
            accepts,
            Uint8Array::from(&*body).into(),
            method,
        )
    }

    fn try_new_req_form_data(
        path: &str,
        accepts: &str,
        content_type: &str,
        body: BrowserFormData,
        method: Method,
    ) -> Result<Self, E> {
        let fields =
            UrlSearchParams::new_with_str_sequence_sequence(&body.take()).map_err(|_| {
                E::from_server_fn_error(ServerFnErrorErr::Serialization(
                    "the form holds a file".to_owned(),
                ))
            })?;
        Self::new(path, Some(content_type), accepts, fields.into(), method)
    }

    fn try_new_req_multipart(
        path: &str,
        accepts: &str,
        body: BrowserFormData,
        method: Method,
    ) -> Result<Self, E> {
        Self::new(path, None, accepts, body.take().into(), method)
    }

    fn try_new_req_streaming(
        _path: &str,
        _accepts: &str,
        _content_type: &str,
        _body: impl Stream<Item = Bytes> + Send + 'static,
        _method: Method,
    ) -> Result<Self, E> {
        // A stream can be read once: after a 401 there would be nothing left to replay.
        Err(E::from_server_fn_error(
            ServerFnErrorErr::UnsupportedRequestMethod(
                "a streamed body cannot be replayed: it is not sent".to_owned(),
            ),
        ))
    }
}

impl<E: FromServerFnError> ClientRes<E> for FunctionAnswer {
    fn try_into_string(self) -> impl Future<Output = Result<String, E>> + Send {
        SendWrapper::new(async move { self.0.text().await.map_err(|_| broken_off()) })
    }

    fn try_into_bytes(self) -> impl Future<Output = Result<Bytes, E>> + Send {
        SendWrapper::new(async move {
            self.0
                .bytes()
                .await
                .map(Bytes::from)
                .map_err(|_| broken_off())
        })
    }

    fn try_into_stream(
        self,
    ) -> Result<impl Stream<Item = Result<Bytes, Bytes>> + Send + Sync + 'static, E> {
        let body = self.0.response.body().ok_or_else(broken_off::<E>)?;
        Ok(SendWrapper::new(
            ReadableStream::from_raw(body)
                .into_stream()
                .map(|chunk| match chunk {
                    Ok(chunk) => Ok(Bytes::from(chunk.unchecked_into::<Uint8Array>().to_vec())),
                    Err(_) => Err(broken_off::<E>().ser()),
                }),
        ))
    }

    fn status(&self) -> u16 {
        self.0.response.status()
    }

    fn status_text(&self) -> String {
        self.0.response.status_text()
    }

    fn location(&self) -> String {
        self.0
            .response
            .headers()
            .get("Location")
            .unwrap_or_else(|| self.0.response.url())
    }

    fn has_redirect(&self) -> bool {
        self.0.response.headers().get(REDIRECT_HEADER).is_some()
    }
}

impl<E, I, O> Client<E, I, O> for AuthClient
where
    E: FromServerFnError,
    I: FromServerFnError,
    O: FromServerFnError,
{
    type Request = FunctionCall;
    type Response = FunctionAnswer;

    fn send(call: FunctionCall) -> impl Future<Output = Result<FunctionAnswer, E>> + Send {
        SendWrapper::new(async move {
            let answer = intercept::send(&call.0).await.map_err(|why| match why {
                Refusal::Unreachable | Refusal::Superseded => {
                    E::from_server_fn_error(ServerFnErrorErr::Request("no answer".to_owned()))
                }
                Refusal::Foreign => E::from_server_fn_error(ServerFnErrorErr::Registration(
                    "not of this origin".to_owned(),
                )),
            })?;
            if !is_of_the_server(&answer) {
                return Err(E::from_server_fn_error(ServerFnErrorErr::MiddlewareError(
                    "an answer of something else".to_owned(),
                )));
            }
            Ok(FunctionAnswer(SendWrapper::new(answer)))
        })
    }

    /// Opens a socket. It cannot carry a header, so it is authenticated by cookies alone and nothing is intercepted.
    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (
                impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static,
                impl Sink<Bytes> + Send + 'static,
            ),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(future);
    }
}

/// Returns whether the server itself has answered: with JSON, and each failure with the mark of a server function or as a problem (RFC 9457). What
/// a captive portal, a gateway or a proxy says of its own is no answer to the call.
fn is_of_the_server(answer: &GuardedResponse) -> bool {
    let headers = answer.response.headers();
    let kind = headers.get("Content-Type").unwrap_or_default();
    let is_marked = || {
        kind.starts_with("application/problem+json")
            || headers.get(SERVER_FN_ERROR_HEADER).is_some()
    };
    kind.contains("json") && (answer.response.status() < 400 || is_marked())
}

fn broken_off<E: FromServerFnError>() -> E {
    E::from_server_fn_error(ServerFnErrorErr::Response(
        "the answer broke off".to_owned(),
    ))
}
