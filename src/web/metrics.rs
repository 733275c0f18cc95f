//! Prometheus metrics: one recorder for the process, the count of requests, and a listener of its own.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{MatchedPath, Request},
    routing::get,
};
use http::StatusCode;
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

/// A request that is under way.
pub struct Measurement {
    /// The matched route. The raw path would create one series for each guessed path.
    route: Option<MatchedPath>,
    started: Instant,
}

impl Measurement {
    /// Starts to time a request.
    pub fn start(request: &Request) -> Self {
        Self {
            route: request.extensions().get().cloned(),
            started: Instant::now(),
        }
    }

    /// Counts the request, now that it was answered.
    pub fn finish(self, status: StatusCode) {
        let route = self
            .route
            .as_ref()
            .map_or("unmatched", MatchedPath::as_str)
            .to_owned();
        let status = status.as_str().to_owned();
        metrics::histogram!("latchkey_http_request_seconds", "route" => route.clone())
            .record(self.started.elapsed());
        metrics::counter!("latchkey_http_requests_total", "route" => route, "status" => status)
            .increment(1);
    }
}
