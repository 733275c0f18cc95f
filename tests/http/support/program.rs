//! A script or a phone app: holds both tokens.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use super::{Answer, App, Ask};

/// A program that has signed in.
#[derive(Clone)]
pub struct Program<'a> {
    app: &'a App,
    pub access: String,
    pub refresh: String,
}

impl<'a> Program<'a> {
    pub async fn sign_in(app: &'a App, email: &str, password: &str) -> Self {
        let mut program = Self {
            app,
            access: String::new(),
            refresh: String::new(),
        };
        program.adopt(app.anonymous().sign_in(email, password).await.is(200));
        program
    }

    pub async fn get(&self, path: &str) -> Answer {
        Ask::get(path).bearer(&self.access).to(self.app).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Ask::post(path)
            .bearer(&self.access)
            .json(body)
            .to(self.app)
            .await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Ask::delete(path).bearer(&self.access).to(self.app).await
    }

    /// Refreshes, and keeps what comes back.
    pub async fn refresh(&mut self) -> Answer {
        let answer = self.app.anonymous().refresh(&self.refresh).await;
        if answer.status == 200 {
            self.adopt(&answer);
        }
        answer
    }

    /// A claim of the access token.
    pub fn claim(&self, name: &str) -> Value {
        decoded(self.access.split('.').nth(1).unwrap())[name].clone()
    }

    /// A member of the access token's header.
    pub fn head(&self, name: &str) -> Value {
        decoded(self.access.split('.').next().unwrap())[name].clone()
    }

    pub fn session_id(&self) -> String {
        self.claim("sid").as_str().unwrap().to_owned()
    }

    /// Keeps the tokens of an answer.
    pub fn adopt(&mut self, answer: &Answer) {
        let tokens = answer.json();
        let token = |name: &str| {
            tokens[name]
                .as_str()
                .unwrap_or_else(|| panic!("no {name}: {tokens}"))
                .to_owned()
        };
        (self.access, self.refresh) = (token("access_token"), token("refresh_token"));
    }
}

/// A part of a JWT.
pub fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// A refresh token whose last byte, a part of its MAC, is another.
pub fn altered(refresh_token: &str) -> String {
    let (prefix, encoded) = refresh_token.split_at(4);
    let mut bytes = URL_SAFE_NO_PAD.decode(encoded).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))
}
