//! Bodies of a bounded connection: a request body has a deadline, and the end of a response body ends its request.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{BoxError, body::Body};
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use thiserror::Error;
use tokio::time::{Instant, Sleep, sleep_until};

use super::activity::Guard;

/// The body of a request did not arrive in time.
#[derive(Debug, Error)]
#[error("the body did not arrive in time")]
pub struct TooSlow;

/// The body of a request. Fails with [`TooSlow`] at its deadline.
pub struct Request {
    body: Incoming,
    deadline: Instant,
    // Created only when the body has to be awaited.
    timer: Option<Pin<Box<Sleep>>>,
}

impl Request {
    pub fn new(body: Incoming, time: Duration) -> Self {
        Self {
            body,
            deadline: Instant::now() + time,
            timer: None,
        }
    }
}

impl HttpBody for Request {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let deadline = self.deadline;
        ready!(
            self.timer
                .get_or_insert_with(|| Box::pin(sleep_until(deadline)))
                .as_mut()
                .poll(cx)
        );
        Poll::Ready(Some(Err(TooSlow.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a response. Its end is the end of the request.
pub struct Response {
    body: Body,
    _running: Guard,
}

impl Response {
    pub fn new(body: Body, running: Guard) -> Self {
        Self {
            body,
            _running: running,
        }
    }
}

impl HttpBody for Response {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
