//! The sessions of a user: listing them, and ending them from another device.

use std::cmp::Reverse;

use crate::{
    device::{ActiveSession, DeviceList, EndedSession, Ending},
    error::{AppError, Code},
    event::EventKind,
    ids::SessionId,
    rules::{
        clock::{Millis, Timestamp, millis},
        expiry::{expiry, has_run_out},
    },
    session::Claims,
    store::{DeviceRecord, DevicesQuery, RevocationReason, rfc3339},
};

use super::{
    ClientInfo, Domain,
    user_agent::{DeviceName, device_name},
};

const ELSEWHERE: RevocationReason = RevocationReason::SignedOutElsewhere;
/// The time for which ended sessions are shown.
const ENDED_SHOWN: Millis = 30 * 24 * 3_600_000;
/// The maximum number of sessions that are shown. A script that signs in for each run has thousands.
const SHOWN: usize = 200;

impl Domain {
    /// Returns the user's sessions, including those that have ended recently.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn devices(&self, claims: &Claims) -> Result<DeviceList, AppError> {
        let (now, idle) = (self.clock.now(), millis(self.rotation.idle_ttl));
        let query = DevicesQuery {
            user_id: &claims.sub,
            current: &claims.sid,
            now,
            idle,
            ended_since: now - ENDED_SHOWN,
            limit: i64::try_from(SHOWN + 1).unwrap_or(i64::MAX),
        };
        let mut records = self.store.devices_of(query).await?;
        let is_truncated = records.len() > SHOWN;
        records.truncate(SHOWN);

        let (mut active, mut ended) = (Vec::new(), Vec::new());
        for record in records {
            let expiry = expiry(record.refreshed_at, record.expires_at, idle);
            match end_of(&record, expiry, now) {
                Some((at, ending)) if record.id != claims.sid => {
                    ended.push((at, ended_session(record, at, ending)))
                }
                // Whoever asks is there.
                _ => active.push(active_session(record, expiry.0, &claims.sid)),
            }
        }
        ended.sort_by_key(|(at, _)| Reverse(*at));
        Ok(DeviceList {
            active,
            ended: ended.into_iter().map(|(_, session)| session).collect(),
            is_truncated,
        })
    }

    /// Ends another session of the same user. A no-op for one that has ended.
    ///
    /// # Errors
    /// `not_found` for another user's session or an unknown one; `forbidden` for the session that asks, which ends by signing out;
    /// `proof_required`; `unavailable`.
    pub async fn end_session(
        &self,
        claims: &Claims,
        id: &SessionId,
        device: &ClientInfo,
    ) -> Result<(), AppError> {
        if *id == claims.sid {
            return Err(Code::Forbidden.into());
        }
        self.require_proof(claims).await?;
        let found = self.store.session(id).await?;
        let session = found
            .filter(|session| session.user_id == claims.sub)
            .ok_or(Code::NotFound)?;
        let (now, idle) = (self.clock.now(), millis(self.rotation.idle_ttl));
        let had_run_out = has_run_out(session.refreshed_at, session.expires_at, idle, now);
        if self.revoke_session(&session.id, ELSEWHERE).await? && !had_run_out {
            self.record_revocation(&claims.sub, &session.id, ELSEWHERE, device)
                .await;
        }
        Ok(())
    }

    /// Ends every session of the user except the current one.
    ///
    /// # Errors
    /// `proof_required`; `unavailable`.
    pub async fn end_other_sessions(
        &self,
        claims: &Claims,
        device: &ClientInfo,
    ) -> Result<(), AppError> {
        self.require_proof(claims).await?;
        let record = self.event(EventKind::SessionRevoked, Some(&claims.sub), device);
        let ending = self.ending(&claims.sub, Some(&claims.sid), ELSEWHERE, &record);
        // Those that had run out are revoked with the others, lest a longer idle time in the settings bring them back.
        let ended = self.store.revoke_sessions_of(&ending).await?;
        self.deny_access_tokens(ended, ELSEWHERE);
        Ok(())
    }
}

/// Returns the time and reason of a session's end, if it has ended: whichever came first.
fn end_of(
    record: &DeviceRecord,
    expiry: (Timestamp, Ending),
    now: Timestamp,
) -> Option<(Timestamp, Ending)> {
    match record.revoked {
        Some((at, reason)) if at < expiry.0 => Some((at, Ending::Revoked(reason))),
        None if now < expiry.0 => None,
        _ => Some(expiry),
    }
}

fn active_session(
    record: DeviceRecord,
    idle_until: Timestamp,
    current: &SessionId,
) -> ActiveSession {
    let DeviceName { software, system } = device_name(&record.user_agent);
    ActiveSession {
        current: record.id == *current,
        bound: record.bound_by.is_some(),
        id: record.id.into(),
        software,
        system,
        ip: record.ip,
        method: record.method,
        created_at: rfc3339(record.created_at),
        active_at: rfc3339(record.used_at.unwrap_or_default().max(record.refreshed_at)),
        idle_until: rfc3339(idle_until),
        ends_at: rfc3339(record.expires_at),
    }
}

fn ended_session(record: DeviceRecord, at: Timestamp, ending: Ending) -> EndedSession {
    let DeviceName { software, system } = device_name(&record.user_agent);
    EndedSession {
        id: record.id.into(),
        ending,
        at: rfc3339(at),
        ip: record.ip,
        software,
        system,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn a_record() -> DeviceRecord {
        DeviceRecord {
            id: SessionId::default(),
            used_at: None,
            created_at: Timestamp::default(),
            refreshed_at: at(100),
            expires_at: at(1_000),
            revoked: None,
            ip: String::new(),
            user_agent: String::new(),
            method: String::new(),
            bound_by: None,
        }
    }

    fn end_at(now: Timestamp, record: &DeviceRecord) -> Option<(Timestamp, Ending)> {
        end_of(
            record,
            expiry(record.refreshed_at, record.expires_at, 50),
            now,
        )
    }

    #[test]
    fn a_session_ends_by_whatever_comes_first() {
        assert_eq!(end_at(at(149), &a_record()), None);
        assert_eq!(end_at(at(150), &a_record()), Some((at(150), Ending::Idle)));
        let old = DeviceRecord {
            refreshed_at: at(990),
            ..a_record()
        };
        assert_eq!(end_at(at(999), &old), None);
        assert_eq!(end_at(at(2_000), &old), Some((at(1_000), Ending::Age)));
        let revoked = DeviceRecord {
            revoked: Some((at(120), RevocationReason::Reuse)),
            ..a_record()
        };
        assert_eq!(
            end_at(at(2_000), &revoked),
            Some((at(120), Ending::Revoked(RevocationReason::Reuse)))
        );
    }

    #[test]
    fn what_had_run_out_before_it_was_revoked_has_run_out() {
        let revoked = DeviceRecord {
            revoked: Some((at(500), RevocationReason::SignedOutElsewhere)),
            ..a_record()
        };
        assert_eq!(end_at(at(2_000), &revoked), Some((at(150), Ending::Idle)));
    }
}
