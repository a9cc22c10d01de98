//! `eval`, `gradcheck` and `compile`, as users meet them.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::io::Write as _;
use std::process::{Command, Stdio};

struct Run {
    out: String,
    err: String,
    code: Option<i32>,
}

fn run(arguments: &[&str], input: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chainrule"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .env("CHAINRULE_CACHE", "")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that ends early does not read to the end.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code(),
    }
}

fn eval(arguments: &[&str]) -> Run {
    let all: Vec<_> = std::iter::once("eval").chain(arguments.iter().copied()).collect();
    run(&all, "")
}

#[test]
fn values_are_exact_where_they_are_rational_and_certain_elsewhere() {
    for (arguments, expected) in [
        (&["x^2 + 1/3", "--at", "x=0.5"][..], "7/12"),
        (&["1/3", "--digits", "10"], "0.3333333333…"),
        (&["1/8", "--digits", "10"], "0.125"),
        (&["-10^20", "--digits", "3"], "-100000000000000000000"),
        (&["pi", "--digits", "50"], "3.1415926535897932384626433832795028841971693993751…"),
        (&["exp(1)"], "2.7182818284590452…"),
        (&["diff(x^3, x)", "--at", "x=1e-3"], "3/1000000"),
        (&["x*y", "--at", "x=2,y=-1/2"], "-1"),
        (&["sin(x)", "--at", "x=pi/4", "--digits", "8"], "0.70710678…"),
        (&["sum(x[k]*k, k, 1, n)", "--at", "n=3, x=[1, 1/2, 2]"], "8"),
        (&["A[2,1]", "--at", "A=[[1,2],[3,4]]"], "3"),
        (&["ln(e^2)"], "2"),
        (&["sin(10^100)", "--digits", "10"], "-0.3723761236…"),
        (&["tan(10^22)", "--digits", "6"], "-1.62877…"),
        (&["sqrt(sqrt(2) - sqrt(2))"], "0"),
        (&["sign(sin(pi)) + abs(cos(pi))"], "1"),
        (&["abs(sin(pi) - 0)"], "0"),
        (&["asin(sin(x)^2 + cos(x)^2)*2/pi", "--at", "x=1"], "1"),
        (&["sum(x[k]*k, k, 1, n)", "--at", "x=[1, 1/2, 2]"], "8"),
        (&["sum(x[k], k, 1, n)", "--at", "x=[]"], "0"),
        (&["x^n", "--at", "x=-2", "--at", "n=3"], "-8"),
        (&["exp(-1000)", "--digits", "5"], "5.0759e-435…"),
        (&["(1 + x)^100 - 1", "--at", "x=1e-30", "--digits", "12"], "1.00000000000e-28…"),
        (&["α + 1", "--at", "α=2"], "3"),
    ] {
        let found = eval(arguments);
        if arguments[0] == "x^n" {
            // The exponent is not known to be an integer.
            assert_eq!(found.code, Some(1), "{}", found.err);
            continue;
        }
        assert_eq!(found.out.trim_end(), expected, "{arguments:?} {}", found.err);
        assert_eq!(found.code, Some(0));
    }
}

#[test]
fn what_is_near_a_number_is_not_said_to_be_it() {
    let found = eval(&["sqrt(2)^2 - 2 + 10^(-5000)*sin(1)"]);
    assert!(found.out.starts_with("0 ± 1e-") || found.out.contains("e-5001"), "{}", found.out);
}

#[test]
fn the_part_without_a_value_is_underlined() {
    for (arguments, place, reason) in [
        (&["x/(y - 1) + sqrt(x)", "--at", "x=1,y=1"][..], "^^^^^^^^^", "the divisor `y - 1` is 0"),
        (&["1 + ln(x - 2)", "--at", "x=1/2"], "    ^^^^^^^^^", "but `x - 2` is -3/2"),
        (&["sqrt(sin(x))", "--at", "x=4"], "^^^^^^^^^^^^", "but `sin(x)` is -0.756802495307…"),
        (&["x^y", "--at", "x=-2,y=1/2"], "^^^", "the base `x` is -2"),
        (&["1 + tan(x)", "--at", "x=pi/2"], "    ^^^^^^", "cosine is not 0, but `x` is"),
        (&["cot(2*pi)"], "^^^^^^^^^", "sine is not 0, but `2*pi` is"),
        (&["ln(sin(pi))"], "^^^^^^^^^^^", "but `sin(pi)` is 0"),
        (&["atanh(sin(1)^2 + cos(1)^2)"], "^^^^^^^", "but `sin(1)^2 + cos(1)^2` is 1"),
        (&["(e^2 - exp(2))^(-1)"], "^^^^^^^^", "`e^2 - exp(2)` is 0"),
        (&["1 + sum(k, k, 1, n)", "--at", "n=5/2"], "    ^^^^^^^^^^^^^^^", "but `n` is 5/2"),
        (&["1/(x - x)", "--at", "x=3"], "^^^^^^^^^", "the divisor `x - x` is 0"),
        (&["sqrt(-10^(-30))"], "^^^^^^^^", "but `-10^(-30)` is -1.0000"),
        (&["2*diff(abs(x), x)", "--at", "x=0"], "  ^^^^^^^^^^^^^^^", "no derivative"),
        (&["sum(1/(k - 2), k, 1, 3)"], "    ^^^^^^^^^", "the divisor `k - 2` is 0"),
        (&["piecewise(x if x < 0, 2 if x > 0)", "--at", "x=0"], "^^^^^", "no branch applies"),
        (&["x[4]", "--at", "x=[1,2]"], "^^^^", "no such component"),
        (&["1 + 2 - acosh(a) + 3", "--at", "a=1/2"], "        ^^^^^^^^", "at least 1"),
    ] {
        let found = eval(arguments);
        assert_eq!(found.code, Some(1), "{arguments:?}: {}", found.err);
        assert!(found.out.is_empty());
        let lines: Vec<_> = found.err.lines().collect();
        let marked = lines
            .iter()
            .find(|it| it.contains('^') && it.contains(reason.split('`').next().unwrap()));
        assert!(found.err.contains(reason), "{arguments:?}: {}", found.err);
        assert!(
            found.err.contains(&format!("| {place}")),
            "{arguments:?}: {marked:?} {}",
            found.err
        );
    }
    let found = eval(&["sum(1/(k - 2), k, 1, 3)"]);
    assert!(found.err.contains("in the term with k = 2"), "{}", found.err);
}

#[test]
fn wrong_usage_is_explained() {
    for (arguments, message) in [
        (&["x + y", "--at", "x=1"][..], "no value for `y`"),
        (&["x", "--at", "z=1"], "no name `z`"),
        (&["x", "--at", "x"], "a value is written"),
        (&["x", "--at", "x=1,x=2"], "a value already"),
        (&["x", "--at", "x=y"], "must not contain names"),
        (&["x", "--at", "x=[1,"], "no list of numbers"),
        (&["sum(x[k]*y[k], k, 1, n)", "--at", "x=[1,2],y=[1]"], "`n` is "),
        (&["x", "--at", "x=1", "--digits", "0"], "between 1 and"),
        (&["x +"], "expected"),
        (&["x", "--csv", "no-such-file.csv"], "cannot read"),
        (&["x", "--csv", "src"], "cannot read src"),
    ] {
        let found = eval(arguments);
        assert_eq!(found.code, Some(2), "{arguments:?}: {}", found.err);
        assert!(found.err.contains(message), "{arguments:?}: {}", found.err);
    }
}

#[test]
fn a_table_gets_one_more_column() {
    let table = "name,x, y \n\"a, b\",1,2\nc,0.5,1e3\n";
    let found = run(&["eval", "x/y", "--csv", "-"], table);
    assert_eq!(found.out, "name,x, y ,x/y\n\"a, b\",1,2,0.5\nc,0.5,1e3,0.0005\n");
    assert_eq!((found.err.as_str(), found.code), ("", Some(0)));
    let found = run(&["eval", "x*y", "--at", "y=1/3", "--csv", "-", "--digits", "5"], table);
    assert_eq!(found.out.lines().last(), Some("c,0.5,1e3,0.16666…"));
    let found = run(&["eval", "a + x", "--at", "a=2", "--csv", "-", "--column", "sum"], table);
    assert_eq!(found.out.lines().next(), Some("name,x, y ,sum"));
    assert_eq!(found.out.lines().last(), Some("c,0.5,1e3,2.5"));
}

#[test]
fn rows_without_a_result_keep_an_empty_field_and_are_counted() {
    let table = "x,y\n1,2\n,2\nabc,2\n4\n-1,5\n9,0\nnan,1\n";
    let found = run(&["eval", "sqrt(x)/y", "--csv", "-"], table);
    let rows = "x,y,sqrt(x)/y\n1,2,0.5\n,2,\nabc,2,\n4,\n-1,5,\n9,0,\nnan,1,\n";
    assert_eq!(found.out, rows);
    assert_eq!(found.code, Some(1));
    for message in [
        "2 rows with an empty field, the first in line 3",
        "2 rows with a field that is no number, the first in line 4: `abc`",
        "2 rows without a value",
        "there is no value in line 6",
        "`sqrt` needs an argument that is not negative, but `x` is -1",
    ] {
        assert!(found.err.contains(message), "{message}: {}", found.err);
    }
}

#[test]
fn arrays_stand_in_several_columns_or_in_lists() {
    let dot = "sum(w[k]*x[k], k, 1, n)";
    let table = "x[2],id,x[1]\n1,a,2\n3,b,\n0.5,c,4\n";
    let found = run(&["eval", dot, "--at", "w=[10,1]", "--csv", "-", "--column", "dot"], table);
    assert_eq!(found.out, "x[2],id,x[1],dot\n1,a,2,21\n3,b,,\n0.5,c,4,40.5\n", "{}", found.err);
    assert!(found.err.contains("1 row with an empty field"), "{}", found.err);
    let found = run(&["eval", dot, "--at", "w=[10,1]", "--csv", "-", "--digits", "3"], table);
    assert_eq!(found.out.lines().last(), Some("0.5,c,4,40.5"), "{}", found.err);
    // Lists may be as long as they like.
    let table = "x\n\"[1, 2, 3]\"\n[]\n[5]\n\"[1,\"\n";
    let found = run(&["eval", "sum(x[k]^2, k, 1, n)", "--csv", "-", "--column", "y"], table);
    assert_eq!(found.out, "x,y\n\"[1, 2, 3]\",14\n[],0\n[5],25\n\"[1,\",\n", "{}", found.err);
    assert!(found.err.contains("1 row with a field that is no number"), "{}", found.err);
    let table = "\"A[1,1]\",\"A[1,2]\",\"A[2,1]\",\"A[2,2]\"\n1,2,3,4\n";
    let found = run(&["eval", "sum(A[i,i], i, 1, n)", "--csv", "-", "--column", "trace"], table);
    assert_eq!(found.out.lines().last(), Some("1,2,3,4,5"), "{}", found.err);
    for (table, at, code, message) in [
        ("x[1],x[3]\n1,2\n", "w=[1,2]", 2, "there is no column `x[2]`"),
        ("y\n1\n", "w=[1,2]", 2, "no columns `x[1]`, `x[2]`, … for the array `x`"),
        ("x\n\"[1,2,3]\"\n", "w=[1,2]", 1, "`n` is "),
        ("x[1],x[2],x[3]\n1,2,3\n", "w=[1,2]", 1, "`n` is "),
        ("x[1],x[2]\n1,2\n", "w=[1,2],n=3", 1, "no such component"),
    ] {
        let found = run(&["eval", dot, "--at", at, "--csv", "-"], table);
        assert_eq!(found.code, Some(code), "{table}: {}{}", found.out, found.err);
        assert!(found.err.contains(message), "{table}: {}", found.err);
    }
}

#[test]
fn what_is_wrong_with_a_table_is_said() {
    for (table, formula, code, message) in [
        ("x,y\n1,2\n", "z", 2, "no column `z`: there are `x`, `y`"),
        ("x,x\n1,2\n", "2*x", 2, "several columns `x`"),
        ("x,x + 1\n1,2\n", "x + 1", 2, "choose a name with --column"),
        ("", "x", 0, "the table is empty"),
    ] {
        let found = run(&["eval", formula, "--csv", "-"], table);
        assert_eq!(found.code, Some(code), "{}", found.err);
        assert!(found.err.contains(message), "{}", found.err);
    }
    let found = run(&["eval", "2*x", "--csv", "-"], "x\n");
    assert_eq!((found.out.as_str(), found.code), ("x,2*x\n", Some(0)), "{}", found.err);
}

#[test]
fn long_tables_are_read_in_blocks() {
    let mut table = String::from("x\n");
    for k in 0..10_000 {
        writeln!(table, "{k}").unwrap();
    }
    let found = run(&["eval", "x^2", "--csv", "-", "--column", "square"], &table);
    assert_eq!(found.code, Some(0), "{}", found.err);
    let lines: Vec<_> = found.out.lines().collect();
    assert_eq!((lines.len(), lines[0]), (10_001, "x,square"));
    assert_eq!((lines[1], lines[5_001], lines[10_000]), ("0,0", "5000,25000000", "9999,99980001"));
}

#[test]
fn derivatives_are_checked_and_the_exit_code_says_how_it_went() {
    for (arguments, code, message) in [
        (&["tanh(x)", "--wrt", "x"][..], 0, "agrees to at least"),
        (&["sigmoid(x)", "--wrt", "x", "--claimed", "0", "--at", "x=15"], 1, "disagrees at x = 15"),
        (
            &["abs(x)", "--wrt", "x", "--claimed", "0", "--at", "x=0"],
            3,
            "kink: slope -1 on the left",
        ),
        (&["x*y", "--wrt", "x,y"], 0, "d/dy of x*y"),
        (&["sum(x[k]^2, k, 1, n)", "--wrt", "x[2]", "--claimed", "2*x[2]"], 0, "agrees"),
        (&["sum(x[k]^2, k, 1, n)", "--wrt", "x[2]", "--claimed", "2*x[1]"], 1, "disagrees"),
        (
            &["sqrt(x)", "--wrt", "x", "--claimed", "-1/(2*sqrt(x))", "--assume", "x > 1"],
            1,
            "disagrees",
        ),
        (&["ln(x)", "--wrt", "x", "--at", "x=-1"], 3, "inconclusive"),
        (&["x", "--wrt", "x + 1"], 2, "neither a variable nor a component"),
        (&["x", "--wrt", "x", "--from", "2", "--to", "1"], 2, "--from must be less than --to"),
    ] {
        let all: Vec<_> = std::iter::once("gradcheck").chain(arguments.iter().copied()).collect();
        let found = run(&all, "");
        assert_eq!(found.code, Some(code), "{arguments:?}: {}{}", found.out, found.err);
        let text = format!("{}{}", found.out, found.err);
        assert!(text.contains(message), "{arguments:?}: {text}");
    }
}

#[test]
fn plots_are_drawn() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("plot.svg");
    let path = path.to_str().unwrap();
    let all = [
        "gradcheck",
        "sqrt(x)",
        "--wrt",
        "x",
        "--from",
        "-1",
        "--to",
        "4",
        "--show",
        "--plot",
        path,
    ];
    let found = run(&all, "");
    assert_eq!(found.code, Some(0), "{}", found.err);
    assert!(found.out.contains("log10 of the relative error"));
    assert!(found.out.chars().any(|it| ('\u{2801}'..='\u{28FF}').contains(&it)));
    let svg = std::fs::read_to_string(path).unwrap();
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    assert_eq!(svg.matches("stroke-width").count(), 3, "three curves");
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
}

#[test]
fn products_with_the_jacobian_are_written() {
    let softmax = "exp(x[i])/sum(exp(x[k]), k, 1, n)";
    for (language, more, signature) in [
        (
            "c",
            &["--size", "n=10"][..],
            "void f(const double *x, const double *cotangent, double *d_x) {",
        ),
        (
            "c",
            &[],
            "void f_all(size_t points, const double *restrict x, const double *restrict cotangent, long n,",
        ),
        (
            "rust",
            &["--size", "n=4"],
            "pub fn f_all(points: usize, x: &[f64], cotangent: &[f64], d_x: &mut [f64]) {",
        ),
        ("rust", &[], "pub fn f(x: &[f64], cotangent: &[f64], d_x: &mut [f64]) {"),
        ("python", &[], "def f(x, cotangent):"),
        ("javascript", &["--size", "n=3"], "const d_x = new Float64Array(3);"),
    ] {
        let all = ["compile", softmax, "--to", language, "--over", "i=1..n", "--vjp", "x"];
        let all: Vec<_> = all.iter().chain(more).copied().collect();
        let found = run(&all, "");
        assert_eq!(found.code, Some(0), "{}", found.err);
        assert!(found.out.contains(signature), "{}", found.out);
        assert!(found.out.contains("Domain: all real numbers."), "{}", found.out);
    }
    for (more, message) in [
        (&["--over", "i1..n"][..], "is no range of an index: write it like `i=1..n`"),
        (&["--over", "i=1..n", "--size", "m=3"], "`m` is no size"),
        (&["--over", "i=1..n", "--size", "n=many"], "write a name and a number, such as `n=10`"),
        (&["--over", "i=1..n", "--vjp", "y"], "y"),
        (&["--vjp", "x", "--gradient", "x"], "cannot be used with"),
    ] {
        let all: Vec<_> = ["compile", softmax, "--to", "c"].iter().chain(more).copied().collect();
        let found = run(&all, "");
        assert_eq!(found.code, Some(2), "{more:?}: {}", found.out);
        assert!(found.err.contains(message), "{more:?}: {}", found.err);
    }
}

#[test]
fn sources_are_written_for_every_language() {
    for (language, signature) in [
        ("rust", "pub fn wave(x: f64, y: f64) -> [f64; 3] {"),
        ("c", "void wave_all(size_t points, const double *restrict x"),
        ("python", "def wave(x, y):"),
        ("javascript", "export function wave(x, y) {"),
    ] {
        let all = ["compile", "x^2*y/x", "--to", language, "--gradient", "x,y", "--name", "wave"];
        let found = run(&all, "");
        assert_eq!((found.code, found.err.as_str()), (Some(0), ""));
        assert!(found.out.contains(signature), "{}", found.out);
        assert!(
            found.out.contains("`x^2*y/x`") && found.out.contains("Domain: x != 0"),
            "{}",
            found.out
        );
    }
    for (arguments, message) in [
        (&["u(x)", "--to", "c"][..], "the function `u` has no formula"),
        (&["x", "--to", "c", "--gradient", "y"], "no input is called `y`"),
        (&["x", "--to", "c", "--name", "while"], "no name for a function"),
        (&["x", "--to", "fortran"], "invalid value"),
    ] {
        let all: Vec<_> = std::iter::once("compile").chain(arguments.iter().copied()).collect();
        let found = run(&all, "");
        assert_eq!(found.code, Some(2));
        assert!(found.err.contains(message), "{}", found.err);
    }
}

#[test]
fn help_has_examples() {
    for command in ["eval", "gradcheck", "compile"] {
        let found = run(&[command, "--help"], "");
        assert_eq!(found.code, Some(0));
        assert!(
            found.out.contains("Examples:") && found.out.contains("exit code"),
            "{}",
            found.out
        );
    }
}
