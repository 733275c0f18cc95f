//! The check that a token goes to this very origin (scheme, host and port) and nowhere else. Pure.

/// Returns whether a browser resolves `path` to this origin, whatever page it stands on. Only what begins with one slash is certain: two make a
/// host, so does a slash with a backslash (URL standard, "special" schemes), and tabs and line ends between them are taken away first.
pub fn is_of_this_origin(path: &str) -> bool {
    let host_follows = |rest: &str| rest.starts_with(['/', '\\']);
    path.strip_prefix('/')
        .is_some_and(|rest| !host_follows(rest))
        && !path.contains(|c: char| c.is_ascii_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_this_origin() {
        for path in ["/", "/api/me", "/api/fn/add_note?x=//y", "/a\\b"] {
            assert!(is_of_this_origin(path), "{path}");
        }
    }

    #[test]
    fn everything_else_gets_no_token() {
        for path in [
            "",
            "api/me",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "https://evil.example",
        ] {
            assert!(!is_of_this_origin(path), "{path:?}");
        }
    }
}
