//! Validated input: a value of one of these types has been checked. Forms, JSON bodies, the command line and the
//! browser use the same rules.

use serde::{Deserialize, Serialize, Serializer};

use crate::{error::FieldCode, paths, sensitive::Sensitive};

/// The maximum length of an email address, in bytes (RFC 5321 §4.5.3.1.3 less the angle brackets).
const EMAIL_MAX: usize = 254;
/// The maximum length of a password, in bytes: far above real passwords (ASVS 6.2.9), low enough to hash safely.
const PASSWORD_MAX: usize = 1024;
/// The maximum length of a new password, in characters. Older ones may be longer.
pub const NEW_PASSWORD_MAX: usize = 128;
/// The maximum length of a name, in characters.
const NAME_MAX: usize = 100;
/// The maximum length of an idempotency key, in bytes.
const IDEMPOTENCY_KEY_MAX: usize = 128;

/// An email address in the form used to look up accounts: trimmed, lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Email(String);

impl Email {
    /// Parses and normalises an email address.
    ///
    /// # Errors
    /// [`FieldCode::Required`], [`FieldCode::TooLong`], [`FieldCode::InvalidCharacter`] or [`FieldCode::InvalidEmail`].
    pub fn parse(raw: &str) -> Result<Self, FieldCode> {
        let address = bounded(raw.trim(), EMAIL_MAX, str::len)?.to_lowercase();
        let well_formed = address.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.is_empty()
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !address.chars().any(|c| c.is_whitespace() || c.is_control())
        });
        if well_formed {
            Ok(Self(address))
        } else {
            Err(FieldCode::InvalidEmail)
        }
    }

    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A password, exactly as typed (ASVS 6.2.8).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Password(Sensitive<String>);

impl Password {
    /// Wraps the typed password without checking it.
    pub fn new(raw: String) -> Self {
        Self(raw.into())
    }

    /// Checks the length of the password.
    ///
    /// # Errors
    /// [`FieldCode::Required`] or [`FieldCode::TooLong`].
    pub fn check(&self) -> Result<(), FieldCode> {
        match self.expose().len() {
            0 => Err(FieldCode::Required),
            1..=PASSWORD_MAX => Ok(()),
            _ => Err(FieldCode::TooLong),
        }
    }

    /// Returns the bytes to hash. No other use is allowed.
    pub fn expose(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

/// Used by the browser to send the password; the server sends none.
impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

/// A user's name, trimmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Name(String);

impl Name {
    /// Parses and trims a name.
    ///
    /// # Errors
    /// [`FieldCode::Required`], [`FieldCode::TooLong`] or [`FieldCode::InvalidCharacter`].
    pub fn parse(raw: &str) -> Result<Self, FieldCode> {
        bounded(raw.trim(), NAME_MAX, |s| s.chars().count()).map(|s| Self(s.to_owned()))
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The idempotency key of a request: a retry under the same key counts as the same request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Parses a key of ASCII letters, digits and `-_.:`.
    ///
    /// # Errors
    /// [`FieldCode::Required`], [`FieldCode::TooLong`] or [`FieldCode::InvalidCharacter`].
    pub fn parse(raw: &str) -> Result<Self, FieldCode> {
        let key = bounded(raw, IDEMPOTENCY_KEY_MAX, str::len)?;
        let is_plain = key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
        if is_plain {
            Ok(Self(key.to_owned()))
        } else {
            Err(FieldCode::InvalidCharacter)
        }
    }

    /// Returns the key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A path of this origin to go to after signing in or refreshing, with its dot segments resolved. Everything else is
/// rejected: `//host`, `/\host`, what resolves to one of them, `scheme:`, control characters, and the paths that would
/// only lead back here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafeNext(String);

impl SafeNext {
    /// Parses and resolves `raw`. Returns `None` if it is not a path of this origin.
    pub fn parse(raw: &str) -> Option<Self> {
        let mut chars = raw.chars();
        let rooted = chars.next() == Some('/') && !matches!(chars.next(), Some('/' | '\\'));
        let plain = raw.len() <= 2048 && raw.chars().all(|c| c.is_ascii_graphic() && c != '\\');
        if !rooted || !plain {
            return None;
        }
        let (path, rest) = raw.split_at(raw.find(['?', '#']).unwrap_or(raw.len()));
        let path = resolved(path);
        let page = path.trim_end_matches('/');
        let returns_here =
            page == paths::LOGIN || page == paths::LOGOUT || path.starts_with("/api/");
        (!path.starts_with("//") && !returns_here).then(|| Self(path + rest))
    }

    /// Returns path, query and fragment.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `base?next=…` with this path percent-encoded.
    pub fn append_to(&self, base: &str) -> String {
        format!("{base}?next={}", percent_encoded(&self.0))
    }
}

/// Returns `text` as the value of a parameter in a query (RFC 3986 §2.1), slashes aside.
pub fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(byte.into())
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Resolves the dot segments of an absolute path as browsers do (WHATWG URL, path state).
fn resolved(path: &str) -> String {
    let mut kept = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let dots = match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "." => 1,
            ".." => 2,
            _ => 0,
        };
        if dots == 2 {
            kept.pop();
        }
        if dots == 0 {
            kept.push(segment);
        } else if segments.peek().is_none() {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

/// Returns `text` if it is not empty, no longer than `max` as measured by `length`, and without U+0000, which
/// PostgreSQL rejects.
///
/// # Errors
/// [`FieldCode::Required`], [`FieldCode::TooLong`] or [`FieldCode::InvalidCharacter`].
pub fn bounded(text: &str, max: usize, length: fn(&str) -> usize) -> Result<&str, FieldCode> {
    if text.is_empty() {
        Err(FieldCode::Required)
    } else if length(text) > max {
        Err(FieldCode::TooLong)
    } else if text.contains('\0') {
        Err(FieldCode::InvalidCharacter)
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_trimmed_and_lowered() {
        assert_eq!(
            Email::parse(" Demo@Latchkey.Test ")
                .as_ref()
                .map(Email::as_str),
            Ok("demo@latchkey.test")
        );
    }

    #[test]
    fn what_is_no_email_says_why() {
        assert_eq!(Email::parse("  "), Err(FieldCode::Required));
        for wrong in ["demo", "@x.y", "a@", "a b@c.d", "a@b@c", "a@.c", "a@c."] {
            assert_eq!(Email::parse(wrong), Err(FieldCode::InvalidEmail), "{wrong}");
        }
        assert_eq!(
            Email::parse(&format!("{}@b.c", "a".repeat(254))),
            Err(FieldCode::TooLong)
        );
        assert_eq!(Email::parse("a\0@b.c"), Err(FieldCode::InvalidCharacter));
    }

    #[test]
    fn a_password_does_not_show_itself() {
        let password = Password::new("hunter2".into());
        assert!(!format!("{password:?} {password:#?}").contains("hunter2"));
    }

    #[test]
    fn an_idempotency_key_is_short_and_plain() {
        let longest = "k".repeat(128);
        for good in ["0199-ab_c.d:e", "1", &longest] {
            assert_eq!(
                IdempotencyKey::parse(good)
                    .as_ref()
                    .map(IdempotencyKey::as_str),
                Ok(good)
            );
        }
        assert_eq!(IdempotencyKey::parse(""), Err(FieldCode::Required));
        assert_eq!(
            IdempotencyKey::parse(&"k".repeat(129)),
            Err(FieldCode::TooLong)
        );
        for bad in ["a b", "a,b", "가", "a\0", "a\"", "a/b"] {
            assert_eq!(
                IdempotencyKey::parse(bad),
                Err(FieldCode::InvalidCharacter),
                "{bad}"
            );
        }
    }

    #[test]
    fn next_stays_on_this_origin() {
        for good in ["/", "/notes", "/notes?a=1&b=%2F", "/account#top"] {
            assert_eq!(
                SafeNext::parse(good).as_ref().map(SafeNext::as_str),
                Some(good)
            );
        }
        for bad in [
            "",
            "notes",
            "//evil",
            "/\\evil",
            "https://evil",
            "/a\nb",
            "/a b",
            "/\t/evil",
            "/login?next=/x",
            "/api/token",
            "/가",
        ] {
            assert_eq!(SafeNext::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn next_is_judged_by_where_it_resolves_to() {
        for (raw, resolved) in [
            ("/a/../notes?x=/../y#/./z", "/notes?x=/../y#/./z"),
            ("/%2E./notes/.", "/notes/"),
            ("/a//b", "/a//b"),
            // Only the scheme `file` has drives.
            ("/a/z:/../b", "/a/b"),
        ] {
            assert_eq!(
                SafeNext::parse(raw).as_ref().map(SafeNext::as_str),
                Some(resolved),
                "{raw}"
            );
        }
        for bad in [
            "/..//x",
            "/.//x",
            "/%2e%2e//x",
            "/%2E//x",
            "/a/..//x",
            "/a/.%2e//x",
            "/..//",
            "/a/../login",
            "/x/../api/me",
            "/login/",
        ] {
            assert_eq!(SafeNext::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn next_is_encoded_whole() {
        let next = SafeNext::parse("/notes?a=1&b=%2F").map(|next| next.append_to(paths::LOGIN));
        assert_eq!(
            next.as_deref(),
            Some("/login?next=/notes%3Fa%3D1%26b%3D%252F")
        );
    }
}
