//! JSON between server and browser. The server writes it with serde. The browser, which has a JSON parser of its own,
//! reads it through [`FromJson`]: a second parser would have to be downloaded, a visitor for each type with it.
//!
//! A type that the browser receives implements both `Serialize` and [`FromJson`] (`from_json!`). A test holds each
//! implementation to what serde writes.

use std::{collections::BTreeMap, fmt};

use bytes::Bytes;
use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use server_fn::{ContentType, Decodes, Encodes, Format, FormatType, codec::Post};

#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "hydrate")]
#[path = "browser.rs"]
mod value;
#[cfg(not(feature = "hydrate"))]
#[path = "server.rs"]
mod value;

#[cfg(all(test, feature = "ssr"))]
pub use tests::holds;
pub use value::{Value, write_texts};

/// The codec for JSON in a document.
///
/// There it stands as a script's string in double quotes, in which each double quote is escaped: written by the framework, one by one.
/// JSON has hardly anything else, so the two kinds of quotes change places meanwhile.
pub struct Json;

/// The codec for the answer of a server function: see `AuthProtocol` of the interceptor.
pub type JsonAnswer = Post<Json>;

/// A type that the browser reads from JSON.
pub trait FromJson: Sized {
    /// Reads the value. `None` if it is not of this type.
    fn from_json(value: &Value) -> Option<Self>;
}

/// Reads a JSON text.
pub fn read<T: FromJson>(json: &str) -> Option<T> {
    Value::parse(json).as_ref().and_then(T::from_json)
}

/// Reads a JSON text that comes as bytes.
pub fn read_bytes<T: FromJson>(json: &[u8]) -> Option<T> {
    std::str::from_utf8(json).ok().and_then(read)
}

/// Implements [`FromJson`] for a struct, field by field. The names are those that serde writes.
#[macro_export]
macro_rules! from_json {
    ($($type:ident { $($field:ident),+ $(,)? })+) => {$(
        impl $crate::json::FromJson for $type {
            fn from_json(value: &$crate::json::Value) -> Option<Self> {
                Some(Self { $($field: value.read(stringify!($field))?,)+ })
            }
        }
    )+};
}
pub(crate) use from_json;

/// The JSON is not of the expected type.
#[derive(Clone, Copy, Debug)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("unexpected JSON")
    }
}

impl std::error::Error for Unreadable {}

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, serde_json::Error> {
        serde_json::to_string(value).map(with_quotes_swapped)
    }
}

impl<T: FromJson> Decoder<T> for Json {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(json: &str) -> Result<T, Unreadable> {
        read(&with_quotes_swapped(json.to_owned())).ok_or(Unreadable)
    }
}

fn with_quotes_swapped(json: String) -> String {
    let mut bytes = json.into_bytes();
    for byte in &mut bytes {
        *byte = match *byte {
            b'"' => b'\'',
            b'\'' => b'"',
            other => other,
        };
    }
    // ASCII for ASCII: it is UTF-8 as before.
    String::from_utf8(bytes).unwrap_or_default()
}

impl ContentType for Json {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Json {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Json {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, serde_json::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: FromJson> Decodes<T> for Json {
    type Error = Unreadable;

    fn decode(bytes: Bytes) -> Result<T, Unreadable> {
        read_bytes(&bytes).ok_or(Unreadable)
    }
}

impl Value {
    /// Reads a field. One that is absent reads like one that is null.
    pub fn read<T: FromJson>(&self, name: &str) -> Option<T> {
        T::from_json(&self.field(name).unwrap_or_default())
    }
}

impl FromJson for () {
    fn from_json(value: &Value) -> Option<Self> {
        value.is_null().then_some(())
    }
}

impl FromJson for bool {
    fn from_json(value: &Value) -> Option<Self> {
        value.boolean()
    }
}

impl FromJson for u32 {
    fn from_json(value: &Value) -> Option<Self> {
        value.integer()?.try_into().ok()
    }
}

/// Exact up to 2⁵³, as numbers of the browser are.
impl FromJson for u64 {
    fn from_json(value: &Value) -> Option<Self> {
        value.integer()
    }
}

impl FromJson for String {
    fn from_json(value: &Value) -> Option<Self> {
        value.text()
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &Value) -> Option<Self> {
        if value.is_null() {
            Some(None)
        } else {
            T::from_json(value).map(Some)
        }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value) -> Option<Self> {
        value.items()?.iter().map(T::from_json).collect()
    }
}

impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn from_json(value: &Value) -> Option<Self> {
        match value.items()?.as_slice() {
            [a, b] => Some((A::from_json(a)?, B::from_json(b)?)),
            _ => None,
        }
    }
}

/// An absent map is an empty one.
impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn from_json(value: &Value) -> Option<Self> {
        let mut map = Self::new();
        if !value.is_null() {
            // Collecting would sort first, and the browser would have to download how.
            for (name, value) in value.entries()? {
                map.insert(name, T::from_json(&value)?);
            }
        }
        Some(map)
    }
}

impl<T: FromJson, E: FromJson> FromJson for Result<T, E> {
    fn from_json(value: &Value) -> Option<Self> {
        match value.field("Ok") {
            Some(ok) => T::from_json(&ok).map(Ok),
            None => E::from_json(&value.field("Err")?).map(Err),
        }
    }
}
