//! Every path of the foundation, declared once. Views link to these paths, and the router mounts them.

/// The start page, which is public.
pub const HOME: &str = "/";
/// The sign-in page.
pub const LOGIN: &str = "/login";
/// The page that creates an account.
pub const SIGN_UP: &str = "/signup";
/// The page that proves the address of a new account.
pub const VERIFY: &str = "/verify";
/// The page for a forgotten password.
pub const FORGOT: &str = "/forgot";
/// The page that sets another password with a code.
pub const RESET: &str = "/reset";
/// The page to which a notice leads who did not do what it tells.
pub const NOT_ME: &str = "/not-me";
/// The target of sign-out forms.
pub const LOGOUT: &str = "/logout";
/// The profile of the user.
pub const ACCOUNT: &str = "/account";
/// The password and the address of the user, and the end of the account.
pub const SECURITY: &str = "/account/security";
/// The devices of the user.
pub const DEVICES: &str = "/account/sessions";
/// The audit log of the account.
pub const ACTIVITY: &str = "/account/activity";
/// The prefix of the pages for administrators.
pub const ADMIN: &str = "/admin";

/// The accounts, for administrators.
pub const USERS_PAGE: &str = "/admin/users";
/// The mail of a development server.
pub const MAILBOX: &str = "/dev/mailbox";
/// The same, as JSON.
pub const MAILBOX_JSON: &str = "/dev/mailbox.json";
/// The HTML of one mail.
pub const MAILBOX_HTML: &str = "/dev/mailbox/{id}";
/// What happens to the sessions of a development server.
pub const TIMELINE: &str = "/dev/sessions";
/// The same, as JSON.
pub const TIMELINE_JSON: &str = "/dev/sessions.json";
/// Breaks something there.
pub const TIMELINE_ACT: &str = "/dev/sessions/{act}";
/// The scripts and the style of that page.
pub const TIMELINE_FILE: &str = "/dev/timeline/{file}";
/// The script of the strip, which every page of a development server loads.
pub const STRIP: &str = "/dev/timeline/strip.js";
/// Every part of the interface, on a development server.
pub const PARTS: &str = "/dev/parts";

/// The prefix of the server functions. The macro needs the literal; a test keeps the two equal.
pub const SERVER_FUNCTIONS: &str = "/api/fn";
/// The server function that starts a session, and therefore needs no token.
pub const SIGN_IN_FUNCTION: &str = "/api/fn/sign_in";
/// The server function that proves the address of a new account and starts its first session.
pub const VERIFY_FUNCTION: &str = "/api/fn/verify_email";
/// The server function that sets another password with a code and starts a session.
pub const RESET_FUNCTION: &str = "/api/fn/reset_password";
/// The server function that ends a session, whatever the state of its token.
pub const SIGN_OUT_FUNCTION: &str = "/api/fn/sign_out";
/// Issues the first pair of tokens.
pub const TOKEN: &str = "/api/token";
/// The one refresh endpoint. The refresh cookie is sent only to [`TOKEN`] and the paths below it.
pub const REFRESH: &str = "/api/token/refresh";
/// Answers a browser that proves to hold the key of its session.
pub const BOUND: &str = "/api/token/bound";
/// Binds a session to the key of its browser.
pub const BOUND_START: &str = "/api/token/bound/start";
/// Revokes a session (RFC 7009).
pub const REVOKE: &str = "/api/token/revoke";
/// Returns the user of the access token.
pub const ME: &str = "/api/me";
/// Creates an account.
pub const USERS: &str = "/api/users";
/// Proves the address of a new account.
pub const API_VERIFY: &str = "/api/users/verify";
/// Proves that the person of the session is the account's owner.
pub const PROOF: &str = "/api/proof";
/// Sets another password.
pub const API_PASSWORD: &str = "/api/password";
/// Sends a code to another address.
pub const API_EMAIL: &str = "/api/email";
/// Sends a code to who has forgotten the password.
pub const API_FORGOT: &str = "/api/password/forgot";
/// Sets another password with a code.
pub const API_RESET: &str = "/api/password/reset";
/// The accounts, as JSON, for administrators.
pub const API_ADMIN_USERS: &str = "/api/admin/users";
/// Disables an account.
pub const API_ADMIN_DISABLE: &str = "/api/admin/users/{id}/disable";
/// Enables an account.
pub const API_ADMIN_ENABLE: &str = "/api/admin/users/{id}/enable";
/// Ends all sessions of an account.
pub const API_ADMIN_END_SESSIONS: &str = "/api/admin/users/{id}/end-sessions";
/// Changes the role of an account.
pub const API_ADMIN_ROLE: &str = "/api/admin/users/{id}/role";
/// Sends the owner of an account a code to set another password.
pub const API_ADMIN_RESET: &str = "/api/admin/users/{id}/reset";
/// Invites somebody.
pub const API_ADMIN_INVITATIONS: &str = "/api/admin/invitations";
/// Lists the user's sessions, as JSON.
pub const API_SESSIONS: &str = "/api/sessions";
/// One session, as JSON.
pub const API_SESSION: &str = "/api/sessions/{id}";
/// The audit log of the account, as JSON.
pub const API_ACTIVITY: &str = "/api/activity";
/// Exports all data of the account.
pub const DATA: &str = "/api/data";
/// The OpenAPI description of the API.
pub const OPENAPI: &str = "/api/openapi.json";
/// Liveness: the process runs.
pub const HEALTHZ: &str = "/healthz";
/// Readiness: the process can serve, and the database answers.
pub const READYZ: &str = "/readyz";
/// Metrics in the Prometheus text format, on an address of their own.
pub const METRICS: &str = "/metrics";
/// The prefix of the built assets.
pub const BUILT: &str = "/pkg/";
/// The public keys (RFC 7517 §5).
pub const JWKS: &str = "/.well-known/jwks.json";
/// The address to which a password manager sends a user to change the password.
pub const CHANGE_PASSWORD: &str = "/.well-known/change-password";

/// Returns whether only programs request `path`: an error is then a problem document, whatever `Accept` says.
pub fn is_for_programs(path: &str) -> bool {
    ["/api", "/.well-known"].iter().any(|room| {
        path.strip_prefix(room)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
