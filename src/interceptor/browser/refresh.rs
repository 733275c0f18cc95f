//! Refreshing: one at a time, however many calls and tabs wait for it, and not at all where a newer token is there already.
//!
//! A refresh belongs to the tab, not to the call that started it: a call that is dropped does not cut off what others wait for.

use std::cell::RefCell;

use futures::{
    channel::oneshot::{self, Receiver},
    future::{Either, select},
    pin_mut,
};
use leptos::{prelude::window, task::spawn_local};

use super::{
    bus::emit,
    channel, claims,
    clock::{sleep, within},
    leaving, lock,
    outgoing::Outgoing,
    retry, state,
};
use crate::{
    interceptor::{
        event::Event,
        notice::Notice,
        queue::Queue,
        verdict::{self, Verdict},
    },
    paths,
};

/// How long an answer is waited for.
const TIME_OUT: f64 = 10_000.0;

/// How long a call waits while refreshes fail and are tried again.
const PATIENCE: f64 = 10_000.0;

/// How often a call that waits looks around, in milliseconds.
const LOOK: f64 = 250.0;

/// How long another tab's refresh is waited for. A tab that was frozen in the middle of one must not hold up the others.
const OTHERS: f64 = 5_000.0;

/// How a refresh ended, for the calls that waited for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// A newer token is there.
    Renewed,
    /// The session is over.
    Ended,
    /// The server could not be asked, or could not say. The session stands.
    Failed,
}

#[derive(Default)]
struct Flight {
    waiting: Queue<Renewal>,
    abort: Option<oneshot::Sender<()>>,
}

thread_local! {
    static IN_FLIGHT: RefCell<Option<Flight>> = const { RefCell::new(None) };
}

/// Gets a newer token than the one at hand, or waits for the refresh that is doing so.
pub async fn renew() -> Renewal {
    start();
    match under_way() {
        Some(waiting) => waiting.await.unwrap_or(Renewal::Failed),
        None => Renewal::Failed,
    }
}

/// Gets a newer token than the one that a call was refused under.
pub async fn newer_than(refused: Option<String>) -> Renewal {
    let held = claims::current();
    if held.is_some() && held != refused {
        state::account_for_cookie();
        return Renewal::Renewed;
    }
    renew().await
}

/// The same for a call: while a refresh that failed is tried again, it waits, but not for ever.
pub async fn patiently(refused: Option<String>) -> Renewal {
    let work = async {
        loop {
            let renewal = newer_than(refused.clone()).await;
            let mut pause = retry::pause_left();
            if renewal != Renewal::Failed || pause > PATIENCE || !window().navigator().on_line() {
                return renewal;
            }
            // Counted in timers, for a clock may stand still. Another tab may be faster, and so may the network's return.
            loop {
                sleep(LOOK).await;
                pause -= LOOK;
                if pause <= 0.0 || retry::pause_left() <= 0.0 || claims::current() != refused {
                    break;
                }
            }
        }
    };
    within(PATIENCE, work).await.unwrap_or(Renewal::Failed)
}

/// The refresh that is under way, if there is one.
pub fn under_way() -> Option<Receiver<Renewal>> {
    IN_FLIGHT.with_borrow_mut(|flight| flight.as_mut().map(|flight| flight.waiting.join()))
}

/// Starts a refresh, unless one is under way or the person is signing in or out.
pub fn start() {
    if leaving::is_under_way() || IN_FLIGHT.with_borrow(Option::is_some) {
        return;
    }
    let (abort, aborted) = oneshot::channel();
    IN_FLIGHT.set(Some(Flight {
        waiting: Queue::default(),
        abort: Some(abort),
    }));
    spawn_local(async move {
        let renewal = {
            let work = refresh();
            pin_mut!(work);
            match select(work, aborted).await {
                Either::Left((renewal, _)) => renewal,
                Either::Right(_) => Renewal::Failed,
            }
        };
        if let Some(flight) = IN_FLIGHT.take() {
            flight.waiting.settle(&renewal);
        }
    });
}

/// Cuts off the refresh that is under way.
pub fn abort() {
    let abort =
        IN_FLIGHT.with_borrow_mut(|flight| flight.as_mut().and_then(|flight| flight.abort.take()));
    if let Some(abort) = abort {
        emit(&Event::Abort);
        let _ = abort.send(());
    }
}

async fn refresh() -> Renewal {
    let before = claims::current();
    match retry::turn() {
        Some(pause) if pause > 0.0 => sleep(pause).await,
        Some(_) => {}
        None => return Renewal::Failed,
    }
    let _one_tab = lock::take(OTHERS).await;
    state::account_for_cookie();
    match claims::current() {
        None if state::is_ended() => Renewal::Ended,
        None => Renewal::Failed,
        held if held != before => Renewal::Renewed,
        _ => ask(before).await,
    }
}

async fn ask(before: Option<String>) -> Renewal {
    emit(&Event::Refresh);
    match within(TIME_OUT, exchange())
        .await
        .flatten()
        .unwrap_or(Verdict::Later(None))
    {
        // Only a changed cookie counts, and it does where the rest of the answer was lost.
        Verdict::Renewed | Verdict::Later(_) if claims::current() != before => {
            state::renewed();
            channel::tell(&Notice::Changed);
            Renewal::Renewed
        }
        Verdict::Ended(code) if claims::current() == before => {
            state::ended(code);
            Renewal::Ended
        }
        // Somebody signed in or out while we were asking.
        Verdict::Ended(_) => {
            state::account_for_cookie();
            Renewal::Renewed
        }
        Verdict::Later(told) => failed(told),
        Verdict::Renewed => failed(None),
    }
}

fn failed(told: Option<u32>) -> Renewal {
    retry::failed(told);
    Renewal::Failed
}

/// `None` without an answer, or with half of one that says more than its cookies.
async fn exchange() -> Option<Verdict> {
    let answer = Outgoing::post(paths::REFRESH).attempt(None).await.ok()?;
    let retry_after = answer.headers().get("Retry-After");
    let body = if answer.status() == 200 {
        Vec::new()
    } else {
        answer.binary().await.ok()?
    };
    Some(verdict::read(
        answer.status(),
        retry_after.as_deref(),
        &body,
    ))
}
