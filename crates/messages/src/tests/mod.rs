mod catalog;
mod language;
mod validate;

use crate::Language;

/// The message files as they are served.
fn file(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../../../public/messages/en.json"),
        Language::German => include_str!("../../../../public/messages/de.json"),
        Language::French => include_str!("../../../../public/messages/fr.json"),
        Language::Spanish => include_str!("../../../../public/messages/es.json"),
        Language::Portuguese => include_str!("../../../../public/messages/pt-BR.json"),
        Language::Japanese => include_str!("../../../../public/messages/ja.json"),
        Language::Arabic => include_str!("../../../../public/messages/ar.json"),
    }
}
