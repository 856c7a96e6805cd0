//! Stands in for the crate of this name, whose classes every module that links it exports, used or not: 19 KB of code, and
//! their glue.
//!
//! Leptos (`server_fn`) links it for the streams of server functions. Latchkey has no server, and so no such functions: all
//! that is needed is what `server_fn` compiles with.

use futures_util::stream::{Empty, Stream, empty};
use wasm_bindgen::JsValue;

/// A stream without anything in it.
#[derive(Debug)]
pub struct ReadableStream(());

impl ReadableStream {
    /// Forgets the browser's stream.
    #[must_use]
    pub fn from_raw(_: web_sys::ReadableStream) -> Self {
        Self(())
    }

    /// Forgets the stream.
    pub fn from_stream<S>(_: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        Self(())
    }

    /// `undefined`: a request with it has no body.
    #[must_use]
    pub const fn into_raw(self) -> JsValue {
        JsValue::UNDEFINED
    }

    /// Ends at once.
    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        empty()
    }
}
