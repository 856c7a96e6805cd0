//! The local stack: everything that is AWS or Authsignal in production, on loopback.

pub(crate) mod info;
pub(crate) mod services;

use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::deployment::app_config::{self, Facts, Override};
use crate::deployment::aws::{Aws, LOCAL_REGION};
use crate::deployment::branding::Branding;
use crate::deployment::page::Site;
use crate::deployment::parameters::Parameters;
use crate::deployment::settings::split;
use crate::deployment::{Code, Deployed, Deployment};
use crate::failure::{Failure, Result};
use crate::net::Ports;
use crate::stack::info::{Separate, StackInfo};
use crate::stack::services::Service;
use crate::workspace::{Lock, Workspace, remove_folder, try_lock, write_atomically};
use crate::{orphans, process, ui};

const MINISTACK_PORT: u16 = 4566;
const STAND_IN_PORT: u16 = 4567;
/// CloudFormation's names of the stacks, and the bucket with the code of both.
const STACK: &str = "latchkey";
const SEPARATE_STACK: &str = "latchkey-separate";
const CODE_BUCKET: &str = "latchkey-code";

/// Where a stack without a deployed site expects the app: at `trunk serve`. Authsignal gives the result
/// of a challenge to this origin only.
pub(crate) const SERVED_SITE: &str = "http://localhost:8080";

/// What a stack is for.
#[derive(Debug)]
pub(crate) struct Options<'a> {
    /// Name of the run directory; another number is appended while that one is in use.
    pub(crate) name: &'a str,
    /// Keep users and messages for the next run.
    pub(crate) keep: bool,
    /// Forget those of earlier runs.
    pub(crate) fresh: bool,
    /// Where the app is served, when that is not the stack's own distribution.
    pub(crate) site_url: Option<String>,
    /// The built site to deploy as well.
    pub(crate) dist: Option<PathBuf>,
    /// Fields of config.json that differ, and parameters of the template: names that begin with a capital letter.
    pub(crate) overrides: &'a [Override],
    /// Deploy what end-to-end tests need: users may have phone numbers for names, and there is a second deployment where
    /// signing up is a step of its own ([`Separate`]).
    pub(crate) for_tests: bool,
}

/// A running stack; stopped when this is dropped.
#[derive(Debug)]
pub(crate) struct Stack {
    services: Vec<Service>,
    /// Where everything is.
    pub(crate) info: StackInfo,
    /// Its logs, its state, its stack.json and config.json.
    pub(crate) run: PathBuf,
    /// MiniStack's port.
    pub(crate) aws_port: u16,
    _lock: Lock,
}

impl Stack {
    /// Fails when one of the services has ended by itself.
    pub(crate) fn check(&mut self) -> Result<()> {
        self.services.iter_mut().try_for_each(Service::check)
    }

    /// The configuration of the app for this stack.
    pub(crate) fn config_file(&self) -> PathBuf {
        self.run.join("config.json")
    }

    /// stack.json of this very stack.
    pub(crate) fn info_file(&self) -> PathBuf {
        self.run.join("stack.json")
    }
}

/// The programs that run natively on the local stack.
#[derive(Debug)]
pub(crate) struct Natives {
    /// The Lambdas.
    pub(crate) code: Code,
    stand_in: PathBuf,
}

/// Builds the Lambdas and the stand-in.
pub(crate) fn build_natives(workspace: &Workspace) -> Result<Natives> {
    let mut cargo = workspace.command("cargo");
    cargo.args(["build", "-p", "lambdas", "-p", "authsignal-local", "--bins"]);
    process::logged(
        &mut cargo,
        "building the Lambdas and the stand-in for Authsignal",
        &workspace.log("natives"),
    )
    .map_err(|failure| {
        failure
            .why("the local stack runs them")
            .fix("correct the code that the compiler complains about")
    })?;
    Ok(Natives {
        code: Code {
            triggers: workspace.path("target/debug/triggers"),
            api: workspace.path("target/debug/api"),
        },
        stand_in: workspace.path("target/debug/authsignal-local"),
    })
}

/// Starts the services and deploys to them.
pub(crate) fn start(workspace: &Workspace, natives: &Natives, options: &Options) -> Result<Stack> {
    let (run, lock) = run_folder(workspace, options.name)?;
    if orphans::end(&run) > 0 {
        ui::note("ended the services that an earlier, killed run had left behind");
    }
    if options.fresh {
        remove_folder(&run.join("state"))?;
    }
    let (chosen, overrides) = split(options.overrides)?;
    let mut ports = Ports::default();
    let aws_port = ports.take(MINISTACK_PORT)?;
    let stand_in_port = ports.take(STAND_IN_PORT)?;
    let secret = secret(&run, options.keep)?;

    let ministack = services::start_ministack(workspace, &run, aws_port, options.keep)?;
    let aws = Aws::local(aws_port, run.join("deploy.log"));
    let deployment = Deployment {
        workspace,
        aws: &aws,
        stack: STACK,
        code_bucket: Some(CODE_BUCKET),
    };
    let endpoint = format!("http://localhost:{aws_port}");
    let stand_in_origin = format!("http://localhost:{stand_in_port}");
    let mut parameters = Map::new();
    for (name, value) in [
        ("AuthsignalApiUrl", format!("{stand_in_origin}/v1")),
        ("AuthsignalSecret", secret.clone()),
        ("AuthsignalUiOrigin", stand_in_origin),
        ("ExtraConnectSrc", endpoint.clone()),
        ("LambdaArch", lambda_arch().to_owned()),
        // MiniStack refuses alarms on metric math.
        ("RefusedSignInsPercent", "0".to_owned()),
        ("SiteUrl", options.site_url.clone().unwrap_or_default()),
        ("UserPoolDeletionProtection", "INACTIVE".to_owned()),
        ("ViewerProtocolPolicy", "allow-all".to_owned()),
    ] {
        parameters.insert(name.to_owned(), value.into());
    }
    if options.for_tests {
        parameters.insert("Usernames".to_owned(), "email_and_phone".into());
    }
    if options.dist.is_some() {
        // So that tests of the app at its usual place find an API, and passkeys to share.
        for name in ["ExtraApiOrigins", "RelatedOrigins"] {
            parameters.insert(name.to_owned(), SERVED_SITE.into());
        }
    }
    chosen.add_to(&mut parameters);
    deployment.check(&parameters)?;
    let page = match &options.dist {
        Some(dist) => Some(Site {
            dist,
            branding: branding(workspace, &overrides)?,
        }),
        None => None,
    };
    let deployed = deployment
        .stack(&natives.code, &parameters, page.as_ref())
        .map_err(|failure| {
            failure.fix("correct infra/template.yaml; when only an update fails, start with nothing: cargo xtask dev --fresh")
        })?;
    let site_url = match options.dist {
        Some(_) => Some(deployed.required("SiteUrl")?),
        None => None,
    };
    let site = site_url.as_deref().or(options.site_url.as_deref());
    let separate = match options.for_tests {
        true => Some(separate(&deployment, natives, parameters, site)?),
        false => None,
    };
    let stand_in = services::start_stand_in(
        &natives.stand_in,
        &services::StandInOptions {
            run: &run,
            port: stand_in_port,
            secret: &secret,
            keep: options.keep,
            // A passkey belongs to one host name, and works on its pages alone.
            site,
        },
    )?;

    let info = StackInfo {
        endpoint,
        region: LOCAL_REGION.to_owned(),
        user_pool_id: deployed.required("UserPoolId")?,
        user_pool_client_id: deployed.required("UserPoolClientId")?,
        authsignal_url: stand_in.base_url,
        tenant_id: stand_in.tenant_id,
        secret,
        inbox_url: stand_in.inbox_url,
        api_endpoint: deployed.required("ApiEndpoint")?,
        site_url,
        separate,
    };
    let stack = Stack {
        services: vec![stand_in.service, ministack],
        info,
        run,
        aws_port,
        _lock: lock,
    };
    let config = app_config(&stack.info, &chosen, &overrides)?;
    write_atomically(&stack.config_file(), &pretty(&config))?;
    if let Some(page) = &page {
        app_config::check(workspace, &config)?;
        deployment.site(&deployed, page, &stack.run)?;
    }
    write_atomically(&stack.info_file(), &pretty(&stack.info.to_json()))?;
    Ok(stack)
}

/// Deploys the same once more, where signing up is a step of its own that Cognito confirms. It serves no site.
fn separate(
    first: &Deployment,
    natives: &Natives,
    mut parameters: Map<String, Value>,
    site: Option<&str>,
) -> Result<Separate> {
    let log = first.aws.log().with_file_name("deploy-separate.log");
    let deployment = Deployment {
        aws: &first.aws.with_log(log),
        stack: SEPARATE_STACK,
        ..*first
    };
    for (name, value) in [
        ("SignUp", "separate"),
        ("SignUpConfirmation", "cognito"),
        ("SiteUrl", site.unwrap_or(SERVED_SITE)),
        ("RelatedOrigins", ""),
    ] {
        parameters.insert(name.to_owned(), value.into());
    }
    if site.is_some_and(|site| site != SERVED_SITE) {
        parameters.insert("ExtraApiOrigins".to_owned(), SERVED_SITE.into());
    }
    let deployed: Deployed = deployment.stack(&natives.code, &parameters, None)?;
    Ok(Separate {
        user_pool_id: deployed.required("UserPoolId")?,
        user_pool_client_id: deployed.required("UserPoolClientId")?,
        api_endpoint: deployed.required("ApiEndpoint")?,
    })
}

/// What the overrides make of the page, as long as nothing is known of the stack.
fn branding(workspace: &Workspace, overrides: &[Override]) -> Result<Branding> {
    let facts = Facts {
        region: LOCAL_REGION,
        user_pool_id: "us-east-1_example",
        user_pool_client_id: "example",
        endpoint: None,
        authsignal_url: "http://localhost/v1",
        tenant_id: Some("example"),
        api_endpoint: "http://localhost",
    };
    let config = app_config::app_config(&facts, std::iter::empty(), overrides)?;
    app_config::check(workspace, &config)
}

/// The app's configuration for this stack, with the `chosen` parameters and `overrides` applied.
fn app_config(info: &StackInfo, chosen: &Parameters, overrides: &[Override]) -> Result<Value> {
    let facts = Facts {
        region: &info.region,
        user_pool_id: &info.user_pool_id,
        user_pool_client_id: &info.user_pool_client_id,
        endpoint: Some(&info.endpoint),
        authsignal_url: &info.authsignal_url,
        tenant_id: Some(&info.tenant_id),
        api_endpoint: &info.api_endpoint,
    };
    app_config::app_config(&facts, chosen.iter(), overrides).map(app_config::mark)
}

/// JSON for people and programs, with a line end.
pub(crate) fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn run_folder(workspace: &Workspace, name: &str) -> Result<(PathBuf, Lock)> {
    for number in 1..100 {
        let folder = match number {
            1 => workspace.path("target/run").join(name),
            _ => workspace
                .path("target/run")
                .join(format!("{name}-{number}")),
        };
        if let Some(lock) = try_lock(&folder.join("lock"))? {
            if number > 1 {
                ui::note(&format!(
                    "another `{name}` is running; this one keeps its things in {}",
                    folder.display()
                ));
            }
            return Ok((folder, lock));
        }
    }
    Err(Failure::new(format!("too many `{name}` stacks are running")).fix("stop some of them"))
}

/// Random, so that no web page can guess its way into the Server API; kept as long as the state is.
fn secret(run: &Path, keep: bool) -> Result<String> {
    let file = run.join("state/secret");
    if keep && let Ok(secret) = std::fs::read_to_string(&file) {
        return Ok(secret);
    }
    let mut bytes = [0_u8; 24];
    let source = Path::new("/dev/urandom");
    std::fs::File::open(source)
        .and_then(|mut random| random.read_exact(&mut bytes))
        .map_err(|error| Failure::io("read", source, &error))?;
    let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    write_atomically(&file, &secret)?;
    Ok(secret)
}

/// The template's `LambdaArch` for this machine.
pub(crate) fn lambda_arch() -> &'static str {
    match std::env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "x86_64",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_app_gets_what_it_needs_and_no_secret() {
        let info = StackInfo::example();
        let config = app_config(&info, &Parameters::default(), &[]).unwrap();
        assert_eq!(config["cognito"]["userPoolId"], "us-east-1_pool");
        assert_eq!(config["cognito"]["endpoint"], "http://localhost:4566");
        assert_eq!(config["authsignal"]["baseUrl"], "http://localhost:4567/v1");
        assert_eq!(config["authsignal"]["tenantId"], json!(info.tenant_id));
        assert_eq!(config["apiEndpoint"], json!(info.api_endpoint));
        assert!(!config.to_string().contains(&info.secret));
        assert!(app_config::is_generated(&config.to_string()));
    }
}
