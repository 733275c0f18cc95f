//! What the layers determined about a request, read in one way: as a handler's argument or from the extensions.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::{Extensions, request::Parts};

use crate::{rules::identity::Identity, services::ClientInfo, text::Locale};

/// The facts of a request. Each has a default in case no layer stored it.
pub trait Facts {
    /// Returns the identity of the sender.
    fn identity(&self) -> Identity;
    /// Returns the client that sent it.
    fn client(&self) -> ClientInfo;
    /// Returns the language of the response.
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
