//! Finding things as people and their assistive technology do: by role and accessible name, both as the
//! browser itself computes them.

use std::sync::Arc;

use anyhow::{Result, bail};
use reqwest::Method;
use serde_json::Value;
use thirtyfour::common::command::{Command, ExtensionCommand};
use thirtyfour::prelude::*;

use super::Browser;
use crate::wait::eventually;

/// What an element is to assistive technology (WAI-ARIA).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Something important that went wrong.
    Alert,
    /// A button.
    Button,
    /// A field with a list to choose from.
    Combobox,
    /// A heading.
    Heading,
    /// A link.
    Link,
    /// Something worth knowing.
    Status,
    /// A field to type text into.
    Textbox,
    /// A moment.
    Time,
}

impl Role {
    const fn name(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Button => "button",
            Self::Combobox => "combobox",
            Self::Heading => "heading",
            Self::Link => "link",
            Self::Status => "status",
            Self::Textbox => "textbox",
            Self::Time => "time",
        }
    }

    /// What of the app may have the role, and not of what index.html shows before it.
    fn of_the_app(self) -> String {
        format!(":is({}):not(#boot *)", self.candidates())
    }

    /// What may have the role; whether it has is asked of the browser.
    const fn candidates(self) -> &'static str {
        match self {
            Self::Alert => "[role=alert]",
            Self::Button => "button, input, summary, [role=button]",
            Self::Combobox => "select, input, [role=combobox]",
            Self::Heading => "h1, h2, h3, h4, h5, h6, [role=heading]",
            Self::Link => "a, area, [role=link]",
            Self::Status => "[role=status], output",
            Self::Textbox => "input, textarea, [role=textbox]",
            Self::Time => "time, [role=time]",
        }
    }
}

/// What the browser computes for assistive technology (WebDriver, sections 12.4.9 and 12.4.10).
#[derive(Debug)]
enum Computed {
    Role(WebElement),
    Label(WebElement),
}

impl ExtensionCommand for Computed {
    fn parameters_json(&self) -> Option<Value> {
        None
    }

    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Arc<str> {
        let (element, what) = match self {
            Self::Role(element) => (element, "computedrole"),
            Self::Label(element) => (element, "computedlabel"),
        };
        format!("/element/{}/{what}", element.element_id()).into()
    }
}

impl Browser {
    /// The one displayed element of this role and name; waits for it.
    ///
    /// # Errors
    /// When there is none, or more than one: nobody could tell them apart by name.
    pub async fn find(&self, role: Role, name: &str) -> Result<WebElement> {
        eventually(&format!("the {} \"{name}\"", role.name()), async || {
            self.find_now(role, name).await
        })
        .await
    }

    /// The displayed element of this role and name, if it is there now.
    ///
    /// # Errors
    /// When there are several, or the browser does not answer.
    pub async fn find_now(&self, role: Role, name: &str) -> Result<Option<WebElement>> {
        let mut found = None;
        for element in self.all(role).await? {
            if self.label(&element).await? == name && found.replace(element).is_some() {
                bail!(
                    "there are several of the role {} with the name \"{name}\"",
                    role.name()
                );
            }
        }
        Ok(found)
    }

    /// All displayed elements of this role.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn all(&self, role: Role) -> Result<Vec<WebElement>> {
        let mut found = Vec::new();
        for element in self.driver().find_all(By::Css(role.of_the_app())).await? {
            if element.is_displayed().await? && self.role(&element).await? == role.name() {
                found.push(element);
            }
        }
        Ok(found)
    }

    /// The texts of all displayed elements of this role that say anything.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn texts(&self, role: Role) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for element in self.all(role).await? {
            let text = element.text().await?;
            if !text.is_empty() {
                texts.push(text);
            }
        }
        Ok(texts)
    }

    /// An element's accessible name.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn label(&self, element: &WebElement) -> Result<String> {
        self.computed(Computed::Label(element.clone())).await
    }

    /// An element's role.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn role(&self, element: &WebElement) -> Result<String> {
        self.computed(Computed::Role(element.clone())).await
    }

    async fn computed(&self, what: Computed) -> Result<String> {
        let command = Command::ExtensionCommand(Box::new(what));
        Ok(self.driver().cmd(command).await?.value()?)
    }
}
