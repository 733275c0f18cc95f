//! Reads a password from a terminal or a pipe, never from the command line, which every process of the machine can read.

use std::{
    io::{self, BufRead as _, IsTerminal as _},
    process::{Command, Stdio},
    thread,
};

use tokio::sync::oneshot;

use super::Failure;
use crate::input::Password;

/// The maximum number of bytes to read: more than any accepted password.
const MAX_BYTES: u64 = 64 * 1024;

/// Reads a new password: one line of standard input if `from_stdin`, else twice from the terminal. Restores the terminal's echo
/// after Ctrl-C.
///
/// # Errors
/// If there is no terminal, both entries differ, or the user gave up.
pub(super) async fn read(from_stdin: bool) -> Result<Password, Failure> {
    if from_stdin {
        return line(io::stdin().lock());
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::usage(
            "there is no terminal to ask for the password on; give it on standard input with --password-stdin",
        ));
    }
    let _hidden = HiddenInput::start();
    let (answer, answered) = oneshot::channel();
    // A thread that nobody waits for: reading from a terminal cannot be called off.
    thread::spawn(move || answer.send(ask_twice()));
    tokio::select! {
        typed = answered => typed.unwrap_or_else(|_| Err(Failure::new("the password could not be read"))),
        _ = tokio::signal::ctrl_c() => {
            eprintln!();
            Err(Failure::interrupted())
        }
    }
}

fn ask_twice() -> Result<Password, Failure> {
    let once = ask("Password: ")?;
    if once == ask("Once more: ")? {
        Ok(once)
    } else {
        Err(Failure::new("the two passwords differ"))
    }
}

fn ask(question: &str) -> Result<Password, Failure> {
    eprint!("{question}");
    let answer = line(io::stdin().lock());
    eprintln!();
    answer
}

/// Reads one line without its end. Keeps spaces, which are part of the password (ASVS 6.2.8).
fn line(input: impl io::BufRead) -> Result<Password, Failure> {
    // Enough for what is accepted, lest it grows and leaves a copy behind.
    let mut line = String::with_capacity(4096);
    input.take(MAX_BYTES).read_line(&mut line)?;
    let end = line.strip_suffix('\n').map_or(line.len(), |line| {
        line.strip_suffix('\r').unwrap_or(line).len()
    });
    line.truncate(end);
    Ok(Password::new(line))
}

/// Disables the terminal's echo. Without `stty` the input is visible, which is better than failing.
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
    let _ = Command::new("stty")
        .arg(mode)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_loses_its_end_and_nothing_else() {
        for (input, password) in [
            ("pass word \n", "pass word "),
            ("pass\r\nnext", "pass"),
            ("no end", "no end"),
            ("a\r", "a\r"),
            ("", ""),
        ] {
            assert_eq!(
                line(input.as_bytes()).as_ref().map(Password::expose),
                Ok(password.as_bytes())
            );
        }
    }
}
