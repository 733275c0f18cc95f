//! Asking for a password, from a terminal or a pipe; never from the command line, which every process of the machine can read.

use std::{
    io::{self, BufRead as _, IsTerminal as _},
    process::{Command, Stdio},
};

use super::Failure;
use crate::{input::Password, text::Locale};

/// The fewest characters (code points) of a new password (ASVS 6.2.1).
const MIN_CHARS: usize = 8;
/// The most bytes that are read: more than any password that is accepted.
const MAX_BYTES: u64 = 64 * 1024;

/// Reads a new password: one line of standard input where `from_stdin`, else twice from the terminal.
///
/// # Errors
/// There is no terminal to ask on, both entries differ, or the password is too short or too long.
pub(super) fn read(from_stdin: bool) -> Result<Password, Failure> {
    let stdin = io::stdin();
    let typed = if from_stdin {
        line(stdin.lock())?
    } else if stdin.is_terminal() {
        let _hidden = HiddenInput::start();
        let once = ask("Password: ")?;
        if once != ask("Once more: ")? {
            return Err(Failure::new("the two passwords differ"));
        }
        once
    } else {
        return Err(Failure::usage("there is no terminal to ask for the password on; give it on standard input with --password-stdin"));
    };
    accept(typed)
}

fn accept(typed: String) -> Result<Password, Failure> {
    let characters = typed.chars().count();
    let password = Password::new(typed);
    match password.check() {
        Err(code) => Err(Failure::usage(format!("password: {}", code.text().get(Locale::English)))),
        Ok(()) if characters < MIN_CHARS => Err(Failure::usage(format!("password: at least {MIN_CHARS} characters are needed"))),
        Ok(()) => Ok(password),
    }
}

fn ask(question: &str) -> Result<String, Failure> {
    eprint!("{question}");
    let answer = line(io::stdin().lock());
    eprintln!();
    answer
}

/// One line without its end. Spaces stay: they are part of the password (ASVS 6.2.8).
fn line(input: impl io::BufRead) -> Result<String, Failure> {
    let mut line = String::new();
    input.take(MAX_BYTES).read_line(&mut line)?;
    let end = line.strip_suffix('\n').map_or(line.len(), |line| line.strip_suffix('\r').unwrap_or(line).len());
    line.truncate(end);
    Ok(line)
}

/// Keeps the terminal from showing what is typed. Where there is no `stty`, it shows: asking is still better than failing.
struct HiddenInput;

impl HiddenInput {
    fn start() -> Self {
        stty("-echo");
        Self
    }
}

impl Drop for HiddenInput {
    fn drop(&mut self) {
        stty("echo");
    }
}

fn stty(mode: &str) {
    let _ = Command::new("stty").arg(mode).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_loses_its_end_and_nothing_else() {
        for (input, password) in [("pass word \n", "pass word "), ("pass\r\nnext", "pass"), ("no end", "no end"), ("a\r", "a\r"), ("", "")]
        {
            assert_eq!(line(input.as_bytes()).as_deref(), Ok(password));
        }
    }

    #[test]
    fn short_and_endless_passwords_are_refused_without_showing_them() {
        for typed in ["", "hunter2", &"x".repeat(2000)] {
            assert!(accept(typed.to_owned()).is_err_and(|failure| typed.is_empty() || !failure.to_string().contains(typed)));
        }
        assert!(accept("열쇠열쇠열쇠열쇠".to_owned()).is_ok());
    }
}
