//! Deploying `infra/template.yaml` and the site. AWS and the local stack take the same way: [`Deployment`].

pub(crate) mod app_config;
pub(crate) mod aws;
pub(crate) mod branding;
mod compress;
mod csp;
pub(crate) mod lambdas;
pub(crate) mod page;
pub(crate) mod parameters;
pub(crate) mod settings;
pub(crate) mod site;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::deployment::aws::Aws;
use crate::deployment::page::Site;
use crate::deployment::site::Object;
use crate::failure::{Failure, Result};
use crate::workspace::{Workspace, write_atomically};

const PAGE: &str = "index.html";

/// The Lambdas' programs.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    /// For Cognito's triggers.
    pub(crate) triggers: PathBuf,
    /// Behind the HTTP API.
    pub(crate) api: PathBuf,
}

/// What is deployed, and where.
#[derive(Debug)]
pub(crate) struct Deployment<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) aws: &'a Aws,
    /// CloudFormation's name of the stack.
    pub(crate) stack: &'a str,
    /// The bucket with the code; one by the name of the stack unless another is chosen.
    pub(crate) code_bucket: Option<&'a str>,
}

/// What a look before anything is made finds out.
#[derive(Debug)]
pub(crate) struct Checked {
    /// Every parameter that has a value, but for secrets: those given, and the template's defaults.
    pub(crate) parameters: Map<String, Value>,
    /// The AWS account.
    pub(crate) account: String,
    /// The AWS region.
    pub(crate) region: String,
    /// Which version of the secret is meant; empty without one.
    pub(crate) secret_version: String,
}

/// A deployed stack.
#[derive(Debug)]
pub(crate) struct Deployed {
    outputs: Value,
    code_bucket: String,
    /// Whether this deployment changed anything.
    pub(crate) changed: bool,
}

/// What publishing the site changed.
#[derive(Debug)]
pub(crate) struct SiteChanges {
    /// Keys that were uploaded.
    pub(crate) uploaded: Vec<String>,
    /// Keys that went.
    pub(crate) removed: Vec<String>,
    /// How many files are as they were.
    pub(crate) unchanged: u64,
}

impl SiteChanges {
    /// Whether everything is as it was.
    pub(crate) fn is_none(&self) -> bool {
        self.uploaded.is_empty() && self.removed.is_empty()
    }
}

impl Deployment<'_> {
    /// Looks at the parameters, the credentials and the secret; makes nothing.
    pub(crate) fn check(&self, parameters: &Map<String, Value>) -> Result<Checked> {
        let request = json!({"template": self.template(), "parameters": parameters});
        let answer = self.aws.run(self.workspace, "check", &request)?;
        if let Some(problems) = lines(&answer["problems"]) {
            return Err(Failure::new(format!("parameters:\n{problems}"))
                .why("nothing was built or created: CloudFormation would refuse them only later")
                .fix(
                    "the template, infra/template.yaml, describes its parameters at its beginning",
                ));
        }
        let text = |field: &str| answer[field].as_str().unwrap_or_default().to_owned();
        Ok(Checked {
            parameters: answer["parameters"]
                .as_object()
                .cloned()
                .unwrap_or_default(),
            account: text("account"),
            region: text("region"),
            secret_version: text("secretVersion"),
        })
    }

    /// Creates or updates the stack. With a `site` its distribution serves the app, and allows the scripts and styles that
    /// are in that page.
    pub(crate) fn stack(
        &self,
        code: &Code,
        parameters: &Map<String, Value>,
        site: Option<&Site>,
    ) -> Result<Deployed> {
        let mut parameters = parameters.clone();
        if let Some(site) = site {
            let (scripts, styles) = site.hashes()?;
            parameters.insert("ScriptHashes".to_owned(), scripts.into());
            parameters.insert("StyleHashes".to_owned(), styles.into());
        }
        let request = json!({
            "stack": self.stack,
            "template": self.template(),
            "codeBucket": self.code_bucket,
            "code": {"TriggerCodeKey": code.triggers, "ApiCodeKey": code.api},
            "parameters": parameters,
            "site": site.is_some(),
        });
        let answer = self
            .aws
            .run(self.workspace, "stack", &request)
            .map_err(|failure| {
                failure.why("Cognito, the triggers and the API come from this deployment")
            })?;
        Ok(Deployed {
            outputs: answer["outputs"].clone(),
            code_bucket: answer["codeBucket"].as_str().unwrap_or_default().to_owned(),
            changed: answer["changed"] == true,
        })
    }

    /// Uploads what changed of the site, with the `config.json` that is in `folder`, and in the page as well, which is
    /// written to that folder.
    pub(crate) fn site(
        &self,
        deployed: &Deployed,
        site: &Site,
        folder: &Path,
    ) -> Result<SiteChanges> {
        let config = folder.join("config.json");
        let config = std::fs::read_to_string(&config)
            .map_err(|error| Failure::io("read", &config, &error))?;
        write_atomically(&folder.join(PAGE), &site.page(&config)?)?;
        let mut objects = site::objects(site.dist)?;
        objects.insert(0, Object::new(folder, "config.json"));
        // The page comes last: what it names is there before anyone is told of it.
        objects.push(Object::new(folder, PAGE));
        compress::compress(self.workspace, &mut objects)?;
        let request = json!({
            "stack": self.stack,
            "codeBucket": deployed.code_bucket,
            "bucket": deployed.required("SiteBucketName")?,
            "distribution": deployed.required("DistributionId")?,
            "relatedOrigins": deployed.optional("RelatedOrigins"),
            "objects": objects.iter().map(Object::to_json).collect::<Vec<_>>(),
        });
        let answer = self
            .aws
            .run(self.workspace, "site", &request)
            .map_err(|failure| failure.why("the site is served from there"))?;
        Ok(SiteChanges {
            uploaded: texts(&answer["uploaded"]),
            removed: texts(&answer["removed"]),
            unchanged: answer["unchanged"].as_u64().unwrap_or_default(),
        })
    }

    /// Empties the buckets and deletes the stack; gives the buckets that went.
    pub(crate) fn destroy(&self) -> Result<Vec<String>> {
        let request = json!({"stack": self.stack});
        let answer = self.aws.run(self.workspace, "destroy", &request)?;
        Ok(texts(&answer["buckets"]))
    }

    fn template(&self) -> PathBuf {
        self.workspace.path("infra/template.yaml")
    }
}

impl Deployed {
    /// An output that the template must have.
    pub(crate) fn required(&self, name: &str) -> Result<String> {
        let value = self.optional(name);
        if value.is_empty() {
            return Err(
                Failure::new(format!("infra/template.yaml has no output {name}"))
                    .why("the app is configured with it")
                    .fix("add it to the template's Outputs"),
            );
        }
        Ok(value)
    }

    /// An output that there may be; empty where there is none.
    fn optional(&self, name: &str) -> String {
        self.outputs[name].as_str().unwrap_or_default().to_owned()
    }
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

/// A list of texts, one a line; none where it is empty.
fn lines(list: &Value) -> Option<String> {
    let texts = texts(list);
    (!texts.is_empty()).then(|| {
        texts
            .iter()
            .map(|text| format!("   - {text}"))
            .collect::<Vec<_>>()
            .join("\n")
    })
}
