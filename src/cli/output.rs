//! Prints plain text to standard output.

use std::io::{self, Write as _};

/// Prints `text` and a line break. A closed pipe (`… | head`) is no failure.
///
/// # Errors
/// If standard output cannot be written for another reason.
pub(super) fn print(text: &str) -> io::Result<()> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Formats a table with columns as wide as their widest cell. Replaces control characters, so that a name cannot control the
/// terminal.
pub(super) fn table<const N: usize>(
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let visible = |cell: String| {
        cell.chars()
            .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
            .collect::<String>()
    };
    let rows: Vec<[String; N]> = std::iter::once(head.map(str::to_owned))
        .chain(rows.map(|row| row.map(visible)))
        .collect();
    let widths: [usize; N] = std::array::from_fn(|column| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    });
    let line = |row: &[String; N]| {
        let cells: String = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}  "))
            .collect();
        cells.trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_control_characters_are_gone() {
        let rows = [
            ["a".to_owned(), "가나".to_owned(), String::new()],
            ["long\u{1b}[2J".to_owned(), "x".to_owned(), "y".to_owned()],
        ];
        assert_eq!(
            table(["K", "V", "W"], rows.into_iter()),
            "K         V   W\na         가나\nlong\u{FFFD}[2J  x   y"
        );
    }
}
