//! How the configuration and the brand stand in index.html, which shows them as the app will. The end-to-end tests make
//! pages by it, too: so it needs nothing of this program.

use serde_json::Value;

/// What comes after the configuration.
pub(crate) const BOOT: &str = "<div id=\"boot\">";
/// What the app's own header (`src/components/brand.rs`) will replace.
const HEADER: &str = "<header class=\"brand\">Latchkey</header>";
const HEAD_END: &str = "</head>";

/// What the brand changes in the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Branding {
    name: String,
    logo: Option<Logo>,
    /// Custom properties of the style sheet and their values.
    properties: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq)]
struct Logo {
    path: String,
    dark: Option<String>,
    has_name: bool,
}

impl Branding {
    /// Reads what `examples/check-config.rs` found in a config.json.
    pub(crate) fn parse(told: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let logo = &told["logo"];
        Self {
            name: text(&told["name"]).unwrap_or_default(),
            logo: text(&logo["path"]).map(|path| Logo {
                path,
                dark: text(&logo["dark"]),
                has_name: logo["hasName"] == true,
            }),
            properties: told["properties"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|pair| Some((text(&pair[0])?, text(&pair[1])?)))
                .collect(),
        }
    }

    /// The header as the app makes it.
    pub(crate) fn header(&self) -> String {
        let has_name = self.logo.as_ref().is_some_and(|logo| logo.has_name);
        let name = escaped(&self.name);
        let (alt, text) = if has_name {
            (name.as_str(), "")
        } else {
            ("", name.as_str())
        };
        let picture = self.logo.as_ref().map(|logo| {
            let dark = logo.dark.as_ref().map(|dark| {
                let dark = escaped(dark);
                format!("<source srcset=\"{dark}\" media=\"(prefers-color-scheme: dark)\">")
            });
            format!(
                "<picture>{}<img src=\"{}\" alt=\"{alt}\"></picture> ",
                dark.unwrap_or_default(),
                escaped(&logo.path)
            )
        });
        format!(
            "<header class=\"brand\">{}{text}</header>",
            picture.unwrap_or_default()
        )
    }

    /// A style sheet; none where the brand changes nothing in it.
    fn style(&self) -> Option<String> {
        let rules: Vec<String> = self
            .properties
            .iter()
            .map(|(name, value)| format!("{name}:{value}"))
            .collect();
        (!rules.is_empty()).then(|| format!("<style>:root{{{}}}</style>", rules.join(";")))
    }
}

/// The page with the brand in it; or what is missing.
pub(crate) fn branded(html: &str, branding: &Branding) -> Result<String, String> {
    let html = put(html, HEADER, &branding.header())?;
    match branding.style() {
        // After the site's own style: the last one counts.
        Some(style) => put(&html, HEAD_END, &format!("{style}{HEAD_END}")),
        None => Ok(html),
    }
}

/// The page with this config.json in it; or what is missing. No hash of it: browsers run no script of that type.
pub(crate) fn with_config(html: &str, config: &str) -> Result<String, String> {
    // JSON has it in texts alone, and there it may be written like this. A script's end would end the element.
    let config = config.trim().replace('<', "\\u003c");
    let element =
        format!("<script type=\"application/json\" id=\"latchkey-config\">{config}</script>");
    put(html, BOOT, &format!("{element}\n    {BOOT}"))
}

fn put(html: &str, old: &str, new: &str) -> Result<String, String> {
    match html.matches(old).count() {
        1 => Ok(html.replacen(old, new, 1)),
        found => Err(format!("index.html has {old} {found} times, and not once")),
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::new();
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            letter => html.push(letter),
        }
    }
    html
}
