//! One-time codes: six digits and a link, sent to an email address to prove it (ASVS 6.5, 6.6). Pure.
//!
//! Nothing secret is stored: digits and tokens are MACs of the code's id under the server's secret, each for a use of its own. The
//! database holds the id, the tries and the end of its life (`store/codes.rs`).

use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use unicode_normalization::UnicodeNormalization as _;
use uuid::Uuid;

use super::{
    clock::Millis,
    secrets::{DerivedKeys, Secrets},
};

/// The life of a code, in ms: ten minutes (ASVS 6.5.5).
pub const LIFE: Millis = 10 * 60_000;
/// How often its digits may be tried. Six digits then are guessed once in 200,000 codes.
pub const TRIES: i64 = 5;

const MAC_LEN: usize = 16;
const ID_LEN: usize = 16;

/// What a token is for. A token of one use is none of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    /// The link in the mail. Whoever has it has read the mail.
    Link,
    /// The cookie of the browser that asked for the code.
    Asker,
    /// The link in a notice that says that its reader did not do it; of the mail's id.
    NotMe,
    /// The `Message-ID` of a mail (RFC 5322 §3.6.4); of the mail's id.
    Message,
}

/// Returns the six digits of the code `id`.
pub fn digits(id: &str, secrets: &Secrets) -> String {
    digits_under(id, secrets.current())
}

/// Returns whether `typed` are the digits of the code `id`. Ignores spaces and hyphens, and reads full-width digits.
pub fn has_digits(id: &str, typed: &str, secrets: &Secrets) -> bool {
    let typed: String = typed
        .nfkc()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .take(12)
        .collect();
    secrets.all().iter().any(|keys| {
        verify_slices_are_equal(digits_under(id, keys).as_bytes(), typed.as_bytes()).is_ok()
    })
}

/// Returns the token of `id` for this use: the id and a MAC, in base64url. `None` if the id is no UUID.
pub fn token(of: TokenUse, id: &str, secrets: &Secrets) -> Option<String> {
    let id = Uuid::parse_str(id).ok()?;
    let mac = mac(of as u8, id.as_bytes(), secrets.current());
    Some(URL_SAFE_NO_PAD.encode([id.as_bytes().as_slice(), &mac.as_ref()[..MAC_LEN]].concat()))
}

/// Returns the id in a token for this use, if its MAC is right.
pub fn read_token(of: TokenUse, token: &str, secrets: &Secrets) -> Option<String> {
    if token.len() > 64 {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (id, given) = bytes.split_at_checked(ID_LEN)?;
    let is_right = |keys: &DerivedKeys| {
        verify_slices_are_equal(&mac(of as u8, id, keys).as_ref()[..MAC_LEN], given).is_ok()
    };
    secrets.all().iter().find(|keys| is_right(keys))?;
    Some(Uuid::from_slice(id).ok()?.to_string())
}

fn digits_under(id: &str, keys: &DerivedKeys) -> String {
    const DIGITS: u8 = u8::MAX;
    let mac = mac(DIGITS, id.as_bytes(), keys);
    let number = mac.as_ref()[..8]
        .iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

fn mac(of: u8, id: &[u8], keys: &DerivedKeys) -> hmac::Tag {
    let mut context = hmac::Context::with_key(&keys.one_time_codes);
    context.update(&[of]);
    context.update(id);
    context.sign()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const ID: &str = "019aa5b2-41c3-7c1e-9d5c-000000000001";
    const OTHER: &str = "019aa5b2-41c3-7c1e-9d5c-000000000002";

    #[test]
    fn digits_are_six_of_one_code_and_one_secret() {
        let (ours, theirs) = (Secrets::new(&[7; 32], &[]), Secrets::new(&[8; 32], &[]));
        let code = digits(ID, &ours);
        assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()));
        assert!(has_digits(ID, &code, &ours));
        assert!(!has_digits(OTHER, &code, &ours) && !has_digits(ID, &code, &theirs));
        for wrong in ["", "12345", &format!("{code}0"), "－－－－－－"] {
            assert!(!has_digits(ID, wrong, &ours), "{wrong}");
        }
    }

    #[test]
    fn digits_may_be_typed_with_gaps_and_full_width() {
        let secrets = Secrets::new(&[7; 32], &[]);
        let code = digits(ID, &secrets);
        let (one, two) = code.split_at(3);
        let wide: String = code
            .bytes()
            .filter_map(|digit| char::from_u32(u32::from(digit - b'0') + 0xFF10))
            .collect();
        for typed in [format!(" {one} {two} "), format!("{one}-{two}"), wide] {
            assert!(has_digits(ID, &typed, &secrets), "{typed}");
        }
    }

    #[test]
    fn digits_are_spread_over_all_numbers() {
        let secrets = Secrets::new(&[7; 32], &[]);
        let mut first = [0; 10];
        for n in 0..2_000_u32 {
            let digit = digits(&n.to_string(), &secrets).as_bytes()[0] - b'0';
            first[usize::from(digit)] += 1;
        }
        assert!(
            first.iter().all(|count| (120..280).contains(count)),
            "{first:?}"
        );
    }

    #[test]
    fn a_token_is_of_one_use_one_id_and_one_secret() {
        let (ours, theirs) = (Secrets::new(&[7; 32], &[]), Secrets::new(&[8; 32], &[]));
        let link = token(TokenUse::Link, ID, &ours).unwrap();
        assert_eq!(
            read_token(TokenUse::Link, &link, &ours).as_deref(),
            Some(ID)
        );
        assert_eq!(read_token(TokenUse::Asker, &link, &ours), None);
        assert_eq!(read_token(TokenUse::Link, &link, &theirs), None);
        assert_eq!(token(TokenUse::Link, "not a uuid", &ours), None);
        let after = Secrets::new(&[9; 32], &[[7; 32]]);
        assert_eq!(
            read_token(TokenUse::Link, &link, &after).as_deref(),
            Some(ID)
        );
        for at in 0..link.len() {
            let mut bytes = link.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(bytes).unwrap();
            assert_eq!(read_token(TokenUse::Link, &altered, &ours), None, "{at}");
        }
        for junk in ["", "A", "!!!", &"A".repeat(100)] {
            assert_eq!(read_token(TokenUse::Link, junk, &ours), None, "{junk}");
        }
    }
}
