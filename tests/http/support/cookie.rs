//! A cookie as a server sets it.

/// One `Set-Cookie`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    pub name: String,
    pub value: String,
    pub path: String,
    pub same_site: String,
    pub max_age: Option<i64>,
    pub http_only: bool,
    pub secure: bool,
}

impl Cookie {
    pub fn parse(line: &str) -> Self {
        let mut parts = line.split(';').map(str::trim);
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).unwrap();
        let mut cookie = Self {
            name: name.to_owned(),
            value: value.to_owned(),
            path: String::new(),
            same_site: String::new(),
            max_age: None,
            http_only: false,
            secure: false,
        };
        for part in parts {
            match part.split_once('=').unwrap_or((part, "")) {
                ("Path", path) => path.clone_into(&mut cookie.path),
                ("SameSite", same_site) => same_site.clone_into(&mut cookie.same_site),
                ("Max-Age", seconds) => cookie.max_age = Some(seconds.parse().unwrap()),
                ("HttpOnly", _) => cookie.http_only = true,
                ("Secure", _) => cookie.secure = true,
                _ => panic!("an attribute that no cookie of ours has: {line}"),
            }
        }
        cookie
    }

    /// Whether a browser sends it to `path` (RFC 6265 §5.1.4).
    pub fn goes_to(&self, path: &str) -> bool {
        path.strip_prefix(self.path.as_str()).is_some_and(|rest| {
            self.path.ends_with('/') || rest.is_empty() || rest.starts_with('/')
        })
    }
}
