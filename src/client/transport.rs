//! The interceptor as a server-function client: `#[server(client = AuthClient)]`.
//!
//! A browser request can be sent once, so what is kept here is its recipe, and each attempt builds a request anew.

use bytes::Bytes;
use futures::{Sink, Stream};
use http::{HeaderMap, Method, StatusCode};
use send_wrapper::SendWrapper;
use server_fn::{
    client::{Client, browser::BrowserClient},
    error::{FromServerFnError, ServerFnErrorErr},
    request::{
        ClientReq,
        browser::{BrowserFormData, BrowserRequest},
    },
    response::{ClientRes, browser::BrowserResponse},
};
use web_sys::FormData;

use super::intercept::{Answered, intercept};
use crate::error::AppError;

/// The client of every server function.
pub struct AuthClient;

/// How to build a request, any number of times.
pub struct Recipe {
    path: String,
    content_type: String,
    accepts: String,
    method: Method,
    body: Body,
}

enum Body {
    Query(String),
    Text(String),
    Bytes(Bytes),
    Form(SendWrapper<FormData>),
    Multipart(SendWrapper<FormData>),
}

impl Recipe {
    fn new(path: &str, content_type: &str, accepts: &str, method: Method, body: Body) -> Self {
        Self { path: path.to_owned(), content_type: content_type.to_owned(), accepts: accepts.to_owned(), method, body }
    }

    fn build<E: FromServerFnError>(&self) -> Result<BrowserRequest, E> {
        let (path, content_type, accepts, method) = (&*self.path, &*self.content_type, &*self.accepts, self.method.clone());
        match &self.body {
            Body::Query(query) => BrowserRequest::try_new_req_query(path, content_type, accepts, query, method),
            Body::Text(text) => BrowserRequest::try_new_req_text(path, content_type, accepts, text.clone(), method),
            Body::Bytes(bytes) => BrowserRequest::try_new_req_bytes(path, content_type, accepts, bytes.clone(), method),
            Body::Form(form) => {
                let form = BrowserFormData::from((**form).clone());
                <BrowserRequest as ClientReq<E>>::try_new_req_form_data(path, accepts, content_type, form, method)
            }
            Body::Multipart(form) => {
                let form = BrowserFormData::from((**form).clone());
                <BrowserRequest as ClientReq<E>>::try_new_req_multipart(path, accepts, form, method)
            }
        }
    }
}

impl<E: FromServerFnError> ClientReq<E> for Recipe {
    type FormData = BrowserFormData;

    fn try_new_req_query(path: &str, content_type: &str, accepts: &str, query: &str, method: Method) -> Result<Self, E> {
        Ok(Self::new(path, content_type, accepts, method, Body::Query(query.to_owned())))
    }

    fn try_new_req_text(path: &str, content_type: &str, accepts: &str, body: String, method: Method) -> Result<Self, E> {
        Ok(Self::new(path, content_type, accepts, method, Body::Text(body)))
    }

    fn try_new_req_bytes(path: &str, content_type: &str, accepts: &str, body: Bytes, method: Method) -> Result<Self, E> {
        Ok(Self::new(path, content_type, accepts, method, Body::Bytes(body)))
    }

    fn try_new_req_form_data(path: &str, accepts: &str, content_type: &str, body: BrowserFormData, method: Method) -> Result<Self, E> {
        Ok(Self::new(path, content_type, accepts, method, Body::Form(SendWrapper::new(body.take()))))
    }

    fn try_new_req_multipart(path: &str, accepts: &str, body: BrowserFormData, method: Method) -> Result<Self, E> {
        Ok(Self::new(path, "", accepts, method, Body::Multipart(SendWrapper::new(body.take()))))
    }

    fn try_new_req_streaming(
        _path: &str,
        _accepts: &str,
        _content_type: &str,
        _body: impl Stream<Item = Bytes> + Send + 'static,
        _method: Method,
    ) -> Result<Self, E> {
        // A stream can be read once: after a 401 there would be nothing left to replay.
        Err(E::from_server_fn_error(ServerFnErrorErr::Request("a streamed body cannot be sent through the interceptor".to_owned())))
    }
}

impl Answered for BrowserResponse {
    fn status(&self) -> StatusCode {
        StatusCode::from_u16(<Self as ClientRes<AppError>>::status(self)).unwrap_or_default()
    }

    fn headers(&self) -> HeaderMap {
        self.generate_headers()
    }
}

impl<E, I, O> Client<E, I, O> for AuthClient
where
    E: FromServerFnError,
    I: FromServerFnError,
    O: FromServerFnError,
{
    type Request = Recipe;
    type Response = BrowserResponse;

    fn send(recipe: Recipe) -> impl Future<Output = Result<BrowserResponse, E>> + Send {
        SendWrapper::new(intercept(async move |authorization: Option<String>| {
            let request: BrowserRequest = recipe.build::<E>()?;
            if let Some(authorization) = authorization {
                request.headers().set("Authorization", &authorization);
            }
            <BrowserClient as Client<E, I, O>>::send(request).await
        }))
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<(impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static, impl Sink<Bytes> + Send + 'static), E>,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(future);
    }
}
