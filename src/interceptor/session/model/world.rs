//! The world around the machines: time, the network, the cookie jar, the lock and the channel of one browser.

use std::{collections::VecDeque, fmt::Write};

use super::{
    browser::{CallState, Got, Holder, News, PageCall, Signing, Tab},
    server::{Ask, Jar, Said, Server, SetCookies, Token},
    step::{Answer, Step, TABS},
};
use crate::{
    error::Code,
    interceptor::{
        refresh_outcome::RefreshOutcome,
        session::{CallKind, Effect, Input, Observation, Timer},
        token_lifetime::ClockReading,
    },
    session::Session,
};

/// How long a sign-in waits for the lock.
const SIGN_IN_PATIENCE: f64 = 500.0;

/// The one way in which a world is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    NothingIsCancelled,
    NoLock,
    AllUsersLookTheSame,
    SessionsHaveNoName,
    CallsNeverTimeOut,
    EveryRefusalEnds,
    FailuresClearCookies,
    CallsTouch,
    TicksTouch,
}

struct Request {
    tab: usize,
    ask: Ask,
    /// The cookies that were sent.
    jar: Jar,
    reply: Option<(Said, SetCookies)>,
    /// Whether the page has taken it back: an answer brings cookies still.
    pub(super) is_cancelled: bool,
}

pub(super) struct World {
    pub(super) flaw: Option<Flaw>,
    now: f64,
    pub(super) awake: f64,
    is_online: bool,
    pub(super) jar: Jar,
    pub(super) storage: Option<usize>,
    pub(super) server: Server,
    pub(super) tabs: Vec<Tab>,
    requests: Vec<Request>,
    pub(super) lock: Option<Holder>,
    queue: Vec<Holder>,
    /// Why the session is over, as far as the server has just said so.
    pub(super) said_end: Option<Code>,
    /// The `Retry-After` that has just arrived.
    pub(super) retry_after: Option<u32>,
}

impl World {
    /// Goes through `steps`, up to the first violation, and tells them.
    pub(super) fn run(
        flaw: Option<Flaw>,
        steps: Vec<Step>,
        mut story: Option<&mut String>,
    ) -> Result<(), String> {
        let mut world = Self::new(flaw)?;
        // Every wait that has begun ends.
        let thaw = (0..TABS).map(Step::Thaw);
        let end = thaw.chain([Step::Network(true), Step::Pass(10_600.0)]);
        for step in steps.into_iter().chain(end) {
            if let Some(story) = &mut story {
                let _ = write!(story, "\n{:>8} ms  {step:?}", world.awake);
            }
            world.take(step)?;
            world.hear_all()?;
            world.check_waits()?;
        }
        Ok(())
    }

    fn new(flaw: Option<Flaw>) -> Result<Self, String> {
        let mut world = Self {
            flaw,
            now: 1e6,
            awake: 0.0,
            is_online: true,
            jar: Jar::default(),
            storage: None,
            server: Server::default(),
            tabs: Vec::new(),
            requests: Vec::new(),
            lock: None,
            queue: Vec::new(),
            said_end: None,
            retry_after: None,
        };
        let signed_in = world.server.serve(&Ask::SignIn(0), &world.jar, world.now);
        signed_in.1.apply(&mut world.jar);
        for tab in 0..TABS {
            world.tabs.push(Tab::new(0.0));
            world.load(tab)?;
        }
        Ok(world)
    }

    fn take(&mut self, step: Step) -> Result<(), String> {
        let is_awake = |tab: usize| !self.tabs[tab].is_frozen;
        match step {
            Step::Call(tab) if is_awake(tab) => self.make_call(tab)?,
            Step::Serve(which) if !self.requests.is_empty() => {
                let at = which.index(self.requests.len());
                self.serve(at);
            }
            Step::Answer(which, answer) if !self.requests.is_empty() => {
                let at = which.index(self.requests.len());
                self.answer(at, answer);
            }
            Step::Finish(which) => self.finish(which)?,
            Step::Drop(which) => self.drop_call(which)?,
            Step::SignIn(tab, user) if is_awake(tab) && self.tabs[tab].signing == Signing::No => {
                let until = self.awake + SIGN_IN_PATIENCE;
                self.tabs[tab].signing = Signing::WaitsForLock { user, until };
                self.input(tab, Input::SignInBegun)?;
                self.request_lock(Holder { tab, refresh: None });
            }
            Step::SignOut(tab) if is_awake(tab) && self.tabs[tab].signing == Signing::No => {
                self.tabs[tab].signing = Signing::Out;
                self.input(tab, Input::SignOutBegun)?;
                self.send(tab, Ask::SignOut);
            }
            Step::Touch(tab) if is_awake(tab) => self.touch(tab)?,
            Step::Pass(time) => self.pass(time)?,
            Step::Sleep(time) => {
                self.now += time;
                self.jar.expire(self.now);
            }
            Step::Freeze(tab) => self.tabs[tab].is_frozen = true,
            Step::Thaw(tab) => {
                self.tabs[tab].is_frozen = false;
                self.pass(0.0)?;
            }
            Step::Toggle(tab) if is_awake(tab) => {
                self.tabs[tab].is_hidden ^= true;
                self.input(tab, Input::Sync)?;
            }
            Step::Network(is_there) if is_there != self.is_online => {
                self.is_online = is_there;
                for tab in &mut self.tabs {
                    tab.news.push(News::Online(is_there));
                }
            }
            Step::Reload(tab) if is_awake(tab) => self.load(tab)?,
            Step::Revoke => {
                let session = self.jar.claims.map(|token| token.session);
                let revoke = |session| self.server.revoke(session);
                session.into_iter().for_each(revoke);
            }
            Step::Damage => self.jar.is_damaged = self.jar.claims.is_some(),
            Step::ClearCookies => self.jar.clear(),
            _ => {}
        }
        Ok(())
    }

    /// Loads the page of a tab, as the server renders it now.
    fn load(&mut self, tab: usize) -> Result<(), String> {
        for request in self
            .requests
            .iter_mut()
            .filter(|request| request.tab == tab)
        {
            request.is_cancelled = true;
        }
        self.release_lock(tab, true);
        self.release_lock(tab, false);
        self.tabs[tab] = Tab::new(self.awake);
        let token = self.jar.claims;
        let token = token.filter(|token| self.server.is_good(*token, self.now));
        self.tabs[tab].shown = token.map(|token| token.session);
        let session = token.map(|token| self.session(token));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let idle_timeout = (super::server::IDLE_TTL / 1_000.0) as u32;
        let begin = Input::Begin {
            session,
            idle_timeout,
        };
        self.input(tab, begin)
    }

    fn make_call(&mut self, tab: usize) -> Result<(), String> {
        if self.flaw == Some(Flaw::CallsTouch) {
            let now = self.clocks();
            self.tabs[tab].machine.touch(now);
            // It is the server's wish that is ignored here, not the idle timeout.
            self.tabs[tab].touched_at = self.awake;
        }
        let owner = self.shown_user(tab);
        let (awake, page) = (self.awake, &mut self.tabs[tab]);
        page.last_call += 1;
        let id = page.last_call;
        let is_attended = awake - page.touched_at < super::server::IDLE_TTL / 2.0;
        page.calls.retain(|call| call.state != CallState::Over);
        page.calls.push(PageCall {
            id,
            owner,
            state: CallState::Waiting(awake),
            is_attended,
            data_of: None,
        });
        let made = Input::CallMade {
            call: id,
            path: String::new(),
            kind: CallKind::Session,
        };
        self.input(tab, made)
    }

    fn touch(&mut self, tab: usize) -> Result<(), String> {
        let (now, awake, page) = (self.clocks(), self.awake, &mut self.tabs[tab]);
        page.touched_at = awake;
        if let Some((_, is_touched)) = &mut page.held_off {
            *is_touched = true;
        }
        if page.machine.touch(now) {
            self.input(tab, Input::Sync)?;
        }
        Ok(())
    }

    /// Reads the body of an answer.
    fn finish(&mut self, which: proptest::sample::Index) -> Result<(), String> {
        let Some((tab, call)) = self.pick(which, |state| state == CallState::Delivered) else {
            return Ok(());
        };
        let is_complete = true;
        self.input(tab, Input::BodyRead { call, is_complete })?;
        self.input(tab, Input::CallDropped { call })?;
        self.tabs[tab].calls.retain(|other| other.id != call);
        Ok(())
    }

    fn drop_call(&mut self, which: proptest::sample::Index) -> Result<(), String> {
        let is_open = |state| !matches!(state, CallState::Over | CallState::Delivered);
        let Some((tab, call)) = self.pick(which, is_open) else {
            return Ok(());
        };
        for request in self
            .requests
            .iter_mut()
            .filter(|request| request.tab == tab)
        {
            request.is_cancelled |= matches!(request.ask, Ask::Call(id, _) if id == call);
        }
        self.tabs[tab].calls.retain(|other| other.id != call);
        self.input(tab, Input::CallDropped { call })
    }

    fn pick(
        &self,
        which: proptest::sample::Index,
        wanted: impl Fn(CallState) -> bool,
    ) -> Option<(usize, u32)> {
        let tabs = self.tabs.iter().enumerate();
        let calls: Vec<(usize, u32)> = tabs
            .filter(|(_, page)| !page.is_frozen)
            .flat_map(|(tab, page)| page.calls.iter().map(move |call| (tab, call)))
            .filter(|(_, call)| wanted(call.state))
            .map(|(tab, call)| (tab, call.id))
            .collect();
        (!calls.is_empty()).then(|| *which.get(&calls))
    }

    /// Lets time pass, and timers elapse in their order.
    fn pass(&mut self, time: f64) -> Result<(), String> {
        let end = self.awake + time;
        self.hear_all()?;
        loop {
            let awake = self
                .tabs
                .iter()
                .enumerate()
                .filter(|(_, page)| !page.is_frozen);
            let due = awake.filter_map(|(tab, page)| Some((tab, page.next_timer(end)?)));
            let Some((tab, (at, due))) = due.min_by(|(_, (_, a)), (_, (_, b))| a.total_cmp(b))
            else {
                break;
            };
            self.advance(due);
            let (_, timer) = self.tabs[tab].timers.swap_remove(at);
            if self.flaw == Some(Flaw::TicksTouch) {
                let now = self.clocks();
                self.tabs[tab].machine.touch(now);
            }
            self.input(tab, Input::Elapsed(timer))?;
            self.hear_all()?;
        }
        self.advance(end);
        for tab in 0..TABS {
            if let Signing::WaitsForLock { user, until } = self.tabs[tab].signing
                && until <= self.awake
            {
                self.send_sign_in(tab, user);
            }
        }
        Ok(())
    }

    fn advance(&mut self, to: f64) {
        self.now += (to - self.awake).max(0.0);
        self.awake = self.awake.max(to);
        self.jar.expire(self.now);
    }

    pub(super) fn send_sign_in(&mut self, tab: usize, user: usize) {
        self.tabs[tab].signing = Signing::In;
        self.send(tab, Ask::SignIn(user));
    }

    pub(super) fn send(&mut self, tab: usize, ask: Ask) {
        if self.is_online {
            self.requests.push(Request {
                tab,
                ask,
                jar: self.jar.clone(),
                reply: None,
                is_cancelled: false,
            });
        } else {
            self.tabs[tab].news.push(News::Answer(ask, Got::Nothing));
        }
    }

    fn serve(&mut self, at: usize) {
        let (server, request) = (&mut self.server, &mut self.requests[at]);
        if request.reply.is_none() {
            request.reply = Some(server.serve(&request.ask, &request.jar, self.now));
        }
    }

    fn answer(&mut self, at: usize, answer: Answer) {
        if matches!(answer, Answer::Whole | Answer::CookiesOnly) {
            self.serve(at);
        }
        let request = self.requests.remove(at);
        let got = match (answer, request.reply) {
            (Answer::Whole, Some((said, cookies))) => {
                cookies.apply(&mut self.jar);
                Got::Answer(said)
            }
            (Answer::CookiesOnly, Some((_, cookies))) => {
                cookies.apply(&mut self.jar);
                Got::Nothing
            }
            (Answer::ServerError, _) => Got::Other(RefreshOutcome::RetryLater(None)),
            (Answer::Portal, _) => Got::Other(RefreshOutcome::Refreshed),
            (Answer::RetryAfter(seconds), _) => {
                Got::Other(RefreshOutcome::RetryLater(Some(seconds)))
            }
            _ => Got::Nothing,
        };
        if !request.is_cancelled {
            self.tabs[request.tab]
                .news
                .push(News::Answer(request.ask, got));
        }
    }

    pub(super) fn cancel_refresh(&mut self, tab: usize) {
        let ours = |request: &&mut Request| request.tab == tab && request.is_refresh();
        self.requests
            .iter_mut()
            .filter(ours)
            .for_each(|request| request.is_cancelled = true);
    }

    pub(super) fn is_refreshing(&self, tab: usize) -> bool {
        self.requests
            .iter()
            .any(|request| request.tab == tab && request.is_refresh() && !request.is_cancelled)
    }

    pub(super) fn request_lock(&mut self, holder: Holder) {
        if self.flaw == Some(Flaw::NoLock) {
            self.tabs[holder.tab].news.push(News::LockGranted(holder));
        } else {
            self.queue.push(holder);
            self.grant_lock();
        }
    }

    pub(super) fn release_lock(&mut self, tab: usize, of_refresh: bool) {
        let is_theirs =
            |holder: &Holder| holder.tab == tab && holder.refresh.is_some() == of_refresh;
        self.queue.retain(|holder| !is_theirs(holder));
        self.lock = self.lock.filter(|holder| !is_theirs(holder));
        self.grant_lock();
    }

    fn grant_lock(&mut self) {
        if self.lock.is_none() && !self.queue.is_empty() {
            let holder = self.queue.remove(0);
            self.lock = Some(holder);
            self.tabs[holder.tab].news.push(News::LockGranted(holder));
        }
    }

    pub(super) fn clocks(&self) -> ClockReading {
        ClockReading {
            monotonic: self.awake,
            wall: self.now,
        }
    }

    pub(super) fn now(&self) -> f64 {
        self.now
    }

    /// The session of `token`, as the page is told of it.
    pub(super) fn session(&self, token: Token) -> Session {
        let mut session = self.server.session(token);
        if self.flaw == Some(Flaw::AllUsersLookTheSame) {
            session.user_id.clear();
        }
        if self.flaw == Some(Flaw::SessionsHaveNoName) {
            session.session_id += &format!(".{}", token.name());
        }
        session
    }

    pub(super) fn observe(&self, tab: usize) -> Observation {
        self.jar.observe(
            |token| self.session(token),
            self.storage,
            Observation {
                now: self.clocks(),
                is_visible: !self.tabs[tab].is_hidden,
                is_online: self.is_online,
                random: if tab == 0 { 0.3 } else { 0.7 },
                ..Observation::default()
            },
        )
    }

    /// Hands an input to a tab's machine, and carries out what it asks for.
    pub(super) fn input(&mut self, tab: usize, input: Input) -> Result<(), String> {
        let (seen, mut effects) = (self.observe(tab), VecDeque::new());
        self.tabs[tab].machine.handle(input, &seen, &mut effects);
        effects
            .into_iter()
            .try_for_each(|effect| self.carry_out(tab, effect))
    }

    fn carry_out(&mut self, tab: usize, effect: Effect) -> Result<(), String> {
        match effect {
            Effect::Schedule(Timer::CallTimeout { .. }, _)
                if self.flaw == Some(Flaw::CallsNeverTimeOut) =>
            {
                Ok(())
            }
            Effect::Schedule(timer, after) => {
                let due = self.awake + after;
                self.tabs[tab].timers.push((due, timer));
                Ok(())
            }
            effect => self.check(tab, effect),
        }
    }
}

impl Request {
    const fn is_refresh(&self) -> bool {
        matches!(self.ask, Ask::Refresh(_))
    }
}
