//! Accepts connections, bounds them, and ends them at shutdown: accepts no new ones, and gives the open ones ten
//! seconds.
//!
//! Each connection is one task. The task wakes at the nearest of its deadlines ([`activity::Activity::deadline`]) and
//! cuts the connection if that has passed. At the limit of connections, [`connections`] sheds idle ones.

mod activity;
mod body;
mod connections;
mod descriptors;
mod limits;
mod stream;

use std::{convert::Infallible, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioTimer},
    server::conn::auto,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{Instant, sleep_until, timeout},
};
use tower::ServiceExt as _;

use activity::Reason;
use body::{Request as RequestBody, Response as ResponseBody};
use connections::{Connections, Ticket};
use stream::Stream;

pub use body::TooSlow;
pub use descriptors::{keep_pages_small, raise as raise_descriptor_limit};
pub use limits::Limits;

/// The time for open requests to complete at shutdown.
const GRACE: Duration = Duration::from_secs(10);
/// The backoff after a failed accept (no file descriptors left).
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves `router` until `stop` resolves and the open requests are completed.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    descriptors::bound_send_buffer(&listener, limits.send_buffer);
    let builder = builder(&limits);
    let connections = Connections::new(limits);
    let (stopping, stopped) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Dropped without a response if every connection is busy.
                if let Some(ticket) = connections.admit(peer.ip()) {
                    tokio::spawn(drive(
                        builder.clone(),
                        stream,
                        peer,
                        ticket,
                        router.clone(),
                        stopped.clone(),
                    ));
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop((listener, stopped));
    let _ = stopping.send(());
    if timeout(GRACE, stopping.closed()).await.is_err() {
        tracing::warn!("connections were cut: they took longer than the grace at shutdown");
    }
}

fn builder(limits: &Limits) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .max_buf_size(limits.buffer);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.ping)
        .keep_alive_timeout(limits.ping)
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(limits.buffer).unwrap_or(u32::MAX))
        .initial_stream_window_size(limits.window)
        .initial_connection_window_size(limits.window.saturating_mul(2))
        .max_send_buf_size(limits.buffer);
    builder
}

/// Drives one connection to its end.
async fn drive(
    builder: auto::Builder<TokioExecutor>,
    stream: TcpStream,
    peer: SocketAddr,
    ticket: Ticket,
    router: Router,
    mut stopped: watch::Receiver<()>,
) {
    // Small responses must not wait for more data.
    let _ = stream.set_nodelay(true);
    let activity = ticket.activity();
    let limits = ticket.limits();
    let time = limits.body;
    let service = service_fn(|request: Request<Incoming>| {
        let running = activity.begin();
        let mut request = request.map(|body| Body::new(RequestBody::new(body, time)));
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.clone().oneshot(request);
        async move {
            answer
                .await
                .map(|response| response.map(|body| ResponseBody::new(body, running)))
                as Result<_, Infallible>
        }
    });
    let mut connection =
        pin!(builder.serve_connection(Stream::new(stream, Arc::clone(activity)), service));
    let mut closing = None;
    let mut stops = true;
    loop {
        let (due, reason) = activity.deadline(limits, closing);
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection broke");
                }
                return;
            }
            () = ticket.shed() => return,
            _ = stopped.changed(), if stops => {
                stops = false;
                connection.as_mut().graceful_shutdown();
            }
            // A deadline may have moved closer in the meantime, so it is recomputed periodically.
            () = sleep_until(due.min(Instant::now() + limits.tick())) => {
                let (due, reason) = if due <= Instant::now() { (due, reason) } else { activity.deadline(limits, closing) };
                if due > Instant::now() {
                    continue;
                }
                if reason == Reason::Idle && closing.is_none() {
                    // Notifies the client first, so that it sends no request into a closed connection.
                    closing = Some(Instant::now() + limits.linger);
                    connection.as_mut().graceful_shutdown();
                    continue;
                }
                metrics::counter!("latchkey_connections_cut_total", "reason" => reason.as_str()).increment(1);
                tracing::debug!(reason = reason.as_str(), "a connection was cut");
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
