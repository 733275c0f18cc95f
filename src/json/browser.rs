//! Values of the browser's JSON parser.

use js_sys::{Array, JSON, Number, Object, Reflect};
use leptos::wasm_bindgen::{JsCast, JsValue};

/// A parsed JSON value. The default is null.
#[derive(Clone, Debug)]
pub struct Value(JsValue);

impl Default for Value {
    fn default() -> Self {
        Self(JsValue::NULL)
    }
}

impl Value {
    /// Parses a text.
    pub fn parse(json: &str) -> Option<Self> {
        JSON::parse(json).ok().map(Self)
    }

    /// Returns the field of this name, if this is an object that has one.
    pub fn field(&self, name: &str) -> Option<Self> {
        let field = Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
        (!field.is_undefined()).then_some(Self(field))
    }

    /// Returns whether this is null.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// Returns the text, if this is one.
    pub fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    /// Returns the boolean, if this is one.
    pub fn boolean(&self) -> Option<bool> {
        self.0.as_bool()
    }

    /// Returns the integer, if this is one that is not negative and exact.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is a safe integer, and not negative"
    )]
    pub fn integer(&self) -> Option<u64> {
        let number = self.0.as_f64()?;
        (Number::is_safe_integer(&self.0) && number >= 0.0).then_some(number as u64)
    }

    /// Returns the items, if this is an array.
    pub fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.dyn_ref::<Array>()?.iter().map(Self).collect())
    }

    /// Returns the fields by name, if this is an object.
    pub fn entries(&self) -> Option<Vec<(String, Self)>> {
        let object = self.0.dyn_ref::<Object>()?;
        Object::keys(object)
            .iter()
            .map(|name| Some((name.as_string()?, Self(Reflect::get(object, &name).ok()?))))
            .collect()
    }
}

/// Writes a JSON array of texts.
pub fn write_texts(texts: &[&str]) -> Option<String> {
    let array: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
    JSON::stringify(&array).ok().map(String::from)
}
