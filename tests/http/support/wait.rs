//! Waiting for what happens beside the requests.

use std::time::Duration;

/// Waits until `condition` holds. Asks often, and gives up only after far longer than anything here takes.
pub async fn until(what: &str, condition: impl AsyncFn() -> bool) {
    for _ in 0..2_000 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came to pass that {what}");
}
