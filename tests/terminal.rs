//! The command line on a real terminal, which `script` (util-linux) provides.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    io::{Read, Write},
    process::{Command, Stdio},
};

#[test]
fn giving_up_at_the_password_gives_the_terminal_its_echo_back() {
    let directory = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_latchkey");
    // The shell outlives Ctrl-C, and then tells the state of the terminal.
    let session = format!(
        "trap : INT; {program} user add ada@latchkey.test --name Ada; echo code=$?; stty -a"
    );
    if Command::new("script").arg("--version").output().is_err() {
        println!("skipped: there is no `script`");
        return;
    }
    // A shell in the background starts its children with Ctrl-C ignored, which they would pass on.
    let mut child = Command::new("env")
        .args(["--default-signal=INT", "script", "-q", "-e", "-c"])
        .args([&session, "/dev/null"])
        .current_dir(directory.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut keyboard, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut shown = String::new();
    let mut bytes = [0; 256];
    let mut gave_up = false;
    loop {
        let read = screen.read(&mut bytes).unwrap();
        if read == 0 {
            break;
        }
        shown.push_str(&String::from_utf8_lossy(&bytes[..read]));
        if !gave_up && shown.contains("Password: ") {
            keyboard.write_all(b"\x03").unwrap();
            gave_up = true;
        }
    }
    child.wait().unwrap();
    assert!(shown.contains("code=130"), "{shown}");
    assert!(
        shown.split_whitespace().any(|word| word == "echo"),
        "{shown}"
    );
}
