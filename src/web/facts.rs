//! What the layers have found out about a request, and the one way to it: as an argument of a handler, or from its extensions.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::{Extensions, request::Parts};

use crate::{rules::identity::Identity, services::ClientInfo, text::Locale};

/// The facts of a request, with a default where a layer has left none.
pub trait Facts {
    /// Returns who sent it.
    fn identity(&self) -> Identity;
    /// Returns where it came from.
    fn client(&self) -> ClientInfo;
    /// Returns the language of the answer.
    fn locale(&self) -> Locale;
}

impl Facts for Extensions {
    fn identity(&self) -> Identity {
        self.get().cloned().unwrap_or_default()
    }

    fn client(&self) -> ClientInfo {
        self.get().cloned().unwrap_or_default()
    }

    fn locale(&self) -> Locale {
        self.get().copied().unwrap_or_default()
    }
}

macro_rules! extracted {
    ($($fact:ty: $read:ident;)*) => {$(
        impl<S: Sync> FromRequestParts<S> for $fact {
            type Rejection = Infallible;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
                Ok(parts.extensions.$read())
            }
        }
    )*};
}

extracted! {
    Identity: identity;
    ClientInfo: client;
    Locale: locale;
}
