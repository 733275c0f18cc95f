//! A browser: a cookie jar, and the headers that only browsers send.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Answer, App, Ask, Cookie, ORIGIN};

const DOCUMENT: [(&str, &str); 4] = [
    (
        "accept",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
    (
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    ),
];

/// A browser.
#[derive(Clone)]
pub struct Browser<'a> {
    app: &'a App,
    jar: BTreeMap<String, Cookie>,
}

impl<'a> Browser<'a> {
    pub(super) fn new(app: &'a App) -> Self {
        Self {
            app,
            jar: BTreeMap::new(),
        }
    }

    /// Is served by another instance from now on.
    pub fn moves_to(&mut self, app: &'a App) {
        self.app = app;
    }

    /// Opens a document as if its address had been typed; follows no redirect.
    pub async fn visit(&mut self, path: &str) -> Answer {
        let ask = Ask::get(path)
            .headers(&DOCUMENT)
            .header("sec-fetch-site", "none");
        self.send(path, ask).await
    }

    /// Opens a document by a link on another site; follows no redirect.
    pub async fn follow_link(&mut self, path: &str) -> Answer {
        let ask = Ask::get(path)
            .headers(&DOCUMENT)
            .header("sec-fetch-site", "cross-site");
        self.send(path, ask).await
    }

    /// Opens a document and goes where it leads.
    pub async fn open(&mut self, path: &str) -> Answer {
        let answer = self.visit(path).await;
        self.follow(answer, None).await
    }

    /// Posts a form of one of our pages, as a browser without script does; follows no redirect.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let ask = Ask::post(path)
            .headers(&DOCUMENT)
            .headers(&[("sec-fetch-site", "same-origin"), ("origin", ORIGIN)])
            .form(fields);
        self.send(path, ask).await
    }

    /// Posts a form and goes where it leads; a 307 takes the form along.
    pub async fn submit_and_follow(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.submit(path, fields).await;
        self.follow(answer, Some(fields)).await
    }

    /// What the interceptor sends for a page's script: the claims cookie as a bearer token, the proof in its cookie.
    pub async fn fetch(&mut self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let ask = self.with_claims(Ask::new(method, path));
        let ask = if let Some(body) = body {
            ask.json(body)
        } else {
            ask
        };
        self.send(path, ask).await
    }

    /// Calls a server function.
    pub async fn call(&mut self, function: &str, fields: &[(&str, &str)]) -> Answer {
        let path = format!("/api/fn/{function}");
        let ask = self
            .with_claims(Ask::post(&path))
            .header("accept", "application/json")
            .form(fields);
        self.send(&path, ask).await
    }

    /// What the interceptor sends to refresh: nothing but the cookie.
    pub async fn refresh(&mut self) -> Answer {
        self.send_by_itself("/api/token/refresh", &[]).await
    }

    /// What the browser itself sends, without any page: with headers of this request alone.
    pub async fn send_by_itself(&mut self, path: &str, headers: &[(&'static str, &str)]) -> Answer {
        let ask = Ask::post(path)
            .headers(&[("sec-fetch-site", "same-origin"), ("origin", ORIGIN)])
            .headers(headers);
        self.send(path, ask).await
    }

    /// The `Cookie` header for a request to `path`.
    pub fn cookies_for(&self, path: &str) -> String {
        let path = path.split('?').next().unwrap();
        let pairs: Vec<String> = self
            .jar
            .values()
            .filter(|cookie| cookie.goes_to(path))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        pairs.join("; ")
    }

    /// A cookie's value, by its name without a prefix; empty where there is none.
    pub fn cookie(&self, name: &str) -> &str {
        self.jar
            .values()
            .find(|cookie| cookie.name.ends_with(name))
            .map_or("", |cookie| &cookie.value)
    }

    /// Puts another value into a cookie that is there.
    pub fn tamper(&mut self, name: &str, value: &str) {
        value.clone_into(&mut self.jar.get_mut(name).unwrap().value);
    }

    pub fn forget(&mut self, name: &str) {
        self.jar.remove(name).unwrap();
    }

    /// No cookie of a session: those of the device and of the session that was left stay.
    pub fn has_no_cookies(&self) -> bool {
        self.jar
            .keys()
            .all(|name| name.ends_with("lk_device") || name.ends_with("lk_signed_out"))
    }

    fn with_claims(&self, ask: Ask) -> Ask {
        let ask = ask.headers(&[
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-mode", "cors"),
            ("origin", ORIGIN),
        ]);
        let claims = self.cookie("lk_claims");
        if claims.is_empty() {
            ask
        } else {
            ask.bearer(claims)
        }
    }

    async fn follow(&mut self, mut answer: Answer, fields: Option<&[(&str, &str)]>) -> Answer {
        for _ in 0..10 {
            let to = answer.header("location").to_owned();
            answer = match (answer.status.as_u16(), fields) {
                (303, _) => self.visit(&to).await,
                (307, Some(fields)) => self.submit(&to, fields).await,
                _ => return answer,
            };
        }
        panic!("ten redirects and no end: {answer:?}");
    }

    async fn send(&mut self, path: &str, ask: Ask) -> Answer {
        let answer = ask.cookies(&self.cookies_for(path)).to(self.app).await;
        for cookie in answer.cookies() {
            match cookie.max_age {
                Some(0) => drop(self.jar.remove(&cookie.name)),
                _ => drop(self.jar.insert(cookie.name.clone(), cookie)),
            }
        }
        answer
    }
}
