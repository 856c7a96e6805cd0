//! What can be asked for on the command line.

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::stack::config::Override;

/// A command with its options.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    /// Print a help text.
    Help(&'static str),
    /// Install what is missing.
    Setup {
        /// Also what only the tests need.
        tests: bool,
    },
    /// The local stack and the app, rebuilt on every change.
    Dev {
        /// Forget users and messages of earlier runs.
        fresh: bool,
        /// Fields of config.json and parameters of the template that differ.
        overrides: Vec<Override>,
    },
    /// Every check there is.
    Test {
        /// Only these steps, by name; all when empty.
        only: Vec<String>,
    },
    /// The release build of the site.
    Build,
    /// The local stack in the foreground.
    Stack {
        /// Build the site and deploy it too.
        site: bool,
        /// Fields of config.json and parameters of the template that differ.
        overrides: Vec<Override>,
    },
}

const HELP: &str = "\
cargo xtask <command>: builds, runs and tests Latchkey on this machine

  setup    install whatever is missing, inside the repository
  dev      the app on http://localhost:8080 with a local stack behind it
  test     every check there is: formatting, lints, documentation, tests, end to end
  build    the release build of the site in dist/, with the size of every file
  stack    the local stack alone, in the foreground

cargo xtask <command> --help says more about one of them.
";

const SETUP_HELP: &str = "\
cargo xtask setup [--tests]: installs whatever is missing

The wasm32 target, trunk and wasm-bindgen (.tools/bin), packages from npm (node_modules), a Python
environment with MiniStack (.tools/venv), the Authsignal Web SDK (public/vendor). Does nothing when
nothing is missing. The other commands do this themselves.

  --tests   also what only `cargo xtask test` needs: Chromium, chromedriver, clippy for wasm32
";

const DEV_HELP: &str = "\
cargo xtask dev [--fresh] [--set <key>=<value>]...: the app on http://localhost:8080 with a local stack behind it

Installs what is missing, builds the Lambdas and the local stand-in for Authsignal, starts them with
MiniStack, deploys infra/template.yaml there and serves the app, rebuilt on every change. Sign in with
any email address: the code arrives in the inbox whose URL is printed. Users and messages are kept in
target/run/dev. Ctrl-C stops everything. A port that is taken is replaced by a free one.

  --fresh               forget users and messages of earlier runs
  --set <key>=<value>   override a field of config.json (--set challengeMode=redirect), or a parameter of
                        infra/template.yaml (--set Usernames=email_and_phone --set SignUp=separate); the
                        app follows Usernames, SignUp and SignUpConfirmation. Cognito takes no change of
                        Usernames: use --fresh with it
";

const TEST_HELP: &str = "\
cargo xtask test [--only <step>]...: every check there is

Installs what is missing, browser included, and runs the steps in order; stops at the first that fails.

  --only <step>   only this step (may be given several times), one of:
                  fmt, clippy, clippy-wasm, doc, unit, browser, site, node, e2e
";

const BUILD_HELP: &str = "\
cargo xtask build: the release build of the site in dist/

Prints the raw and the brotli size (quality 11) of every file, and their sums.
";

const STACK_HELP: &str = "\
cargo xtask stack [--site] [--set <key>=<value>]...: the local stack in the foreground

Starts from nothing, runs until it is stopped. When it is ready it writes target/stack.json:
{cognito: {endpoint, region, userPoolId, userPoolClientId}, authsignal: {baseUrl, tenantId, secret},
inboxUrl, apiEndpoint, siteUrl, separate: {cognito, apiEndpoint}}. Users have email addresses or phone
numbers for names. `separate` is a second deployment of the template, where signing up is a step of its
own that Cognito confirms (its code is 123456). Several can run at once: each has its own ports, and its
own target/run/stack*/stack.json.

  --site                build the site (release) and deploy it as well
  --set <key>=<value>   override a field of config.json: --set challengeMode=redirect,
                        --set brand.name=Acme, --set 'brand={\"name\":\"Acme\"}'; or a parameter of
                        infra/template.yaml: --set Usernames=email --set SignUp=separate
";

/// Reads the command line, without the program's name.
pub(crate) fn parse(args: &[String]) -> Result<Command> {
    let Some((name, rest)) = args.split_first() else {
        return Ok(Command::Help(HELP));
    };
    let help = match name.as_str() {
        "setup" => SETUP_HELP,
        "dev" => DEV_HELP,
        "test" => TEST_HELP,
        "build" => BUILD_HELP,
        "stack" => STACK_HELP,
        "help" | "--help" | "-h" => return Ok(Command::Help(HELP)),
        other => {
            return Err(Failure::new(format!("there is no command `{other}`"))
                .fix("cargo xtask --help lists the commands"));
        }
    };
    if rest.iter().any(|arg| arg == "--help" || arg == "-h") {
        return Ok(Command::Help(help));
    }
    let mut options = Options::new(name, rest);
    let command = match name.as_str() {
        "setup" => Command::Setup {
            tests: options.flag("--tests"),
        },
        "dev" => Command::Dev {
            fresh: options.flag("--fresh"),
            overrides: options.overrides()?,
        },
        "test" => Command::Test {
            only: options.values("--only")?,
        },
        "build" => Command::Build,
        _ => Command::Stack {
            site: options.flag("--site"),
            overrides: options.overrides()?,
        },
    };
    options.finish()?;
    Ok(command)
}

/// `key=value` with a dotted key; the value is JSON where it parses as such, else a string.
fn parse_override(text: &str) -> Result<Override> {
    let bad = || {
        Failure::new(format!("--set {text} is not of the form key=value"))
            .fix("for example: --set challengeMode=redirect")
    };
    let (key, value) = text.split_once('=').ok_or_else(bad)?;
    let path: Vec<String> = key.split('.').map(str::to_owned).collect();
    if path.iter().any(String::is_empty) {
        return Err(bad());
    }
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
    Ok(Override { path, value })
}

struct Options {
    command: String,
    rest: Vec<String>,
}

impl Options {
    fn new(command: &str, rest: &[String]) -> Self {
        Self {
            command: command.to_owned(),
            rest: rest.to_vec(),
        }
    }

    fn flag(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|arg| arg != name);
        self.rest.len() < before
    }

    /// All values of `--name value` and `--name=value`.
    fn values(&mut self, name: &str) -> Result<Vec<String>> {
        let mut values = Vec::new();
        let mut others = Vec::new();
        let mut args = std::mem::take(&mut self.rest).into_iter();
        while let Some(arg) = args.next() {
            if arg == name {
                values.push(
                    args.next()
                        .ok_or_else(|| Failure::new(format!("{name} needs a value")))?,
                );
            } else if let Some(value) = arg
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('='))
            {
                values.push(value.to_owned());
            } else {
                others.push(arg);
            }
        }
        self.rest = others;
        Ok(values)
    }

    fn overrides(&mut self) -> Result<Vec<Override>> {
        let values = self.values("--set")?;
        values.iter().map(|text| parse_override(text)).collect()
    }

    fn finish(self) -> Result<()> {
        match self.rest.first() {
            None => Ok(()),
            Some(arg) => Err(Failure::new(format!(
                "`cargo xtask {}` does not know `{arg}`",
                self.command
            ))
            .fix(format!(
                "cargo xtask {} --help lists its options",
                self.command
            ))),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parsed(line: &str) -> Result<Command> {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&args)
    }

    #[test]
    fn every_command_has_its_own_help() {
        let mut seen = Vec::new();
        for name in ["setup", "dev", "test", "build", "stack"] {
            let Command::Help(text) = parsed(&format!("{name} --help")).unwrap() else {
                unreachable!("--help asks for help");
            };
            assert!(text.starts_with(&format!("cargo xtask {name}")));
            seen.push(text);
        }
        assert_eq!(parsed("").unwrap(), Command::Help(HELP));
        assert!(!seen.contains(&HELP));
    }

    #[test]
    fn stack_takes_overrides_as_json_or_text_with_dotted_keys() {
        let command = parsed(
            "stack --set challengeMode=redirect --site --set=brand.radius=4 --set a.b={\"c\":[1]}",
        )
        .unwrap();
        let Command::Stack { site, overrides } = command else {
            unreachable!("a stack command");
        };
        assert!(site);
        let told: Vec<(String, Value)> = overrides
            .into_iter()
            .map(|o| (o.path.join("."), o.value))
            .collect();
        assert_eq!(
            told,
            [
                ("challengeMode".to_owned(), json!("redirect")),
                ("brand.radius".to_owned(), json!(4)),
                ("a.b".to_owned(), json!({"c": [1]})),
            ]
        );
    }

    #[test]
    fn a_value_may_hold_equals_signs() {
        let Override { path, value } = parse_override("brand.logo=/logo.svg?v=2").unwrap();
        assert_eq!(path, ["brand", "logo"]);
        assert_eq!(value, json!("/logo.svg?v=2"));
    }

    #[test]
    fn what_is_not_understood_is_refused_by_name() {
        for (line, named) in [
            ("serve", "serve"),
            ("dev --frsh", "--frsh"),
            ("dev --set x", "x"),
            ("stack --set", "--set"),
            ("stack --set nothing", "nothing"),
            ("stack --set .a=1", ".a=1"),
        ] {
            assert!(parsed(line).unwrap_err().to_string().contains(named));
        }
    }
}
