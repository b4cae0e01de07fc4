//! The `planvet` command: a door into the library, no logic of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    planvet::cli::main()
}
