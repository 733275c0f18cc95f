//! What the operating system grants: file descriptors and buffers.

use rustix::{
    net::sockopt,
    process::{Resource, getrlimit, setrlimit},
};
use tokio::net::TcpListener;

/// Raises the limit of open files as far as this process may (RLIMIT_NOFILE, soft to hard).
pub fn raise() {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current == limit.maximum {
        return;
    }
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

/// How many files may be open; no limit is the largest number.
pub fn limit() -> usize {
    getrlimit(Resource::Nofile)
        .current
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(usize::MAX)
}

/// Bounds what the system buffers of an answer, on every connection that `listener` will accept. Left to itself Linux grows it to
/// megabytes for a client that reads slowly.
pub fn bound_send_buffer(listener: &TcpListener, bytes: usize) {
    if let Err(error) = sockopt::set_socket_send_buffer_size(listener, bytes) {
        tracing::warn!(%error, "the send buffers stay as the system sizes them");
    }
}
