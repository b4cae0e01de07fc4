//! The `planvet` command: a door into the library, no logic of its own.

use std::process::ExitCode;

/// A plan is many small pieces; this allocator serves them faster than most systems' own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    planvet::cli::main()
}
