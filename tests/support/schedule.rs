//! The schedules that the rules of rotation go through, on the model (`src/rules/rotation/model.rs`) and on the real router
//! (`tests/http/schedules.rs`): one person with several tabs, a bad network, servers that crash, clocks that are set, backups that
//! are restored, and one thief. Knows nothing of Latchkey, so that both can include it.

use std::fmt;

use proptest::{prelude::*, sample::Index};

/// The reuse grace, in ms.
pub const GRACE: i64 = 10_000;
/// The time after which a client gives up a request, and before which it refreshes no new token, in ms.
pub const REQUEST_LIFE: i64 = 8_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Person,
    Thief,
}

#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// A tab, or the thief, sends a refresh. A person moves between networks; the thief has one of their own.
    Send { who: Who, network: u8 },
    /// A request arrives at an instance, which reads the session and decides.
    Decide { which: Index, instance: usize },
    /// An instance carries out what it decided. The answer arrives, or is lost (a crash after the commit is the same).
    Commit { which: Index, answered: bool },
    /// All requests under way arrive at once, at both instances, and are answered.
    ArriveTogether,
    /// An access token is used; the mark is written, or lost in a crash.
    Use {
        who: Who,
        instance: usize,
        written: bool,
    },
    /// The thief copies what the person holds.
    Steal,
    /// The person signs out.
    SignOut,
    /// The database is copied.
    BackUp,
    /// The database is replaced by the last copy.
    Restore,
    /// The clock that all go by is set.
    SetClock(i64),
    /// Time passes.
    Wait(i64),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send { who, network } => {
                write!(f, "the {who:?} sends a refresh from network {network}")
            }
            Self::Decide { instance, .. } => write!(f, "a request arrives at instance {instance}"),
            Self::Commit { answered: true, .. } => {
                write!(f, "a request is carried out and answered")
            }
            Self::Commit {
                answered: false, ..
            } => write!(f, "a request is carried out, the answer is lost"),
            Self::ArriveTogether => write!(f, "all requests under way arrive at once"),
            Self::Use {
                who,
                instance,
                written: true,
            } => write!(
                f,
                "the {who:?} uses the access token at instance {instance}"
            ),
            Self::Use { who, instance, .. } => write!(
                f,
                "the {who:?} uses the access token at instance {instance}, the mark is lost"
            ),
            Self::Steal => write!(f, "the Thief copies the Person's tokens"),
            Self::SignOut => write!(f, "the Person signs out"),
            Self::BackUp => write!(f, "the database is backed up"),
            Self::Restore => write!(f, "the backup is restored"),
            Self::SetClock(by) => write!(f, "the clock is set by {by} ms"),
            Self::Wait(time) => write!(f, "{time} ms pass"),
        }
    }
}

fn step() -> impl Strategy<Value = Step> {
    let who = prop_oneof![4 => Just(Who::Person), 1 => Just(Who::Thief)];
    let instance = 0..2_usize;
    let wait = prop_oneof![
        Just(50),
        Just(REQUEST_LIFE / 2),
        Just(REQUEST_LIFE + 1),
        Just(GRACE + 2_001),
        Just(300_000)
    ];
    prop_oneof![
        8 => (who.clone(), 0..3_u8).prop_map(|(who, network)| Step::Send { who, network }),
        8 => (any::<Index>(), instance.clone()).prop_map(|(which, instance)| Step::Decide { which, instance }),
        8 => (any::<Index>(), prop::bool::weighted(0.6)).prop_map(|(which, answered)| Step::Commit { which, answered }),
        8 => (who, instance, prop::bool::weighted(0.8)).prop_map(|(who, instance, written)| Step::Use { who, instance, written }),
        2 => Just(Step::ArriveTogether),
        2 => Just(Step::Steal),
        1 => Just(Step::SignOut),
        1 => Just(Step::BackUp),
        1 => Just(Step::Restore),
        1 => prop_oneof![-400_000..-1_000_i64, 1_000..400_000_i64].prop_map(Step::SetClock),
        6 => wait.prop_map(Step::Wait),
    ]
}

/// Whole refreshes of one party after the other: the pattern of a copy that stays one step behind, and of a person in a tunnel, which
/// single steps at random hardly ever come to.
fn rounds() -> impl Strategy<Value = Vec<Step>> {
    let who = prop_oneof![Just(Who::Person), Just(Who::Thief)];
    let refresh = (
        who,
        0..3_u8,
        0..2_usize,
        prop::bool::weighted(0.6),
        any::<Index>(),
    );
    let round = prop_oneof![
        6 => refresh.prop_map(|(who, network, instance, answered, which)| {
            vec![Step::Send { who, network }, Step::Decide { which, instance }, Step::Commit { which, answered }]
        }),
        3 => Just(vec![Step::Wait(REQUEST_LIFE + GRACE)]),
        1 => Just(vec![Step::Steal]),
        1 => step().prop_map(|step| vec![step]),
    ];
    prop::collection::vec(round, 1..40).prop_map(|rounds| rounds.concat())
}

/// Single steps at random, or whole rounds.
pub fn schedules() -> impl Strategy<Value = Vec<Step>> {
    prop_oneof![prop::collection::vec(step(), 1..80), rounds()]
}
