//! The texts in the language that the page is in.
//!
//! Whoever reads one within a reactive function reads it anew when another language is chosen. So a switch changes texts and
//! nothing else: what was typed, what is under way and where the focus is stay as they are.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use messages::{Catalog, Language, Message, Split};

thread_local! {
    static CURRENT: Cell<Option<&'static Catalog>> = const { Cell::new(None) };
    static CHANGED: ArcTrigger = ArcTrigger::new();
    /// Those that were loaded: a language's texts live as long as the page.
    static LOADED: RefCell<Vec<&'static Catalog>> = const { RefCell::new(Vec::new()) };
}

/// Shows the page in the language of `catalog` from now on.
pub fn speak(catalog: &'static Catalog) {
    LOADED.with_borrow_mut(|loaded| {
        if !loaded.iter().any(|it| it.language() == catalog.language()) {
            loaded.push(catalog);
        }
    });
    CURRENT.set(Some(catalog));
    CHANGED.with(ArcTrigger::notify);
}

/// The texts of a language, if they were loaded before.
#[must_use]
pub fn loaded(language: Language) -> Option<&'static Catalog> {
    LOADED.with_borrow(|loaded| {
        let mut loaded = loaded.iter();
        loaded.find(|it| it.language() == language).copied()
    })
}

/// Has the reactive function that calls it run anew when another language is chosen: for what the browser writes, as dates.
pub fn follow() {
    CHANGED.with(ArcTrigger::track);
}

/// The texts that the page is in; none before any were loaded.
#[must_use]
pub fn catalog() -> Option<&'static Catalog> {
    follow();
    CURRENT.get()
}

/// The language that the page is in.
#[must_use]
pub fn language() -> Language {
    catalog().map(Catalog::language).unwrap_or_default()
}

/// Runs `effect` now and whenever something changes that it reads. It is told whether that was only another language: who
/// moves the focus does not do it then.
pub fn on_change(effect: impl FnMut(bool) + 'static) {
    on_change_boxed(Box::new(effect));
}

fn on_change_boxed(mut effect: Box<dyn FnMut(bool)>) {
    Effect::new(move |before: Option<Language>| {
        let language = language();
        effect(before.is_some_and(|before| before != language));
        language
    });
}

/// The language that the page is in, for those who are not told when it changes.
#[must_use]
pub fn language_now() -> Language {
    CURRENT.get().map(Catalog::language).unwrap_or_default()
}

/// A text in the language that the page is in.
#[must_use]
pub fn text(message: Message) -> &'static str {
    catalog().map_or("", |catalog| catalog.text(message))
}

/// The same for those who are not told when it changes.
#[must_use]
pub fn now(message: Message) -> &'static str {
    CURRENT.get().map_or("", |catalog| catalog.text(message))
}

/// A text that follows the language: what stands in a view as it is.
#[must_use]
pub fn live(message: Message) -> Signal<&'static str> {
    Signal::derive(move || text(message))
}

/// What stands before an argument that is more than text, and behind it.
#[must_use]
pub fn around(split: Split) -> [Signal<&'static str>; 2] {
    [0, 1].map(|side: usize| {
        Signal::derive(move || {
            let sides = catalog().map(|catalog| catalog.around(split));
            sides
                .and_then(|sides| sides.get(side).copied())
                .unwrap_or_default()
        })
    })
}

/// A text with its arguments filled in.
pub fn filled(fill: impl FnOnce(&Catalog) -> String) -> String {
    catalog().map(fill).unwrap_or_default()
}
