//! Structured logs: one JSON object a line, for CloudWatch Logs Insights.

use tracing::Level;
use tracing_subscriber::fmt::MakeWriter;

/// A subscriber that writes events of level INFO and above as JSON, their fields at the top level. Timestamps are left to
/// CloudWatch.
pub fn subscriber<W>(writer: W) -> impl tracing::Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .without_time()
        .with_max_level(Level::INFO)
        .with_writer(writer)
        .finish()
}
