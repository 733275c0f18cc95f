//! Values with restricted access: secrets, keys, passwords, tokens that are credentials.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretBox};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroize;

/// A value that is wiped from memory when it is dropped. `Debug` does not show it, and there is neither `Display` nor
/// `Serialize`.
pub struct Sensitive<T: Zeroize>(SecretBox<T>);

impl<T: Zeroize> Sensitive<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(SecretBox::new(Box::new(value)))
    }

    /// Returns the value, for its intended use only.
    pub fn expose(&self) -> &T {
        self.0.expose_secret()
    }
}

impl<T: Zeroize> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Zeroize + Clone> Clone for Sensitive<T> {
    fn clone(&self) -> Self {
        Self::new(self.expose().clone())
    }
}

impl<T: Zeroize + Default> Default for Sensitive<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

/// Compares in constant time: the duration does not reveal where two values of the same length differ.
impl<T: Zeroize + AsRef<[u8]>> PartialEq for Sensitive<T> {
    fn eq(&self, other: &Self) -> bool {
        let (one, other) = (self.expose().as_ref(), other.expose().as_ref());
        let differing = one
            .iter()
            .zip(other)
            .fold(0, |differing, (a, b)| differing | (a ^ b));
        one.len() == other.len() && differing == 0
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Sensitive<T> {}

impl<T: Zeroize> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<'de, T: Zeroize + Deserialize<'de>> Deserialize<'de> for Sensitive<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sensitive_value_does_not_show_itself_and_compares_as_what_it_is() {
        let one = Sensitive::new("hunter2".to_owned());
        let shown = format!(
            "{one:?} {:#?} {:?}",
            Some(&one),
            Sensitive::new(vec![77; 2])
        );
        assert!(
            !shown.contains("hunter2") && !shown.contains("77"),
            "{shown}"
        );
        assert_eq!(one, one.clone());
        for other in ["hunter3", "hunter", "hunter22", ""] {
            assert_ne!(one, other.to_owned().into());
        }
    }

    #[test]
    fn a_sensitive_value_is_wiped_when_it_is_dropped() {
        use std::sync::atomic::{AtomicBool, Ordering};

        static WIPED: AtomicBool = AtomicBool::new(false);
        struct Watched;
        impl Zeroize for Watched {
            fn zeroize(&mut self) {
                WIPED.store(true, Ordering::SeqCst);
            }
        }
        drop(Sensitive::new(Watched));
        assert!(WIPED.load(Ordering::SeqCst));
    }
}
