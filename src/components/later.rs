use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use messages::key;

use super::{IntoPiece, Loading};
use crate::pages::NotFetchedPage;
use crate::parts::NotFetched;
use crate::words::live;

/// What becomes a view once its part of the app is there.
pub type LaterView = Pin<Box<dyn Future<Output = Result<AnyView, NotFetched>>>>;

/// A view from a part of the app that may have to be fetched: shows that it is awaited, and what to do when it does not
/// come. What is there already shows at once.
#[component]
pub fn Later(
    /// Asks for the view.
    load: Box<dyn Fn() -> LaterView>,
) -> impl IntoView {
    let shown = RwSignal::new_local(None::<Result<(), NotFetched>>);
    let fetched = StoredValue::new_local(None::<AnyView>);
    let take = move |result: Result<AnyView, NotFetched>| {
        let result = result.map(|view| fetched.set_value(Some(view)));
        // The page may be gone.
        let _ = shown.try_set(Some(result));
    };
    let load = StoredValue::new_local(load);
    // Whoever presses "Try again" does so outside of the page's reactive scope, in which the view has to be made.
    let owner = Owner::current().unwrap_or_default();
    let fetch = move || {
        let scoped = || load.try_with_value(|load| ScopedFuture::new(load()));
        let Some(view) = owner.with(scoped) else {
            return;
        };
        let mut view = Box::pin(view);
        match view.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => take(result),
            Poll::Pending => spawn_local(async move { take(view.await) }),
        }
    };
    fetch();
    move || match shown.get() {
        None => view! { <Loading text=live(key::COMMON_LOADING)/> }.into_piece(),
        Some(Ok(())) => fetched.try_update_value(Option::take).flatten().into_any(),
        Some(Err(NotFetched)) => {
            let fetch = fetch.clone();
            let retry = move |()| {
                shown.set(None);
                fetch();
            };
            view! { <NotFetchedPage on_retry=retry/> }.into_piece()
        }
    }
}
