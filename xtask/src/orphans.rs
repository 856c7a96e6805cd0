//! Services that outlived a killed `cargo xtask`: nothing can run when a process is killed for good, so
//! the next one that uses the same run directory ends them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// How long a service may take to end after SIGTERM.
const GRACE: Duration = Duration::from_secs(5);

/// Writes down that `pid` leads a process group that belongs to this run directory.
pub(crate) fn remember(run: &Path, pid: u32) {
    let Some(started) = started(pid) else {
        return;
    };
    let file = std::fs::File::options()
        .create(true)
        .append(true)
        .open(list(run));
    // Without the note there is only nothing to clean up after a kill.
    let _ = file.and_then(|mut file| writeln!(file, "{pid} {started}"));
}

/// Ends what is still running of those remembered; gives their number.
pub(crate) fn end(run: &Path) -> usize {
    let text = std::fs::read_to_string(list(run)).unwrap_or_default();
    let ended = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(pid, started)| Some((pid.parse().ok()?, started)))
        .filter(|(pid, since)| end_group(*pid, since))
        .count();
    // It is written anew by this run.
    let _ = std::fs::remove_file(list(run));
    ended
}

fn end_group(pid: u32, since: &str) -> bool {
    // Numbers of processes are used again; the time of their start tells them apart.
    let running = || started(pid).as_deref() == Some(since);
    let group = i32::try_from(pid).ok().and_then(Pid::from_raw);
    let Some(group) = group.filter(|_| running()) else {
        return false;
    };
    let _ = kill_process_group(group, Signal::TERM);
    let asked = Instant::now();
    while running() && asked.elapsed() < GRACE {
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = kill_process_group(group, Signal::KILL);
    true
}

fn list(run: &Path) -> PathBuf {
    run.join("pids")
}

/// When a live process started, in the kernel's ticks since boot; Linux only, nothing elsewhere.
fn started(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name before the closing parenthesis may itself hold spaces and parentheses.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split_whitespace();
    let state = fields.next()?;
    // proc(5): the state is field 3, the start time field 22.
    let started = fields.nth(18)?;
    (state != "Z").then(|| started.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command};

    fn run_folder(name: &str) -> PathBuf {
        let run = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&run).unwrap();
        run
    }

    fn sleeper() -> Child {
        Command::new("sleep")
            .arg("600")
            .process_group(0)
            .spawn()
            .unwrap()
    }

    #[test]
    fn what_a_killed_run_left_behind_is_ended() {
        let run = run_folder("orphan");
        let mut child = sleeper();
        remember(&run, child.id());
        assert_eq!(end(&run), 1);
        assert!(!child.wait().unwrap().success());
        assert_eq!(end(&run), 0);
        std::fs::remove_dir_all(&run).unwrap();
    }

    #[test]
    fn a_stranger_with_the_same_number_is_left_alone() {
        let run = run_folder("stranger");
        let mut child = sleeper();
        std::fs::write(list(&run), format!("{} 1\n", child.id())).unwrap();
        assert_eq!(end(&run), 0);
        assert!(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        std::fs::remove_dir_all(&run).unwrap();
    }
}
