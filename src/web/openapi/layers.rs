//! Responses of the layers around the router, added to every operation, so that no operation can omit them.

use utoipa::openapi::{OpenApi, path::Operation};

use super::failures::by_status;
use crate::error::Code;

/// Adds the responses of the layers to every operation.
pub fn describe(api: &mut OpenApi) {
    for item in api.paths.paths.values_mut() {
        let reads = [&mut item.get].into_iter().flatten();
        reads.for_each(|operation| {
            add(
                operation,
                &[
                    Code::PayloadTooLarge,
                    Code::RequestTimeout,
                    Code::Misdirected,
                ],
            )
        });
        let writes = [
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
        ]
        .into_iter()
        .flatten();
        writes.for_each(|operation| {
            add(
                operation,
                &[
                    Code::CrossOrigin,
                    Code::PayloadTooLarge,
                    Code::RequestTimeout,
                    Code::Misdirected,
                ],
            )
        });
    }
}

fn add(operation: &mut Operation, codes: &[Code]) {
    for (status, response) in by_status(codes) {
        operation
            .responses
            .responses
            .entry(status)
            .or_insert(response);
    }
}
