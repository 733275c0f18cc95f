//! Prometheus metrics: one recorder for the process, a layer that counts requests, and a listener of its own.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
    routing::get,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::paths;

/// Upper bounds of the request histogram, in seconds.
const BUCKETS: [f64; 11] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0,
];
/// The interval at which samples are folded into the buckets. Without it they accumulate while nothing reads them.
const UPKEEP: Duration = Duration::from_secs(5);

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Installs the recorder once for the process. Without a recorder, counting is a no-op.
pub fn install() -> Option<PrometheusHandle> {
    RECORDER
        .get_or_init(|| {
            PrometheusBuilder::new()
                .set_buckets_for_metric(
                    Matcher::Full("latchkey_http_request_seconds".to_owned()),
                    &BUCKETS,
                )
                .and_then(PrometheusBuilder::install_recorder)
                .inspect_err(|error| tracing::error!(%error, "metrics are off"))
                .ok()
        })
        .clone()
}

/// Folds samples periodically. Never returns.
pub async fn upkeep(handle: PrometheusHandle) {
    let mut ticks = tokio::time::interval(UPKEEP);
    loop {
        ticks.tick().await;
        handle.run_upkeep();
    }
}

/// `GET /metrics`.
pub fn router(handle: PrometheusHandle) -> Router {
    Router::new().route(
        paths::METRICS,
        get(move || std::future::ready(handle.render())),
    )
}

/// Counts and times a request under its matched route. The raw path would create one series for each guessed path.
pub async fn count(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    metrics::histogram!("latchkey_http_request_seconds", "route" => route.clone())
        .record(started.elapsed());
    metrics::counter!("latchkey_http_requests_total", "route" => route, "status" => status)
        .increment(1);
    response
}
