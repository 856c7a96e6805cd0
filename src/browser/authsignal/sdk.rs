//! The part of `@authsignal/browser` 1.16 that we use, as its `dist/*.d.ts` declares it.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `window`, with the global that `dist/index.min.js` defines.
    pub(super) type SdkWindow;

    #[wasm_bindgen(method, getter, structural, js_name = authsignal)]
    pub(super) fn module(this: &SdkWindow) -> Option<SdkModule>;

    /// The SDK's exports.
    pub(super) type SdkModule;

    #[wasm_bindgen(method, getter, structural, js_name = Authsignal)]
    pub(super) fn class(this: &SdkModule) -> js_sys::Function;

    /// `Authsignal`.
    #[derive(Clone)]
    pub(super) type Authsignal;

    /// `launch(url, options)`; throws when another popup is open.
    #[wasm_bindgen(method, structural, catch)]
    pub(super) fn launch(
        this: &Authsignal,
        url: &str,
        options: &LaunchOptions,
    ) -> Result<js_sys::Promise, JsValue>;

    /// `AuthsignalOptions`.
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(super) type ClientOptions;

    #[wasm_bindgen(method, setter, structural, js_name = tenantId)]
    pub(super) fn set_tenant_id(this: &ClientOptions, id: &str);

    #[wasm_bindgen(method, setter, structural, js_name = baseUrl)]
    pub(super) fn set_base_url(this: &ClientOptions, url: &str);

    /// `LaunchOptions`.
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(super) type LaunchOptions;

    #[wasm_bindgen(method, setter, structural)]
    pub(super) fn set_mode(this: &LaunchOptions, mode: &str);

    #[wasm_bindgen(method, setter, structural, js_name = onError)]
    pub(super) fn set_on_error(this: &LaunchOptions, callback: &Closure<dyn FnMut(ApiError)>);

    /// What `onError` is called with.
    pub(super) type ApiError;

    #[wasm_bindgen(method, getter, structural, js_name = errorCode)]
    pub(super) fn error_code(this: &ApiError) -> Option<String>;

    /// `TokenPayload`: what `launch` resolves to.
    pub(super) type TokenPayload;

    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn token(this: &TokenPayload) -> Option<String>;
}

impl Authsignal {
    /// `new Authsignal({tenantId, baseUrl})`.
    pub(super) fn new(
        module: &SdkModule,
        tenant_id: &str,
        base_url: &str,
    ) -> Result<Self, JsValue> {
        let options: ClientOptions = js_sys::Object::new().unchecked_into();
        options.set_tenant_id(tenant_id);
        options.set_base_url(base_url);
        js_sys::Reflect::construct(&module.class(), &js_sys::Array::of1(&options))
            .map(JsCast::unchecked_into)
    }
}

impl LaunchOptions {
    /// `{mode}`.
    pub(super) fn new(mode: &str) -> Self {
        let options: Self = js_sys::Object::new().unchecked_into();
        options.set_mode(mode);
        options
    }
}
