//! Deploying infra/template.yaml and the site, by way of `infra/deploy.py`.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::failure::{Failure, Result};
use crate::setup::python;
use crate::stack::services::{AWS_KEY, REGION};
use crate::workspace::Workspace;

/// Where and under which name things are deployed.
#[derive(Debug)]
pub(crate) struct Target {
    /// MiniStack's port.
    pub(crate) port: u16,
    /// CloudFormation's name of the stack.
    pub(crate) stack: &'static str,
    /// The bucket with the code.
    pub(crate) code_bucket: &'static str,
    /// Where the script's messages go.
    pub(crate) log: PathBuf,
}

/// A stack's outputs by name.
#[derive(Debug)]
pub(crate) struct Outputs(Value);

impl Outputs {
    /// An output that the template must have.
    pub(crate) fn required(&self, name: &str) -> Result<String> {
        let value = self.0[name].as_str().filter(|value| !value.is_empty());
        value.map(str::to_owned).ok_or_else(|| {
            Failure::new(format!("infra/template.yaml has no output {name}"))
                .why("the app is configured with it")
                .fix("add it to the template's Outputs")
        })
    }
}

/// Creates or updates the stack, with `code` the binaries by the parameters that name them. `parameters` may hold secrets:
/// they travel on standard input.
pub(crate) fn stack(
    workspace: &Workspace,
    target: &Target,
    code: &Value,
    parameters: &Value,
) -> Result<Outputs> {
    let request = json!({
        "stack": target.stack,
        "template": workspace.path("infra/template.yaml"),
        "codeBucket": target.code_bucket,
        "code": code,
        "parameters": parameters,
    });
    let answer = run(workspace, target, "stack", &request).map_err(|failure| {
        failure
            .why("Cognito, the triggers and the API come from this deployment")
            .fix("correct infra/template.yaml; when only an update fails, start with nothing: cargo xtask dev --fresh")
    })?;
    Ok(Outputs(answer))
}

/// Uploads objects (see [`super::site`]) to a bucket.
pub(crate) fn upload(
    workspace: &Workspace,
    target: &Target,
    bucket: &str,
    objects: &[Value],
) -> Result<()> {
    let request = json!({ "bucket": bucket, "objects": objects });
    run(workspace, target, "upload", &request)
        .map(|_| ())
        .map_err(|failure| failure.why("the site is served from there"))
}

fn run(workspace: &Workspace, target: &Target, what: &str, request: &Value) -> Result<Value> {
    let log = std::fs::File::create(&target.log)
        .map_err(|error| Failure::io("write", &target.log, &error))?;
    let mut command = Command::new(python::interpreter(workspace));
    let mut child = command
        .arg(workspace.path("infra/deploy.py"))
        .arg(what)
        .env(
            "AWS_ENDPOINT_URL",
            format!("http://127.0.0.1:{}", target.port),
        )
        .env("AWS_ACCESS_KEY_ID", AWS_KEY)
        .env("AWS_SECRET_ACCESS_KEY", AWS_KEY)
        .env("AWS_DEFAULT_REGION", REGION)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        // Loopback needs no proxy, and people's own AWS settings have no say here.
        .env("NO_PROXY", "*")
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("AWS_CA_BUNDLE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .map_err(|error| Failure::new(format!("cannot start infra/deploy.py: {error}")))?;
    let broken = |error: std::io::Error| Failure::new(format!("infra/deploy.py broke: {error}"));
    if let Some(mut stdin) = child.stdin.take() {
        stdin
            .write_all(request.to_string().as_bytes())
            .map_err(broken)?;
    }
    let output = child.wait_with_output().map_err(broken)?;
    crate::signals::check()?;
    if !output.status.success() {
        return Err(
            Failure::new(format!("infra/deploy.py {what} ({})", output.status)).log(&target.log),
        );
    }
    serde_json::from_slice(&output.stdout).map_err(|error| {
        Failure::new(format!("infra/deploy.py {what} answered no JSON: {error}")).log(&target.log)
    })
}
