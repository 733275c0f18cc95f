//! The binary. Everything that it can do is in [`latchkey::cli`].

use std::process::ExitCode;

use clap::Parser as _;
use latchkey::cli::{self, Cli, Command, Failure};
use mimalloc::MiMalloc;
use tokio::runtime::Builder;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let done = match Cli::parse().command() {
        Command::Serve => block_on(cli::serve()),
        Command::User(command) => block_on(cli::user(command)),
        Command::Keys(command) => block_on(cli::keys(command)),
        Command::Check => block_on(cli::check()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            for line in failure.to_string().lines() {
                eprintln!("latchkey: {line}");
            }
            failure.exit_code()
        }
    }
}

fn block_on(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(command)
}
