//! Written source code is compiled or interpreted where the machine can do that, and compared with the
//! evaluator that it was written from.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use chainrule::emit::{Description, EmitError, Language, emit};
use chainrule::evaluate::{Argument, Evaluator, Options, compile};
use chainrule::expr::Arena;
use chainrule::syntax::{Mode, Scope, parse_expression};

/// An expression, the names that it is differentiated by, and values for its variables.
struct Case {
    formula: &'static str,
    by: &'static [&'static str],
    points: &'static [&'static [f64]],
}

const fn case(
    formula: &'static str,
    by: &'static [&'static str],
    points: &'static [&'static [f64]],
) -> Case {
    Case { formula, by, points }
}

/// Formulas in `x` and `y`; each point gives one value for every variable.
const CASES: [Case; 16] = [
    case("x^2*sin(y) + x/y", &["x", "y"], &[&[1.5, -0.3], &[0.0, 2.0], &[1.0, 0.0], &[3.0, 1e9]]),
    case("sigmoid(x)", &["x"], &[&[-800.0], &[-2.0], &[0.0], &[700.0]]),
    case("1 - tanh(x)^2", &["x"], &[&[-20.0], &[1e-9], &[0.4]]),
    case("ln(x) + log(1 + x)", &["x"], &[&[-1.0], &[0.0], &[0.5], &[1e300]]),
    case("softplus(x)*sqrt(x)", &["x"], &[&[-1.0], &[0.0], &[4.0]]),
    case("max(x, y) - min(x, 2*y)", &["x", "y"], &[&[1.0, 2.0], &[2.0, 1.0], &[-3.0, -1.0]]),
    case(
        "piecewise(x^2 if x < 1, 1/(x - 2) if x < 3, abs(x) otherwise)",
        &["x"],
        &[&[-1.0], &[1.0], &[2.0], &[3.0], &[5.0]],
    ),
    case("x^y", &["x", "y"], &[&[2.0, 0.5], &[0.0, 2.0], &[-1.0, 2.0], &[0.0, 0.0]]),
    case("cbrt(x)*asin(x/2) + acos(x/2)*atan(x)", &["x"], &[&[-0.7], &[1.2], &[3.0]]),
    case(
        "sinh(x)/cosh(x) + asinh(x) + acosh(x + 1) + atanh(x/9)",
        &["x"],
        &[&[0.3], &[8.0], &[9.0]],
    ),
    case("exp(sin(x))*cos(3*x) + tan(x)/(1 + x^2)^3", &["x"], &[&[-1.0], &[0.0], &[1e7], &[2.5]]),
    case("7", &[], &[&[]]),
    // Branches that meet.
    case(
        "x*abs(x) + piecewise(x^2/2 if abs(x) <= 1, abs(x) - 1/2 otherwise)",
        &["x"],
        &[&[0.0], &[1.0], &[-1.0], &[-2.5]],
    ),
    case("max(x, 0) + ln(1 + exp(-abs(x))) + abs(y)", &["x", "y"], &[&[0.0, 1.0], &[2.0, 0.0]]),
    case("x^2*sign(x) + piecewise(x if x > 0, exp(x) - 1 otherwise)", &["x"], &[&[0.0], &[-1.0]]),
    // Stable forms.
    case(
        "ln(exp(x) + exp(y) + 1) + ln(cosh(x))",
        &["x"],
        &[&[-20.0, -30.0], &[1e3, -1e3], &[0.1, 0.2]],
    ),
];

fn evaluator(formula: &str, by: &[&str]) -> Evaluator {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    let (expr, _) = parse_expression(&mut arena, &mut scope, formula).unwrap();
    let options = Options { integers: scope.integers(), ..Options::default() };
    let evaluator = compile(&arena, expr, &options).unwrap();
    if by.is_empty() { evaluator } else { evaluator.gradient(by).unwrap() }
}

/// Products with the Jacobian of components over `i`.
fn pulled_back(formula: &str, by: &[&str]) -> Evaluator {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    let (expr, _) = parse_expression(&mut arena, &mut scope, formula).unwrap();
    let over = vec![(arena.symbol("i"), arena.number(1), arena.named("n"))];
    let options = Options { integers: scope.integers(), over, ..Options::default() };
    compile(&arena, expr, &options).unwrap().vector_jacobian(by).unwrap()
}

fn description(name: &str, formula: &str, by: &[&str]) -> Description {
    Description {
        name: name.to_owned(),
        formula: formula.to_owned(),
        domain: Vec::new(),
        gradient: by.iter().map(|it| (*it).to_owned()).collect(),
        as_written: false,
        products: false,
        sizes: Vec::new(),
    }
}

/// The variables of an evaluator, in the order of its parameters.
fn variables(evaluator: &Evaluator) -> Vec<String> {
    let mut names = evaluator.graph().inputs.clone();
    names.sort();
    names
}

/// The results at a point, all in a row.
fn expected(evaluator: &Evaluator, values: &[f64]) -> Vec<f64> {
    let names = variables(evaluator);
    let arguments: Vec<_> =
        names.iter().zip(values).map(|it| (it.0.as_str(), Argument::Number(*it.1))).collect();
    evaluator.evaluate(&arguments).unwrap().concat()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What a program prints, as numbers; `None` where the machine does not have the program.
fn numbers(command: &mut Command) -> Option<Vec<f64>> {
    let output = command.output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.split_whitespace().map(|it| it.parse().unwrap()).collect())
}

/// Whether the machine has a program that can do what the arguments say.
fn has(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|it| it.status.success())
}

fn compare(language: &str, found: &[f64], expected: &[(String, f64)]) {
    assert_eq!(found.len(), expected.len(), "{language}");
    for (found, (what, expected)) in found.iter().zip(expected) {
        let same = found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan());
        let near = (found - expected).abs() <= 2e-14 * expected.abs().max(1e-300);
        assert!(same || near, "{language}: {what}: {found:e} instead of {expected:e}");
    }
}

/// A number as all languages write it.
fn number(value: f64) -> String {
    format!("{value:?}")
}

/// The sources of all cases, the calls of all functions at all points, and what they should give.
fn program(
    language: Language,
    call: impl Fn(&str, &[String], usize) -> String,
) -> (Vec<String>, Vec<String>, Vec<(String, f64)>) {
    let (mut sources, mut calls, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for (position, case) in CASES.iter().enumerate() {
        let evaluator = evaluator(case.formula, case.by);
        let name = format!("f{position}");
        sources
            .push(emit(&evaluator, &description(&name, case.formula, case.by), language).unwrap());
        let mut own = String::new();
        for point in case.points {
            let values = expected(&evaluator, point);
            let arguments: Vec<_> = point.iter().map(|it| number(*it)).collect();
            own.push_str(&call(&name, &arguments, values.len()));
            let place = format!("{} at {point:?}", case.formula);
            all.extend(values.into_iter().map(|it| (place.clone(), it)));
        }
        calls.push(own);
    }
    (sources, calls, all)
}

fn build(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn rust_compiles_without_warnings_and_agrees() {
    let (sources, calls, expected) = program(Language::Rust, |name, arguments, count| {
        let call = format!("{name}::{name}({})", arguments.join(", "));
        match count {
            1 => format!("    println!(\"{{:e}}\", {call});\n"),
            _ => format!("    for it in {call} {{ println!(\"{{it:e}}\"); }}\n"),
        }
    });
    let folder = folder("emitted-rust");
    let mut main = String::from("#![deny(warnings)]\n#![allow(dead_code)]\n");
    for (position, source) in sources.iter().enumerate() {
        let _ = writeln!(main, "mod f{position};");
        std::fs::write(folder.join(format!("f{position}.rs")), source).unwrap();
    }
    std::fs::write(folder.join("main.rs"), format!("{main}fn main() {{\n{}}}\n", calls.concat()))
        .unwrap();
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    build(
        Command::new(rustc)
            .args(["--edition=2021", "-O", "-o"])
            .arg(folder.join("program"))
            .arg(folder.join("main.rs")),
    );
    compare("Rust", &numbers(&mut Command::new(folder.join("program"))).unwrap(), &expected);
}

/// Compiles a file of C to a program.
fn build_c(file: &Path, program: &Path) {
    let mut command = Command::new("cc");
    command.args(["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-o"]);
    build(command.arg(program).arg(file).arg("-lm"));
}

#[test]
fn c_compiles_without_warnings_and_agrees() {
    if !has("cc", &["--version"]) {
        return;
    }
    let (sources, calls, expected) = program(Language::C, |name, arguments, count| {
        let arguments = arguments.join(", ");
        match count {
            1 => format!("    printf(\"%.17e\\n\", {name}({arguments}));\n"),
            _ => format!(
                "    {{ double all[{count}]; {name}({arguments}, all);\n    \
                 for (int k = 0; k < {count}; k++) printf(\"%.17e\\n\", all[k]); }}\n"
            ),
        }
    });
    let folder = folder("emitted-c");
    // Each file has functions of its own under the same names, so that each is a program of its own.
    let mut found = Vec::new();
    for (position, (source, calls)) in sources.iter().zip(&calls).enumerate() {
        let file = folder.join(format!("f{position}.c"));
        let program = folder.join(format!("f{position}"));
        let main = format!("#include <stdio.h>\n{source}int main(void) {{\n{calls}}}\n");
        std::fs::write(&file, main).unwrap();
        build_c(&file, &program);
        found.extend(numbers(&mut Command::new(&program)).unwrap());
    }
    compare("C", &found, &expected);
}

/// Functions of numbers that have the names of what the loop over the points needs.
const MANY: [&str; 3] = [
    "k*sin(k + first) + cos(k + first)",
    "cos(last*cos(k)) - sin(last*cos(k))*sin(k)",
    "exp(k)/first",
];

/// Compiles the source of each with a main function, which says whether all points agree with single ones.
fn agree_at_many_points(
    (language, ending): (Language, &str),
    main: &str,
    build: impl Fn(&Path, &Path),
) {
    let folder = folder(&format!("emitted-many-{ending}"));
    for (position, formula) in MANY.iter().enumerate() {
        let evaluator = evaluator(formula, &["k"]);
        let source = emit(&evaluator, &description("f", formula, &["k"]), language).unwrap();
        let apart = language == Language::C && formula.contains("sin");
        assert_eq!(source.contains("f_given("), apart, "{source}");
        let (file, program) =
            (folder.join(format!("f{position}.{ending}")), folder.join(format!("f{position}")));
        std::fs::write(&file, format!("{source}{main}")).unwrap();
        build(&file, &program);
        assert!(Command::new(&program).status().unwrap().success(), "{formula}");
    }
}

#[test]
fn c_at_many_points_agrees_with_c_at_one() {
    if !has("cc", &["--version"]) {
        return;
    }
    let main = "#include <string.h>\nint main(void) {\n    double a[600], b[600], value[600], d[600], all[2];\n    \
        for (int i = 0; i < 600; i++) { a[i] = 0.01 * i - 2.7; b[i] = 3.1 - 0.007 * i; }\n    \
        f_all(600, a, b, value, d);\n    for (int i = 0; i < 600; i++) {\n        \
        f(a[i], b[i], all);\n        \
        if (memcmp(all, value + i, sizeof *all) || memcmp(all + 1, d + i, sizeof *all)) return 1;\n    \
        }\n    return 0;\n}\n";
    agree_at_many_points((Language::C, "c"), main, build_c);
}

#[test]
fn rust_at_many_points_agrees_with_rust_at_one() {
    let main = "fn main() {\n    let a: Vec<f64> = (0..600).map(|i| 0.01 * f64::from(i) - 2.7).collect();\n    \
        let b: Vec<f64> = (0..600).map(|i| 3.1 - 0.007 * f64::from(i)).collect();\n    \
        let (mut value, mut d) = (vec![0.0; 600], vec![0.0; 600]);\n    \
        f_all(&a, &b, &mut value, &mut d);\n    for i in 0..600 {\n        \
        let all = f(a[i], b[i]);\n        \
        assert_eq!([all[0], all[1]].map(f64::to_bits), [value[i], d[i]].map(f64::to_bits));\n    }\n}\n";
    agree_at_many_points((Language::Rust, "rs"), main, |file, program| {
        let mut command = Command::new("rustc");
        command.args(["--edition", "2024", "-Dwarnings", "-o"]);
        build(command.arg(program).arg(file));
    });
}

#[test]
fn python_agrees() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if !has(&python, &["-c", "import numpy"]) {
        return;
    }
    let (sources, calls, expected) = program(Language::Python, |name, arguments, count| {
        let call = format!("{name}.{name}({})", arguments.join(", "));
        match count {
            1 => format!("print(float({call}))\n"),
            _ => format!("[print(float(it)) for it in {call}]\n"),
        }
    });
    let folder = folder("emitted-python");
    let mut main = String::new();
    for (position, source) in sources.iter().enumerate() {
        let _ = writeln!(main, "import f{position}");
        std::fs::write(folder.join(format!("f{position}.py")), source).unwrap();
    }
    std::fs::write(folder.join("main.py"), main + &calls.concat()).unwrap();
    let command = &mut Command::new(&python);
    let found = numbers(command.arg("-B").arg(folder.join("main.py"))).unwrap();
    compare("Python", &found, &expected);
}

#[test]
fn javascript_agrees() {
    if !has("node", &["--version"]) {
        return;
    }
    let (sources, calls, expected) = program(Language::JavaScript, |name, arguments, _| {
        format!("for (const it of [{name}({})].flat()) console.log(it);\n", arguments.join(", "))
    });
    let folder = folder("emitted-javascript");
    let mut main = String::new();
    for (position, source) in sources.iter().enumerate() {
        let _ = writeln!(main, "import {{ f{position} }} from './f{position}.mjs';");
        std::fs::write(folder.join(format!("f{position}.mjs")), source).unwrap();
    }
    let main = main + &calls.concat();
    std::fs::write(folder.join("main.mjs"), main).unwrap();
    let found = numbers(Command::new("node").arg(folder.join("main.mjs"))).unwrap();
    compare("JavaScript", &found, &expected);
}

/// `log(sum(exp))` and its gradient, which is softmax, over an array of a length that is known when
/// the code runs.
#[test]
fn arrays_of_any_length() {
    const FORMULA: &str = "ln(sum(w[k]*exp(x[k]), k, 1, n))";
    let evaluator = evaluator(FORMULA, &["x"]);
    let (x, w) = ([0.5, -1.0, 2.0, 0.25], [1.0, 2.0, 0.5, 3.0]);
    let arguments = [
        ("x", Argument::Array { data: &x[..], extents: &[4] }),
        ("w", Argument::Array { data: &w[..], extents: &[4] }),
    ];
    let values = evaluator.evaluate(&arguments).unwrap().concat();
    let expected: Vec<_> = values.into_iter().map(|it| (FORMULA.to_owned(), it)).collect();
    let description = description("f", FORMULA, &["x"]);
    let order: Vec<&str> = evaluator.graph().arrays.iter().map(|it| it.name.as_str()).collect();
    let list = |open: &str, close: &str| {
        let text = |values: &[f64]| {
            let values: Vec<_> = values.iter().map(|it| number(*it)).collect();
            format!("{open}{}{close}", values.join(", "))
        };
        let all: Vec<_> =
            order.iter().map(|it| if *it == "x" { text(&x) } else { text(&w) }).collect();
        all.join(", ")
    };
    let folder = folder("emitted-arrays");
    let source = emit(&evaluator, &description, Language::Rust).unwrap();
    let call = list("&[", "]");
    let main = format!(
        "{source}\nfn main() {{\n    let mut d = [0.0; 4];\n    \
         println!(\"{{:e}}\", f({call}, &mut d));\n    for it in d {{ println!(\"{{it:e}}\"); }}\n}}\n"
    );
    std::fs::write(folder.join("arrays.rs"), main).unwrap();
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    build(
        Command::new(rustc)
            .args(["--edition=2021", "-O", "-o"])
            .arg(folder.join("arrays"))
            .arg(folder.join("arrays.rs")),
    );
    compare("Rust", &numbers(&mut Command::new(folder.join("arrays"))).unwrap(), &expected);
    if has("node", &["--version"]) {
        let source = emit(&evaluator, &description, Language::JavaScript).unwrap();
        let call = list("[", "]");
        let main = format!(
            "{source}\nconst [v, d] = f({call});\nconsole.log(v);\nd.forEach((it) => console.log(it));\n"
        );
        std::fs::write(folder.join("arrays.mjs"), main).unwrap();
        let found = numbers(Command::new("node").arg(folder.join("arrays.mjs"))).unwrap();
        compare("JavaScript", &found, &expected);
    }
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if has(&python, &["-c", "import numpy"]) {
        let source = emit(&evaluator, &description, Language::Python).unwrap();
        let call = list("[", "]");
        let main = format!(
            "{source}\nv, d = f({call})\nprint(float(v))\n[print(float(it)) for it in d]\n"
        );
        std::fs::write(folder.join("arrays.py"), main).unwrap();
        let found = numbers(Command::new(&python).arg(folder.join("arrays.py"))).unwrap();
        compare("Python", &found, &expected);
    }
}

/// Functions of arrays, or of numbers and arrays, by what they are differentiated, and whether products with their
/// Jacobian are meant.
const MANY_ARRAYS: [(&str, &[&str], bool); 6] = [
    ("sum(w[i]*exp(x[i])/sum(exp(x[j]), j, 1, n), i, 1, n)", &["x"], false),
    ("ln(sum(w[k]*exp(x[k]), k, 1, n)) + first*sum(sin(l*x[k]), k, 1, n)", &["l", "x"], false),
    ("sum(x[i]*w[i], i, 1, n)^2 + room", &["w", "room"], false),
    (
        "max(sum(abs(x[k] - w[k]), k, 1, n), l) + sum(sign(x[k])*w[k]^x[k], k, 1, n)",
        &["l", "x"],
        false,
    ),
    ("w[i]*exp(x[i])/sum(w[k]*exp(x[k]), k, 1, n)", &["x", "w"], true),
    ("x[i]*sum(x[k], k, 1, n)/l", &["x", "l"], true),
];

/// What is written for a function of arrays in a language at many points, where sizes may be known.
struct ManyArrays {
    evaluator: Evaluator,
    source: String,
    numbers: Vec<String>,
    /// How many components results have, and what they are called.
    results: Vec<(usize, String)>,
}

impl ManyArrays {
    const POINTS: usize = 75;

    fn new(
        (formula, by, products): (&str, &[&str], bool),
        language: Language,
        known: bool,
    ) -> Self {
        let evaluator = if products { pulled_back(formula, by) } else { evaluator(formula, by) };
        let sizes = if known { vec![("n".to_owned(), 3)] } else { Vec::new() };
        let description = Description { sizes, products, ..description("f", formula, by) };
        let source = emit(&evaluator, &description, language).unwrap();
        let numbers = variables(&evaluator);
        let is_array = |name: &str| ["x", "w"].contains(&name);
        let mut results = Vec::new();
        results.extend((!products).then(|| (1, "value".to_owned())));
        results.extend(by.iter().filter(|it| !is_array(it)).map(|it| (1, format!("d_{it}"))));
        results.extend(by.iter().filter(|it| is_array(it)).map(|it| (3, format!("d_{it}"))));
        Self { evaluator, source, numbers, results }
    }

    /// The numbers of an input at all points.
    fn data(position: usize, width: usize) -> Vec<f64> {
        let number = |k: usize| f64::from(u32::try_from((k * 37 + position * 11) % 64).unwrap());
        (0..Self::POINTS * width).map(|k| number(k) / 16.0 - 1.875).collect()
    }

    /// The inputs: names, numbers, and how many components these belong to.
    fn inputs(&self) -> Vec<(String, Vec<f64>, usize)> {
        let arrays = self.evaluator.graph().arrays.iter().map(|it| (it.name.clone(), 3));
        let all = self.numbers.iter().map(|it| (it.clone(), 1)).chain(arrays);
        let data = |position, width, name: &str| {
            let data = Self::data(position, width);
            if name == "w" { data.iter().map(|it| it.abs() + 0.25).collect() } else { data }
        };
        let all = all.enumerate();
        all.map(|(k, (name, width))| (name.clone(), data(k, width, &name), width)).collect()
    }

    /// Compares with what the evaluator finds, result after result in the order of the function's.
    fn agree(&self, found: &[f64]) {
        let inputs = self.inputs();
        let arguments: Vec<_> = inputs
            .iter()
            .map(|(name, data, width)| {
                let rows = Argument::Rows { data: &data[..], extents: &[3] };
                (name.as_str(), if *width == 1 { Argument::Column(&data[..]) } else { rows })
            })
            .collect();
        let mut expected = self.evaluator.evaluate(&arguments).unwrap();
        expected.sort_by_key(Vec::len);
        let expected = expected.concat();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            let near = (found - expected).abs() <= 1e-13 * expected.abs().max(1.0);
            let same = near || found.is_nan() && expected.is_nan();
            assert!(same, "{found:e} instead of {expected:e}: {}", self.source);
        }
    }
}

/// C functions of arrays at many points, some of them side by side.
#[test]
fn c_of_arrays_at_many_points_agrees() {
    if !has("cc", &["--version"]) {
        return;
    }
    let folder = folder("emitted-many-arrays-c");
    for (position, formula) in MANY_ARRAYS.iter().enumerate() {
        for known in [false, true] {
            let many = ManyArrays::new(*formula, Language::C, known);
            let (mut before, mut print) = (Vec::new(), Vec::new());
            let mut arguments = vec![ManyArrays::POINTS.to_string()];
            for (name, data, _) in many.inputs() {
                let data: Vec<_> = data.iter().map(|it| number(*it)).collect();
                before
                    .push(format!("static const double in_{name}[] = {{{}}};\n", data.join(", ")));
                arguments.push(format!("in_{name}"));
            }
            arguments.extend((!known).then(|| "3".to_owned()));
            for (width, name) in &many.results {
                let count = width * ManyArrays::POINTS;
                before.push(format!("static double out_{name}[{count}];\n"));
                arguments.push(format!("out_{name}"));
                print.push(format!(
                    "    for (int i = 0; i < {count}; i++) printf(\"%.17g\\n\", out_{name}[i]);\n"
                ));
            }
            let main = format!(
                "#include <stdio.h>\n{}\n{}int main(void) {{\n    f_all({});\n{}    return 0;\n}}\n",
                many.source,
                before.concat(),
                arguments.join(", "),
                print.concat()
            );
            let name = format!("f{position}{known}");
            let (file, program) = (folder.join(format!("{name}.c")), folder.join(name));
            std::fs::write(&file, main).unwrap();
            build_c(&file, &program);
            many.agree(&numbers(&mut Command::new(&program)).unwrap());
        }
    }
}

/// Rust functions of arrays at many points, some of them side by side.
#[test]
fn rust_of_arrays_at_many_points_agrees() {
    let folder = folder("emitted-many-arrays-rs");
    for (position, formula) in MANY_ARRAYS.iter().enumerate() {
        for known in [false, true] {
            let many = ManyArrays::new(*formula, Language::Rust, known);
            let (mut before, mut print) = (Vec::new(), Vec::new());
            let mut arguments = vec![ManyArrays::POINTS.to_string()];
            for (name, data, _) in many.inputs() {
                before.push(format!("    let in_{name} = {data:?};\n"));
                arguments.push(format!("&in_{name}"));
            }
            arguments.extend((!known).then(|| "3".to_owned()));
            for (width, name) in &many.results {
                let count = width * ManyArrays::POINTS;
                before.push(format!("    let mut out_{name} = [0.0; {count}];\n"));
                arguments.push(format!("&mut out_{name}"));
                print.push(format!("    for it in out_{name} {{ println!(\"{{it:e}}\"); }}\n"));
            }
            let (source, call) = (&many.source, arguments.join(", "));
            let (before, print) = (before.concat(), print.concat());
            let main = format!("{source}\nfn main() {{\n{before}    f_all({call});\n{print}}}\n");
            let name = format!("f{position}{known}");
            let (file, program) = (folder.join(format!("{name}.rs")), folder.join(name));
            std::fs::write(&file, main).unwrap();
            let mut command = Command::new("rustc");
            command.args(["--edition", "2024", "-Dwarnings", "-o"]);
            build(command.arg(&program).arg(&file));
            many.agree(&numbers(&mut Command::new(&program)).unwrap());
        }
    }
}

#[test]
fn names_that_mean_something_in_a_language_are_changed_and_bad_function_names_refused() {
    let evaluator = evaluator("lambda*fn + alpha + class", &[]);
    for language in [Language::Rust, Language::C, Language::Python, Language::JavaScript] {
        let source = emit(&evaluator, &description("f", "", &[]), language).unwrap();
        for name in ["lambda_", "fn_", "class_"] {
            assert!(source.contains(name), "{source}");
        }
        for name in ["", "2f", "a b", "while", "lambda", "f;"] {
            let result = emit(&evaluator, &description(name, "", &[]), language);
            assert_eq!(result, Err(EmitError::Name(name.to_owned())));
        }
    }
}
