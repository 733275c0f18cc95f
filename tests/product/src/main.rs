//! The server of the product: Latchkey's, with other features.

use std::process::ExitCode;

fn main() -> ExitCode {
    latchkey::cli::main(guestbook::application)
}
