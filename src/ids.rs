//! The ids of the domain, each a type of its own, so that one is never taken for another. A product declares its own with
//! `ids!`.

/// The maximum length of an id, in bytes: a UUID's.
#[cfg(feature = "ssr")]
const LONGEST: usize = 36;

/// Returns whether the text can be an id: letters, digits and hyphens of ASCII.
#[cfg(feature = "ssr")]
pub fn is_id(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Declares types of ids. The store makes them values of SQL statements (`id_column!`).
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Parses an id that came from outside. No database is asked for a text that cannot be one.
            ///
            /// # Errors
            /// `not_found`: no row has such an id.
            #[cfg(feature = "ssr")]
            pub fn parse(id: &str) -> Result<Self, $crate::error::Code> {
                if $crate::ids::is_id(id) {
                    Ok(Self(id.to_owned()))
                } else {
                    Err($crate::error::Code::NotFound)
                }
            }

            /// Returns the id as text.
            pub const fn text(&self) -> &String {
                &self.0
            }
        }

        impl $crate::json::FromJson for $name {
            fn from_json(value: &$crate::json::Value) -> Option<Self> {
                value.text().map(Self)
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )*};
}
pub(crate) use ids;

ids! {
    /// The id of a user: UUID v7, the claim `sub`.
    UserId;
    /// The id of a session: UUID v7, the claim `sid`.
    SessionId;
    /// The id of a signing key: the header `kid`.
    KeyId;
    /// The id of an event of an account: UUID v7.
    EventId;
    /// The id of a one-time code: UUID v7.
    CodeId;
    /// The id of a mail: UUID v7.
    MailId;
}
