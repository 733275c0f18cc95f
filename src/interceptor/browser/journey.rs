//! One call from the page to its answer: its number, whose it is, and what is told of it on the way.

use std::cell::Cell;

use gloo_net::http::Response;

use super::{bus::emit, state};
use crate::interceptor::event::{Event, Refusal, Until};

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

/// A call under way. Dropped before it has ended, it says so.
pub struct Journey {
    call: u32,
    person: Option<String>,
    has_ended: Cell<bool>,
}

impl Journey {
    /// Sets out as a call of `person`, or, where that is nobody, as one that is not about a person's data.
    pub fn begin(path: &str, person: Option<String>) -> Self {
        let call = CALLS.get().wrapping_add(1);
        CALLS.set(call);
        let path = path.split('?').next().unwrap_or_default().to_owned();
        emit(&Event::Request { call, path });
        Self {
            call,
            person,
            has_ended: Cell::new(false),
        }
    }

    /// Whether somebody is signed in for whom the call is made.
    pub fn is_somebodys(&self) -> bool {
        self.person.is_some()
    }

    /// Looks who is signed in now. What one person wrote is not for another, and neither is an answer to it.
    ///
    /// # Errors
    /// `superseded` where it is another person than at first, or nobody any more.
    pub fn still_theirs(&self) -> Result<(), Refusal> {
        if self.person.is_none() {
            return Ok(());
        }
        state::account_for_cookie();
        if state::person() == self.person {
            Ok(())
        } else {
            Err(self.give_up(Refusal::Superseded))
        }
    }

    /// It waits.
    pub fn waits(&self, until: Until) {
        emit(&Event::Wait {
            call: self.call,
            until,
        });
    }

    /// The token was refused.
    pub fn is_unauthorized(&self) {
        emit(&Event::Unauthorized { call: self.call });
    }

    /// It is sent again.
    pub fn is_replayed(&self) {
        emit(&Event::Replay { call: self.call });
    }

    /// It has come to an answer, to be read as long as the page is that person's.
    pub fn arrives(self, response: Response) -> Reply {
        self.has_ended.set(true);
        emit(&Event::Answer {
            call: self.call,
            status: response.status(),
        });
        Reply {
            response,
            journey: self,
        }
    }

    /// It comes to nothing.
    pub fn give_up(&self, why: Refusal) -> Refusal {
        self.has_ended.set(true);
        emit(&Event::GiveUp {
            call: self.call,
            why,
        });
        why
    }
}

impl Drop for Journey {
    fn drop(&mut self) {
        if !self.has_ended.get() {
            emit(&Event::Drop { call: self.call });
        }
    }
}

/// An answer, and whose it is.
pub struct Reply {
    /// Its head. The body is read through this type.
    pub response: Response,
    journey: Journey,
}

impl Reply {
    /// The whole body.
    ///
    /// # Errors
    /// `unreachable` where the answer breaks off; `superseded` where it has come too late for the person.
    pub async fn bytes(&self) -> Result<Vec<u8>, Refusal> {
        let read = self
            .response
            .binary()
            .await
            .map_err(|_| self.journey.give_up(Refusal::Unreachable))?;
        self.journey.still_theirs()?;
        Ok(read)
    }

    /// The whole body as text.
    ///
    /// # Errors
    /// The same.
    pub async fn text(&self) -> Result<String, Refusal> {
        String::from_utf8(self.bytes().await?).map_err(|_| Refusal::Unreachable)
    }
}
