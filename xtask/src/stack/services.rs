//! The two local services: Authsignal's stand-in, and MiniStack, which acts as AWS.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::deployment::aws::{LOCAL_KEY, LOCAL_REGION};
use crate::failure::{Failure, Result};
use crate::process::{Group, log_files};
use crate::setup::python;
use crate::signals;
use crate::workspace::Workspace;
use crate::{net, orphans};

/// How long a service may take to answer for the first time.
const START: Duration = Duration::from_secs(60);
/// Small packets wait for acknowledgements otherwise, which costs every Lambda call 80 ms.
const MINISTACK: &str = "import socketserver; \
socketserver.StreamRequestHandler.disable_nagle_algorithm = True; \
from ministack.app import main; main()";

/// A running service; stopped when this is dropped.
#[derive(Debug)]
pub(crate) struct Service {
    /// For people.
    name: &'static str,
    group: Group,
    log: PathBuf,
}

impl Service {
    /// Fails when the service has ended by itself.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.group.ended()? {
            None => Ok(()),
            Some(status) => Err(Failure::new(format!("{} ended ({status})", self.name))
                .why("the local stack does not work without it")
                .fix("read the end of its log above, then start again")
                .log(&self.log)),
        }
    }

    /// Waits until `GET path` answers 200.
    pub(crate) fn answers(&mut self, port: u16, path: &str) -> Result<()> {
        let started = Instant::now();
        while net::get_status(port, path) != Some(200) {
            signals::check()?;
            self.check()?;
            if started.elapsed() > START {
                return Err(
                    Failure::new(format!("{} does not answer on port {port}", self.name))
                        .why("the local stack does not work without it")
                        .log(&self.log),
                );
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        Ok(())
    }

    pub(crate) fn log(&self) -> &Path {
        &self.log
    }

    /// Starts any program as a service whose log is in the run directory.
    pub(crate) fn start(name: &'static str, command: &mut Command, log: PathBuf) -> Result<Self> {
        let (out, err) = log_files(&log)?;
        Self::spawn(name, command.stdout(out).stderr(err), log)
    }

    fn spawn(name: &'static str, command: &mut Command, log: PathBuf) -> Result<Self> {
        let group = Group::spawn(command)?;
        if let Some(run) = log.parent() {
            orphans::remember(run, group.id());
        }
        Ok(Self { name, group, log })
    }
}

/// What the stand-in says about itself when it listens.
#[derive(Debug)]
pub(crate) struct StandIn {
    pub(crate) service: Service,
    pub(crate) base_url: String,
    pub(crate) inbox_url: String,
    pub(crate) tenant_id: String,
}

/// How the stand-in is to run.
pub(crate) struct StandInOptions<'a> {
    /// The run directory.
    pub(crate) run: &'a Path,
    /// Where it listens.
    pub(crate) port: u16,
    /// The tenant's Server API secret.
    pub(crate) secret: &'a str,
    /// Keep its users in the run directory; else nowhere.
    pub(crate) keep: bool,
    /// The origin of the app, whose passkeys these are.
    pub(crate) site: Option<&'a str>,
}

/// Starts `authsignal-local`.
pub(crate) fn start_stand_in(binary: &Path, options: &StandInOptions) -> Result<StandIn> {
    let log = options.run.join("authsignal-local.log");
    let (_, err) = log_files(&log)?;
    let mut command = Command::new(binary);
    command
        .args(["--port", &options.port.to_string()])
        // Not as an argument, where other users of this machine could read it.
        .env("AUTHSIGNAL_SECRET", options.secret)
        .stdout(Stdio::piped())
        .stderr(err);
    if let Some(site) = options.site {
        command.args(["--origin", site, "--rp-id", host(site)]);
    }
    if options.keep {
        command
            .arg("--data")
            .arg(options.run.join("state/authsignal.sqlite"))
            // Whoever tries things out signs in with one address again and again.
            .args(["--max-messages", "1000"]);
    } else {
        command.arg("--ephemeral");
    }
    let mut service = Service::spawn("the stand-in for Authsignal", &mut command, log)?;
    let mut line = String::new();
    if let Some(stdout) = service.group.stdout() {
        // Its first and only line, or the end of the stream when it could not start.
        let _ = BufReader::new(stdout).read_line(&mut line);
    }
    let told: Value = serde_json::from_str(&line).unwrap_or_default();
    let text = |field: &str| told[field].as_str().map(str::to_owned);
    let (Some(base_url), Some(inbox_url), Some(tenant_id)) =
        (text("baseUrl"), text("inboxUrl"), text("tenantId"))
    else {
        return Err(Failure::new("the stand-in for Authsignal did not start")
            .why("nobody can sign in on the local stack without it")
            .log(&service.log));
    };
    service.answers(options.port, "/health")?;
    Ok(StandIn {
        service,
        base_url,
        inbox_url,
        tenant_id,
    })
}

/// Starts MiniStack on loopback.
pub(crate) fn start_ministack(
    workspace: &Workspace,
    run: &Path,
    port: u16,
    keep: bool,
) -> Result<Service> {
    let mut command = Command::new(python::interpreter(workspace));
    // Lambdas get its whole environment, so it gets no more than it needs.
    command
        .args(["-c", MINISTACK])
        .current_dir(run)
        .env_clear()
        // Its own Python first; Node is on the rest, which CloudFront Functions run in.
        .env("PATH", python::path(workspace))
        .env("HOME", run)
        .env("LANG", "C.UTF-8")
        .env("TMPDIR", run.join("tmp"))
        .env("STATE_DIR", run.join("state/aws"))
        .env("PERSIST_STATE", if keep { "1" } else { "0" })
        .env("GATEWAY_PORT", port.to_string())
        .env("BIND_HOST", "127.0.0.1")
        // Without it most checks of tokens and codes are off.
        .env("AUTH", "true")
        .env("AWS_ACCESS_KEY_ID", LOCAL_KEY)
        .env("AWS_SECRET_ACCESS_KEY", LOCAL_KEY)
        .env("AWS_DEFAULT_REGION", LOCAL_REGION)
        // Where the Lambdas find Cognito.
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
        // Two services that would listen on ports of their own.
        .env("IOT_MTLS_ENABLED", "0")
        .env("SFTP_ENABLED", "0");
    for folder in ["tmp", "state/aws"] {
        let folder = run.join(folder);
        std::fs::create_dir_all(&folder)
            .map_err(|error| Failure::io("create the folder", &folder, &error))?;
    }
    let mut service = Service::start("MiniStack", &mut command, run.join("ministack.log"))?;
    service.answers(port, "/_ministack/health")?;
    Ok(service)
}

/// The host name in an origin.
fn host(origin: &str) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    host.split(':').next().unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_a_host() {
        assert_eq!(host("http://localhost:8080"), "localhost");
        assert_eq!(
            host("http://dy4nf8fc5yjqdk.cloudfront.localhost:4570"),
            "dy4nf8fc5yjqdk.cloudfront.localhost"
        );
    }
}
