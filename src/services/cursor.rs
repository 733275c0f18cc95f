//! Cursors of lists: the time and id of a page's last row, `1800000000000_0199-ab`.

use crate::{ids::is_id, rules::clock::Timestamp};

/// Parses a cursor into time and id.
pub fn parse(cursor: &str) -> Option<(Timestamp, &str)> {
    let (at, id) = cursor.split_once('_')?;
    let is_time = !at.is_empty() && at.bytes().all(|byte| byte.is_ascii_digit());
    Some((Timestamp::from_millis(at.parse().ok()?), id)).filter(|_| is_time && is_id(id))
}

/// The name of the page's end after a row.
pub fn format(at: Timestamp, id: &str) -> String {
    format!("{at}_{id}")
}

/// The rows of a page of `size`, out of one row more where there is one, and the name of the page's end where there is.
pub fn page<T>(
    mut rows: Vec<T>,
    size: usize,
    end: impl Fn(&T) -> String,
) -> (Vec<T>, Option<String>) {
    let more = rows.len() > size;
    rows.truncate(size);
    let end = rows.last().filter(|_| more).map(end);
    (rows, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_a_time_and_an_id() {
        assert_eq!(
            parse(&format(
                Timestamp::from_millis(1_800_000_000_000),
                "0199-ab"
            )),
            Some((Timestamp::from_millis(1_800_000_000_000), "0199-ab"))
        );
        for junk in [
            "",
            "_",
            "1",
            "1_",
            "_a",
            "x_a",
            "-1_a",
            "+1_a",
            "1_a\0",
            "1_a b",
            "99999999999999999999_a",
            "1_가",
            &format!("1_{}", "a".repeat(37)),
        ] {
            assert_eq!(parse(junk), None, "{junk}");
        }
    }

    #[test]
    fn a_page_that_is_the_last_names_no_end() {
        let end = |row: &i32| row.to_string();
        assert_eq!(
            page(vec![1, 2, 3], 2, end),
            (vec![1, 2], Some("2".to_owned()))
        );
        assert_eq!(page(vec![1, 2], 2, end), (vec![1, 2], None));
    }
}
