//! The local stack: everything that is AWS or Authsignal in production, on loopback.

pub(crate) mod config;
mod csp;
mod deploy;
pub(crate) mod info;
mod parameters;
pub(crate) mod services;
pub(crate) mod site;

use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::failure::{Failure, Result};
use crate::net::Ports;
use crate::stack::config::Override;
use crate::stack::deploy::Outputs;
use crate::stack::info::{Separate, StackInfo};
use crate::stack::parameters::Parameters;
use crate::stack::services::{REGION, Service};
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
    triggers: PathBuf,
    api: PathBuf,
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
        triggers: workspace.path("target/debug/triggers"),
        api: workspace.path("target/debug/api"),
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
    chosen.check(workspace)?;
    let mut ports = Ports::default();
    let aws_port = ports.take(MINISTACK_PORT)?;
    let stand_in_port = ports.take(STAND_IN_PORT)?;
    let secret = secret(&run, options.keep)?;

    let aws = services::start_ministack(workspace, &run, aws_port, options.keep)?;
    let deployment = Deployment {
        workspace,
        natives,
        dist: options.dist.as_deref(),
        target: deploy::Target {
            port: aws_port,
            stack: STACK,
            code_bucket: CODE_BUCKET,
            log: run.join("deploy.log"),
        },
    };
    let endpoint = format!("http://localhost:{aws_port}");
    let stand_in_origin = format!("http://localhost:{stand_in_port}");
    let mut parameters = json!({
        "AuthsignalApiUrl": format!("{stand_in_origin}/v1"),
        "AuthsignalSecret": secret,
        "LambdaArch": lambda_arch(),
        "ViewerProtocolPolicy": "allow-all",
        "ExtraConnectSrc": endpoint,
        "AuthsignalUiOrigin": stand_in_origin,
        "SiteUrl": options.site_url.as_deref().unwrap_or_default(),
    });
    let with_phones = [("Usernames".to_owned(), json!("email_and_phone"))];
    let base = Parameters::parse(if options.for_tests { &with_phones } else { &[] });
    if let Some(parameters) = parameters.as_object_mut() {
        base.with(&chosen).add_to(parameters);
    }
    let (outputs, site_url) = deployment.stack(parameters.clone())?;
    let site = site_url.as_deref().or(options.site_url.as_deref());
    let separate = match options.for_tests {
        true => Some(deployment.separate(parameters, site)?),
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
        region: REGION.to_owned(),
        user_pool_id: outputs.required("UserPoolId")?,
        user_pool_client_id: outputs.required("UserPoolClientId")?,
        authsignal_url: stand_in.base_url,
        tenant_id: stand_in.tenant_id,
        secret,
        inbox_url: stand_in.inbox_url,
        api_endpoint: outputs.required("ApiEndpoint")?,
        site_url,
        separate,
    };
    let stack = Stack {
        services: vec![stand_in.service, aws],
        info,
        run,
        _lock: lock,
    };
    let app_config = config::app_config(&stack.info, &chosen, &overrides)?;
    write_atomically(&stack.config_file(), &pretty(&app_config))?;
    deployment.site(&outputs, &stack.run)?;
    write_atomically(&stack.info_file(), &pretty(&stack.info.to_json()))?;
    Ok(stack)
}

/// What is deployed, and where.
struct Deployment<'a> {
    workspace: &'a Workspace,
    natives: &'a Natives,
    dist: Option<&'a Path>,
    target: deploy::Target,
}

impl Deployment<'_> {
    /// Deploys the stack; gives its outputs, and the site's URL where there is a site.
    fn stack(&self, mut parameters: Value) -> Result<(Outputs, Option<String>)> {
        let Self {
            workspace, target, ..
        } = self;
        let code = self.code();
        if let Some(dist) = self.dist {
            parameters["ScriptHashes"] = Value::String(page_hashes(dist)?);
        }
        let outputs = deploy::stack(workspace, target, &code, &parameters)?;
        if self.dist.is_none() {
            return Ok((outputs, None));
        }
        // Locally a distribution answers on another host name than on AWS, known only now.
        let url = local_site_url(&outputs.required("SiteUrl")?, target.port);
        parameters["SiteUrl"] = Value::String(url.clone());
        parameters["ExtraApiOrigins"] = Value::String(SERVED_SITE.to_owned());
        parameters["RelatedOrigins"] = Value::String(SERVED_SITE.to_owned());
        let outputs = deploy::stack(workspace, target, &code, &parameters)?;
        Ok((outputs, Some(url)))
    }

    /// Deploys the same once more, where signing up is a step of its own that Cognito confirms. It serves no site.
    fn separate(&self, mut parameters: Value, site: Option<&str>) -> Result<Separate> {
        let target = deploy::Target {
            port: self.target.port,
            stack: SEPARATE_STACK,
            code_bucket: CODE_BUCKET,
            log: self.target.log.with_file_name("deploy-separate.log"),
        };
        parameters["SignUp"] = json!("separate");
        parameters["SignUpConfirmation"] = json!("cognito");
        parameters["SiteUrl"] = json!(site.unwrap_or(SERVED_SITE));
        if site.is_some_and(|site| site != SERVED_SITE) {
            parameters["ExtraApiOrigins"] = json!(SERVED_SITE);
        }
        let outputs = deploy::stack(self.workspace, &target, &self.code(), &parameters)?;
        Ok(Separate {
            user_pool_id: outputs.required("UserPoolId")?,
            user_pool_client_id: outputs.required("UserPoolClientId")?,
            api_endpoint: outputs.required("ApiEndpoint")?,
        })
    }

    /// The binaries by the parameters that name them.
    fn code(&self) -> Value {
        json!({"TriggerCodeKey": self.natives.triggers, "ApiCodeKey": self.natives.api})
    }

    /// Uploads the site, where there is one, with config.json from the run directory.
    fn site(&self, outputs: &Outputs, run: &Path) -> Result<()> {
        let Some(dist) = self.dist else {
            return Ok(());
        };
        let mut objects = site::objects(dist)?;
        objects.insert(0, site::object(run, "config.json"));
        let bucket = outputs.required("SiteBucketName")?;
        deploy::upload(self.workspace, &self.target, &bucket, &objects)
    }
}

/// The template's parameters, whose names begin with a capital letter, and the fields of config.json.
fn split(overrides: &[Override]) -> Result<(Parameters, Vec<Override>)> {
    let mut parameters = Vec::new();
    let mut fields = Vec::new();
    for change in overrides {
        match &change.path[..] {
            [name, rest @ ..] if name.starts_with(|letter: char| letter.is_ascii_uppercase()) => {
                if !rest.is_empty() || change.value.is_object() || change.value.is_array() {
                    return Err(Failure::new(format!(
                        "--set {}: a parameter of the template is one text or number",
                        change.path.join(".")
                    )));
                }
                parameters.push((name.clone(), change.value.clone()));
            }
            _ => fields.push(change.clone()),
        }
    }
    Ok((Parameters::parse(&parameters), fields))
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

fn page_hashes(dist: &Path) -> Result<String> {
    let page = dist.join("index.html");
    let html =
        std::fs::read_to_string(&page).map_err(|error| Failure::io("read", &page, &error))?;
    Ok(csp::script_hashes(&html))
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

fn lambda_arch() -> &'static str {
    match std::env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "x86_64",
    }
}

/// MiniStack serves the distribution `https://<label>.cloudfront.net` on its own port.
fn local_site_url(output: &str, port: u16) -> String {
    let host = output
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    let label = host.split('.').next().unwrap_or(host);
    format!("http://{label}.cloudfront.localhost:{port}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_the_templates() {
        let change = |path: &str, value: Value| Override {
            path: path.split('.').map(str::to_owned).collect(),
            value,
        };
        let (parameters, fields) = split(&[
            change("Usernames", json!("phone")),
            change("usernames", json!(["phone"])),
            change("brand.Name", json!("Acme")),
        ])
        .unwrap();
        assert_eq!(
            parameters.iter().collect::<Vec<_>>(),
            [("Usernames", "phone")]
        );
        assert_eq!(fields.len(), 2);
        for (path, value) in [
            ("Usernames.email", json!(true)),
            ("Usernames", json!(["email"])),
        ] {
            let failure = split(&[change(path, value)]).unwrap_err();
            assert!(failure.to_string().contains("Usernames"));
        }
    }

    #[test]
    fn a_distribution_answers_on_localhost() {
        assert_eq!(
            local_site_url("https://dy4nf8fc5yjqdk.cloudfront.net", 4570),
            "http://dy4nf8fc5yjqdk.cloudfront.localhost:4570"
        );
    }
}
