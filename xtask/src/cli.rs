//! What can be asked for on the command line.

use std::path::PathBuf;

use serde_json::Value;

use crate::deployment::app_config::Override;
use crate::failure::{Failure, Result};

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
    /// How fast the site is.
    Bench {
        /// A site that is built already.
        dist: Option<PathBuf>,
        /// For the program that measures.
        args: Vec<String>,
    },
    /// Pictures of every page and state.
    Gallery {
        /// A site that is built already.
        dist: Option<PathBuf>,
    },
    /// Everything to AWS.
    Deploy {
        /// CloudFormation's name of the stack.
        stack: String,
        /// The settings file; relative to the top level.
        settings: PathBuf,
        /// Fields of config.json and parameters of the template that differ.
        overrides: Vec<Override>,
    },
    /// A deployment's end.
    Destroy {
        /// CloudFormation's name of the stack.
        stack: String,
        /// Ask nothing.
        yes: bool,
    },
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
  bench    how fast the sign-in page loads and signs in, in a throttled browser
  gallery  pictures of every page and state, in docs/gallery/
  stack    the local stack alone, in the foreground
  deploy   everything to AWS
  destroy  removes from AWS what deploy made

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
                  fmt, infra, clippy, clippy-wasm, doc, unit, browser, site, node, deploy,
                  e2e
";

const BUILD_HELP: &str = "\
cargo xtask build: the release build of the site in dist/

Prints the raw and the brotli size (quality 11) of every file, its budget (size-budget.json), and their sums;
`cargo xtask test` fails where a budget is exceeded.
";

const BENCH_HELP: &str = "\
cargo xtask bench [--runs <n>] [--write] [--dist <folder>]: how fast the sign-in page loads and signs in

Builds the site (release), deploys it to a local stack and loads it in headless Chromium, each time with a fresh
profile: bytes by kind, requests, first paint and when a typed email reaches Cognito, without throttling, on fast 4G
and on slow 4G; then what the app itself takes of a sign-in. Prints medians, and writes them to target/bench.json.
docs/performance.md says how it measures. Nothing else should run on the machine meanwhile.

  --runs <n>        how often each is measured: 7, if nothing else is said
  --write           put the table into docs/performance.md
  --dist <folder>   measure the release build in this folder, and build none
";

const GALLERY_HELP: &str = "\
cargo xtask gallery [--dist <folder>]: pictures of every page and state, in docs/gallery/

Builds the site (release), deploys it to a local stack and has the end-to-end tests of accessibility, which visit
every page and state, take pictures: light and dark, phone and desktop; on a phone in light for every other language.
Takes the place of what is in docs/gallery/.

  --dist <folder>   the build in this folder, and build none
";

/// The name of a deployment that has no other.
const DEFAULT_STACK: &str = "latchkey";
const DEFAULT_SETTINGS: &str = "deploy.json";

const DEPLOY_HELP: &str = "\
cargo xtask deploy [--stack <name>] [--settings <file>] [--set <key>=<value>]...: everything to AWS

Looks at settings, parameters and tools before anything is built or created; builds the site and the
Lambdas; creates or updates the CloudFormation stack of infra/template.yaml; uploads what changed of the
site, with its config.json; tells CloudFront. What has not changed is left alone. Credentials and region
are those of every tool for AWS: AWS_PROFILE, AWS_DEFAULT_REGION, ...

The settings are a JSON object: {\"parameters\": {<of infra/template.yaml>}, \"config\": {<fields of
config.json that the stack does not know, such as authsignal.tenantId and brand>}, \"codeBucket\": \"...\"}.
The bucket with the code is made where none is named. Authsignal's secret is never among the settings: it is
the environment variable AUTHSIGNAL_SECRET, or in AWS Secrets Manager under the parameter AuthsignalSecretArn.

  --stack <name>        CloudFormation's name of the stack: latchkey, if there is no other
  --settings <file>     deploy.json at the top level, if there is no other
  --set <key>=<value>   over the settings: a field of config.json (--set challengeMode=redirect), or a
                        parameter of the template (--set LambdaArch=x86_64)
";

const DESTROY_HELP: &str = "\
cargo xtask destroy [--stack <name>] [--yes]: removes from AWS what deploy made

Empties the site's bucket, deletes the stack with its users and logs, and the bucket with the code where
deploy made it. Asks for the stack's name to be typed. A user pool that is protected from deletion stops it:
deploy with --set UserPoolDeletionProtection=INACTIVE first.

  --stack <name>   CloudFormation's name of the stack: latchkey, if there is no other
  --yes            ask nothing
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
        "bench" => BENCH_HELP,
        "gallery" => GALLERY_HELP,
        "stack" => STACK_HELP,
        "deploy" => DEPLOY_HELP,
        "destroy" => DESTROY_HELP,
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
        "bench" => Command::Bench {
            dist: options.folder("--dist")?,
            args: bench_args(&mut options)?,
        },
        "gallery" => Command::Gallery {
            dist: options.folder("--dist")?,
        },
        "deploy" => Command::Deploy {
            stack: options.value("--stack", DEFAULT_STACK)?,
            settings: options.value("--settings", DEFAULT_SETTINGS)?.into(),
            overrides: options.overrides()?,
        },
        "destroy" => Command::Destroy {
            stack: options.value("--stack", DEFAULT_STACK)?,
            yes: options.flag("--yes"),
        },
        _ => Command::Stack {
            site: options.flag("--site"),
            overrides: options.overrides()?,
        },
    };
    options.finish()?;
    Ok(command)
}

/// What `bench` is told, in the words of the program that measures.
fn bench_args(options: &mut Options) -> Result<Vec<String>> {
    let mut args = Vec::new();
    if let Some(runs) = options.values("--runs")?.pop() {
        if !runs.parse::<u32>().is_ok_and(|runs| runs > 0) {
            return Err(Failure::new(format!("--runs {runs} is no number of runs"))
                .fix("for example: --runs 7"));
        }
        args.extend(["--runs".to_owned(), runs]);
    }
    if options.flag("--write") {
        args.push("--write".to_owned());
    }
    Ok(args)
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

    /// The last value of an option, or the one that is meant without it.
    fn value(&mut self, name: &str, default: &str) -> Result<String> {
        let given = self.values(name)?.pop();
        Ok(given.unwrap_or_else(|| default.to_owned()))
    }

    /// A folder, if one is given.
    fn folder(&mut self, name: &str) -> Result<Option<PathBuf>> {
        Ok(self.values(name)?.pop().map(PathBuf::from))
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
        for name in [
            "setup", "dev", "test", "build", "bench", "gallery", "stack", "deploy", "destroy",
        ] {
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
    fn a_deployment_has_a_name_and_settings() {
        assert_eq!(
            parsed("deploy").unwrap(),
            Command::Deploy {
                stack: "latchkey".to_owned(),
                settings: "deploy.json".into(),
                overrides: Vec::new(),
            }
        );
        let command =
            parsed("deploy --settings=eu.json --stack acme --set LambdaArch=x86_64").unwrap();
        let Command::Deploy {
            stack,
            settings,
            overrides,
        } = command
        else {
            unreachable!("a deployment");
        };
        assert_eq!((stack.as_str(), settings), ("acme", "eu.json".into()));
        assert_eq!(overrides.len(), 1);
        assert_eq!(
            parsed("destroy --stack acme --yes").unwrap(),
            Command::Destroy {
                stack: "acme".to_owned(),
                yes: true,
            }
        );
    }

    #[test]
    fn what_is_built_already_can_be_measured_and_pictured() {
        assert_eq!(
            parsed("bench --dist there --write --runs=3").unwrap(),
            Command::Bench {
                dist: Some("there".into()),
                args: ["--runs", "3", "--write"].map(str::to_owned).to_vec(),
            }
        );
        assert_eq!(parsed("gallery").unwrap(), Command::Gallery { dist: None });
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
            ("bench --runs none", "none"),
            ("stack --set", "--set"),
            ("stack --set nothing", "nothing"),
            ("stack --set .a=1", ".a=1"),
        ] {
            assert!(parsed(line).unwrap_err().to_string().contains(named));
        }
    }
}
