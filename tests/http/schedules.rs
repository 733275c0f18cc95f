//! The schedules of `tests/support/schedule.rs` on the real thing: two instances on one database. The world knows who really holds
//! which token.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures::future::join_all;
use latchkey::rules::clock::Timestamp;
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use serde_json::json;

use crate::{
    schedule::{GRACE, REQUEST_LIFE, Step, Who, schedules},
    support::{Answer, App, Ask, Program, on_each_database},
};

/// How many schedules each database goes through; `LATCHKEY_TEST_STORE_SCHEDULES` says otherwise.
const SCHEDULES: usize = 40;

/// The session as the database has it.
struct Row {
    generation: i64,
    used_at: Option<Timestamp>,
}

/// A refresh that is under way.
struct Request {
    who: Who,
    token: String,
    sent_at: i64,
    /// The instance that it has reached.
    instance: Option<usize>,
}

struct World<'a> {
    instances: [&'a App; 2],
    session: String,
    person: Program<'a>,
    /// In time passed, as are the next two.
    received_at: i64,
    passed: i64,
    clock_set_at: Option<i64>,
    thief: Option<Program<'a>>,
    under_way: Vec<Request>,
    betrayed: bool,
    signed_out: bool,
    backup_signed_out: bool,
}

impl<'a> World<'a> {
    async fn new(app: &'a App, other: &'a App) -> Self {
        let person = app.program().await;
        let mut world = Self {
            instances: [app, other],
            session: person.session_id(),
            person,
            received_at: -REQUEST_LIFE - 1,
            passed: 0,
            clock_set_at: None,
            thief: None,
            under_way: Vec::new(),
            betrayed: false,
            signed_out: false,
            backup_signed_out: false,
        };
        world.take(&Step::BackUp).await;
        world
    }

    async fn take(&mut self, step: &Step) {
        match step {
            Step::Send {
                who: Who::Person, ..
            } if self.passed - self.received_at <= REQUEST_LIFE => {}
            Step::Send { who, .. } => {
                let token = self.holder(*who).map(|holder| holder.refresh.clone());
                self.under_way.extend(token.map(|token| Request {
                    who: *who,
                    token,
                    sent_at: self.passed,
                    instance: None,
                }));
            }
            Step::Decide { which, instance } => {
                let mut sent: Vec<_> = self
                    .under_way
                    .iter_mut()
                    .filter(|request| request.instance.is_none())
                    .collect();
                if !sent.is_empty() {
                    let at = which.index(sent.len());
                    sent[at].instance = Some(*instance);
                }
            }
            Step::Commit { which, answered } => {
                let arrived = |(at, request): (usize, &Request)| Some((at, request.instance?));
                let arrived: Vec<_> = self
                    .under_way
                    .iter()
                    .enumerate()
                    .filter_map(arrived)
                    .collect();
                if !arrived.is_empty() {
                    let (at, instance) = arrived[which.index(arrived.len())];
                    self.carry_out(at, instance, *answered).await;
                }
            }
            Step::ArriveTogether => {
                let sent = std::mem::take(&mut self.under_way);
                self.betrayed |= sent.iter().any(|request| request.who == Who::Thief);
                let before = self.row().await;
                let asked = sent.iter().enumerate().map(|(at, request)| {
                    self.instances[at % 2].anonymous().refresh(&request.token)
                });
                for (request, answer) in sent.iter().zip(join_all(asked).await) {
                    self.judge(request.who, &request.token, &before, &answer);
                    self.adopt(request.who, &answer);
                }
            }
            // A mark that is written is never lost here.
            Step::Use { written: false, .. } => {}
            Step::Use { who, instance, .. } => self.use_token(*who, *instance).await,
            Step::Steal => self.thief = Some(self.person.clone()),
            Step::SignOut => {
                let token = json!({"refresh_token": self.person.refresh});
                self.instances[0]
                    .anonymous()
                    .post("/api/token/revoke", &token)
                    .await
                    .is(204);
                self.signed_out = true;
            }
            Step::BackUp => {
                self.copy_row(&self.session, "backup").await;
                self.backup_signed_out = self.signed_out;
            }
            Step::Restore => {
                self.copy_row("backup", &self.session).await;
                self.signed_out = self.backup_signed_out;
            }
            Step::SetClock(by) => {
                self.instances[0].set_clock(*by);
                self.clock_set_at = Some(self.passed);
            }
            Step::Wait(time) => {
                self.instances[0].advance_millis(time.unsigned_abs());
                self.passed += time;
                let now = self.passed;
                self.under_way
                    .retain(|request| now - request.sent_at <= REQUEST_LIFE);
            }
        }
    }

    async fn carry_out(&mut self, at: usize, instance: usize, answered: bool) {
        let Request { who, token, .. } = self.under_way.remove(at);
        self.betrayed |= who == Who::Thief;
        let before = self.row().await;
        let answer = self.instances[instance].anonymous().refresh(&token).await;
        self.judge(who, &token, &before, &answer);
        if answered {
            self.adopt(who, &answer);
        }
    }

    /// What must hold of the answer to a token that met the session as it was `before`.
    fn judge(&self, who: Who, token: &str, before: &Row, answer: &Answer) {
        let issued = answer.status == 200;
        assert!(issued || answer.status == 401, "{answer:?}");
        assert!(
            !(self.signed_out && issued),
            "a session that was ended was refreshed: {answer:?}"
        );
        assert!(
            issued || self.betrayed || self.signed_out,
            "nobody had stolen anything, and the {who:?} was told {answer:?}"
        );
        let clock_is_settled = self.clock_set_at.is_none_or(|at| self.passed - at > GRACE);
        let past_grace = before
            .used_at
            .is_some_and(|at| (self.instances[0].now() - at).abs() > GRACE);
        let is_copy = clock_is_settled && past_grace && generation_of(token) < before.generation;
        assert!(
            !(issued && is_copy),
            "{token} came back when its successor was in use for longer than the grace: {answer:?}"
        );
    }

    fn adopt(&mut self, who: Who, answer: &Answer) {
        let now = self.passed;
        let Some(holder) = (if who == Who::Person {
            Some(&mut self.person)
        } else {
            self.thief.as_mut()
        }) else {
            return;
        };
        if answer.status == 200
            && generation_of(answer.json()["refresh_token"].as_str().unwrap())
                > generation_of(&holder.refresh)
        {
            holder.adopt(answer);
            if who == Who::Person {
                self.received_at = now;
            }
        }
    }

    async fn use_token(&mut self, who: Who, instance: usize) {
        let Some(holder) = self.holder(who) else {
            return;
        };
        let answer = Ask::get("/api/me")
            .bearer(&holder.access)
            .to(self.instances[instance])
            .await;
        let could_mark =
            answer.status == 200 && generation_of(&holder.refresh) == self.row().await.generation;
        self.betrayed |= who == Who::Thief;
        // The mark follows by itself, unless this instance has made it before a backup took it back.
        for _ in 0..100 {
            if !could_mark || self.row().await.used_at.is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }

    fn holder(&self, who: Who) -> Option<&Program<'a>> {
        if who == Who::Person {
            Some(&self.person)
        } else {
            self.thief.as_ref()
        }
    }

    async fn row(&self) -> Row {
        let number = |column: &str| {
            format!(
                "SELECT COALESCE({column}, -1) FROM sessions WHERE id = '{}'",
                self.session
            )
        };
        let used_at = self.instances[0].number(&number("used_at")).await;
        Row {
            generation: self.instances[0].number(&number("generation")).await,
            used_at: (used_at >= 0).then_some(Timestamp::from_millis(used_at)),
        }
    }

    async fn copy_row(&self, from: &str, to: &str) {
        let columns = "user_id, secret, generation, used_at, created_at, refreshed_at, expires_at, revoked_at, revoked_reason, \
                       ip, user_agent, method";
        let app = self.instances[0];
        app.sql(&format!("DELETE FROM sessions WHERE id = '{to}'"))
            .await;
        app.sql(&format!("INSERT INTO sessions (id, {columns}) SELECT '{to}', {columns} FROM sessions WHERE id = '{from}'")).await;
    }
}

/// The generation in a refresh token (`src/rules/refresh_token.rs`).
fn generation_of(token: &str) -> i64 {
    let bytes = URL_SAFE_NO_PAD.decode(&token["lkr_".len()..]).unwrap();
    // Version, secret, session, generation.
    i64::from_be_bytes(bytes[1 + 4 + 16..][..8].try_into().unwrap())
}

on_each_database!(the_rules_hold_on_the_real_thing; flavor = "multi_thread", worker_threads = 4);
async fn the_rules_hold_on_the_real_thing(app: App) {
    let count = std::env::var("LATCHKEY_TEST_STORE_SCHEDULES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(SCHEDULES);
    let other = app.beside(&[]).await;
    let mut runner = TestRunner::default();
    for _ in 0..count {
        let mut world = World::new(&app, &other).await;
        // Shown only when the test fails.
        println!("\na session at generation 1");
        for step in schedules().new_tree(&mut runner).unwrap().current() {
            println!("{:>8} ms  {step}", world.passed);
            world.take(&step).await;
        }
    }
}
