//! Command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use authsignal_local::{
    DEFAULT_CHALLENGE_LIFETIME, DEFAULT_LOCKOUT, DEFAULT_LOCKOUT_ATTEMPTS, DEFAULT_MAX_ATTEMPTS,
    DEFAULT_MAX_MESSAGES, DEFAULT_ORIGIN, DEFAULT_RP_ID, DEFAULT_RP_NAME, DEFAULT_TENANT_ID,
    DEFAULT_TOKEN_LIFETIME, SecretKey,
};
use lexopt::{Arg, Parser, ValueExt};
use url::{Host, Url};

/// The environment variable that holds the secret key where no flag does.
const SECRET_VARIABLE: &str = "AUTHSIGNAL_SECRET";

/// What `--help` says.
pub(crate) const HELP: &str = "\
authsignal-local: a local stand-in for an Authsignal tenant

Usage: authsignal-local --port <n> (--data <file> | --ephemeral) [options]

  --port <n>                     port on 127.0.0.1; 0 takes any free one
  --data <file>                  keep state in this SQLite file
  --ephemeral                    keep state in memory only
  --secret <key>                 Server API secret key (default: $AUTHSIGNAL_SECRET)
  --tenant <id>                  tenant id (default: latchkey-local)
  --base-url <url>               where browsers reach it (default: http://localhost:<port>)
  --token-lifetime <seconds>     how long tokens and codes live (default: 600)
  --max-attempts <n>             wrong codes until an action fails (default: 3)
  --lockout-attempts <n>         wrong codes until a user's factor is locked, whatever the
                                 action (default: 10)
  --lockout <seconds>            how long they count, and the lock lasts (default: 900)
  --max-messages <n>             messages to one address in an hour (default: 20)
  --rp-id <domain>               passkeys' relying party id (default: localhost)
  --rp-name <name>               passkeys' relying party name (default: Latchkey)
  --origin <url>                 whose pages may use passkeys besides http://localhost:8080
                                 and the stand-in's own; http://localhost:* is any port;
                                 may be given more than once
  --challenge-lifetime <seconds> how long a passkey ceremony may take (default: 600)
  --help                         this text

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
    pub(crate) lockout_attempts: u32,
    pub(crate) lockout: Duration,
    pub(crate) max_messages: u32,
    pub(crate) challenge_lifetime: Duration,
    pub(crate) rp_id: String,
    pub(crate) rp_name: String,
    pub(crate) origins: Vec<String>,
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
    #[error("--origin is no address: {0}")]
    Origin(url::ParseError),
    #[error("--origin must be like http://localhost:8080, without a path")]
    OriginShape,
    #[error("--rp-id must be a domain such as localhost, without scheme and port")]
    RpId,
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
    let mut lockout_attempts = DEFAULT_LOCKOUT_ATTEMPTS;
    let mut lockout = DEFAULT_LOCKOUT;
    let mut max_messages = DEFAULT_MAX_MESSAGES;
    let mut challenge_lifetime = DEFAULT_CHALLENGE_LIFETIME;
    let mut rp_id = DEFAULT_RP_ID.to_owned();
    let mut rp_name = DEFAULT_RP_NAME.to_owned();
    let mut origins = vec![DEFAULT_ORIGIN.to_owned()];
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => port = Some(parser.value()?.parse()?),
            Arg::Long("base-url") => base_url = Some(parse_base_url(&parser.value()?.string()?)?),
            Arg::Long("tenant") => tenant_id = parser.value()?.string()?,
            Arg::Long("secret") => secret = Some(parser.value()?.string()?),
            Arg::Long("data") => data = Some(parser.value()?),
            Arg::Long("ephemeral") => ephemeral = true,
            Arg::Long("token-lifetime") => token_lifetime = parse_seconds(&mut parser)?,
            Arg::Long("challenge-lifetime") => challenge_lifetime = parse_seconds(&mut parser)?,
            Arg::Long("rp-id") => rp_id = parse_rp_id(&parser.value()?.string()?)?,
            Arg::Long("rp-name") => rp_name = parser.value()?.string()?,
            Arg::Long("origin") => origins.push(parse_origin(&parser.value()?.string()?)?),
            Arg::Long("max-attempts") => max_attempts = parser.value()?.parse()?,
            Arg::Long("lockout-attempts") => lockout_attempts = parser.value()?.parse()?,
            Arg::Long("lockout") => lockout = parse_seconds(&mut parser)?,
            Arg::Long("max-messages") => max_messages = parser.value()?.parse()?,
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    if data.is_some() == ephemeral {
        return Err(UsageError::Data);
    }
    for (flag, is_zero) in [
        ("--token-lifetime", token_lifetime.is_zero()),
        ("--challenge-lifetime", challenge_lifetime.is_zero()),
        ("--max-attempts", max_attempts == 0),
        ("--lockout-attempts", lockout_attempts == 0),
        ("--lockout", lockout.is_zero()),
        ("--max-messages", max_messages == 0),
    ] {
        if is_zero {
            return Err(UsageError::Zero(flag));
        }
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
        lockout_attempts,
        lockout,
        max_messages,
        challenge_lifetime,
        rp_id,
        rp_name,
        origins,
    })))
}

fn parse_seconds(parser: &mut Parser) -> Result<Duration, lexopt::Error> {
    Ok(Duration::from_secs(parser.value()?.parse()?))
}

/// An origin: everything the stand-in serves is at fixed paths.
fn parse_base_url(text: &str) -> Result<Url, UsageError> {
    let url = Url::parse(text)?;
    if is_origin(&url) {
        Ok(url)
    } else {
        Err(UsageError::BaseUrlShape)
    }
}

/// An origin in the spelling that browsers use, with `*` for any port.
fn parse_origin(text: &str) -> Result<String, UsageError> {
    let (text, any_port) = match text.strip_suffix(":*") {
        Some(text) => (text, true),
        None => (text, false),
    };
    let url = Url::parse(text).map_err(UsageError::Origin)?;
    let origin = url.origin().ascii_serialization();
    match (is_origin(&url), any_port, url.port()) {
        (true, false, _) => Ok(origin),
        (true, true, None) => Ok(format!("{origin}:*")),
        _ => Err(UsageError::OriginShape),
    }
}

fn is_origin(url: &Url) -> bool {
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let anonymous = url.username().is_empty() && url.password().is_none();
    matches!(url.scheme(), "http" | "https") && url.has_host() && bare && anonymous
}

/// A domain in the spelling that browsers use; an address is no relying party id.
fn parse_rp_id(text: &str) -> Result<String, UsageError> {
    match Host::parse(text) {
        Ok(Host::Domain(domain)) if !domain.is_empty() => Ok(domain),
        _ => Err(UsageError::RpId),
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
        for flag in [
            "--max-attempts",
            "--token-lifetime",
            "--lockout",
            "--lockout-attempts",
            "--max-messages",
        ] {
            let refusal = refused(&["--port", "0", "--ephemeral", flag, "0"]);
            assert_eq!(refusal, format!("{flag} must be at least 1"));
        }
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
    fn passkeys_are_configured_in_the_spelling_of_browsers() {
        let defaults = options(&["--port", "0", "--ephemeral"]).unwrap();
        assert_eq!(defaults.rp_id, "localhost");
        assert_eq!(defaults.origins, ["http://localhost:8080"]);
        assert_eq!(defaults.challenge_lifetime.as_secs(), 600);
        let given = "--port 0 --ephemeral --rp-id Example.TEST --challenge-lifetime 2 \
             --origin HTTP://App.localhost:80/ --origin https://example.test \
             --origin http://localhost:*";
        let given = options(&given.split_whitespace().collect::<Vec<_>>()).unwrap();
        assert_eq!(given.rp_id, "example.test");
        assert_eq!(given.challenge_lifetime.as_secs(), 2);
        assert_eq!(
            given.origins,
            [
                "http://localhost:8080",
                "http://app.localhost",
                "https://example.test",
                "http://localhost:*"
            ]
        );
        for wrong in [
            "--rp-id http://localhost",
            "--rp-id 127.0.0.1",
            "--rp-id localhost:8080",
            "--origin localhost",
            "--origin http://localhost/app",
            "--origin http://localhost:81:*",
            "--origin http://ann@localhost",
            "--challenge-lifetime 0",
        ] {
            let mut arguments = vec!["--port", "0", "--ephemeral"];
            arguments.extend(wrong.split_whitespace());
            let (flag, _) = wrong.split_once(' ').unwrap();
            let refusal = options(&arguments).unwrap_err().to_string();
            assert!(refusal.contains(flag), "{wrong}: {refusal}");
        }
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
