//! The world around the machines: time, the network, the cookie jar, the lock and the channel of one browser.

use std::{collections::VecDeque, fmt::Write};

use super::{
    browser::{Holder, News, Signing, Tab},
    network::Request,
    server::{Jar, RequestKind, Server, Token},
    step::{Step, TABS},
};
use crate::{
    error::Code,
    interceptor::{
        session::{Effect, Input, Observation, Timer},
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
    DocumentsAreTakenForNew,
    NobodyIsAsked,
    ProofsAreNotHeard,
}

pub(super) struct World {
    pub(super) flaw: Option<Flaw>,
    pub(super) now: f64,
    pub(super) awake: f64,
    pub(super) is_online: bool,
    pub(super) jar: Jar,
    pub(super) storage: Option<usize>,
    pub(super) server: Server,
    pub(super) tabs: Vec<Tab>,
    pub(super) requests: Vec<Request>,
    pub(super) lock: Option<Holder>,
    pub(super) queue: Vec<Holder>,
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
            world.check_proofs()?;
        }
        world.check_pages()
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
        let signed_in = world
            .server
            .serve(&RequestKind::SignIn(0), &world.jar, world.now);
        signed_in.1.apply(&mut world.jar);
        for tab in 0..TABS {
            world.tabs.push(Tab::new(0.0));
            world.load(tab);
            world.hydrate(tab)?;
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
                self.send(tab, RequestKind::SignOut);
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
                self.hydrate(tab)?;
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
            Step::Reload(tab) if is_awake(tab) => {
                self.load(tab);
                self.hydrate(tab)?;
            }
            Step::LoadSlowly(tab) if is_awake(tab) => self.load(tab),
            Step::Revoke => {
                let session = self.jar.claims.map(|token| token.session);
                let revoke = |session| self.server.revoke(session);
                session.into_iter().for_each(revoke);
            }
            Step::AgeProof => self.age_proof(true),
            Step::Prove(tab, is_given) if is_awake(tab) && self.tabs[tab].asks_for_proof => {
                self.prove(tab, is_given)?;
            }
            Step::Damage => self.jar.is_damaged = self.jar.claims.is_some(),
            Step::ClearCookies => self.jar.clear(),
            _ => {}
        }
        Ok(())
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
        self.send(tab, RequestKind::SignIn(user));
    }

    pub(super) fn clocks(&self) -> ClockReading {
        ClockReading {
            monotonic: self.awake,
            wall: self.now,
        }
    }

    /// Returns the session of `token`, as the page is told of it.
    pub(super) fn session(&self, token: Token) -> Session {
        let mut session = self.server.session(token);
        if self.flaw == Some(Flaw::AllUsersLookTheSame) {
            session.user_id = "".into();
        }
        if self.flaw == Some(Flaw::SessionsHaveNoName) {
            session.session_id = format!("{}.{}", session.session_id, token.name()).into();
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
            effect => self.carry_out_checked(tab, effect),
        }
    }
}
