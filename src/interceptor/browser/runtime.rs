//! The one state of the interceptor in this tab: the state machine, and the handles that its effects need.
//!
//! Effects are carried out after the machine's borrow has ended, in their order. Whoever is told something may call back in: what that
//! brings about comes after what is still to be done.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use futures::{
    channel::oneshot,
    future::{AbortHandle, abortable},
};
use js_sys::{Array, Math};
use leptos::{
    prelude::{document, window},
    task::spawn_local,
};
use web_sys::{BroadcastChannel, VisibilityState};

use super::{
    channel, clock, cookies, events,
    lock::{self, Lock},
    request::ask_for_refresh,
    storage,
};
use crate::interceptor::{
    Change,
    event::Event,
    session::{CallStep, Effect, Input, Observation, SignOutMarks, TabSession, Timer},
};

/// The state of this tab.
#[derive(Default)]
pub struct Runtime {
    session: TabSession,
    effects: VecDeque<Effect>,
    is_busy: bool,
    on_change: Option<Rc<dyn Fn(Change)>>,
    /// The events that a development server's pages show.
    pub shown_events: Option<Array>,
    channel: Option<BroadcastChannel>,
    refresh_lock: Option<Lock>,
    refresh: Option<AbortHandle>,
    last_call: u32,
    /// The calls that wait for their next step.
    steps: Vec<(u32, oneshot::Sender<CallStep>)>,
    /// The name of this tab, and the lock that says that it is open.
    pub tab: Option<String>,
    pub open_tab: Option<Lock>,
}

thread_local! {
    static RUNTIME: RefCell<Runtime> = RefCell::default();
}

/// Accesses the state. `access` must not call back in.
pub fn with<T>(access: impl FnOnce(&mut Runtime) -> T) -> T {
    RUNTIME.with_borrow_mut(access)
}

/// Hands an input to the machine and carries out its effects.
pub fn input(input: Input) {
    let seen = observe();
    let is_nested = with(|runtime| {
        runtime.session.handle(input, &seen, &mut runtime.effects);
        std::mem::replace(&mut runtime.is_busy, true)
    });
    if is_nested {
        return;
    }
    while let Some(effect) = with(|runtime| {
        let effect = runtime.effects.pop_front();
        runtime.is_busy = effect.is_some();
        effect
    }) {
        carry_out(effect);
    }
}

/// Reads the state of the machine.
pub fn read<T>(read: impl FnOnce(&TabSession) -> T) -> T {
    with(|runtime| read(&runtime.session))
}

/// Connects the machine with the page: tells changes to `on_change`, shows events if wanted, and opens the channel to the other tabs.
pub fn connect(show_events: bool, on_change: impl Fn(Change) + 'static) {
    let channel = channel::open(|message| input(Input::Message(message)));
    with(|runtime| {
        runtime.on_change = Some(Rc::new(on_change));
        runtime.shown_events = show_events.then(events::show);
        runtime.channel = channel;
    });
}

/// Records that the person has touched the page.
pub fn touch() {
    if with(|runtime| runtime.session.touch(clock::now())) {
        input(Input::Sync);
    }
}

/// Numbers a new call.
pub fn number_call() -> u32 {
    with(|runtime| {
        runtime.last_call = runtime.last_call.wrapping_add(1);
        runtime.last_call
    })
}

/// Returns the next step of a call, once it is known. Ask before the input that brings it about.
pub fn next_step(call: u32) -> oneshot::Receiver<CallStep> {
    let (sender, receiver) = oneshot::channel();
    with(|runtime| runtime.steps.push((call, sender)));
    receiver
}

/// Forgets a call that is dropped.
pub fn drop_call(call: u32) {
    take_step(call);
    input(Input::CallDropped { call });
}

fn take_step(call: u32) -> Option<oneshot::Sender<CallStep>> {
    with(|runtime| {
        let at = runtime.steps.iter().position(|(id, _)| *id == call)?;
        Some(runtime.steps.remove(at).1)
    })
}

fn observe() -> Observation {
    let (cookie, server) = cookies::read();
    // The store tells why the cookie is gone.
    let storage = if cookie.is_none() {
        storage::signed_out()
    } else {
        Some(None)
    };
    Observation {
        now: clock::now(),
        cookie,
        marks: SignOutMarks {
            server,
            is_storage_readable: storage.is_some(),
            storage: storage.flatten(),
        },
        is_visible: document().visibility_state() != VisibilityState::Hidden,
        is_online: window().navigator().on_line(),
        random: Math::random(),
    }
}

fn carry_out(effect: Effect) {
    match effect {
        Effect::Emit(event) => show(&event),
        Effect::Notify(change) => {
            if let Some(on_change) = with(|runtime| runtime.on_change.clone()) {
                on_change(change);
            }
        }
        Effect::Broadcast(message) => {
            show(&Event::Broadcast {
                message: message.word(),
            });
            with(|runtime| {
                if let Some(channel) = &runtime.channel {
                    channel::post(channel, &message);
                }
            });
        }
        Effect::RemoveClaims => cookies::remove_claims(),
        Effect::MarkSignedOut(session_id) => storage::mark_signed_out(&session_id),
        Effect::ForgetDrafts(user_id) => storage::forget_drafts(&user_id),
        Effect::SweepDrafts {
            signed_in,
            idle_timeout,
        } => storage::sweep_drafts(signed_in.as_ref(), idle_timeout),
        Effect::AcquireLock(refresh) => {
            show(&Event::Lock);
            let granted = move || input(Input::LockAcquired(refresh));
            let lock = lock::request(lock::REFRESH, granted);
            if lock.is_none() {
                granted();
            }
            drop(with(|runtime| {
                std::mem::replace(&mut runtime.refresh_lock, lock)
            }));
        }
        Effect::ReleaseLock => drop(with(|runtime| runtime.refresh_lock.take())),
        Effect::SendRefresh(refresh) => send_refresh(refresh),
        Effect::CancelRefresh => {
            if let Some(request) = with(|runtime| runtime.refresh.take()) {
                request.abort();
            }
        }
        Effect::Schedule(timer, after) => schedule(timer, after),
        Effect::Resume(call, step) => {
            if let Some(sender) = take_step(call) {
                // The call may have been dropped.
                drop(sender.send(step));
            }
        }
    }
}

fn show(event: &Event) {
    let at = clock::now().monotonic;
    with(|runtime| {
        if let Some(list) = &runtime.shown_events {
            events::append(list, event, at, runtime.session.session_id());
        }
    });
}

fn schedule(timer: Timer, after: f64) {
    clock::after(after, move || input(Input::Elapsed(timer)));
}

fn send_refresh(refresh: u32) {
    let (request, handle) = abortable(ask_for_refresh());
    with(|runtime| runtime.refresh = Some(handle));
    spawn_local(async move {
        if let Ok(outcome) = request.await {
            input(Input::RefreshAnswered(refresh, outcome));
        }
    });
}
