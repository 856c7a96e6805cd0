//! Everything this program says. Long steps show a line that is rewritten in place on a terminal,
//! and a line now and then where the output goes to a file.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::process::tail;

/// Without a terminal, how often a long step says that it is still alive.
const HEARTBEAT: Duration = Duration::from_secs(20);
const LOG_TAIL_LINES: usize = 40;
const DETAIL_WIDTH: usize = 60;
const STATUS_WIDTH: usize = 110;

static SCREEN: Mutex<Screen> = Mutex::new(Screen {
    running: BTreeMap::new(),
    next: 0,
    shown: false,
});

struct Screen {
    running: BTreeMap<u64, String>,
    next: u64,
    shown: bool,
}

impl Screen {
    fn line(&mut self, text: &str) {
        self.clear();
        let mut out = std::io::stdout().lock();
        // A reader that went away must not end the clean-up that follows.
        let _ = writeln!(out, "{text}");
        let _ = out.flush();
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            let mut out = std::io::stdout().lock();
            let _ = write!(out, "\r\x1b[2K");
            let _ = out.flush();
        }
    }

    fn paint(&mut self) {
        let joined: Vec<&str> = self.running.values().map(String::as_str).collect();
        if joined.is_empty() {
            return;
        }
        let text: String = format!("    {}", joined.join(" | "))
            .chars()
            .take(STATUS_WIDTH)
            .collect();
        let mut out = std::io::stdout().lock();
        let _ = write!(out, "\r\x1b[2K{text}");
        let _ = out.flush();
        self.shown = true;
    }
}

fn screen() -> MutexGuard<'static, Screen> {
    SCREEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a person watches.
pub(crate) fn interactive() -> bool {
    std::io::stdout().is_terminal()
}

fn styled(code: &str, text: &str) -> String {
    if interactive() && std::env::var_os("NO_COLOR").is_none() {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

/// The start of something: what happens now.
pub(crate) fn step(text: &str) {
    screen().line(&styled("1;36", &format!("==> {text}")));
}

/// A detail of the step under way.
pub(crate) fn note(text: &str) {
    screen().line(&format!("    {text}"));
}

/// Plain text: results that people and scripts read.
pub(crate) fn plain(text: &str) {
    screen().line(text);
}

/// Passes a running program's output on as it is.
pub(crate) fn raw(bytes: &[u8]) {
    let mut screen = screen();
    screen.clear();
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(bytes);
    let _ = out.flush();
}

/// Tells a failure: what, why, what to do, and the end of the failed program's output.
pub(crate) fn failure(failure: &Failure) {
    let Failure::Problem(problem) = failure else {
        screen().line("stopped");
        return;
    };
    let mut text = String::from("\n");
    if let Some(log) = &problem.log {
        let lines = tail(log, LOG_TAIL_LINES);
        if !lines.is_empty() {
            text.push_str(&format!("--- the end of {}\n{lines}\n---\n", log.display()));
        }
    }
    text.push_str(&styled("1;31", &format!("failed: {}", problem.what)));
    if let Some(why) = &problem.why {
        text.push_str(&format!("\n   why: {why}"));
    }
    if let Some(fix) = &problem.fix {
        text.push_str(&format!("\n    do: {fix}"));
    }
    if let Some(log) = &problem.log {
        text.push_str(&format!("\n   log: {}", log.display()));
    }
    let mut screen = screen();
    screen.clear();
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// A long step under way; its line disappears when this is dropped.
pub(crate) struct Progress {
    id: u64,
    label: String,
    started: Instant,
    spoken: Instant,
}

impl Progress {
    /// Shows `label` with the time it takes.
    pub(crate) fn start(label: &str) -> Self {
        let mut screen = screen();
        let id = screen.next;
        screen.next += 1;
        let now = Instant::now();
        Self {
            id,
            label: label.to_owned(),
            started: now,
            spoken: now,
        }
    }

    /// Shows what the program says now.
    pub(crate) fn update(&mut self, detail: &str) {
        let text = format!("{} {}", self.label, duration(self.started.elapsed()));
        let text = if detail.is_empty() {
            text
        } else {
            let detail: String = detail.chars().take(DETAIL_WIDTH).collect();
            format!("{text}: {detail}")
        };
        let mut screen = screen();
        if interactive() {
            screen.running.insert(self.id, text);
            screen.paint();
        } else if self.spoken.elapsed() >= HEARTBEAT {
            self.spoken = Instant::now();
            screen.line(&format!("    ... {text}"));
        }
    }

    /// Since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let mut screen = screen();
        screen.running.remove(&self.id);
        screen.clear();
    }
}

/// `0.4s`, `12s`, `3m05s`.
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 10 {
        format!("{:.1}s", duration.as_secs_f64())
    } else if seconds < 60 {
        format!("{seconds}s")
    } else {
        format!("{}m{:02}s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_naturally() {
        assert_eq!(duration(Duration::from_millis(430)), "0.4s");
        assert_eq!(duration(Duration::from_secs(42)), "42s");
        assert_eq!(duration(Duration::from_secs(185)), "3m05s");
    }
}
