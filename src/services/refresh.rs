//! Refreshes: exchanges a refresh token for the next pair of tokens. Carries out the decision of [`crate::rules::rotation`].

use crate::{
    error::{AppError, Code},
    event::EventKind,
    ids::SessionId,
    revocation::Revoked,
    rules::{
        refresh_token::UnverifiedToken,
        rotation::{ClockReading, Decision, SessionState, decide, suspicion::Caller},
    },
    store::{RevocationReason, SessionOfUser, SessionRecord, User, rfc3339},
};

use super::{
    ClientInfo, Domain, Issued,
    mail::{Mail, Occasion, Recipient},
    user_agent::{DeviceName, device_name},
};

/// The maximum number of decisions of one refresh. A decision is repeated if another request has rotated the session meanwhile. The
/// loser's token is then the parent, and one more round ends it. The bound guards against the impossible.
const ROUNDS: usize = 4;
/// The outcome of a parent that was answered with the same successor.
const REPLAYED: &str = "replayed";

/// The outcome of a refresh.
pub struct Refreshed {
    /// The next pair of tokens.
    pub issued: Issued,
    /// Whether the same generation was issued before, in an answer that may have been lost.
    pub is_repeated: bool,
}

impl Domain {
    /// Exchanges a refresh token for the next pair.
    ///
    /// Runs to completion even if the caller is dropped. Being dropped between commit and answer would be harmless; between
    /// detecting a theft and revoking the session it would not.
    ///
    /// # Errors
    /// `refresh_invalid`, `refresh_expired`, `refresh_revoked`, `refresh_reused`, `refresh_unbound`; `unavailable`.
    pub async fn refresh(&self, token: &str, device: &ClientInfo) -> Result<Refreshed, AppError> {
        let (domain, token, device) = (self.clone(), token.to_owned(), device.clone());
        let rotated = tokio::spawn(async move { domain.rotate(&token, &device).await }).await;
        let result = rotated.unwrap_or_else(|_| Err(Code::Internal.into()));
        let outcome = match &result {
            Ok((outcome, _)) => outcome,
            Err(error) => match error.code {
                Code::RefreshInvalid => "invalid",
                Code::RefreshExpired => "expired",
                Code::RefreshRevoked => "revoked",
                Code::RefreshReused => "reused",
                Code::RefreshUnbound => "unbound",
                _ => "failed",
            },
        };
        metrics::counter!("latchkey_refresh_total", "outcome" => outcome).increment(1);
        result.map(|(outcome, issued)| Refreshed {
            issued,
            is_repeated: outcome == REPLAYED,
        })
    }

    /// Chooses the refresh token of `session`, which the claims cookie names, among those that a browser sent. A token that a
    /// sister subdomain has planted names another session, and is neither exchanged nor revoked.
    ///
    /// Without a claims cookie there must be a single token. Junk is passed on, to be refused as such.
    pub fn own_refresh_token<'a>(
        &self,
        tokens: &[&'a str],
        session: Option<&SessionId>,
    ) -> Option<&'a str> {
        let read = |token: &&'a str| {
            UnverifiedToken::parse(token, &self.secrets)
                .map(|read| (*token, read.session_id(), read.generation()))
        };
        let read: Vec<_> = tokens.iter().filter_map(read).collect();
        let Some((_, first, _)) = read.first() else {
            return tokens.first().copied();
        };
        let session = match session {
            Some(session) => session,
            None if read.iter().all(|(_, named, _)| named == first) => first,
            None => return None,
        };
        let own = read.iter().filter(|(_, named, _)| named == session);
        own.max_by_key(|(_, _, generation)| *generation)
            .map(|(token, _, _)| *token)
    }

    /// Returns the outcome's name and the tokens.
    ///
    /// Does not issue the tokens of a session that was ended meanwhile: after the answer to a sign-out, their cookies would bring
    /// the session back. Trusts the database about an end that was known before, because a restored database has taken it back.
    async fn rotate(
        &self,
        token: &str,
        device: &ClientInfo,
    ) -> Result<(&'static str, Issued), AppError> {
        let presented = self.presented(token)?;
        let session = presented.session_id();
        let was_ended = self.revoked_sessions.contains(&session);
        let rotated = self.decide_and_apply(&presented, device).await?;
        if !was_ended && self.revoked_sessions.contains(&session) {
            Err(Code::RefreshRevoked.into())
        } else {
            Ok(rotated)
        }
    }

    /// Boxes what few refreshes do: it would make each of them ten times as large, and each is moved to a task of its own.
    async fn decide_and_apply(
        &self,
        presented: &UnverifiedToken,
        device: &ClientInfo,
    ) -> Result<(&'static str, Issued), AppError> {
        let caller = Caller::new(device.ip, &device.user_agent);
        for round in 0..ROUNDS {
            let found = self.authentic_session(presented).await?;
            let now = self.clock.now();
            let moment = ClockReading {
                now,
                clock_jumped: self.clock.has_jumped(self.rotation.reuse_grace),
                is_other_network: found
                    .rotated_by
                    .as_ref()
                    .is_some_and(|last| last.network != caller.network),
                is_other_software: found
                    .rotated_by
                    .as_ref()
                    .is_some_and(|last| last.software != caller.software),
            };
            let decision = decide(
                presented.generation(),
                &stored(&found),
                moment,
                &self.rotation,
            );
            let is_over = matches!(decision, Decision::Expired | Decision::Revoked);
            // Once: a proof is good for one request, which may decide several times.
            if !is_over && round == 0 && found.binding.is_some() {
                Box::pin(self.require_device(&found, device, now)).await?;
            }
            let SessionOfUser { session, user, .. } = found;
            match decision {
                Decision::Rotate { from, to } => {
                    if self
                        .store
                        .advance_generation(&session.id, from, to, now, &caller)
                        .await?
                    {
                        return Ok(("rotated", self.issue(&session, &user, to)?));
                    }
                }
                Decision::RollForward { from, to } => {
                    if self
                        .store
                        .advance_generation(&session.id, from, to, now, &caller)
                        .await?
                    {
                        tracing::error!(session = %session.id, %from, %to, "a refresh token is ahead of the database: were commits lost?");
                        self.record(EventKind::RolledForward, &user.id, &session.id, device)
                            .await;
                        return Ok(("rolled_forward", self.issue(&session, &user, to)?));
                    }
                }
                Decision::Replay { to } => return Ok((REPLAYED, self.issue(&session, &user, to)?)),
                Decision::SuspiciousReplay { to, run } => {
                    if Box::pin(self.store.suspect(&session.id, to, run)).await? && run == 1 {
                        tracing::warn!(session = %session.id, user = %session.user_id, ip = %device.ip, "a refresh was repeated by another client");
                        self.record(EventKind::RefreshSuspicious, &user.id, &session.id, device)
                            .await;
                    }
                    return Ok((REPLAYED, self.issue(&session, &user, to)?));
                }
                Decision::Reused => {
                    return Err(Box::pin(self.end_stolen(&session, &user, device))
                        .await?
                        .into());
                }
                Decision::Expired => return Err(Code::RefreshExpired.into()),
                Decision::Revoked => {
                    return Err(Box::pin(self.revoked(&session)).await?);
                }
            }
        }
        tracing::error!(session = %presented.session_id(), "a session did not stand still");
        Err(AppError::retry_after(Code::Unavailable, 1))
    }

    /// Returns the error for a session that was revoked: why and when. Where its user ended it from another device, also that
    /// device; a device that used a copy is not named, because it may be the owner's or the thief's.
    async fn revoked(&self, session: &SessionRecord) -> Result<AppError, AppError> {
        let mut error = AppError {
            reason: session.revoked_reason,
            ..Code::RefreshRevoked.into()
        };
        if let Some(at) = session.revoked_at {
            let ended = self
                .store
                .revocation_event(&session.user_id, &session.id, at)
                .await?
                .unwrap_or_default();
            let DeviceName { software, system } = device_name(&ended);
            error.revoked = Some(Revoked {
                at: rfc3339(at),
                software,
                system,
            });
        }
        Ok(error)
    }

    /// Returns the session that `presented` names, if its MAC is valid.
    pub(super) async fn authentic_session(
        &self,
        presented: &UnverifiedToken,
    ) -> Result<SessionOfUser, AppError> {
        let found = self.store.session_and_user(&presented.session_id()).await?;
        found
            .filter(|found| presented.is_authentic(found.session.secret.expose(), &self.secrets))
            .ok_or_else(|| Code::RefreshInvalid.into())
    }

    /// Revokes a session whose refresh token was reused (RFC 9700 §4.14.2).
    async fn end_stolen(
        &self,
        session: &SessionRecord,
        user: &User,
        device: &ClientInfo,
    ) -> Result<Code, AppError> {
        let event = self.session_event(EventKind::RefreshReused, &user.id, &session.id, device);
        let mail = Mail::Theft(Occasion::new(event.at, device));
        let notice = self.notice(&mail, Recipient::of(user, device.locale));
        if !self
            .store
            .revoke_stolen(&session.id, &event, notice.as_ref())
            .await?
        {
            return Ok(Code::RefreshRevoked);
        }
        self.deny_access_tokens([session.id.clone()], RevocationReason::Reuse);
        tracing::warn!(session = %session.id, user = %user.id, ip = %device.ip, "a refresh token was used twice: session ended");
        self.post.is_due();
        Ok(Code::RefreshReused)
    }
}

fn stored(found: &SessionOfUser) -> SessionState {
    let SessionOfUser {
        session, suspicion, ..
    } = found;
    SessionState {
        suspicion: *suspicion,
        generation: session.generation,
        used_at: session.used_at,
        refreshed_at: session.refreshed_at,
        expires_at: session.expires_at,
        revoked: found.is_revoked(),
    }
}
