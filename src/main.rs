//! The command line program.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(chainrule::cli::run())
}
