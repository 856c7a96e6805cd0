//! Running other programs. Each gets its own process group, so that it and whatever it starts can be
//! stopped together, and nothing on standard input.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::failure::{Failure, Result};
use crate::signals;
use crate::ui::Progress;

/// How long a program may take to end after SIGTERM.
const GRACE: Duration = Duration::from_secs(5);
const TAIL_BYTES: u64 = 16 * 1024;

/// A running process group; stopped when this is dropped.
#[derive(Debug)]
pub(crate) struct Group {
    child: Child,
    ended: Option<ExitStatus>,
}

impl Group {
    /// Starts `command` as the leader of a group of its own.
    pub(crate) fn spawn(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::null()).process_group(0);
        let child = command.spawn().map_err(|error| {
            let name = command.get_program().to_string_lossy().into_owned();
            let failure = Failure::new(format!("cannot start {name}: {error}"));
            if error.kind() == std::io::ErrorKind::NotFound {
                failure.fix(format!("install {name}, or put it on PATH"))
            } else {
                failure
            }
        })?;
        Ok(Self { child, ended: None })
    }

    /// The leader's process id, which is the group's too.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The program's standard output, where it was piped.
    pub(crate) fn stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.child.stdout.take()
    }

    /// Its exit status, when it has ended.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        if self.ended.is_none() {
            self.ended = self
                .child
                .try_wait()
                .map_err(|error| Failure::new(format!("cannot wait for a program: {error}")))?;
        }
        Ok(self.ended)
    }

    /// Waits for the end, calling `tick` now and then. A request to stop ends the group.
    pub(crate) fn wait(&mut self, mut tick: impl FnMut()) -> Result<ExitStatus> {
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some(status) = self.ended()? {
                // A program that was stopped by our signal did not fail.
                signals::check()?;
                return Ok(status);
            }
            signals::check()?;
            tick();
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(60));
        }
    }

    fn signal(&self, signal: Signal) {
        // A group that is gone already is what we want.
        let _ = kill_process_group(Pid::from_child(&self.child), signal);
    }

    /// Ends the group: politely, then not.
    pub(crate) fn stop(&mut self) {
        if self.ended.is_some() {
            return;
        }
        self.signal(Signal::TERM);
        let asked = Instant::now();
        while asked.elapsed() < GRACE && matches!(self.ended(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        // Also those of the group that outlived its leader.
        self.signal(Signal::KILL);
        if self.ended.is_none() {
            self.ended = self.child.wait().ok();
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Runs a program whose output people want to see as it comes.
pub(crate) fn stream(command: &mut Command, what: &str) -> Result<()> {
    let status = Group::spawn(command)?.wait(|| {})?;
    succeeded(status, what)
}

/// Runs a program behind a progress line; its output goes to `log`, whose end is shown when it fails.
pub(crate) fn logged(command: &mut Command, label: &str, log: &Path) -> Result<Duration> {
    let (out, err) = log_files(log)?;
    let mut group = Group::spawn(command.stdout(out).stderr(err))?;
    let mut progress = Progress::start(label);
    let mut shown = Instant::now();
    let status = group.wait(|| {
        if shown.elapsed() > Duration::from_millis(150) {
            shown = Instant::now();
            progress.update(&last_line(log));
        }
    })?;
    succeeded(status, label).map_err(|failure| failure.log(log))?;
    Ok(progress.elapsed())
}

/// Runs a short program and gives its standard output; `None` when it is missing or fails.
pub(crate) fn probe(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// Two handles on a fresh log file: for standard output and standard error.
pub(crate) fn log_files(log: &Path) -> Result<(File, File)> {
    if let Some(folder) = log.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::io("create the folder", folder, &error))?;
    }
    // Both handles append: neither overwrites what the other wrote.
    let file = File::create(log)
        .and_then(|_| File::options().append(true).open(log))
        .map_err(|error| Failure::io("write", log, &error))?;
    let second = file
        .try_clone()
        .map_err(|error| Failure::io("write", log, &error))?;
    Ok((file, second))
}

fn succeeded(status: ExitStatus, what: &str) -> Result<()> {
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("{what} ({status})")))
    }
}

/// The last `lines` lines of a log.
pub(crate) fn tail(log: &Path, lines: usize) -> String {
    let text = end_of(log);
    let all: Vec<&str> = text.lines().collect();
    all.get(all.len().saturating_sub(lines)..)
        .unwrap_or_default()
        .join("\n")
}

fn last_line(log: &Path) -> String {
    let text = end_of(log);
    text.split(['\n', '\r'])
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
        .to_owned()
}

fn end_of(log: &Path) -> String {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(log)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    String::from_utf8_lossy(&read().unwrap_or_default()).into_owned()
}

/// Where `program` is on the given PATH.
pub(crate) fn find_on_path(program: &str, path: &std::ffi::OsStr) -> Option<PathBuf> {
    std::env::split_paths(path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_group_takes_its_grandchildren_along() {
        let mut command = Command::new("sh");
        command
            .args(["-c", "sleep 600 & echo $!; wait"])
            .stdout(Stdio::piped());
        let mut group = Group::spawn(&mut command).unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(
            &mut std::io::BufReader::new(group.stdout().unwrap()),
            &mut line,
        )
        .unwrap();
        let grandchild = PathBuf::from(format!("/proc/{}/stat", line.trim()));
        assert!(grandchild.exists());
        drop(group);
        let gone = || match std::fs::read_to_string(&grandchild) {
            Ok(stat) => stat.contains(") Z "),
            Err(_) => true,
        };
        let deadline = Instant::now() + Duration::from_secs(10);
        while !gone() && Instant::now() < deadline {
            std::thread::yield_now();
        }
        assert!(gone());
    }

    #[test]
    fn a_missing_program_is_named() {
        let failure = Group::spawn(&mut Command::new("no-such-program-here")).unwrap_err();
        assert!(failure.to_string().contains("no-such-program-here"));
    }

    #[test]
    fn the_tail_of_a_log_is_its_last_lines() {
        let log = std::env::temp_dir().join(format!("xtask-tail-{}", std::process::id()));
        std::fs::write(&log, "one\ntwo\nthree\n").unwrap();
        assert_eq!(tail(&log, 2), "two\nthree");
        assert_eq!(last_line(&log), "three");
        std::fs::remove_file(&log).unwrap();
    }
}
