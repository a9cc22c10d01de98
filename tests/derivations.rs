//! Every derivation file is a test: what the user sees of it is a snapshot.
//!
//! A file below `derivations` holds, even strictly. A file below `tests/rejected` does not: its first
//! diagnostic has the code that its name says, up to `--`.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let accepted = files("derivations").into_iter().map(|path| test("accepted", &path, accepted));
    let rejected =
        files("tests/rejected").into_iter().map(|path| test("rejected", &path, rejected));
    libtest_mimic::run(&arguments, accepted.chain(rejected).collect()).exit();
}

/// The derivation files below a folder, as paths from the root of the project.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::from(folder)];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(root().join(&folder)).expect("the folder exists");
        for entry in entries {
            let path = folder.join(entry.expect("the folder can be read").file_name());
            if root().join(&path).is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == "deriv") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn test(kind: &str, path: &Path, run: fn(&str) -> Result<(), Failed>) -> Trial {
    let name = path.to_string_lossy().replace('\\', "/");
    Trial::test(format!("{kind}::{name}"), move || run(&name))
}

/// What the program writes and how it ends.
struct Run {
    stdout: String,
    stderr: String,
    code: Option<i32>,
}

fn check(path: &str, options: &[&str]) -> Result<Run, Failed> {
    let output = Command::new(env!("CARGO_BIN_EXE_chainrule"))
        .current_dir(root())
        .args(["check", path])
        .args(options)
        .env("NO_COLOR", "1")
        .env("CHAINRULE_CACHE", "")
        .output()?;
    Ok(Run {
        stdout: String::from_utf8(output.stdout)?,
        stderr: String::from_utf8(output.stderr)?,
        code: output.status.code(),
    })
}

fn accepted(path: &str) -> Result<(), Failed> {
    let text = check(path, &["--strict"])?;
    let latex = check(path, &["--format", "latex"])?;
    if text.code != Some(0) || !text.stderr.is_empty() {
        return Err(format!("this does not hold:\n{}", text.stderr).into());
    }
    snapshot("accepted", path, &format!("{}\n{}", text.stdout, latex.stdout))
}

fn rejected(path: &str) -> Result<(), Failed> {
    let plain = check(path, &[])?;
    let strict = check(path, &["--strict"])?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let code = name.split("--").next().unwrap_or(name).trim_end_matches(".deriv");
    let first = strict.stderr.lines().next().unwrap_or("");
    if !first.contains(&format!("[{code}]")) {
        return Err(format!("the first diagnostic is not `{code}`:\n{}", strict.stderr).into());
    }
    if strict.code != Some(1) {
        return Err(format!("the exit code is {:?} under --strict", strict.code).into());
    }
    let end = format!("exit code {}", plain.code.unwrap_or(-1));
    snapshot("rejected", path, &format!("{}\n{}\n{end}\n", plain.stdout, plain.stderr))
}

fn snapshot(kind: &str, path: &str, text: &str) -> Result<(), Failed> {
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".deriv");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path(root().join("tests/snapshots").join(kind));
    settings.set_omit_expression(true);
    let compare = || settings.bind(|| insta::assert_snapshot!(name, text));
    let compared = std::panic::catch_unwind(std::panic::AssertUnwindSafe(compare));
    compared.map_err(|_| Failed::from("the output has changed; `cargo insta review` shows how"))
}
