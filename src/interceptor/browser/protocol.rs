//! The protocol of every server function: `#[server(client = AuthClient, protocol = AuthProtocol)]`.
//!
//! Arguments go as a form, answers come as JSON. The one of the library that does the same has the browser download sending and reading once
//! for each function. Here only the arguments and the result are a function's own.

use futures::{FutureExt as _, future::BoxFuture};
use send_wrapper::SendWrapper;
use server_fn::{
    ContentType, Http, Protocol,
    client::Client,
    codec::{FromReq, FromRes, IntoReq, IntoRes, PostUrl},
    error::{FromServerFnError as _, ServerFnErrorErr},
    redirect::call_redirect_hook,
    response::ClientRes,
    server::Server,
};

use super::transport::{AuthClient, FunctionAnswer, FunctionCall};
use crate::{
    error::AppError,
    json::{FromJson, JsonAnswer, read},
};

/// The protocol.
pub struct AuthProtocol;

impl<I, O, S> Protocol<I, O, AuthClient, S, AppError> for AuthProtocol
where
    I: IntoReq<PostUrl, FunctionCall, AppError> + FromReq<PostUrl, S::Request, AppError> + Send,
    O: IntoRes<JsonAnswer, S::Response, AppError>
        + FromRes<JsonAnswer, FunctionAnswer, AppError>
        + FromJson
        + Send,
    S: Server<AppError>,
{
    const METHOD: http::Method = http::Method::POST;

    async fn run_server<F, Fut>(request: S::Request, function: F) -> Result<S::Response, AppError>
    where
        F: Fn(I) -> Fut + Send,
        Fut: Future<Output = Result<O, AppError>> + Send,
    {
        type Library = Http<PostUrl, JsonAnswer>;
        <Library as Protocol<I, O, AuthClient, S, AppError>>::run_server(request, function).await
    }

    // No `async fn`: the states of one would be downloaded once for each function.
    fn run_client(path: &str, arguments: I) -> impl Future<Output = Result<O, AppError>> + Send {
        let call = arguments.into_req(path, JsonAnswer::CONTENT_TYPE);
        answer(call).map(result)
    }
}

/// Reads the result of a function from its JSON.
fn result<O: FromJson>(answer: Result<String, AppError>) -> Result<O, AppError> {
    let unreadable = || ServerFnErrorErr::Deserialization("unexpected JSON".to_owned()).into();
    read(&answer?).ok_or_else(unreadable)
}

/// Sends the call and returns the JSON of its result.
fn answer(call: Result<FunctionCall, AppError>) -> BoxFuture<'static, Result<String, AppError>> {
    Box::pin(SendWrapper::new(async move {
        let answer = <AuthClient as Client<AppError>>::send(call?).await?;
        let is_refused = (400..600).contains(&ClientRes::<AppError>::status(&answer));
        if is_refused {
            let error = ClientRes::<AppError>::try_into_bytes(answer).await?;
            return Err(AppError::de(error));
        }
        let target = ClientRes::<AppError>::has_redirect(&answer)
            .then(|| ClientRes::<AppError>::location(&answer));
        let result = ClientRes::<AppError>::try_into_string(answer).await?;
        // The function has said where to go next (`leptos_axum::redirect`).
        if let Some(target) = target {
            call_redirect_hook(&target);
        }
        Ok(result)
    }))
}
