//! Schemas of types that cannot describe themselves: the closed lists of codes, and documents of other standards.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ArrayBuilder, ObjectBuilder, RefOr, Schema, Type},
};

use crate::error::{Code, FieldCode};

/// A JSON Web Key Set (RFC 7517 §5).
pub enum KeySet {}

/// The OpenAPI document.
pub enum OpenApiDocument {}

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

impl PartialSchema for Code {
    fn schema() -> RefOr<Schema> {
        let sent = Self::ALL
            .iter()
            .filter(|code| !matches!(code, Self::Unsent | Self::Offline | Self::ForeignAnswer));
        string()
            .enum_values(Some(sent.map(|code| code.as_str())))
            .description(Some("What went wrong, as a closed list."))
            .into()
    }
}

impl ToSchema for Code {}

impl PartialSchema for FieldCode {
    fn schema() -> RefOr<Schema> {
        string()
            .enum_values(Some(Self::ALL.iter().map(|code| code.as_str())))
            .description(Some("Why one field was refused."))
            .into()
    }
}

impl ToSchema for FieldCode {}

impl PartialSchema for KeySet {
    fn schema() -> RefOr<Schema> {
        let key = ["kty", "alg", "use", "kid"]
            .iter()
            .fold(ObjectBuilder::new(), |key, name| {
                key.property(*name, string()).required(*name)
            });
        let key = key.description(Some(
            "A public key (RFC 7517 §4). Which members follow depends on `kty`: `crv` and `x`, with `y` or without, or `n` and `e`.",
        ));
        ObjectBuilder::new()
            .property("keys", ArrayBuilder::new().items(key))
            .required("keys")
            .into()
    }
}

impl ToSchema for KeySet {}

impl PartialSchema for OpenApiDocument {
    fn schema() -> RefOr<Schema> {
        let version = string().pattern(Some(r"^3\.1\."));
        let object = || ObjectBuilder::new().schema_type(Type::Object);
        ObjectBuilder::new()
            .property("openapi", version)
            .property("info", object())
            .property("paths", object())
            .required("openapi")
            .required("info")
            .required("paths")
            .into()
    }
}

impl ToSchema for OpenApiDocument {}
