//! A deployment from beginning to end, on the stack of the tests: what a deployment to AWS does, without AWS.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::deployment::aws::Aws;
use crate::deployment::branding::Branding;
use crate::deployment::page::Site;
use crate::deployment::{Code, Deployed, Deployment};
use crate::failure::{Failure, Result};
use crate::net;
use crate::stack::{Stack, lambda_arch, pretty};
use crate::ui;
use crate::workspace::{Workspace, write_atomically};

/// What every page and every file is served with.
const HEADERS: [&str; 7] = [
    "content-security-policy: default-src 'none'",
    "strict-transport-security: max-age=",
    "x-content-type-options: nosniff",
    "x-frame-options: deny",
    "referrer-policy: no-referrer",
    "permissions-policy: publickey-credentials-get=(self",
    "cross-origin-opener-policy: same-origin-allow-popups",
];

/// Deploys, deploys again, removes, and does it all once more.
pub(super) fn run(workspace: &Workspace, stack: &Stack, code: &Code, dist: &Path) -> Result<()> {
    let port = stack.aws_port;
    let folder = stack.run.join("rehearsal");
    let aws = Aws::local(port, folder.join("deploy.log"));
    let deployment = Deployment {
        workspace,
        aws: &aws,
        stack: "rehearsal",
        code_bucket: None,
    };
    let parameters = parameters();
    write_config(&folder)?;
    let site = &unbranded(dist);

    let mut wrong = parameters.clone();
    wrong.insert("Usernames".to_owned(), "mail".into());
    expect(
        deployment.check(&wrong).is_err(),
        "a wrong parameter is refused",
    )?;
    deployment.check(&parameters)?;

    for _ in 0..2 {
        let deployed = deployment.stack(code, &parameters, Some(site))?;
        expect(deployed.changed, "the first deployment makes the stack")?;
        let first = deployment.site(&deployed, site, &folder)?;
        expect(first.unchanged == 0, "every file is uploaded")?;
        served(&deployed, port)?;

        let again = deployment.stack(code, &parameters, Some(site))?;
        expect(!again.changed, "a second deployment leaves the stack alone")?;
        let changes = deployment.site(&again, site, &folder)?;
        expect(
            changes.is_none(),
            "a second deployment leaves the site alone",
        )?;

        deployment.destroy()?;
        expect(
            deployment.destroy().is_err(),
            "what was removed is not there any more",
        )?;
    }
    ui::note("deployed, left alone, removed; and all of it once more");
    Ok(())
}

/// Deploys the site for the end-to-end tests, which stays for as long as the stack does; gives back its address.
pub(super) fn site(
    workspace: &Workspace,
    stack: &Stack,
    code: &Code,
    dist: &Path,
) -> Result<String> {
    let folder = stack.run.join("site");
    let aws = Aws::local(stack.aws_port, folder.join("deploy.log"));
    let deployment = Deployment {
        workspace,
        aws: &aws,
        stack: "site",
        code_bucket: None,
    };
    write_config(&folder)?;
    let site = &unbranded(dist);
    let api = &stack.info.authsignal_url;
    let mut parameters = parameters();
    for (name, value) in [
        ("AuthsignalApiUrl", api.as_str()),
        // Its frame may use passkeys: the Permissions-Policy says so.
        ("AuthsignalUiOrigin", api.trim_end_matches("/v1")),
    ] {
        parameters.insert(name.to_owned(), value.into());
    }
    let deployed = deployment.stack(code, &parameters, Some(site))?;
    deployment.site(&deployed, site, &folder)?;
    served(&deployed, stack.aws_port)?;
    deployed.required("SiteUrl")
}

fn parameters() -> Map<String, Value> {
    [
        ("AuthsignalSecret", "secret"),
        ("LambdaArch", lambda_arch()),
        // The emulation refuses alarms on metric math.
        ("RefusedSignInsPercent", "0"),
        ("UserPoolDeletionProtection", "INACTIVE"),
        ("ViewerProtocolPolicy", "allow-all"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.into()))
    .collect()
}

fn unbranded(dist: &Path) -> Site<'_> {
    Site {
        dist,
        branding: Branding::parse(&json!({"name": "Latchkey"})),
    }
}

/// Nobody reads it: what counts is that it is served.
fn write_config(folder: &Path) -> Result<()> {
    write_atomically(&folder.join("config.json"), &pretty(&json!({"made": 1})))
}

/// Looks at what CloudFront's emulation answers.
fn served(deployed: &Deployed, port: u16) -> Result<()> {
    let url = deployed.required("SiteUrl")?;
    let host = url.trim_start_matches("http://");
    let head = |path: &str| {
        net::get_head(port, host, path)
            .map(|head| head.to_ascii_lowercase())
            .ok_or_else(|| Failure::new(format!("{url}{path} does not answer")))
    };
    for path in ["/", "/sign-in", "/account/security"] {
        let head = head(path)?;
        for line in HEADERS.into_iter().chain([
            "content-type: text/html; charset=utf-8",
            "content-encoding: br",
            "cache-control: no-cache",
        ]) {
            expect(
                head.contains(line),
                &format!("{path} has {line}; it has {head}"),
            )?;
        }
    }
    let config = head("/config.json")?;
    expect(
        config.contains("content-type: application/json") && !config.contains("content-encoding"),
        "config.json can be read by scripts",
    )?;
    let missing = head("/missing.js")?;
    expect(
        !missing.starts_with("http/1.1 200"),
        "a file that is not there is not the page",
    )
}

fn expect(holds: bool, what: &str) -> Result<()> {
    match holds {
        true => Ok(()),
        false => Err(Failure::new(format!("it does not hold that {what}"))),
    }
}
