//! Structured logs: one JSON object a line, for CloudWatch: its Logs Insights, and the metric filters of `infra/template.yaml`.
//!
//! | field | what |
//! | --- | --- |
//! | `timestamp`, `level` | when (RFC 3339), and `INFO`, `WARN` or `ERROR` |
//! | `trigger` or `route` | what was asked: `triggerSource`, or the HTTP API's route |
//! | `sub` | whose account; empty where nobody is known |
//! | `requestId` | Lambda's for a trigger, API Gateway's for a route |
//! | `outcome` | of a trigger: `challenge`, `tokens`, `succeeded`, `refused`, `confirmed`, `unconfirmed`; of a route: `answered`, `refused`; of both: `failed` |
//! | `refusal` | why Verify refused an answer: [`crate::verify::Refusal`] |
//! | `status` | of a route: the HTTP status |
//! | `code`, `cause` | what failed or was refused: the code that the browser gets too, and the whole story |
//! | `durationMs` | how long it took |
//!
//! Warnings in between have a `message`, and `trigger`, `sub` and `requestId` in `span`. There is never a token, an email
//! address, a phone number or a name in a line: `tests/*/logs.rs` hold every trigger and route to that.

use std::time::Duration;

use tracing::Level;
use tracing_subscriber::fmt::MakeWriter;

/// A subscriber that writes events of level INFO and above as JSON, their fields at the top level.
pub fn subscriber<W>(writer: W) -> impl tracing::Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_target(false)
        .with_max_level(Level::INFO)
        .with_writer(writer)
        .finish()
}

/// For `durationMs`.
pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
