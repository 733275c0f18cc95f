//! Values of serde_json's parser, for the tests of what the browser reads.

use serde_json::Value as Parsed;

/// A parsed JSON value. The default is null.
#[derive(Clone, Debug, Default)]
pub struct Value(Parsed);

impl Value {
    /// Parses a text.
    pub fn parse(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok().map(Self)
    }

    /// Returns the field of this name, if this is an object that has one.
    pub fn field(&self, name: &str) -> Option<Self> {
        self.0.get(name).cloned().map(Self)
    }

    /// Returns whether this is null.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// Returns the text, if this is one.
    pub fn text(&self) -> Option<String> {
        self.0.as_str().map(str::to_owned)
    }

    /// Returns the boolean, if this is one.
    pub fn boolean(&self) -> Option<bool> {
        self.0.as_bool()
    }

    /// Returns the integer, if this is one that is not negative.
    pub fn integer(&self) -> Option<u64> {
        self.0.as_u64()
    }

    /// Returns the items, if this is an array.
    pub fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.as_array()?.iter().cloned().map(Self).collect())
    }

    /// Returns the fields by name, if this is an object.
    pub fn entries(&self) -> Option<Vec<(String, Self)>> {
        let object = self.0.as_object()?.clone();
        Some(
            object
                .into_iter()
                .map(|(name, value)| (name, Self(value)))
                .collect(),
        )
    }
}

/// Writes a JSON array of texts.
pub fn write_texts(texts: &[&str]) -> Option<String> {
    serde_json::to_string(texts).ok()
}
