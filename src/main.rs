//! The program at the terminal: reads its arguments, runs, gives an exit code; holds nothing else.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run(cli::arguments())
}
