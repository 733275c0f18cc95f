//! The drafts of one user: of new texts one for each tab, as what one tab sends or empties is no other tab's; of changed texts one for
//! each text. Pure: the caller gives storage and time.

use crate::json;

/// How many drafts are kept. The oldest is deleted first.
const MOST: usize = 8;

/// How long drafts are kept after their session is over, in seconds.
const KEPT: u64 = 24 * 60 * 60;

/// Returns until when the drafts of a user are kept, `None` where they are to be deleted. All times are in seconds since 1970.
///
/// While the user is signed in, that is a day after the session would have expired had nobody come back: a browser that stays closed for
/// longer has lost the session. Otherwise it is a day from now, or sooner if that was noted in `noted`.
pub fn keep_until(
    now: u64,
    is_signed_in: bool,
    idle_timeout: u32,
    noted: Option<u64>,
) -> Option<u64> {
    if is_signed_in {
        return Some(now + u64::from(idle_timeout) + KEPT);
    }
    let until = noted.map_or(now + KEPT, |noted| noted.min(now + KEPT));
    (now < until).then_some(until)
}

/// What the tabs of a user hold that was not sent, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafts(Vec<(String, String)>);

impl Drafts {
    /// Reads what [`Self::write`] has written. Anything else is one draft of no tab: what earlier versions kept is not lost.
    pub fn read(stored: &str) -> Self {
        match json::read::<Vec<String>>(stored) {
            Some(list) => Self(
                list.chunks_exact(2)
                    .filter_map(|pair| Some((pair.first()?.clone(), pair.last()?.clone())))
                    .collect(),
            ),
            None => Self(vec![(String::new(), stored.to_owned())]),
        }
    }

    /// Returns the text to be stored; `None` where there is nothing to keep.
    pub fn write(&self) -> Option<String> {
        let list: Vec<&str> = self
            .0
            .iter()
            .flat_map(|(tab, text)| [tab.as_str(), text.as_str()])
            .collect();
        if list.is_empty() {
            None
        } else {
            json::write_texts(&list)
        }
    }

    /// Keeps `text` as the draft of `tab`; an empty one is none.
    pub fn keep(&mut self, tab: &str, text: &str) {
        self.0.retain(|(other, _)| other != tab);
        if !text.is_empty() {
            self.0.push((tab.to_owned(), text.to_owned()));
            self.0.drain(..self.0.len().saturating_sub(MOST));
        }
    }

    /// Returns whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the draft of `tab`.
    pub fn of(&self, tab: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(other, _)| other == tab)
            .map(|(_, text)| text.clone())
    }

    /// Takes over the newest draft of a tab that is not `open`; it is `tab`'s from now on.
    pub fn take_over(&mut self, tab: &str, open: &[String]) -> Option<String> {
        let place = self
            .0
            .iter()
            .rposition(|(other, _)| !open.contains(other))?;
        let (_, text) = self.0.remove(place);
        self.0.push((tab.to_owned(), text.clone()));
        Some(text)
    }

    /// Deletes `text`, which was sent, wherever it stands.
    pub fn sent(&mut self, text: &str) {
        self.0.retain(|(_, other)| other != text);
    }
}

/// What a user is changing and has not saved: the new text of each thing in each tab, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits(Drafts);

impl Edits {
    /// Reads what [`Self::write`] has written.
    pub fn read(stored: &str) -> Self {
        Self(Drafts::read(stored))
    }

    /// Returns the text to be stored; `None` where there is nothing to keep.
    pub fn write(&self) -> Option<String> {
        self.0.write()
    }

    /// Keeps `text` as what `tab` makes of the thing `id`; an empty one is none.
    pub fn keep(&mut self, tab: &str, id: &str, text: &str) {
        self.0.keep(&[tab, " ", id].concat(), text);
    }

    /// Returns whether a tab has a text for the thing `id`.
    pub fn has(&self, id: &str) -> bool {
        self.of(id).next().is_some()
    }

    /// Returns the text of `tab` for the thing `id`, or else takes over the newest of a tab that is not `open`.
    pub fn take(&mut self, tab: &str, id: &str, open: &[String]) -> Option<String> {
        let is_left = |other: &str| !open.iter().any(|open| open == other);
        let (from, text) = self
            .of(id)
            .max_by_key(|(other, _)| (*other == tab, is_left(other)))
            .filter(|(other, _)| *other == tab || is_left(other))
            .map(|(other, text)| (other.to_owned(), text.to_owned()))?;
        self.keep(&from, id, "");
        self.keep(tab, id, &text);
        Some(text)
    }

    /// Returns the tabs that have a text for the thing `id`, with the texts, the newest last.
    fn of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = self.0.0.iter();
        all.filter_map(move |(key, text)| {
            let (tab, other) = key.split_once(' ')?;
            (other == id).then_some((tab, text.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drafts(of: &[(&str, &str)]) -> Drafts {
        let mut drafts = Drafts::default();
        of.iter().for_each(|(tab, text)| drafts.keep(tab, text));
        drafts
    }

    #[test]
    fn written_drafts_are_read_again() {
        let some = drafts(&[("a", "one\n\"two\""), ("b", "셋")]);
        assert_eq!(some.write().map(|stored| Drafts::read(&stored)), Some(some));
        assert_eq!(Drafts::default().write(), None);
    }

    #[test]
    fn a_draft_of_an_earlier_version_is_not_lost() {
        for text in ["buy milk", "{\"a\":1}", "[1]"] {
            assert_eq!(
                Drafts::read(text).take_over("a", &[]).as_deref(),
                Some(text)
            );
        }
    }

    #[test]
    fn a_changed_text_is_kept_until_it_is_saved() {
        let mut edits = Edits::default();
        edits.keep("tab", "one", "first");
        edits.keep("tab", "two", "둘");
        edits.keep("tab", "one", "first, longer");
        edits = Edits::read(&edits.write().unwrap_or_default());
        let own = edits.take("tab", "one", &["tab".to_owned()]);
        assert_eq!(own.as_deref(), Some("first, longer"));
        edits.keep("tab", "one", "");
        assert_eq!((edits.has("one"), edits.has("two")), (false, true));
    }

    #[test]
    fn a_changed_text_of_an_open_tab_is_no_other_tabs() {
        let mut edits = Edits::default();
        edits.keep("first", "one", "older");
        edits.keep("last", "one", "newer");
        edits.keep("open", "one", "newest");
        let open = ["open".to_owned()];
        assert_eq!(edits.take("this", "one", &open).as_deref(), Some("newer"));
        assert_eq!(
            edits.take("this", "one", &open).as_deref(),
            Some("newer"),
            "its own now"
        );
        assert_eq!(edits.take("open", "one", &open).as_deref(), Some("newest"));
        assert_eq!(edits.take("this", "two", &open), None);
    }

    #[test]
    fn a_tab_empties_and_sends_its_own() {
        let mut both = drafts(&[("a", "of a"), ("b", "of b")]);
        both.keep("a", "");
        assert_eq!(both, drafts(&[("b", "of b")]));
        both.sent("of a");
        assert_eq!(
            (both.of("a"), both.of("b").as_deref()),
            (None, Some("of b"))
        );
    }

    #[test]
    fn a_tab_takes_over_what_a_closed_one_left() {
        let mut both = drafts(&[("a", "of a"), ("b", "of b")]);
        assert_eq!(both.take_over("c", &["a".to_owned(), "b".to_owned()]), None);
        assert_eq!(
            both.take_over("c", &["b".to_owned()]).as_deref(),
            Some("of a")
        );
        assert_eq!(
            both,
            drafts(&[("b", "of b"), ("c", "of a")]),
            "what was taken over is not kept twice"
        );
    }

    #[test]
    fn the_oldest_goes_where_there_are_too_many() {
        let tabs: Vec<String> = (0..=MOST).map(|tab| tab.to_string()).collect();
        let mut many = drafts(
            &tabs
                .iter()
                .map(|tab| (tab.as_str(), "x"))
                .collect::<Vec<_>>(),
        );
        many.keep("0", "");
        assert_eq!(many.0.first().map(|(tab, _)| tab.as_str()), Some("1"));
        assert_eq!(many.0.len(), MOST);
    }

    #[test]
    fn drafts_are_kept_for_a_day_after_the_session_is_over() {
        let over = 1_000_000;
        let until = keep_until(over, false, 3_600, Some(over + 20 * KEPT));
        assert_eq!(until, Some(over + KEPT));
        assert_eq!(keep_until(over + KEPT - 1, false, 3_600, until), until);
        assert_eq!(keep_until(over + KEPT, false, 3_600, until), None);
    }

    #[test]
    fn a_sign_in_within_the_day_keeps_them() {
        let until = keep_until(0, false, 3_600, None);
        let back = KEPT - 1;
        assert_eq!(keep_until(back, false, 3_600, until), until);
        assert_eq!(
            keep_until(back, true, 3_600, until),
            Some(back + 3_600 + KEPT)
        );
    }

    #[test]
    fn a_browser_that_was_closed_for_longer_than_session_and_day_deletes_them() {
        let until = keep_until(0, true, 3_600, None);
        assert_eq!(keep_until(3_600 + KEPT, false, 3_600, until), None);
        assert!(keep_until(3_600 + KEPT, true, 3_600, until).is_some());
    }

    #[test]
    fn drafts_of_an_earlier_version_get_a_day() {
        assert_eq!(keep_until(5, false, 3_600, None), Some(5 + KEPT));
    }
}
