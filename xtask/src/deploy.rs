//! `cargo xtask deploy` and `cargo xtask destroy`: a deployment on AWS, from nothing to the site's address, and its end.

use std::io::{BufRead, IsTerminal};
use std::path::Path;
use std::time::Instant;

use serde_json::{Map, Value};

use crate::deployment::app_config::{self, Facts, Override};
use crate::deployment::aws::Aws;
use crate::deployment::page::Site;
use crate::deployment::settings::Settings;
use crate::deployment::{Deployed, Deployment, SiteChanges, lambdas};
use crate::failure::{Failure, Result};
use crate::stack::pretty;
use crate::workspace::{Workspace, write_atomically};
use crate::{build, setup, ui};

/// The command: a look at everything, the builds, the stack, the site.
pub(crate) fn run(
    workspace: &Workspace,
    stack: &str,
    settings: &Path,
    overrides: &[Override],
) -> Result<()> {
    let started = Instant::now();
    check_name(stack)?;
    let settings = Settings::read(&workspace.path("").join(settings), overrides)?;
    let mut parameters = settings.deployed()?;
    let tools = setup::ensure(workspace)?;
    let aws = Aws::of_environment(workspace.log("deploy"));
    let deployment = Deployment {
        workspace,
        aws: &aws,
        stack,
        code_bucket: settings.code_bucket.as_deref(),
    };

    let timer = step("looking at settings, parameters and tools");
    let checked = deployment.check(&parameters)?;
    if !checked.secret_version.is_empty() {
        parameters.insert(
            "AuthsignalSecretVersion".to_owned(),
            checked.secret_version.clone().into(),
        );
    }
    let compiler = lambdas::compiler(workspace, text(&checked.parameters, "LambdaArch"))?;
    // As it will be, with names of things that there are not yet.
    let example = Outputs {
        user_pool_id: format!("{}_example", checked.region),
        user_pool_client_id: "example".to_owned(),
        api_endpoint: "https://example.com".to_owned(),
    };
    let config = |outputs: &Outputs| {
        let facts = Facts {
            region: &checked.region,
            user_pool_id: &outputs.user_pool_id,
            user_pool_client_id: &outputs.user_pool_client_id,
            endpoint: local_endpoint(),
            authsignal_url: text(&checked.parameters, "AuthsignalApiUrl"),
            tenant_id: None,
            api_endpoint: &outputs.api_endpoint,
        };
        app_config::app_config(&facts, settings.parameters.iter(), &settings.fields)
    };
    let branding = app_config::check(workspace, &config(&example)?)?;
    ui::note(&format!(
        "stack {stack} in account {}, {}",
        checked.account, checked.region
    ));
    timer.end();

    // Until it is uploaded, nobody else may rebuild the site.
    let _lock = build::lock(workspace)?;
    let timer = step("release build of the site (minutes when nothing is compiled yet)");
    let site = Site {
        dist: &build::site(workspace, &tools)?,
        branding,
    };
    timer.end();

    let timer = step("the Lambdas (minutes when nothing is compiled yet)");
    let code = lambdas::build(workspace, &compiler)?;
    timer.end();

    let timer = step("the stack (CloudFront takes some minutes the first time)");
    let deployed = deployment.stack(&code, &parameters, Some(&site))?;
    if !deployed.changed {
        ui::note("nothing changed");
    }
    timer.end();

    let timer = step("the site");
    let config = config(&Outputs::of(&deployed)?)?;
    app_config::check(workspace, &config)?;
    let folder = workspace.path("target/deploy").join(stack);
    write_atomically(&folder.join("config.json"), &pretty(&config))?;
    let changes = deployment.site(&deployed, &site, &folder)?;
    tell(&changes);
    timer.end();

    ui::plain("");
    if !deployed.changed && changes.is_none() {
        ui::plain("  nothing changed: everything was deployed already");
    }
    ui::plain(&format!("  {}", deployed.required("SiteUrl")?));
    ui::plain(&format!("  after {}", ui::duration(started.elapsed())));
    Ok(())
}

/// The command: removes a deployment.
pub(crate) fn destroy(workspace: &Workspace, stack: &str, yes: bool) -> Result<()> {
    check_name(stack)?;
    setup::ensure(workspace)?;
    if !yes {
        confirm(stack)?;
    }
    let aws = Aws::of_environment(workspace.log("destroy"));
    let deployment = Deployment {
        workspace,
        aws: &aws,
        stack,
        code_bucket: None,
    };
    let timer = step(&format!("removing {stack} (CloudFront takes some minutes)"));
    let buckets = deployment.destroy()?;
    ui::note(&format!("{stack} is gone, with {}", buckets.join(", ")));
    timer.end();
    Ok(())
}

fn confirm(stack: &str) -> Result<()> {
    let refused =
        |what: String| Failure::new(what).why("users, logs and the site would be gone for good");
    if !std::io::stdin().is_terminal() {
        return Err(refused("nobody can be asked here".to_owned())
            .fix(format!("cargo xtask destroy --stack {stack} --yes")));
    }
    ui::plain(&format!(
        "This removes the stack {stack} with its users, its logs and its site. Type its name to go on:"
    ));
    let mut typed = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut typed)
        .map_err(|error| Failure::new(format!("cannot read what was typed: {error}")))?;
    match typed.trim() == stack {
        true => Ok(()),
        false => Err(refused(format!("`{}` is not {stack}", typed.trim()))),
    }
}

/// CloudFormation's rule for names; buckets are named after it, which leaves fewer letters.
fn check_name(stack: &str) -> Result<()> {
    let fits = stack.len() <= 28
        && stack.starts_with(|first: char| first.is_ascii_lowercase())
        && !stack.ends_with('-')
        && stack
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    match fits {
        true => Ok(()),
        false => Err(
            Failure::new(format!("--stack {stack} is no name for a stack"))
                .why("CloudFormation and S3 name things after it")
                .fix("small letters, digits and hyphens, beginning with a letter, 28 at most"),
        ),
    }
}

/// What config.json needs of the stack's outputs.
struct Outputs {
    user_pool_id: String,
    user_pool_client_id: String,
    api_endpoint: String,
}

impl Outputs {
    fn of(deployed: &Deployed) -> Result<Self> {
        Ok(Self {
            user_pool_id: deployed.required("UserPoolId")?,
            user_pool_client_id: deployed.required("UserPoolClientId")?,
            api_endpoint: deployed.required("ApiEndpoint")?,
        })
    }
}

/// Where Cognito is, on a local stack.
fn local_endpoint() -> Option<&'static str> {
    use std::sync::OnceLock;
    static ENDPOINT: OnceLock<Option<String>> = OnceLock::new();
    ENDPOINT
        .get_or_init(|| std::env::var("AWS_ENDPOINT_URL").ok())
        .as_deref()
}

fn text<'a>(parameters: &'a Map<String, Value>, name: &str) -> &'a str {
    parameters
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn tell(changes: &SiteChanges) {
    for key in &changes.uploaded {
        ui::note(&format!("uploaded {key}"));
    }
    for key in &changes.removed {
        ui::note(&format!("removed {key}"));
    }
    if changes.is_none() {
        ui::note("nothing changed");
    } else {
        ui::note(&format!("{} files are as they were", changes.unchanged));
    }
}

/// Shows how long a step took.
struct Timer(Instant);

fn step(title: &str) -> Timer {
    ui::step(title);
    Timer(Instant::now())
}

impl Timer {
    fn end(self) {
        ui::note(&format!("took {}", ui::duration(self.0.elapsed())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_buckets_cannot_have_are_refused() {
        for name in ["latchkey", "acme-sign-in-2"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in [
            "",
            "Latchkey",
            "2fast",
            "latchkey-",
            "a_b",
            "a.b",
            "a-name-that-is-longer-than-most-are",
        ] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
