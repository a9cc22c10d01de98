//! The command line program.

/// Proofs are made of many small pieces, which this allocator hands out in a fraction of the time that
/// most systems' own takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(chainrule::cli::run())
}
