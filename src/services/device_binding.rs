//! Binds a session to the browser that signed in, and holds its refreshes to that. The rules are [`crate::rules::device_binding`].

use serde::Deserialize;

use super::{
    ClientInfo, Domain, Issued,
    mail::{Mail, Occasion, Recipient},
};
use crate::{
    error::{AppError, Code},
    event::EventKind,
    ids::{SessionId, UserId},
    rules::{
        clock::{Millis, Timestamp, millis},
        device_binding::{self, Binding, BoundBy, ChallengeUse, Shown, Verdict, judge},
        dpop::{self, DpopProof},
        expiry::has_run_out,
        key_proof::UnverifiedProof,
    },
    store::SessionOfUser,
};

/// The type of a browser's proof.
const BROWSER_PROOF: &str = "dbsc+jwt";
/// How long nothing is said of another copy of a session, in ms.
const TOLD_EVERY: Millis = 24 * 3_600_000;

/// What a refresh brings along about its device, unverified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceEvidence {
    /// The cookie of a device that has proven itself.
    pub cookie: Option<String>,
    /// Whether the browser says that it cannot sign now.
    pub cannot_sign: bool,
    /// Whether it follows a link on another site. A browser does not sign for that, but will for a request of our own page.
    pub from_elsewhere: bool,
    /// The proof of a program, and the path that it was sent to.
    pub dpop: Option<(String, &'static str)>,
}

/// The answer to a browser that proves to hold a session's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceAnswer {
    /// To be signed.
    Challenge(String),
    /// The proof is right.
    Proven(ProvenDevice),
}

/// What a device gets for its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenDevice {
    /// The value of the cookie.
    pub cookie: String,
    /// The challenge to sign next.
    pub next: String,
}

#[derive(Deserialize)]
struct BrowserProof {
    jti: String,
}

impl Domain {
    /// Returns the challenge that a browser signs to bind the session of a sign-in to itself. `None` where sessions are not bound, and
    /// after a refresh: whoever has copied the cookies would bind the session to themselves.
    pub fn binding_challenge(&self, issued: &Issued) -> Option<String> {
        let is_sign_in = issued.device_cookie.is_some();
        let session = &issued.access.claims.sid;
        (self.binds(BoundBy::Browser) && is_sign_in)
            .then(|| self.challenge(ChallengeUse::Registration, session).ok())?
    }

    /// Binds the session of a refresh token to the key in `proof`, once.
    ///
    /// # Errors
    /// `not_found` where sessions are not bound; `refresh_unbound` for a proof that is not right; `already_bound`; what a refresh of the
    /// session would be refused with; `unavailable`.
    pub async fn bind_session(
        &self,
        refresh_token: &str,
        proof: &str,
    ) -> Result<ProvenDevice, AppError> {
        if !self.binds(BoundBy::Browser) {
            return Err(Code::NotFound.into());
        }
        let session = self.living_session(refresh_token).await?.session;
        let proof = UnverifiedProof::parse(proof, BROWSER_PROOF).ok_or(Code::RefreshUnbound)?;
        let key = proof.key().ok_or(Code::RefreshUnbound)?;
        let BrowserProof { jti } = proof.signed_by(&key).ok_or(Code::RefreshUnbound)?;
        self.challenge_end(ChallengeUse::Registration, &session.id, &jti)
            .ok_or(Code::RefreshUnbound)?;
        let is_bound = self
            .store
            .bind_session(&session.id, &key, BoundBy::Browser)
            .await?;
        if !is_bound {
            return Err(Code::AlreadyBound.into());
        }
        metrics::counter!("latchkey_device_bindings_total", "outcome" => "bound").increment(1);
        self.proven(&session.id)
    }

    /// Answers a browser that proves to hold the key of the session of a refresh token. Answers a challenge to one that brings no proof
    /// yet, or one whose challenge is too old or was used.
    ///
    /// # Errors
    /// `refresh_unbound` for a session that is not bound or a proof by another key, after which a browser gives the binding up; what a
    /// refresh of the session would be refused with; `unavailable`.
    pub async fn prove_device(
        &self,
        refresh_token: &str,
        proof: Option<&str>,
    ) -> Result<DeviceAnswer, AppError> {
        let SessionOfUser {
            session, binding, ..
        } = self.living_session(refresh_token).await?;
        let binding = binding
            .filter(|binding| binding.by == BoundBy::Browser)
            .ok_or(Code::RefreshUnbound)?;
        let challenge = || {
            let challenge = self.challenge(ChallengeUse::Proof, &session.id)?;
            Ok(DeviceAnswer::Challenge(challenge))
        };
        let Some(proof) = proof else {
            return challenge();
        };
        let proof = UnverifiedProof::parse(proof, BROWSER_PROOF).ok_or(Code::RefreshUnbound)?;
        let BrowserProof { jti } = proof.signed_by(&binding.key).ok_or(Code::RefreshUnbound)?;
        let Some(end) = self.challenge_end(ChallengeUse::Proof, &session.id, &jti) else {
            return challenge();
        };
        if !self.store.use_proof(&jti, &session.id, end).await? {
            return challenge();
        }
        metrics::counter!("latchkey_device_bindings_total", "outcome" => "proven").increment(1);
        Ok(DeviceAnswer::Proven(self.proven(&session.id)?))
    }

    /// Checks that a refresh of a bound session comes from its device. Another is no reuse and ends nothing: whoever copies cookies must
    /// not be able to sign the owner out.
    ///
    /// # Errors
    /// `refresh_unbound`; `device_proof_required` for a browser that will sign when it is asked by our own page; `unavailable`.
    pub(super) async fn require_device(
        &self,
        found: &SessionOfUser,
        client: &ClientInfo,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let Some(binding) = found.binding.filter(|binding| self.binds(binding.by)) else {
            return Ok(());
        };
        if binding.by == BoundBy::Program {
            return match self.dpop_proof(client)? {
                Some(proof) if proof.key == binding.key => self.spend(&proof, &found.user.id).await,
                _ => Err(self.tell_of_copy(found, &binding, client, now).await?),
            };
        }
        let id = &found.session.id;
        let evidence = &client.device;
        let shown = Shown {
            proof: evidence
                .cookie
                .as_deref()
                .is_some_and(|cookie| device_binding::is_alive(cookie, id, now, &self.secrets)),
            cannot_sign: evidence.cannot_sign,
        };
        match judge(&binding, shown, now) {
            Verdict::Proven | Verdict::InGrace => Ok(()),
            Verdict::BeginGrace => {
                // Of several calls at the same time, the others are within the grace that this one begins.
                if self.store.begin_grace(id, now).await? {
                    tracing::warn!(session = %id, ip = %client.ip, "a bound session goes on without a proof for a while");
                    self.record(EventKind::DeviceUnproven, &found.user.id, id, client)
                        .await;
                }
                Ok(())
            }
            Verdict::Refused if evidence.from_elsewhere => Err(Code::DeviceProofRequired.into()),
            Verdict::Refused => Err(self.tell_of_copy(found, &binding, client, now).await?),
        }
    }

    /// Returns the DPoP proof of a program that wants its refresh token bound, or has a bound one.
    ///
    /// # Errors
    /// `invalid_dpop_proof`.
    pub(super) fn dpop_proof(&self, client: &ClientInfo) -> Result<Option<DpopProof>, AppError> {
        let Some((jws, path)) = &client.device.dpop else {
            return Ok(None);
        };
        if !self.binds(BoundBy::Program) {
            return Ok(None);
        }
        let url = format!("{}{path}", self.origin);
        let proof = dpop::read(jws, &url, self.clock.now());
        proof.map(Some).ok_or_else(|| Code::InvalidDpopProof.into())
    }

    /// Uses up a DPoP proof.
    ///
    /// # Errors
    /// `invalid_dpop_proof` if it was used before; `unavailable`.
    pub(super) async fn spend(&self, proof: &DpopProof, user: &UserId) -> Result<(), AppError> {
        let end = proof.expires_at;
        if self.store.use_proof(&proof.id, user, end).await? {
            Ok(())
        } else {
            Err(Code::InvalidDpopProof.into())
        }
    }

    /// Returns whether sessions are bound to such devices. A browser binds over https alone.
    fn binds(&self, by: BoundBy) -> bool {
        self.binds_devices && (by == BoundBy::Program || self.origin.starts_with("https://"))
    }

    /// Puts a copy on record and tells the owner, once a day. Returns the error for whoever has the copy, or whose device failed.
    async fn tell_of_copy(
        &self,
        found: &SessionOfUser,
        binding: &Binding,
        client: &ClientInfo,
        now: Timestamp,
    ) -> Result<AppError, AppError> {
        let (id, user) = (&found.session.id, &found.user);
        // Looked at first, so that whoever tries over and over writes nothing.
        let is_told = binding.copy_told.is_some_and(|at| now - at < TOLD_EVERY);
        if is_told {
            return Ok(Code::RefreshUnbound.into());
        }
        let event = self.session_event(EventKind::RefreshUnbound, &user.id, id, client);
        let mail = Mail::Copy(Occasion::new(now, client));
        let notice = self.notice(&mail, Recipient::of(user, client.locale));
        if self
            .store
            .note_copy(id, TOLD_EVERY, &event, notice.as_ref())
            .await?
        {
            tracing::warn!(session = %id, user = %user.id, ip = %client.ip, key = binding.key.thumbprint(), "a refresh does not come from the device of its session");
            self.post.is_due();
        }
        Ok(Code::RefreshUnbound.into())
    }

    /// Returns the session of a refresh token of any generation, if it has not ended.
    async fn living_session(&self, refresh_token: &str) -> Result<SessionOfUser, AppError> {
        let presented = self.presented(refresh_token)?;
        let found = self.authentic_session(&presented).await?;
        let session = &found.session;
        if found.is_revoked() {
            return Err(Code::RefreshRevoked.into());
        }
        let idle = millis(self.rotation.idle_ttl);
        let now = self.clock.now();
        if has_run_out(session.refreshed_at, session.expires_at, idle, now) {
            return Err(Code::RefreshExpired.into());
        }
        Ok(found)
    }

    fn proven(&self, session: &SessionId) -> Result<ProvenDevice, AppError> {
        let cookie = device_binding::cookie(session, self.clock.now(), &self.secrets)
            .ok_or(Code::Internal)?;
        Ok(ProvenDevice {
            cookie,
            next: self.challenge(ChallengeUse::Proof, session)?,
        })
    }

    fn challenge(&self, of: ChallengeUse, session: &SessionId) -> Result<String, AppError> {
        device_binding::challenge(of, session, self.clock.now(), &self.secrets)
            .ok_or_else(|| Code::Internal.into())
    }

    fn challenge_end(
        &self,
        of: ChallengeUse,
        session: &SessionId,
        challenge: &str,
    ) -> Option<Timestamp> {
        device_binding::challenge_end(of, session, challenge, self.clock.now(), &self.secrets)
    }
}
