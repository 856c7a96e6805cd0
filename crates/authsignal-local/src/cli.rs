//! Command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use authsignal_local::{
    DEFAULT_MAX_ATTEMPTS, DEFAULT_TENANT_ID, DEFAULT_TOKEN_LIFETIME, SecretKey,
};
use lexopt::{Arg, Parser, ValueExt};
use url::Url;

/// The environment variable that holds the secret key where no flag does.
const SECRET_VARIABLE: &str = "AUTHSIGNAL_SECRET";

/// What `--help` says.
pub(crate) const HELP: &str = "\
authsignal-local: a local stand-in for an Authsignal tenant

Usage: authsignal-local --port <n> (--data <file> | --ephemeral) [options]

  --port <n>                 port on 127.0.0.1; 0 takes any free one
  --data <file>              keep state in this SQLite file
  --ephemeral                keep state in memory only
  --secret <key>             Server API secret key (default: $AUTHSIGNAL_SECRET)
  --tenant <id>              tenant id (default: latchkey-local)
  --base-url <url>           where browsers reach it (default: http://localhost:<port>)
  --token-lifetime <seconds> how long tokens and codes live (default: 600)
  --max-attempts <n>         wrong codes until an action fails (default: 3)
  --help                     this text

When it listens it prints one line of JSON: {\"baseUrl\",\"inboxUrl\",\"tenantId\"}.";

/// What to do.
#[derive(Debug)]
pub(crate) enum Command {
    Serve(Box<Options>),
    Help,
}

/// How to serve.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) base_url: Option<Url>,
    pub(crate) tenant_id: String,
    pub(crate) secret: SecretKey,
    /// `None` keeps everything in memory.
    pub(crate) data: Option<PathBuf>,
    pub(crate) token_lifetime: Duration,
    pub(crate) max_attempts: u32,
}

/// A command line that makes no sense.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsageError {
    #[error("{0}. --help lists the options.")]
    Arguments(#[from] lexopt::Error),
    #[error("--base-url is no address: {0}")]
    BaseUrl(#[from] url::ParseError),
    #[error("--base-url must be like http://localhost:4001, without a path")]
    BaseUrlShape,
    #[error("--port is missing. --help lists the options.")]
    Port,
    #[error("no secret key: give --secret or set {SECRET_VARIABLE}")]
    Secret,
    #[error("give either --data <file> or --ephemeral")]
    Data,
    #[error("{0} must be at least 1")]
    Zero(&'static str),
}

/// Reads the process's own command line and environment.
pub(crate) fn parse() -> Result<Command, UsageError> {
    parse_from(Parser::from_env(), std::env::var(SECRET_VARIABLE).ok())
}

fn parse_from(mut parser: Parser, mut secret: Option<String>) -> Result<Command, UsageError> {
    let mut port = None;
    let mut base_url = None;
    let mut tenant_id = DEFAULT_TENANT_ID.to_owned();
    let mut data: Option<OsString> = None;
    let mut ephemeral = false;
    let mut token_lifetime = DEFAULT_TOKEN_LIFETIME;
    let mut max_attempts = DEFAULT_MAX_ATTEMPTS;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => port = Some(parser.value()?.parse()?),
            Arg::Long("base-url") => base_url = Some(parse_base_url(&parser.value()?.string()?)?),
            Arg::Long("tenant") => tenant_id = parser.value()?.string()?,
            Arg::Long("secret") => secret = Some(parser.value()?.string()?),
            Arg::Long("data") => data = Some(parser.value()?),
            Arg::Long("ephemeral") => ephemeral = true,
            Arg::Long("token-lifetime") => {
                token_lifetime = Duration::from_secs(parser.value()?.parse()?)
            }
            Arg::Long("max-attempts") => max_attempts = parser.value()?.parse()?,
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    if data.is_some() == ephemeral {
        return Err(UsageError::Data);
    }
    if token_lifetime.is_zero() {
        return Err(UsageError::Zero("--token-lifetime"));
    }
    if max_attempts == 0 {
        return Err(UsageError::Zero("--max-attempts"));
    }
    Ok(Command::Serve(Box::new(Options {
        port: port.ok_or(UsageError::Port)?,
        base_url,
        tenant_id,
        secret: SecretKey::new(
            secret
                .filter(|key| !key.is_empty())
                .ok_or(UsageError::Secret)?,
        ),
        data: data.map(PathBuf::from),
        token_lifetime,
        max_attempts,
    })))
}

/// An origin: everything the stand-in serves is at fixed paths.
fn parse_base_url(text: &str) -> Result<Url, UsageError> {
    let url = Url::parse(text)?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && bare {
        Ok(url)
    } else {
        Err(UsageError::BaseUrlShape)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn options(arguments: &[&str]) -> Result<Options, UsageError> {
        let parser = Parser::from_args(arguments);
        match parse_from(parser, Some("sk_env".to_owned()))? {
            Command::Serve(options) => Ok(*options),
            Command::Help => panic!("asked for help"),
        }
    }

    #[test]
    fn the_least_that_must_be_said() {
        let options = options(&["--port", "0", "--ephemeral"]).unwrap();
        assert_eq!((options.port, options.max_attempts), (0, 3));
        assert_eq!(options.token_lifetime.as_secs(), 600);
        assert_eq!(options.tenant_id, "latchkey-local");
        assert!(options.data.is_none() && options.base_url.is_none());
    }

    #[test]
    fn what_cannot_be_right_is_refused() {
        let refused = |arguments: &[&str]| options(arguments).unwrap_err().to_string();
        assert!(refused(&["--ephemeral"]).contains("--port"));
        assert!(refused(&["--port", "0"]).contains("--ephemeral"));
        assert!(refused(&["--port", "0", "--ephemeral", "--data", "x"]).contains("either"));
        assert!(
            refused(&["--port", "0", "--ephemeral", "--max-attempts", "0"]).contains("at least 1")
        );
        assert!(
            refused(&["--port", "0", "--ephemeral", "--token-lifetime", "0"])
                .contains("at least 1")
        );
        assert!(refused(&["--port", "70000", "--ephemeral"]).contains("70000"));
        assert!(refused(&["--prot", "1"]).contains("--prot"));
        assert!(
            refused(&[
                "--port",
                "0",
                "--ephemeral",
                "--base-url",
                "http://localhost/x"
            ])
            .contains("path")
        );
        assert!(
            refused(&[
                "--port",
                "0",
                "--ephemeral",
                "--base-url",
                "ftp://localhost"
            ])
            .contains("http")
        );
    }

    #[test]
    fn without_a_secret_it_does_not_start() {
        let parser = Parser::from_args(["--port", "0", "--ephemeral"]);
        assert!(matches!(
            parse_from(parser, Some(String::new())),
            Err(UsageError::Secret)
        ));
    }
}
