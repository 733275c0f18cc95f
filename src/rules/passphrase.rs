//! Suggests passphrases: seven words of a list of 2,048, which is 77 bits, chosen by the operating system's randomness.
//!
//! The lists are those of BIP 39 in English and Korean, as `bip39` 3.1.0 has them (ISC), the Korean one composed (NFC).

use super::secrets::random_bytes;
use crate::text::Locale;

const ENGLISH: &str = include_str!("passphrase/en.txt");
const KOREAN: &str = include_str!("passphrase/ko.txt");
/// The words of a passphrase.
const WORDS: usize = 7;
/// The bits that choose a word.
const MASK: u16 = 0x7FF;

/// Returns a new passphrase in a language.
pub fn passphrase(locale: Locale) -> String {
    let list: Vec<&str> = match locale {
        Locale::English => ENGLISH.lines().collect(),
        Locale::Korean => KOREAN.lines().collect(),
    };
    let bytes = random_bytes();
    let words: Vec<&str> = bytes
        .chunks_exact(2)
        .take(WORDS)
        .filter_map(|pair| {
            let at = u16::from_le_bytes([pair[0], pair[1]]) & MASK;
            list.get(usize::from(at)).copied()
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{input::Password, rules::password_policy::PasswordPolicy};

    #[test]
    fn every_list_has_as_many_words_as_eleven_bits_choose() {
        for list in [ENGLISH, KOREAN] {
            let words: BTreeSet<&str> = list.lines().collect();
            assert_eq!(words.len(), usize::from(MASK) + 1);
            assert!(
                words
                    .iter()
                    .all(|word| !word.trim().is_empty() && !word.contains(' '))
            );
        }
    }

    #[test]
    fn a_suggestion_has_seven_words_is_another_each_time_and_is_accepted() {
        let policy = PasswordPolicy::new(15);
        for locale in Locale::ALL {
            let suggested: BTreeSet<String> = (0..50).map(|_| passphrase(locale)).collect();
            assert_eq!(suggested.len(), 50);
            for phrase in suggested {
                assert_eq!(phrase.split(' ').count(), WORDS, "{phrase}");
                let password = Password::new(phrase.clone());
                assert_eq!(
                    policy.check(&password, &["ada@latchkey.test"]),
                    Ok(()),
                    "{phrase}"
                );
            }
        }
    }
}
