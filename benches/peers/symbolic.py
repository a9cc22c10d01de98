#!/usr/bin/env python3
"""Compares differentiating and deciding with symengine, SymPy and, where it is installed, Maxima.

    python3 benches/peers/symbolic.py [--cases FILE] [--python PYTHON] [--sympy]

FILE has a JSON object {"lhs": ..., "rhs": ...} a line, in the notation of chainrule; without it, a small set
of equations of elementary calculus is taken. A virtual environment with the peers is made in a temporary
folder, unless a Python that has them is given. SymPy takes minutes, and is asked only if told to. Times of
differentiation are of the one call that differentiates, the expression being there already; Maxima's are
those of a whole process, divided by the number of equations.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
EQUATIONS = [
    ("diff(x^3*exp(-x), x)", "(3*x^2 - x^3)*exp(-x)"),
    ("diff(sin(x)^2*cos(x), x)", "2*sin(x)*cos(x)^2 - sin(x)^3"),
    ("diff((exp(x) - exp(-x))/(exp(x) + exp(-x)), x)", "4/(exp(x) + exp(-x))^2"),
    ("diff(1/(1 + exp(-x)), x)", "exp(-x)/(1 + exp(-x))^2"),
    ("diff(log(x + sqrt(1 + x^2)), x)", "1/sqrt(1 + x^2)"),
    ("diff(x*atan(x) - 1/2*log(1 + x^2), x)", "atan(x)"),
    ("diff(sqrt(1 - x^2) + x*asin(x), x)", "asin(x)"),
    ("diff((a*x + b)/(c*x + d), x)", "(a*d - b*c)/(c*x + d)^2"),
    ("diff(exp(a*x)*(a*sin(b*x) - b*cos(b*x))/(a^2 + b^2), x)", "exp(a*x)*sin(b*x)"),
    ("diff(tan(x)^4/4 - tan(x)^2/2 - log(cos(x)), x)", "tan(x)^5"),
    ("diff(x^x, x)", "x^x*(log(x) + 1)"),
    ("diff(1/2*x*(1 + tanh(b*(x + c*x^3))), x)",
     "1/2*(1 + tanh(b*(x + c*x^3))) + 1/2*x*(1 - tanh(b*(x + c*x^3))^2)*b*(1 + 3*c*x^2)"),
]


def environment(python):
    """Runs this script again with a Python that has the peers."""
    if os.environ.get("CHAINRULE_PEERS"):
        return
    if python is None:
        folder = pathlib.Path(tempfile.gettempdir()) / "chainrule-symbolic-peers"
        python = folder / "bin" / "python"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run([python, "-m", "pip", "-q", "install", "symengine", "sympy"], check=True)
    env = {**os.environ, "CHAINRULE_PEERS": "1"}
    sys.exit(subprocess.run([python, *sys.argv], env=env, check=False).returncode)


def median(times):
    return statistics.median(times) if times else float("nan")


def chainrule(cases):
    """Nanoseconds to differentiate and to decide, and verdicts."""
    manifest = str(HERE / "Cargo.toml")
    build = ["cargo", "build", "--release", "-q", "--manifest-path", manifest, "--bin", "symbolic"]
    subprocess.run(build, check=True)
    metadata = ["cargo", "metadata", "--no-deps", "--format-version", "1", "--manifest-path", manifest]
    target = json.loads(subprocess.check_output(metadata))["target_directory"]
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    program = pathlib.Path(target) / "release" / "symbolic"
    out = subprocess.run([program], input=lines, capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in out.splitlines()]
    return [int(row[0]) for row in rows], [int(row[1]) for row in rows], [row[2] for row in rows]


def python_notation(text):
    return re.sub(r"\b(e)\b(?=\s*\^)", "E", text).replace("^", "**")


def inner(case):
    found = re.fullmatch(r"diff\((.*), *x\)", case["lhs"])
    return found[1] if found else case["lhs"]


def symengine(cases):
    """Nanoseconds to differentiate."""
    import symengine as s

    x, times = s.Symbol("x"), []
    for case in cases:
        try:
            expr = s.sympify(python_notation(inner(case)))
        except Exception:  # what it cannot read is left out
            times.append(None)
            continue
        best = None
        for _ in range(5):
            start = time.perf_counter_ns()
            expr.diff(x)
            spent = time.perf_counter_ns() - start
            best = spent if best is None else min(best, spent)
        times.append(best)
    return times


def sympy(cases):
    """Nanoseconds to decide by simplify, and how many come out as zero."""
    import sympy as s

    x, times, zeros = s.Symbol("x", real=True), [], 0
    for case in cases:
        start = time.perf_counter_ns()
        try:
            names = {"x": x, "diff": s.diff}
            lhs = s.sympify(python_notation(case["lhs"]), locals=names)
            rhs = s.sympify(python_notation(case["rhs"]), locals=names)
            zeros += s.simplify(lhs - rhs) == 0
        except Exception:  # counted as not decided
            pass
        times.append(time.perf_counter_ns() - start)
    return times, zeros


def maxima(cases):
    """Nanoseconds a claim, and how many are simplified to zero."""
    program = "".join(
        f"r: errcatch(ratsimp(radcan(trigsimp(exponentialize(({case['lhs']}) - ({case['rhs']}))))))$\n"
        "print(if r = [0] then \"zero\" else \"other\")$\n"
        for case in cases
    )
    start = time.perf_counter_ns()
    command = ["maxima", "--very-quiet"]
    out = subprocess.run(command, input=program, capture_output=True, text=True, check=False).stdout
    return (time.perf_counter_ns() - start) / len(cases), out.count("zero")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--cases", type=pathlib.Path)
    arguments.add_argument("--python")
    arguments.add_argument("--sympy", action="store_true")
    options = arguments.parse_args()
    environment(options.python)
    if options.cases:
        cases = [json.loads(line) for line in options.cases.read_text().splitlines() if line.strip()]
    else:
        cases = [{"lhs": lhs, "rhs": rhs} for lhs, rhs in EQUATIONS]
    ours, decided, verdicts = chainrule(cases)
    theirs = symengine(cases)
    both = [(a, b) for a, b in zip(ours, theirs) if a and b]
    print(f"{len(cases)} equations, {len(both)} differentiated by both")
    print(f"differentiate  chainrule {median([a for a, _ in both]) / 1e3:9.2f} µs median")
    print(f"               symengine {median([b for _, b in both]) / 1e3:9.2f} µs median")
    print(f"               ratio     {median([a / b for a, b in both]):9.2f} median of the ratios")
    proved = verdicts.count("proved")
    print(f"decide         chainrule {median(decided) / 1e3:9.2f} µs median, {proved} proved")
    if options.sympy:
        times, zeros = sympy(cases)
        print(f"               SymPy     {median(times) / 1e3:9.2f} µs median, {zeros} simplified to 0")
    if shutil.which("maxima"):
        mean, zeros = maxima(cases)
        print(f"               Maxima    {mean / 1e3:9.2f} µs mean, {zeros} simplified to 0")


main()
