//! What screen readers are given: the browser's accessibility tree, as text that people can read and compare.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::environment;
use crate::wait::eventually;
use crate::world::World;

/// Properties that change what is said, in this order.
const SAID: [&str; 10] = [
    "level", "required", "invalid", "readonly", "disabled", "busy", "expanded", "pressed", "live",
    "focused",
];

/// Moments are different in each run.
const FIX_TIMES: &str = "
    for (const time of document.querySelectorAll('time')) time.firstChild.nodeValue = '(moment)';";

/// Browsers remember where Tab goes on from, even without a focus.
const FROM_THE_TOP: &str = "
    const {body} = document;
    body.tabIndex = -1;
    body.focus();
    body.removeAttribute('tabindex');
    body.blur();";

/// Whether one can see where the focus is: by an outline of two pixels at least.
const SHOWS_FOCUS: &str = "
    const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    node_id: String,
    ignored: bool,
    role: Option<Held>,
    name: Option<Held>,
    description: Option<Held>,
    value: Option<Held>,
    #[serde(default)]
    properties: Vec<Property>,
    #[serde(default)]
    child_ids: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Property {
    name: String,
    value: Held,
}

#[derive(Debug, Deserialize)]
struct Held {
    value: Option<Value>,
}

impl Held {
    fn text(&self) -> String {
        match &self.value {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        }
    }
}

impl Node {
    fn text(held: Option<&Held>) -> String {
        held.map(Held::text).unwrap_or_default()
    }

    fn role(&self) -> String {
        Self::text(self.role.as_ref())
    }

    /// What is said of the node, unless it only holds others.
    fn line(&self) -> Option<String> {
        let role = self.role();
        let name = Self::text(self.name.as_ref());
        let plain = ["generic", "none", "InlineTextBox", "LineBreak"].contains(&role.as_str());
        if self.ignored || plain || (role == "StaticText" && name.trim().is_empty()) {
            return None;
        }
        let mut line = match role.as_str() {
            "StaticText" => format!("\"{name}\""),
            _ if name.is_empty() => role,
            _ => format!("{role} \"{name}\""),
        };
        for (word, held) in [
            ("value", self.value.as_ref()),
            ("described as", self.description.as_ref()),
        ] {
            let text = Self::text(held);
            if !text.is_empty() {
                line.push_str(&format!(", {word} \"{text}\""));
            }
        }
        for said in SAID {
            let property = self
                .properties
                .iter()
                .find(|property| property.name == said);
            match property.map(|property| property.value.text()).as_deref() {
                None | Some("false" | "off" | "") => {}
                Some("true") => line.push_str(&format!(", {said}")),
                Some(value) => line.push_str(&format!(", {said} {value}")),
            }
        }
        Some(line)
    }
}

impl World {
    /// The accessibility tree of the page as it is now: a line to a node, indented below what holds it.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn accessibility_tree(&self) -> Result<String> {
        self.browser.evaluate::<Value>(FIX_TIMES).await?;
        let cdp = self.browser.driver().cdp();
        let told = cdp
            .send_raw("Accessibility.getFullAXTree", json!({}))
            .await?;
        let nodes: Vec<Node> = serde_json::from_value(told["nodes"].clone())?;
        let root = nodes.first().context("the tree is empty")?;
        let by_id: HashMap<&str, &Node> = nodes
            .iter()
            .map(|node| (node.node_id.as_str(), node))
            .collect();
        let mut text = String::new();
        write(&mut text, root, &by_id, 0);
        Ok(text)
    }

    /// The page's accessibility tree, and what Tab goes through, are as in
    /// `tests/accessibility_tree/<stop>.txt`; where `LATCHKEY_WRITE_TREES` is set, the file is written instead.
    /// `masked` are texts that this run made up.
    ///
    /// # Errors
    /// When they differ.
    pub async fn reads_as(&self, stop: &str, masked: &[(&str, &str)]) -> Result<()> {
        let path = file(stop);
        let mut last = String::new();
        let matched = eventually(&format!("the accessibility tree of {stop}"), async || {
            let mut text = self.accessibility_tree().await?;
            for (made_up, word) in masked {
                text = text.replace(made_up, word);
            }
            last.clone_from(&text);
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            let kept = kept.split("\nTab:\n").next().unwrap_or_default();
            let same = kept == text || environment::writes_trees();
            Ok(same.then_some(text))
        })
        .await;
        let text = matched.map_err(|error| error.context(format!("it is now\n{last}")))?;
        let tabs = self.tab_stops().await?;
        let text = format!("{text}\nTab:\n{tabs}");
        if environment::writes_trees() {
            std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
            std::fs::write(&path, &text)?;
        }
        let kept = std::fs::read_to_string(&path)
            .with_context(|| format!("there is no {}", path.display()))?;
        ensure!(
            kept == text,
            "{} differs; it is now\n{text}\nLATCHKEY_WRITE_TREES=1 keeps that",
            path.display()
        );
        Ok(())
    }

    /// What Tab goes through, by role and name, up to where it leaves the page or comes round.
    async fn tab_stops(&self) -> Result<String> {
        self.browser.evaluate::<Value>(FROM_THE_TOP).await?;
        let mut stops: Vec<String> = Vec::new();
        for _ in 0..24 {
            self.press_key(Key::Tab).await?;
            let focused = self.browser.driver().active_element().await?;
            if focused.tag_name().await? == "body" {
                break;
            }
            let shown: bool = self.browser.evaluate(SHOWS_FOCUS).await?;
            let role = self.browser.role(&focused).await?;
            let stop = format!("{role} \"{}\"\n", self.browser.label(&focused).await?);
            ensure!(shown, "nobody could see that the focus is on {stop}");
            if stops.first() == Some(&stop) {
                break;
            }
            stops.push(stop);
        }
        Ok(stops.concat())
    }
}

fn file(stop: &str) -> PathBuf {
    environment::repository().join(format!("tests/e2e/tests/accessibility_tree/{stop}.txt"))
}

/// Writes a node and what is in it; what is not said itself passes its place on to what is in it.
fn write(text: &mut String, node: &Node, by_id: &HashMap<&str, &Node>, depth: usize) {
    let mut inner = depth;
    if let Some(line) = node.line() {
        text.push_str(&"  ".repeat(depth));
        text.push_str(&line);
        text.push('\n');
        inner += 1;
    }
    let children = node
        .child_ids
        .iter()
        .filter_map(|id| by_id.get(id.as_str()));
    for child in children {
        // A button, a link or a heading is called what is in it: once is enough.
        let repeats = child.role() == "StaticText"
            && Node::text(child.name.as_ref()) == Node::text(node.name.as_ref());
        if !repeats {
            write(text, child, by_id, inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_reads_like_what_is_said() -> Result<()> {
        let nodes: Vec<Node> = serde_json::from_value(json!([
            {"nodeId": "1", "ignored": false, "role": {"value": "RootWebArea"}, "name": {"value": "Sign in"},
             "childIds": ["2"], "properties": [{"name": "focused", "value": {"value": true}}]},
            {"nodeId": "2", "ignored": true, "childIds": ["3", "5"]},
            {"nodeId": "3", "ignored": false, "role": {"value": "button"}, "name": {"value": "Continue"},
             "childIds": ["4"], "properties": [{"name": "invalid", "value": {"value": "false"}}]},
            {"nodeId": "4", "ignored": false, "role": {"value": "StaticText"}, "name": {"value": "Continue"}},
            {"nodeId": "5", "ignored": false, "role": {"value": "heading"}, "name": {"value": "Sign in"},
             "properties": [{"name": "level", "value": {"value": 1}}]},
        ]))?;
        let by_id = nodes
            .iter()
            .map(|node| (node.node_id.as_str(), node))
            .collect();
        let mut text = String::new();
        write(&mut text, nodes.first().context("no root")?, &by_id, 0);
        assert_eq!(
            text,
            "RootWebArea \"Sign in\", focused\n  button \"Continue\"\n  heading \"Sign in\", level 1\n"
        );
        Ok(())
    }
}
