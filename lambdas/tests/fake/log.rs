//! A log that a test reads afterwards.

use std::io;
use std::sync::{Arc, Mutex, Once};

use lambdas::logging;
use serde_json::Value;
use tracing::subscriber::{DefaultGuard, set_default, set_global_default};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Log {
    /// A log of what happens on this thread while the guard lives.
    ///
    /// Another subscriber stands behind it for all other threads: with only one, whether an event is of interest is decided
    /// by the thread that comes to it first, which may be another test's, and then nobody hears of it.
    pub(crate) fn start() -> (Self, DefaultGuard) {
        static EVERYWHERE: Once = Once::new();
        EVERYWHERE.call_once(|| set_global_default(logging::subscriber(io::sink)).unwrap());
        let log = Self::default();
        let guard = set_default(logging::subscriber(log.clone()));
        (log, guard)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        self.text()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}
