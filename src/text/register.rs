//! How Korean texts speak (`docs/KOREAN.md`): in 해요체, and the notices of security in 합니다체.

use std::fmt::Debug;

use super::{AccountText, AccountText::*, Locale, Text, Text::*, Translate};

// The notices of security: they speak of an end that nobody asked for, or of somebody else.

const NOTICES: &[Text] = &[
    SessionRevoked,
    RefreshRevoked,
    RefreshReused,
    RefreshUnbound,
    SignOutUnconfirmed,
    CrossOrigin,
];

const ACCOUNT_NOTICES: &[AccountText] = &[
    EndedReuse,
    EndedAccountDisabled,
    EventSignInFailed,
    EventRefreshReused,
    EventRefreshSuspicious,
    EventRefreshUnbound,
    EventRolledForward,
    EventAccountDisabled,
    EventAccountEnabled,
    EventPasswordChanged,
    EventEmailChanged,
    EventDeletionAsked,
    EventRoleChanged,
    EventResetSent,
];

/// Returns the sentences of a text; a name of a thing has none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '?', '…'])
        .map(str::trim)
        .filter(|sentence| sentence.ends_with(['.', '?', '…']) && sentence.chars().any(is_hangul))
}

fn is_hangul(letter: char) -> bool {
    ('가'..='힣').contains(&letter)
}

fn is_formal(sentence: &str) -> bool {
    let sentence = sentence.trim_end_matches(['.', '?', '…']);
    sentence.ends_with("니다") || sentence.ends_with("십시오") || sentence.ends_with("니까")
}

/// Fails unless every sentence is polite, and formal exactly in the notices.
pub fn holds<T: Translate + Copy + Debug + PartialEq>(texts: &[T], notices: &[T]) {
    for text in texts {
        for sentence in sentences(text.translate(Locale::Korean)) {
            let is_notice = notices.contains(text);
            assert_eq!(is_formal(sentence), is_notice, "{text:?}: {sentence}");
            let end = sentence.trim_end_matches(['.', '?', '…']);
            assert!(is_notice || end.ends_with('요'), "{text:?}: {sentence}");
        }
    }
}

#[test]
fn korean_is_polite_and_its_notices_are_formal() {
    holds(Text::ALL, NOTICES);
    holds(AccountText::ALL, ACCOUNT_NOTICES);
}
