//! The drafts of one person, one for each tab: what one tab sends or empties is no other tab's. Pure: whoever asks brings the storage.

/// How many are kept. The oldest goes first.
const MOST: usize = 8;

/// What the tabs of a person hold that was not sent, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafts(Vec<(String, String)>);

impl Drafts {
    /// Reads what [`Self::write`] has written. Anything else is one draft of no tab: what earlier versions kept is not lost.
    pub fn read(stored: &str) -> Self {
        match serde_json::from_slice::<Vec<String>>(stored.as_bytes()) {
            Ok(list) => Self(
                list.chunks_exact(2)
                    .filter_map(|pair| Some((pair.first()?.clone(), pair.last()?.clone())))
                    .collect(),
            ),
            Err(_) => Self(vec![(String::new(), stored.to_owned())]),
        }
    }

    /// The text to be stored; `None` where there is nothing to keep.
    pub fn write(&self) -> Option<String> {
        let list: Vec<&str> = self
            .0
            .iter()
            .flat_map(|(tab, text)| [tab.as_str(), text.as_str()])
            .collect();
        if list.is_empty() {
            None
        } else {
            serde_json::to_string(&list).ok()
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

    /// The draft of `tab`.
    pub fn of(&self, tab: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(other, _)| other == tab)
            .map(|(_, text)| text.clone())
    }

    /// The newest draft that is left of a tab which is not `open`; it is `tab`'s from now on.
    pub fn take_over(&mut self, tab: &str, open: &[String]) -> Option<String> {
        let place = self
            .0
            .iter()
            .rposition(|(other, _)| !open.contains(other))?;
        let (_, text) = self.0.remove(place);
        self.0.push((tab.to_owned(), text.clone()));
        Some(text)
    }

    /// `text` was sent: wherever it stands, it is no draft any more.
    pub fn sent(&mut self, text: &str) {
        self.0.retain(|(_, other)| other != text);
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
    fn what_is_written_is_read_again() {
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
}
