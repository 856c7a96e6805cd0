//! Parts of views that change, and effects, behind one type each: every closure that Leptos is given as it is brings its own
//! copy of the reactive machinery into the wasm.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

/// A part of a view that changes.
pub type Dynamic = SharedReactiveFunction<AnyView>;

/// What `view` makes of the signals that it reads, made anew when they change.
pub fn dynamic(view: impl FnMut() -> AnyView + Send + 'static) -> Dynamic {
    Arc::new(Mutex::new(view))
}

/// What `view` makes while `when` holds; nothing else makes it anew but that `when` begins to hold again.
pub fn shown_while(
    when: impl Into<Signal<bool>>,
    mut view: impl FnMut() -> AnyView + Send + 'static,
) -> Dynamic {
    let holds = changes_only(when.into());
    dynamic(move || {
        if holds.get() {
            untrack(&mut view)
        } else {
            ().into_any()
        }
    })
}

fn changes_only(signal: Signal<bool>) -> Memo<bool> {
    Memo::new(move |_| signal.get())
}

/// Runs `run` now, that is once the view is there, and whenever something changes that it reads.
pub fn effect(run: impl FnMut() + 'static) {
    boxed(Box::new(run));
}

fn boxed(run: Box<dyn FnMut()>) {
    Effect::new(run);
}
