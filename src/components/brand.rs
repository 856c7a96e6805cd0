use config::{Brand, Link, Logo};
use leptos::prelude::*;
use messages::key;

use crate::words::live;

/// The operator's logo and name.
#[component]
pub fn BrandHeader(
    /// What the site calls itself.
    name: String,
    /// The picture beside it, or in its place.
    logo: Option<Logo>,
) -> impl IntoView {
    let says_name = logo.as_ref().is_some_and(|logo| logo.has_name);
    let (alt, text) = if says_name {
        (name, String::new())
    } else {
        (String::new(), name)
    };
    let logo = logo.map(|Logo { path, dark, .. }| {
        let dark = dark.map(|dark| {
            view! { <source srcset=dark media="(prefers-color-scheme: dark)"/> }
        });
        view! { <picture>{dark}<img src=path alt=alt/></picture> }
    });
    view! { <header class="brand">{logo} {text}</header> }
}

/// The operator's links.
#[component]
pub fn BrandLinks(
    /// What the site calls its own.
    brand: Brand,
) -> impl IntoView {
    let links = [
        (brand.terms, key::SHELL_TERMS),
        (brand.privacy, key::SHELL_PRIVACY),
        (brand.support, key::SHELL_SUPPORT),
    ];
    let links: Vec<_> = links
        .into_iter()
        .filter_map(|(link, text)| Some((link?, text)))
        .map(|(link, text)| {
            // A page opens beside this one: somebody may be halfway through signing in.
            let (href, target) = match link {
                Link::Page(page) => (page, Some("_blank")),
                Link::Email(address) => (String::from("mailto:") + &address, None),
            };
            let described_by = target.map(|_| NEW_TAB_ID);
            view! {
                <li>
                    <a href=href target=target rel="noopener noreferrer" aria-describedby=described_by>
                        {live(text)}
                    </a>
                </li>
            }
        })
        .collect();
    (!links.is_empty()).then(|| {
        view! {
            <ul role="list">{links}</ul>
            <span id=NEW_TAB_ID hidden>{live(key::SHELL_NEW_TAB)}</span>
        }
    })
}

const NEW_TAB_ID: &str = "new-tab";
