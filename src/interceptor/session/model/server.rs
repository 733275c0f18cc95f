//! The server of the model, and the cookies that it gives.

use crate::{
    error::Code,
    interceptor::{
        refresh_outcome::RefreshOutcome,
        session::{ClaimsCookie, Observation, SignOutMarks},
    },
    session::{Generation, Role, Session},
};

/// The lifetime of an access token in milliseconds.
pub(super) const ACCESS_TTL: f64 = 10_000.0;
/// A session that is not refreshed for so long ends.
pub(super) const IDLE_TTL: f64 = 60_000.0;

/// An access token, and the refresh token that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) session: usize,
    pub(super) generation: Generation,
    pub(super) issued_at: f64,
}

impl Token {
    /// Returns the name of the token, which stands for its claims.
    pub(super) fn name(self) -> String {
        let Self {
            session,
            generation,
            issued_at,
        } = self;
        format!("{session}-{generation}-{}", issued_at.to_bits())
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        let mut parts = name.split('-');
        Some(Self {
            session: parts.next()?.parse().ok()?,
            generation: Generation::new(parts.next()?.parse().ok()?),
            issued_at: f64::from_bits(parts.next()?.parse().ok()?),
        })
    }
}

/// The cookies of the browser.
#[derive(Clone, Debug, Default)]
pub(super) struct Jar {
    pub(super) claims: Option<Token>,
    pub(super) is_damaged: bool,
    proof: Option<Token>,
    expires_at: f64,
    /// The session that the server has named as left.
    pub(super) mark: Option<usize>,
}

impl Jar {
    pub(super) fn expire(&mut self, now: f64) {
        if now >= self.expires_at {
            self.clear();
        }
    }

    /// Completes what a page observes by what it can read of the jar.
    pub(super) fn observe(
        &self,
        session: impl Fn(Token) -> Session,
        storage: Option<usize>,
        seen: Observation,
    ) -> Observation {
        let raw = |token: Token| {
            if self.is_damaged {
                "damaged".to_owned()
            } else {
                token.name()
            }
        };
        Observation {
            cookie: self.claims.map(|token| ClaimsCookie {
                raw: raw(token),
                session: (!self.is_damaged).then(|| session(token)),
            }),
            marks: SignOutMarks {
                server: self.mark.map(|session| session.to_string().into()),
                storage: storage.map(|session| session.to_string().into()),
                is_storage_readable: true,
            },
            ..seen
        }
    }

    pub(super) fn clear(&mut self) {
        (self.claims, self.proof, self.is_damaged) = (None, None, false);
    }
}

/// What a request asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RequestKind {
    Refresh(u32),
    /// A call, with the claims in its header.
    Call(u32, Option<Token>),
    SignIn(usize),
    SignOut,
}

/// What the server says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Response {
    Refresh(RefreshOutcome),
    /// The data of this user.
    Data(usize),
    TokenRefused,
    /// The call needs a fresh proof that the person is the account's owner.
    ProofAsked,
    SignedIn(usize),
    SignedOut,
}

/// The cookies that an answer sets.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SetCookies {
    None,
    New(Token, f64, Option<usize>),
    Clear(Option<usize>),
}

struct ServerSession {
    user: usize,
    generation: Generation,
    expires_at: f64,
    is_revoked: bool,
    /// Whether the last proof of its person is too old for calls that need one.
    is_proof_old: bool,
}

/// Returns whether a call of this number needs a fresh proof.
const fn needs_proof(call: u32) -> bool {
    call.is_multiple_of(2)
}

#[derive(Default)]
pub(super) struct Server {
    sessions: Vec<ServerSession>,
}

impl Server {
    /// Carries out what a request with these cookies asks for.
    pub(super) fn serve(
        &mut self,
        ask: &RequestKind,
        sent: &Jar,
        now: f64,
    ) -> (Response, SetCookies) {
        match ask {
            RequestKind::Refresh(_) => self.refresh(sent, now),
            RequestKind::Call(call, claims) => {
                let good =
                    claims.filter(|token| *claims == sent.proof && self.is_good(*token, now));
                let said = match good {
                    None => Response::TokenRefused,
                    Some(token)
                        if self.sessions[token.session].is_proof_old && needs_proof(*call) =>
                    {
                        Response::ProofAsked
                    }
                    Some(token) => Response::Data(self.user(token.session)),
                };
                (said, SetCookies::None)
            }
            RequestKind::SignIn(user) => {
                let over = sent.claims.map(|token| token.session);
                over.into_iter().for_each(|session| self.revoke(session));
                let session = self.sessions.len();
                let expires_at = now + IDLE_TTL;
                self.sessions.push(ServerSession {
                    user: *user,
                    generation: Generation::FIRST,
                    expires_at,
                    is_revoked: false,
                    is_proof_old: false,
                });
                let token = self.token(session, now);
                (
                    Response::SignedIn(session),
                    SetCookies::New(token, expires_at, over),
                )
            }
            RequestKind::SignOut => {
                let session = sent.claims.map(|token| token.session);
                session.into_iter().for_each(|session| self.revoke(session));
                (Response::SignedOut, SetCookies::Clear(session))
            }
        }
    }

    fn refresh(&mut self, sent: &Jar, now: f64) -> (Response, SetCookies) {
        let end = |code: Code| {
            let said = Response::Refresh(RefreshOutcome::SessionEnded(code.into()));
            (said, SetCookies::None)
        };
        let Some(token) = sent.proof else {
            return end(Code::RefreshInvalid);
        };
        let session = &mut self.sessions[token.session];
        if session.is_revoked {
            return end(Code::RefreshRevoked);
        }
        if now >= session.expires_at {
            return end(Code::RefreshExpired);
        }
        if token.generation == session.generation {
            session.generation = session.generation.next();
        }
        session.expires_at = now + IDLE_TTL;
        let expires_at = session.expires_at;
        let token = self.token(token.session, now);
        (
            Response::Refresh(RefreshOutcome::Refreshed),
            SetCookies::New(token, expires_at, None),
        )
    }

    fn token(&self, session: usize, issued_at: f64) -> Token {
        Token {
            session,
            generation: self.sessions[session].generation,
            issued_at,
        }
    }

    pub(super) fn is_good(&self, token: Token, now: f64) -> bool {
        !self.sessions[token.session].is_revoked && now < token.issued_at + ACCESS_TTL
    }

    pub(super) fn is_revoked(&self, session: usize) -> bool {
        self.sessions[session].is_revoked
    }

    pub(super) fn revoke(&mut self, session: usize) {
        self.sessions[session].is_revoked = true;
    }

    pub(super) fn age_proof(&mut self, session: usize, is_old: bool) {
        self.sessions[session].is_proof_old = is_old;
    }

    pub(super) fn user(&self, session: usize) -> usize {
        self.sessions[session].user
    }

    /// What a browser may know of the session of `token`.
    pub(super) fn session(&self, token: Token) -> Session {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Session {
            user_id: self.user(token.session).to_string().into(),
            email: String::new(),
            name: String::new(),
            role: Role::User,
            session_id: token.session.to_string().into(),
            generation: token.generation,
            expires_in: (ACCESS_TTL / 1_000.0) as u32,
        }
    }
}

impl SetCookies {
    pub(super) fn apply(&self, jar: &mut Jar) {
        match self {
            Self::None => {}
            Self::New(token, expires_at, over) => {
                *jar = Jar {
                    claims: Some(*token),
                    proof: Some(*token),
                    expires_at: *expires_at,
                    is_damaged: false,
                    mark: over.or(jar.mark),
                };
            }
            Self::Clear(session) => {
                jar.clear();
                jar.mark = session.or(jar.mark);
            }
        }
    }
}
