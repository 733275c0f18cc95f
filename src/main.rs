//! The server of the product. All of its commands are in [`latchkey::cli`].

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    latchkey::cli::main(latchkey::application)
}
