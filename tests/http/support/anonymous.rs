//! Somebody whom the server does not know.

use serde_json::{Value, json};

use super::{Answer, App, Ask};

/// Sends no credentials.
#[derive(Clone, Copy)]
pub struct Anonymous<'a> {
    app: &'a App,
}

impl<'a> Anonymous<'a> {
    pub(super) fn new(app: &'a App) -> Self {
        Self { app }
    }

    pub async fn get(self, path: &str) -> Answer {
        Ask::get(path).to(self.app).await
    }

    pub async fn post(self, path: &str, body: &Value) -> Answer {
        Ask::post(path).json(body).to(self.app).await
    }

    pub async fn sign_in(self, email: &str, password: &str) -> Answer {
        self.post("/api/token", &json!({"email": email, "password": password}))
            .await
    }

    /// Presents a refresh token.
    pub async fn refresh(self, refresh_token: &str) -> Answer {
        self.post(
            "/api/token/refresh",
            &json!({"refresh_token": refresh_token}),
        )
        .await
    }
}
