//! Every path of the foundation, once. Views link to these, the router mounts these.

/// What this is; open to all.
pub const HOME: &str = "/";
/// Sign in.
pub const LOGIN: &str = "/login";
/// Where a sign-out form posts to.
pub const LOGOUT: &str = "/logout";
/// Who am I.
pub const ACCOUNT: &str = "/account";
/// Where one is signed in.
pub const DEVICES: &str = "/account/sessions";
/// What happened to the account.
pub const ACTIVITY: &str = "/account/activity";
/// Everything below is for administrators.
pub const ADMIN: &str = "/admin";

/// Where the server functions are mounted; the macro needs the literal, so a test holds the two together.
pub const SERVER_FUNCTIONS: &str = "/api/fn";
/// The server function that begins a session, and so needs no token.
pub const SIGN_IN_FUNCTION: &str = "/api/fn/sign_in";
/// The server function that ends one, whatever has become of its token.
pub const SIGN_OUT_FUNCTION: &str = "/api/fn/sign_out";
/// Issues the first pair of tokens.
pub const TOKEN: &str = "/api/token";
/// The one refresh endpoint. The refresh cookie is sent to [`TOKEN`] and below, and so to nothing else.
pub const REFRESH: &str = "/api/token/refresh";
/// Ends a session (RFC 7009).
pub const REVOKE: &str = "/api/token/revoke";
/// Who does this access token belong to.
pub const ME: &str = "/api/me";
/// Where one is signed in, as JSON.
pub const API_SESSIONS: &str = "/api/sessions";
/// One session as JSON.
pub const API_SESSION: &str = "/api/sessions/{id}";
/// What happened to the account, as JSON.
pub const API_ACTIVITY: &str = "/api/activity";
/// Everything that the account holds.
pub const DATA: &str = "/api/data";
/// The description of all of these.
pub const OPENAPI: &str = "/api/openapi.json";
/// The process is alive.
pub const HEALTHZ: &str = "/healthz";
/// The process can serve: the database answers.
pub const READYZ: &str = "/readyz";
/// Prometheus text, on an address of its own.
pub const METRICS: &str = "/metrics";
/// Where the built files are.
pub const BUILT: &str = "/pkg/";
/// The public keys (RFC 7517 §5).
pub const JWKS: &str = "/.well-known/jwks.json";
/// Where a password manager sends a person to change the password.
pub const CHANGE_PASSWORD: &str = "/.well-known/change-password";

/// Whether only programs look there: an error is a problem, whatever is accepted.
pub fn is_for_programs(path: &str) -> bool {
    ["/api", "/.well-known"].iter().any(|room| {
        path.strip_prefix(room)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
