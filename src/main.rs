//! The server of the product. Everything that it can do is in [`latchkey::cli`].

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    latchkey::cli::main(latchkey::application)
}
