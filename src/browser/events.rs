use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit};

/// Dispatches a `CustomEvent` on `window` whose `detail` has these fields.
pub fn announce(name: &str, detail: &[(&str, Option<&str>)]) {
    let object = js_sys::Object::new();
    for (field, value) in detail {
        let value = value.map_or(JsValue::NULL, JsValue::from_str);
        // A fresh plain object takes any property.
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(field), &value);
    }
    let init = CustomEventInit::new();
    init.set_detail(&object);
    if let (Some(window), Ok(event)) = (
        web_sys::window(),
        CustomEvent::new_with_event_init_dict(name, &init),
    ) {
        // What a listener throws is reported by the browser, not here.
        let _ = window.dispatch_event(&event);
    }
}
