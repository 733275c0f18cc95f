//! What a user has asked for and the server has not heard: acts that wait to be sent. Pure: the caller gives the storage.

use crate::json;

/// How many acts wait at most. One more is refused, and what was typed stays in its field.
const MOST: usize = 100;

/// An act that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// What is done, as the feature names it: `add_note`.
    pub name: String,
    /// Names the act among all of its user. The server answers it once: it is an idempotency key, or the id of what is
    /// deleted.
    pub key: String,
    /// What was typed, if anything was.
    pub text: String,
}

/// The acts of a user that wait, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox(Vec<Act>);

impl Outbox {
    /// Reads what [`Self::write`] has written. Anything else is no act.
    pub fn read(stored: &str) -> Self {
        let list = json::read::<Vec<String>>(stored).unwrap_or_default();
        let act = |parts: &[String]| match parts {
            [name, key, text] => Some(Act {
                name: name.clone(),
                key: key.clone(),
                text: text.clone(),
            }),
            _ => None,
        };
        Self(list.chunks(3).filter_map(act).collect())
    }

    /// Returns the text to be stored; `None` where nothing waits.
    pub fn write(&self) -> Option<String> {
        let acts = self.0.iter();
        let list: Vec<&str> = acts
            .flat_map(|act| [&act.name, &act.key, &act.text].map(String::as_str))
            .collect();
        if list.is_empty() {
            None
        } else {
            json::write_texts(&list)
        }
    }

    /// Returns the acts, the oldest first.
    pub fn acts(&self) -> &[Act] {
        &self.0
    }

    /// Puts an act in, once. Returns false where there is no room.
    pub fn put(&mut self, act: Act) -> bool {
        if self.0.iter().any(|other| other.key == act.key) {
            return true;
        }
        let has_room = self.0.len() < MOST;
        if has_room {
            self.0.push(act);
        }
        has_room
    }

    /// Takes the act of this key out. Returns whether it was there.
    pub fn take(&mut self, key: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|act| act.key != key);
        self.0.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(key: &str) -> Act {
        Act {
            name: "add_note".to_owned(),
            key: key.to_owned(),
            text: "two\n\"lines\", 둘".to_owned(),
        }
    }

    #[test]
    fn written_acts_are_read_again() {
        let mut outbox = Outbox::default();
        assert_eq!(outbox.write(), None);
        assert!(outbox.put(act("a")) && outbox.put(act("b")));
        assert_eq!(outbox.write().map(|text| Outbox::read(&text)), Some(outbox));
    }

    #[test]
    fn what_cannot_be_read_is_no_act() {
        for stored in ["", "{}", "[1]", "[\"add_note\",\"a\"]"] {
            assert_eq!(Outbox::read(stored), Outbox::default(), "{stored}");
        }
    }

    #[test]
    fn an_act_waits_once_and_in_its_turn() {
        let mut outbox = Outbox::default();
        assert!(outbox.put(act("a")) && outbox.put(act("b")) && outbox.put(act("a")));
        assert_eq!(outbox.acts(), [act("a"), act("b")]);
        assert!(outbox.take("a"));
        assert!(!outbox.take("a"), "it is gone");
        assert_eq!(outbox.acts(), [act("b")]);
    }

    #[test]
    fn there_is_room_for_a_hundred() {
        let mut outbox = Outbox::default();
        for key in 0..MOST {
            assert!(outbox.put(act(&key.to_string())));
        }
        assert!(!outbox.put(act("one more")));
        assert!(outbox.put(act("0")), "that one waits already");
        assert_eq!(outbox.acts().len(), MOST);
    }
}
