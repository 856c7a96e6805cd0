//! Calls to AWS, or to MiniStack in its place: `infra/deploy.py` makes them.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::setup::python;
use crate::ui;
use crate::workspace::Workspace;

/// MiniStack's credentials; it checks them but they protect nothing.
pub(crate) const LOCAL_KEY: &str = "test";
/// Everything local is in this region.
pub(crate) const LOCAL_REGION: &str = "us-east-1";

/// What the script's last words begin with.
const REASON: &str = "failed: ";

/// Who is called, and who hears of it.
#[derive(Debug)]
pub(crate) struct Aws {
    /// The script's messages.
    log: PathBuf,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// MiniStack on this port. Its messages go to the log alone.
    Local(u16),
    /// Wherever the environment says, as every tool for AWS takes it. Its messages are shown too.
    Environment,
}

impl Aws {
    /// MiniStack on this port.
    pub(crate) fn local(port: u16, log: PathBuf) -> Self {
        Self {
            log,
            place: Place::Local(port),
        }
    }

    /// The account, region and endpoint of the environment.
    pub(crate) fn of_environment(log: PathBuf) -> Self {
        Self {
            log,
            place: Place::Environment,
        }
    }

    /// The same, with another log.
    pub(crate) fn with_log(&self, log: PathBuf) -> Self {
        match self.place {
            Place::Local(port) => Self::local(port, log),
            Place::Environment => Self::of_environment(log),
        }
    }

    /// The log.
    pub(crate) fn log(&self) -> &Path {
        &self.log
    }

    /// Runs a command of `infra/deploy.py`. The request may hold secrets: it travels on standard input.
    pub(crate) fn run(&self, workspace: &Workspace, what: &str, request: &Value) -> Result<Value> {
        if let Some(folder) = self.log.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| Failure::io("create the folder", folder, &error))?;
        }
        let log = std::fs::File::create(&self.log)
            .map_err(|error| Failure::io("write", &self.log, &error))?;
        let mut child = self.command(workspace, what).spawn().map_err(broken)?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin
                .write_all(request.to_string().as_bytes())
                .map_err(broken)?;
        }
        let reason = self.follow(&mut child, log);
        let output = child.wait_with_output().map_err(broken)?;
        crate::signals::check()?;
        if !output.status.success() {
            let failure = match reason {
                Some(reason) => Failure::new(reason),
                None => Failure::new(format!("infra/deploy.py {what} ({})", output.status)),
            };
            return Err(failure.log(&self.log));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| {
            Failure::new(format!("infra/deploy.py {what} answered no JSON: {error}")).log(&self.log)
        })
    }

    fn command(&self, workspace: &Workspace, what: &str) -> Command {
        let mut command = Command::new(python::interpreter(workspace));
        command
            // Nothing is written next to the sources.
            .arg("-B")
            .arg(workspace.path("infra/deploy.py"))
            .arg(what)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Place::Local(port) = self.place {
            command
                .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
                .env("AWS_ACCESS_KEY_ID", LOCAL_KEY)
                .env("AWS_SECRET_ACCESS_KEY", LOCAL_KEY)
                .env("AWS_DEFAULT_REGION", LOCAL_REGION)
                .env("AWS_EC2_METADATA_DISABLED", "true")
                // Loopback needs no proxy, and people's own AWS settings have no say here.
                .env("NO_PROXY", "*")
                .env_remove("AWS_PROFILE")
                .env_remove("AWS_SESSION_TOKEN")
                .env_remove("AWS_CA_BUNDLE");
        }
        command
    }

    /// Passes the script's messages on until it has no more; gives the reason where it fails.
    fn follow(&self, child: &mut Child, mut log: std::fs::File) -> Option<String> {
        let stderr: ChildStderr = child.stderr.take()?;
        let mut reason = None;
        for line in BufReader::new(stderr)
            .lines()
            .map_while(std::result::Result::ok)
        {
            // A log that cannot be written is no reason to stop in the middle of a deployment.
            let _ = writeln!(log, "{line}");
            if let Some(told) = line.strip_prefix(REASON) {
                reason = Some(told.to_owned());
            } else if matches!(self.place, Place::Environment) {
                ui::note(&line);
            }
        }
        reason
    }
}

fn broken(error: std::io::Error) -> Failure {
    Failure::new(format!("infra/deploy.py broke: {error}"))
}
