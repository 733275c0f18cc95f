//! Refreshing: a refresh token in, the next pair out. The decision is [`crate::rules::rotation`]'s; here it is carried out.

use crate::{
    error::{AppError, Code},
    event::EventKind,
    rules::{
        refresh_token::Presented,
        rotation::{Decision, Moment, Stored, decide, suspicion::Caller},
    },
    store::{RevocationReason, SessionOfUser, SessionRecord},
};

use super::{Device, Domain, Issued};

/// How often a decision is made anew because another request moved the session in between. Each loser finds a newer generation,
/// and for it its own token is the parent: one more round ends it. The bound is there for what cannot happen.
const ROUNDS: usize = 4;
/// The outcome of a parent that was answered with the same successor.
const REPLAYED: &str = "replayed";

/// What a refresh has come to.
pub struct Refreshed {
    /// The next pair of tokens.
    pub issued: Issued,
    /// Whether the same generation was handed out before, in an answer that may have been lost.
    pub is_repeated: bool,
}

impl Domain {
    /// Exchanges a refresh token for the next pair.
    ///
    /// Runs to its end even if the caller goes away: a handler that is dropped between commit and answer would still be harmless, but
    /// one dropped between detecting a theft and ending the session would not.
    ///
    /// # Errors
    /// `refresh_invalid`, `refresh_expired`, `refresh_revoked`, `refresh_reused`; `unavailable`.
    pub async fn refresh(&self, token: &str, device: &Device) -> Result<Refreshed, AppError> {
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
                _ => "failed",
            },
        };
        metrics::counter!("latchkey_refresh_total", "outcome" => outcome).increment(1);
        result.map(|(outcome, issued)| Refreshed {
            issued,
            is_repeated: outcome == REPLAYED,
        })
    }

    /// Chooses, among the refresh tokens that a browser sent, the one of `session`, which its claims cookie names. A token that was
    /// planted from a sister subdomain names another one, and is neither exchanged nor ended.
    ///
    /// Without a claims cookie a token must be the only one. Junk is handed on, to be refused as such.
    pub fn own_refresh_token<'a>(
        &self,
        tokens: &[&'a str],
        session: Option<&str>,
    ) -> Option<&'a str> {
        let read = |token: &&'a str| {
            Presented::parse(token, &self.secrets)
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

    /// The outcome's name and the tokens.
    ///
    /// The tokens of a session that was ended while they were made are not handed out: a sign-out that was answered meanwhile would be
    /// followed by cookies that bring the session back to the browser. An end that was known before is the database's to tell: one that
    /// was restored has taken it back.
    async fn rotate(
        &self,
        token: &str,
        device: &Device,
    ) -> Result<(&'static str, Issued), AppError> {
        let presented = self.presented(token)?;
        let session = presented.session_id();
        let was_ended = self.revocations.contains(&session);
        let rotated = self.decide_and_apply(&presented, device).await?;
        if !was_ended && self.revocations.contains(&session) {
            Err(Code::RefreshRevoked.into())
        } else {
            Ok(rotated)
        }
    }

    async fn decide_and_apply(
        &self,
        presented: &Presented,
        device: &Device,
    ) -> Result<(&'static str, Issued), AppError> {
        let caller = Caller::new(device.ip, &device.user_agent);
        for _ in 0..ROUNDS {
            let found = self.authentic_session(presented).await?;
            let now = self.clock.now();
            let moment = Moment {
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
                        tracing::error!(session = %session.id, from, to, "a refresh token is ahead of the database: were commits lost?");
                        self.record(EventKind::RolledForward, &user.id, &session.id, device)
                            .await;
                        return Ok(("rolled_forward", self.issue(&session, &user, to)?));
                    }
                }
                Decision::Replay { to } => return Ok((REPLAYED, self.issue(&session, &user, to)?)),
                Decision::SuspiciousReplay { to, run } => {
                    if self.store.suspect(&session.id, to, run).await? && run == 1 {
                        tracing::warn!(session = %session.id, user = %session.user_id, ip = %device.ip, "a refresh was repeated by another client");
                        self.record(EventKind::RefreshSuspicious, &user.id, &session.id, device)
                            .await;
                    }
                    return Ok((REPLAYED, self.issue(&session, &user, to)?));
                }
                Decision::Reused => return Err(self.end_stolen(&session, device).await?.into()),
                Decision::Expired => return Err(Code::RefreshExpired.into()),
                Decision::Revoked => {
                    return Err(AppError {
                        reason: session.revoked_reason,
                        ..Code::RefreshRevoked.into()
                    });
                }
            }
        }
        tracing::error!(session = %presented.session_id(), "a session did not stand still");
        Err(AppError::retry_after(Code::Unavailable, 1))
    }

    /// The session that `presented` names, if its MAC is good.
    pub(super) async fn authentic_session(
        &self,
        presented: &Presented,
    ) -> Result<SessionOfUser, AppError> {
        let found = self.store.session_and_user(&presented.session_id()).await?;
        found
            .filter(|found| presented.is_authentic(found.session.secret.expose(), &self.secrets))
            .ok_or_else(|| Code::RefreshInvalid.into())
    }

    /// Ends a session of which a copy was presented (RFC 9700 §4.14.2).
    async fn end_stolen(&self, session: &SessionRecord, device: &Device) -> Result<Code, AppError> {
        let reason = RevocationReason::Reuse;
        if !self
            .store
            .revoke_session(&session.id, reason, self.clock.now())
            .await?
        {
            return Ok(Code::RefreshRevoked);
        }
        self.forget_sessions([session.id.clone()], reason);
        tracing::warn!(session = %session.id, user = %session.user_id, ip = %device.ip, "a refresh token was used twice: session ended");
        self.record(
            EventKind::RefreshReused,
            &session.user_id,
            &session.id,
            device,
        )
        .await;
        Ok(Code::RefreshReused)
    }
}

fn stored(found: &SessionOfUser) -> Stored {
    let SessionOfUser {
        session,
        user,
        suspicion,
        ..
    } = found;
    Stored {
        suspicion: *suspicion,
        generation: session.generation,
        used_at: session.used_at,
        refreshed_at: session.refreshed_at,
        expires_at: session.expires_at,
        revoked: session.revoked_at.is_some() || user.disabled_at.is_some(),
    }
}
