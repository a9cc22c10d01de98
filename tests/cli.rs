//! The command line: exit codes, messages for bad input of every kind, and streams.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chainrule"));
    command.args(arguments).stdin(Stdio::null()).env("NO_COLOR", "1").env("CHAINRULE_CACHE", "");
    command
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    seen(&program(arguments).output().unwrap())
}

fn seen(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn feed(arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut command = program(arguments);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    seen(&output)
}

/// A folder of its own for one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}"));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

#[test]
fn prove_answers_with_its_exit_code() {
    assert_eq!(run(&["prove", "x + x = 2x"]).0, 0);
    let (code, stdout, stderr) = run(&["prove", "abs(x) = x"]);
    assert_eq!((code, stderr.as_str()), (1, ""));
    assert!(stdout.starts_with("refuted: at x = -"), "{stdout}");
    assert_eq!(run(&["prove", "abs(x) = x", "--assume", "x >= 0"]).0, 0);
    assert_eq!(run(&["prove", "ln(-1 - x^2) = 1"]).0, 3);
    assert_eq!(run(&["prove", "x +"]).0, 2);
    assert_eq!(run(&["prove"]).0, 2);
    assert_eq!(run(&["prove", "x = x", "--assume", "x"]).0, 2);
    assert_eq!(run(&["prove", "x = x", "--format", "latex"]).0, 2);
}

#[test]
fn unreadable_claims_show_the_place() {
    let (code, stdout, stderr) = run(&["prove", "x/2 = 1/2x"]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("error[syntax]: `1/2 x` can be read in two ways"), "{stderr}");
    assert!(stderr.contains("write `(1/2)*x` or `1/(2*x)`"), "{stderr}");
    assert!(stderr.contains("^^^^"), "{stderr}");
}

#[test]
fn a_stream_survives_damaged_lines() {
    let input = b"{\"id\": \"a\", \"lhs\": \"x + x\", \"rhs\": \"2x\", \"note\": 1}\n\
        {\"id\": \"b\", \"lhs\": \n\
        \xff\xfe\n\
        \n\
        {\"id\": 7, \"lhs\": \"sqrt(x^2)\", \"rhs\": \"x\"}\n\
        {\"id\": \"c\", \"lhs\": \"abs(x)\", \"rhs\": \"x\", \"assume\": [\"x >= 0\"]}\n\
        {\"id\": \"d\", \"lhs\": \"(\", \"rhs\": \"1\"}";
    let (code, stdout, _) = feed(&["prove", "--jsonl", "--timings"], input);
    assert_eq!(code, 0);
    let lines: Vec<Value> = stdout.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(lines.len(), 6);
    assert_eq!((&lines[0]["id"], &lines[0]["verdict"]), (&"a".into(), &"proved".into()));
    assert_eq!(lines[0]["domain"], "same");
    assert!(lines[0]["micros"].is_u64());
    for damaged in &lines[1..3] {
        assert!(damaged["id"].is_null() && damaged["error"].is_string(), "{damaged}");
    }
    assert_eq!((&lines[3]["id"], &lines[3]["verdict"]), (&7.into(), &"refuted".into()));
    assert_eq!(lines[3]["witness"]["at"]["x"].as_str().unwrap().chars().next(), Some('-'));
    assert_eq!(lines[4]["verdict"], "proved");
    assert!(lines[5]["error"].is_string());
    let keys: Vec<_> = lines[4].as_object().unwrap().keys().cloned().collect();
    let expected =
        ["id", "verdict", "domain", "conditions", "witness", "rules", "hint", "reason", "findings"];
    assert!(expected.iter().all(|it| keys.iter().any(|key| key == it)), "{keys:?}");
}

#[test]
fn a_stream_answers_line_by_line() {
    let mut command = program(&["prove", "--jsonl"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for id in ["first", "second"] {
        writeln!(stdin, "{{\"id\": \"{id}\", \"lhs\": \"x\", \"rhs\": \"x\"}}").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains(id), "{line}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut command = program(&["prove", "--jsonl"]);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    for _ in 0..1000 {
        if stdin.write_all(b"{\"lhs\": \"x\", \"rhs\": \"x\"}\n").is_err() {
            break;
        }
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(seen(&output), (0, String::new(), String::new()));
}

#[test]
fn check_ends_with_the_worst_that_it_found() {
    let folder = Folder::new("codes");
    let good = folder.file("good.deriv", "prove x + x = 2x\n");
    let wrong = folder.file("wrong.deriv", "prove x + x = 3x\n");
    let open = folder.file("open.deriv", "prove ln(-1 - x^2) = 1\n");
    let broken = folder.file("broken.deriv", "prove x +\nprove x = x\n");
    assert_eq!(run(&["check", &good]).0, 0);
    assert_eq!(run(&["check", &good, "--strict"]).0, 0);
    assert_eq!(run(&["check", &wrong, &broken]).0, 1);
    assert_eq!(run(&["check", &open]).0, 0);
    assert_eq!(run(&["check", &open, "--strict"]).0, 1);
    let (code, stdout, _) = run(&["check", &broken]);
    assert_eq!(code, 2);
    assert!(stdout.contains("1 proved, 1 unreadable"), "{stdout}");
    assert_eq!(run(&["check", &broken, "--strict"]).0, 1);
    assert_eq!(run(&["check", "no such file.deriv", &good]).0, 2);
    assert_eq!(run(&["check"]).0, 2);
    assert_eq!(run(&["check", &good, "--format", "deriv"]).0, 2);
    assert_eq!(run(&["check", &good, "--deadline", "-1"]).0, 2);
}

#[test]
fn files_that_cannot_be_read_are_named_with_the_reason() {
    let folder = Folder::new("unreadable");
    let binary = folder.file("binary.deriv", b"prove x = x\n\0\x01");
    let latin = folder.file("latin.deriv", b"# fine\nprove \xe9 = 1\n");
    let missing = folder.0.join("missing.deriv");
    let cases = [
        (binary.as_str(), "this is no text file"),
        (latin.as_str(), "line 2 is not encoded as UTF-8"),
        (missing.to_str().unwrap(), "there is no such file"),
    ];
    for (path, reason) in cases {
        let (code, _, stderr) = run(&["check", path]);
        assert_eq!(code, 2, "{path}");
        assert!(stderr.contains(&format!("cannot read `{path}`: {reason}")), "{stderr}");
    }
    let notebook = folder.file("notes.ipynb", "{}");
    let (code, _, stderr) = run(&["check", &notebook]);
    assert_eq!(code, 2);
    assert!(stderr.contains("this is no notebook"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("permission");
    let path = folder.file("locked.deriv", "prove x = x\n");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        // Permissions do not bind this user.
        return;
    }
    let (code, _, stderr) = run(&["check", &path]);
    assert_eq!(code, 2);
    assert!(stderr.contains("permission denied"), "{stderr}");
}

#[test]
fn an_empty_file_and_an_empty_folder_are_notes() {
    let folder = Folder::new("empty");
    let empty = folder.file("inner/empty.deriv", "\n");
    let (code, _, stderr) = run(&["check", &empty]);
    assert_eq!(code, 0);
    assert!(stderr.contains("is empty"), "{stderr}");
    std::fs::remove_file(&empty).unwrap();
    let (code, _, stderr) = run(&["check", folder.0.to_str().unwrap()]);
    assert_eq!(code, 0);
    assert!(stderr.contains("there are no derivation files"), "{stderr}");
}

#[test]
fn hostile_files_give_messages_and_no_crash() {
    let folder = Folder::new("hostile");
    let long = folder.file("long.deriv", format!("prove {} = 1", "x + ".repeat(2_500_000)));
    let nested = folder
        .file("nested.deriv", format!("prove {}x{} = x", "(".repeat(100_000), ")".repeat(100_000)));
    for path in [long, nested] {
        let (code, _, stderr) = run(&["check", &path]);
        assert_eq!(code, 2, "{path}");
        assert!(stderr.contains("error[syntax]"), "{}", &stderr[..stderr.len().min(500)]);
        assert!(stderr.len() < 2_000, "{} bytes", stderr.len());
    }
}

#[test]
fn errors_of_meaning_are_reported() {
    let cases = [
        ("prove foo(x) = 1", "unknown function `foo`"),
        ("let u = v\nlet v = u", "`v` would be defined by itself"),
        ("assume x > 0\nassume x < 0", "contradictory assumptions"),
    ];
    for (source, message) in cases {
        let (code, _, stderr) = feed(&["check", "-"], source.as_bytes());
        assert_eq!(code, 2, "{source}");
        assert!(stderr.contains(message), "{stderr}");
    }
}

#[test]
fn folders_are_searched_in_order_and_respect_what_is_ignored() {
    let folder = Folder::new("folders");
    folder.file("b.deriv", "prove x = x\n");
    folder.file("a/c.deriv", "prove x = x\n");
    folder.file("notes.md", "$x = x$\n");
    folder.file("ignored.deriv", "prove x = 1\n");
    folder.file(".gitignore", "ignored.deriv\n");
    let (code, stdout, stderr) = run(&["check", folder.0.to_str().unwrap(), "--format", "json"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let report: Value = serde_json::from_str(&stdout).unwrap();
    let paths: Vec<_> =
        report["files"].as_array().unwrap().iter().map(|it| it["path"].as_str().unwrap()).collect();
    let ends = ["a/c.deriv", "b.deriv", "notes.md"];
    assert_eq!(paths.len(), ends.len());
    assert!(paths.iter().zip(ends).all(|(path, end)| path.ends_with(end)), "{paths:?}");
}

#[test]
fn findings_in_documents_point_into_them() {
    let folder = Folder::new("documents");
    let text = "# Square\n\n$$\n\\frac{d}{dx} x^2 = x\n$$\n";
    let paper = folder.file("paper.md", text);
    let (code, stdout, stderr) = run(&["check", &paper]);
    assert_eq!(code, 1);
    assert!(stdout.contains("✗ diff(x^2, x) = x"), "{stdout}");
    assert!(
        stderr.contains("paper.md:4:18") && stderr.contains("^^^ the two sides differ"),
        "{stderr}"
    );
    // What cannot be read is no error of the program, unless one is strict.
    let unread = folder.file("unread.md", "$$ \\unheard{x} = x $$\n");
    assert_eq!(run(&["check", &unread]).0, 0);
    assert_eq!(run(&["check", &unread, "--strict"]).0, 1);
    let (_, markdown, _) = run(&["check", &paper, "--format", "markdown"]);
    assert!(markdown.contains("\\frac{d}{dx} x^2"), "{markdown}");
}

#[test]
fn a_web_page_needs_nothing_else_and_shows_no_raw_text() {
    let folder = Folder::new("page");
    let source = "title \"a < b & <script>\"\nprove d/dx sin(2*x) = cos(2*x)\nprove 4*cosh(x)^2 = 4*cosh(x)^2\n";
    let path = folder.file("page.deriv", source);
    let (code, page, _) = run(&["check", &path, "--format", "html"]);
    assert_eq!(code, 1);
    assert_eq!(page, run(&["check", &path, "--format", "html"]).1);
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(!page.contains("<script") && !page.contains("http"), "{page}");
    assert!(page.contains("a &lt; b &amp; &lt;script&gt;"));
    assert!(page.contains("<math") && page.contains("the inner derivative is missing"));
    // Scripts have two children.
    assert!(!page.contains("<msup><mspace"), "{page}");
    let (code, page, _) = run(&["derive", "d/dx (x*sin(x))", "--format", "html"]);
    assert_eq!(code, 0);
    assert!(page.contains("product rule"), "{page}");
}

#[test]
fn a_folder_says_how_its_documents_are_read() {
    let folder = Folder::new("settings");
    let paper = folder.file(
        "a/paper.md",
        "$$ \\frac{d}{dx} \\log x = \\frac{1}{x \\ln 10} $$\n\n$$ \\twice{x} = x + x $$\n",
    );
    folder.file("drafts/b.md", "$$ 1 + 1 = 3 $$\n");
    let root = folder.0.to_str().unwrap().to_owned();
    assert_eq!(run(&["check", &root]).0, 1);
    folder.file("macros.tex", "\\newcommand{\\twice}[1]{2 #1}\n");
    folder.file(
        "chainrule.toml",
        "log = \"decimal\"\nmacros = \"macros.tex\"\nignore = [\"drafts\"]\n",
    );
    let (code, stdout, stderr) = run(&["check", &root, "--strict"]);
    assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
    assert!(stdout.contains("2 proved"), "{stdout}");
    folder.file("chainrule.toml", "logarithm = 1\n");
    let (code, _, stderr) = run(&["check", &paper]);
    assert_eq!(code, 2);
    assert!(stderr.contains("chainrule.toml` makes no sense"), "{stderr}");
    let (code, _, stderr) = run(&["check", &paper, "--macros", "nowhere.tex"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("cannot read the macros"), "{stderr}");
}

#[test]
fn many_files_are_reported_in_order() {
    let folder = Folder::new("many");
    for number in 10..60 {
        folder.file(&format!("{number}.deriv"), format!("prove x + {number} = {number} + x\n"));
    }
    let path = folder.0.to_str().unwrap();
    let first = run(&["check", path]);
    assert!(first.1.contains("50 proved in 50 files"), "{}", first.1);
    assert_eq!(first, run(&["check", path]));
    let at = |number: u32| first.1.find(&format!("{number}.deriv")).unwrap();
    assert!((11..60).all(|number| at(number - 1) < at(number)));
}

#[test]
fn the_report_has_the_promised_fields() {
    let source = "title \"α\"\nlet u = x^2\nassume x > 0\n\
        prove first: d/dx u\n  = 2*x    by power rule\n  = x + x\nprove sqrt(u) = -x\n";
    let (code, stdout, _) = feed(&["check", "-", "--format", "json"], source.as_bytes());
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    let steps = report["files"][0]["steps"].as_array().unwrap();
    let kinds: Vec<_> = steps.iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["definition", "assumption", "claim", "claim", "claim"]);
    let step = &steps[2];
    let place = ["line", "column", "end_line", "end_column"].map(|key| step[key].as_u64().unwrap());
    assert_eq!(place, [5, 3, 5, 8]);
    assert_eq!((&step["lhs"], &step["rhs"]), (&"d/dx u".into(), &"2*x".into()));
    assert_eq!(step["chain"], "d/dx u");
    assert_eq!(step["by"][0], "power rule");
    assert!(step["cell"].is_null() && step["witness"].is_null());
    assert_eq!(steps[3]["lhs"], "2*x");
    assert_eq!(steps[4]["verdict"], "refuted");
    assert!(steps[4]["witness"]["at"]["x"].is_string());
    let summary = &report["summary"];
    let counts = ["proved", "refuted", "unknown", "definitions", "unreadable"]
        .map(|key| summary[key].as_u64().unwrap());
    assert_eq!(counts, [2, 1, 0, 1, 0]);
}

#[test]
fn derivations_are_written_out_and_check() {
    let (code, stdout, stderr) = run(&["derive", "d/dx (x^2*sin(x))", "--format", "deriv"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let (code, _, stderr) = feed(&["check", "-", "--strict"], stdout.as_bytes());
    assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
    let (code, stdout, _) = run(&["derive", "d/dx x^3", "--to", "3*x^2"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("[power rule]"), "{stdout}");
    assert_eq!(run(&["derive", "d/dx x^3", "--to", "2*x^2"]).0, 3);
    assert_eq!(run(&["derive", "d/dx ("]).0, 2);
    assert_eq!(run(&["derive", "d/dx x^3", "--format", "json"]).0, 2);
}

#[test]
fn rules_are_listed_and_explained() {
    let (code, list, _) = run(&["rules"]);
    assert_eq!(code, 0);
    assert!(list.contains("quotient rule"));
    let (code, text, _) = run(&["explain", "Quotient", "rule"]);
    assert_eq!(code, 0);
    assert!(text.contains("g^2"), "{text}");
    let (code, _, stderr) = run(&["explain", "quotent rule"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("quotient rule"), "{stderr}");
}

#[test]
fn every_command_has_help_with_examples() {
    for command in ["check", "prove", "derive", "rules", "explain"] {
        let (code, stdout, stderr) = run(&[command, "--help"]);
        assert_eq!((code, stderr.as_str()), (0, ""));
        assert!(stdout.contains("Examples:"), "{stdout}");
    }
    assert_eq!(run(&["--help"]).0, 0);
    assert_eq!(run(&["--version"]).0, 0);
    assert_eq!(run(&["prof", "x = x"]).0, 2);
    assert_eq!(run(&[]).0, 2);
}

#[test]
fn latex_can_stand_alone() {
    let source = "title \"A & B\"\nprove d/dx x^2 = 2x by power rule\n";
    let (_, fragment, _) = feed(&["check", "-", "--format", "latex"], source.as_bytes());
    assert!(fragment.starts_with("\\section*{A \\& B}"), "{fragment}");
    assert!(fragment.contains("&= 2x && \\text{power rule}"), "{fragment}");
    let (_, whole, _) =
        feed(&["check", "-", "--format", "latex", "--standalone"], source.as_bytes());
    assert!(whole.starts_with("\\documentclass") && whole.ends_with("\\end{document}\n"));
}
