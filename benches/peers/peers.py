#!/usr/bin/env python3
"""Compares the evaluators of chainrule with C, NumPy, numexpr, JAX and CasADi.

    python3 benches/peers/peers.py [--rounds N] [--python PYTHON] [--json FILE]

A virtual environment with the peers is made in a temporary folder, unless a Python that has them is given. All
run on one processor with one thread, in turns, so that what else the machine does touches all alike, with the
last run of a turn timed, when the caches hold what they can; the figures are medians of processor time per element. C is compiled by gcc with -O3 -march=native -ffast-math, with
libmvec; its figure is that of the fastest variant.
"""
import argparse
import ctypes
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
POINTS = 1_000_000
WIDTH = 10
PEERS = ["numpy", "numexpr", "jax", "casadi"]

LONG = (
    "7/2*a^3*x - 5/8*a^3*atanh(cos(c + d*x))/d + 2*a^3*cos(c + d*x)/d"
    " - 1/3*a^3*cos(c + d*x)^3/d + 4*a^3*cot(c + d*x)/d - 3/5*a^3*cot(c + d*x)^3/d"
    " - 1/7*a^3*cot(c + d*x)^5/d + 9/8*a^3*cot(c + d*x)*csc(c + d*x)/d"
    " - 1/4*a^3*cot(c + d*x)*csc(c + d*x)^3/d + 1/2*a^3*cos(c + d*x)*sin(c + d*x)/d"
    " + 1/6*a^3*exp(-sin(c + d*x)^2)/d"
)
LONG_NUMBERS = LONG
for name, number in [("a", "13/10"), ("c", "3/10"), ("d", "17/10")]:

    LONG_NUMBERS = re.sub(rf"\b{name}\b", f"({number})", LONG_NUMBERS)

# The name, the index over which the result runs, and the expression.
WORKLOADS = {
    "sigmoid": ("-", "1/(1 + exp(-x))*(1 - 1/(1 + exp(-x)))"),
    "tanh": ("-", "1 - tanh(x)^2"),
    "long": ("-", LONG_NUMBERS),
    "softmax_vjp": ("i", "exp(x[i])/sum(exp(x[j]), j, 1, n)"),
}


def environment(python):
    """Runs this script again with a Python that has the peers and uses one thread."""
    if os.environ.get("CHAINRULE_PEERS"):
        return
    if python is None:
        folder = pathlib.Path(tempfile.gettempdir()) / "chainrule-peers"
        python = folder / "bin" / "python"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run([python, "-m", "pip", "-q", "install", *PEERS], check=True)
    one = {name: "1" for name in ["OMP_NUM_THREADS", "NUMEXPR_NUM_THREADS", "OPENBLAS_NUM_THREADS"]}
    flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    # NumPy asks for huge pages, where the system gives them on request; so all do.
    one["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1"
    variables = os.environ | one | {"XLA_FLAGS": flags, "CHAINRULE_PEERS": "1", "JAX_ENABLE_X64": "1",
                                    "JAX_PLATFORMS": "cpu"}
    os.execve(python, [str(python), __file__, *sys.argv[1:]], variables)


def timed(work):
    """The nanoseconds of processor time that some work takes."""
    before = time.process_time_ns()
    work()
    return time.process_time_ns() - before


def c_contenders(folder, x, v, out):
    """Variants of every workload in C: name, workload, work."""
    pointer = lambda array: array.ctypes.data_as(ctypes.c_void_p)
    flags = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]
    for width in ["", "-mprefer-vector-width=512"]:
        library = folder / f"kernels{width}.so"
        command = ["gcc", *flags, *width.split(), HERE / "kernels.c", "-o", library, "-lmvec", "-lm"]
        subprocess.run(command, check=True)
        loaded = ctypes.CDLL(str(library))
        for workload in ["copy", *WORKLOADS]:
            for variant in ["plain", "shared", "passes", "careful"]:
                try:
                    function = loaded[f"{workload}_{variant}"]
                except AttributeError:
                    continue
                arguments = [pointer(x[workload]), pointer(v), pointer(out), ctypes.c_size_t(POINTS)]
                yield f"C {variant} {width}".strip(), workload, lambda f=function, a=arguments: f(*a)


# Calls of emitted functions as the C variants are called.
WRAPPERS = {
    ("rust", False): """
#[unsafe(no_mangle)]
pub unsafe extern "C" fn run(x: *const f64, _: *const f64, y: *mut f64, n: usize) {
    f_all(std::slice::from_raw_parts(x, n), std::slice::from_raw_parts_mut(y, n));
}
""",
    ("rust", True): """
#[unsafe(no_mangle)]
pub unsafe extern "C" fn run(x: *const f64, v: *const f64, y: *mut f64, n: usize) {
    let (x, v) = (std::slice::from_raw_parts(x, n), std::slice::from_raw_parts(v, n));
    f_all(n / WIDTH, x, v, std::slice::from_raw_parts_mut(y, n));
}
""",
    ("c", False): """
void run(const double *x, const double *v, double *y, size_t n) { (void)v; f_all(n, x, y); }
""",
    ("c", True): """
void run(const double *x, const double *v, double *y, size_t n) { f_all(n / WIDTH, x, v, y); }
""",
}


def emitted_contenders(chainrule, folder, x, v, out):
    """The sources that chainrule writes, compiled: name, workload, work."""
    pointer = lambda array: array.ctypes.data_as(ctypes.c_void_p)
    native = {
        "rust": ["rustc", "--edition", "2024", "-Copt-level=3", "-Ctarget-cpu=native", "--crate-type=cdylib", "-Awarnings"],
        "c": ["gcc", "-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"],
    }
    for workload, (over, expression) in WORKLOADS.items():
        rows = over != "-"
        for language, command in native.items():
            source = folder / f"{workload}.{ {'rust': 'rs', 'c': 'c'}[language] }"
            library = folder / f"{workload}_{language}.so"
            chainrule.ask(f"{source}\t{language}\t{over}\t{expression}")
            wrapper = WRAPPERS[language, rows].replace("WIDTH", str(WIDTH))
            source.write_text(source.read_text() + wrapper)
            libraries = ["-lmvec", "-lm"] if language == "c" else []
            subprocess.run([*command, source, "-o", library, *libraries], check=True)
            function = ctypes.CDLL(str(library)).run
            arguments = [pointer(x[workload]), pointer(v), pointer(out), ctypes.c_size_t(POINTS)]
            yield f"emitted {language}", workload, lambda f=function, a=arguments: f(*a)


def python_contenders(x, v, out):
    """The workloads in the peers of Python."""
    import casadi
    import jax
    import jax.numpy as jnp
    import numexpr
    import numpy as np

    def forms(m):
        def long(x):
            a, c, d = 1.3, 0.3, 1.7
            u = c + d * x
            s, co = m.sin(u), m.cos(u)
            cot, csc = co / s, 1 / s
            return (
                7 / 2 * a**3 * x - 5 / 8 * a**3 * m.arctanh(co) / d + 2 * a**3 * co / d
                - 1 / 3 * a**3 * co**3 / d + 4 * a**3 * cot / d - 3 / 5 * a**3 * cot**3 / d
                - 1 / 7 * a**3 * cot**5 / d + 9 / 8 * a**3 * cot * csc / d
                - 1 / 4 * a**3 * cot * csc**3 / d + 1 / 2 * a**3 * co * s / d
                + 1 / 6 * a**3 * m.exp(-(s**2)) / d
            )

        def sigmoid(x):
            s = 1 / (1 + m.exp(-x))
            return s * (1 - s)

        return {"sigmoid": sigmoid, "tanh": lambda x: 1 - m.tanh(x) ** 2, "long": long}

    def softmax_vjp(m):
        def work(x, v):
            e = m.exp(x)
            p = e / e.sum(axis=1, keepdims=True)
            return p * (v - (p * v).sum(axis=1, keepdims=True))

        return work

    rows = lambda array: array.reshape(-1, WIDTH)
    for workload, form in forms(np).items():
        yield "NumPy", workload, lambda f=form, x=x[workload]: np.copyto(out, f(x))
    work = softmax_vjp(np)
    yield "NumPy", "softmax_vjp", lambda: np.copyto(rows(out), work(rows(x["softmax_vjp"]), rows(v)))

    for workload, form in forms(jnp).items():
        compiled, argument = jax.jit(form), jnp.asarray(x[workload])
        yield "JAX", workload, lambda f=compiled, x=argument: f(x).block_until_ready()
    compiled = jax.jit(softmax_vjp(jnp))
    arguments = [jnp.asarray(rows(x["softmax_vjp"])), jnp.asarray(rows(v))]
    yield "JAX", "softmax_vjp", lambda: compiled(*arguments).block_until_ready()

    texts = {
        "sigmoid": "1/(1 + exp(-x))*(1 - 1/(1 + exp(-x)))",
        "tanh": "1 - tanh(x)**2",
        "long": re.sub(r"csc\((.*?)\)", r"(1/sin(\1))", re.sub(r"cot\((.*?)\)", r"(1/tan(\1))", LONG))
        .replace("^", "**").replace("atanh", "arctanh"),
    }
    constants = {"a": 1.3, "c": 0.3, "d": 1.7}
    numexpr.set_num_threads(1)
    for workload, text in texts.items():
        text = re.sub(r"\b(\d+)\b(?!\.)", r"\1.0", text) if workload == "long" else text
        text = re.sub(r"\*\*(\d+)\.0", r"**\1", text)
        local = {"x": x[workload]} | (constants if workload == "long" else {})
        yield "numexpr", workload, lambda t=text, d=local: numexpr.evaluate(t, d, out=out)

    class Names:
        sin, cos, exp, tanh, arctanh = casadi.sin, casadi.cos, casadi.exp, casadi.tanh, casadi.atanh

    for workload, form in forms(Names).items():
        symbol = casadi.SX.sym("x")
        function = casadi.Function("f", [symbol], [form(symbol)]).map(POINTS)
        yield "CasADi", workload, buffered(function, [x[workload]], out)
    symbol, seed = casadi.SX.sym("x", WIDTH), casadi.SX.sym("v", WIDTH)
    e = casadi.exp(symbol)
    p = e / casadi.sum1(e)
    function = casadi.Function("f", [symbol, seed], [p * (seed - casadi.dot(p, seed))])
    yield "CasADi", "softmax_vjp", buffered(function.map(POINTS // WIDTH), [x["softmax_vjp"], v], out)


def buffered(function, arguments, out):
    """A function of CasADi on memory that exists."""
    buffer, evaluate = function.buffer()
    for position, argument in enumerate(arguments):
        buffer.set_arg(position, memoryview(argument))
    buffer.set_res(0, memoryview(out))
    keep = (buffer, function)
    return lambda: (evaluate(), keep)[0]


class Chainrule:
    """The evaluators of chainrule, in a process of their own."""

    def __init__(self, program, folder, x, v):
        if program is None:
            target = os.environ.get("CARGO_TARGET_DIR", str(HERE / "target"))
            subprocess.run(["cargo", "build", "--release", "-q"], cwd=HERE, check=True)
            program = pathlib.Path(target) / "release" / "chainrule-peers"
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for name, (over, expression) in WORKLOADS.items():
            path = folder / f"{name}.f64"
            x[name].tofile(path)
            inputs = f"x:{path}"
            if over != "-":
                v.tofile(folder / "v.f64")
                inputs = f"x:{path}:{WIDTH},cotangent:{folder / 'v.f64'}:{WIDTH}"
            self.process.stdin.write("\t".join([name, inputs, over, expression]) + "\n")

    def ask(self, request):
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--python", help="a Python that has the peers")
    parser.add_argument("--program", help="chainrule-peers, where it has been built already")
    parser.add_argument("--json", help="where to write the figures")
    parser.add_argument("--only", default="", help="workloads, with commas between them")
    parser.add_argument("--without-python", action="store_true", help="C and chainrule only")
    options = parser.parse_args()
    environment(options.python)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    import numpy as np

    random = np.random.default_rng(1)
    x = {name: random.uniform(-8, 8, POINTS) for name in ["copy", *WORKLOADS]}
    x["long"] = random.uniform(0.05, 1.6, POINTS)
    v, out = random.uniform(-1, 1, POINTS), np.empty(POINTS)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        chainrule = Chainrule(options.program, folder, x, v)
        contenders = [(name, workload, lambda w=work: timed(w)) for name, workload, work in c_contenders(folder, x, v, out)]
        contenders += [(name, workload, lambda w=work: timed(w)) for name, workload, work in emitted_contenders(chainrule, folder, x, v, out)]
        contenders += [("chainrule", name, lambda n=name: chainrule.ask(n)) for name in WORKLOADS]
        if not options.without_python:
            contenders += [(name, workload, lambda w=work: timed(w)) for name, workload, work in python_contenders(x, v, out)]
        only = options.only.split(",") if options.only else ["copy", *WORKLOADS]
        contenders = [it for it in contenders if it[1] in only]
        check(chainrule, folder, contenders, out)
        times = {(name, workload): [] for name, workload, _ in contenders}
        for round_ in range(options.rounds + 2):
            for name, workload, run in contenders:
                # What the others have left in the caches is not its fault, and it takes some runs to be gone.
                for _ in range(5):
                    spent = run()
                if round_ >= 2:
                    times[name, workload].append(spent / POINTS)
    report(times, options.json)


def check(chainrule, folder, contenders, out):
    """The largest relative difference between chainrule and the plain C, over what is not tiny."""
    import numpy as np

    for workload in WORKLOADS:
        runs = [run for name, other, run in contenders if other == workload and name == "C plain"]
        for run in runs:
            run()
            path = folder / "result.f64"
            chainrule.ask(f"{workload}\t{path}")
            mine = np.fromfile(path)
            scale = np.maximum(np.abs(out), 1e-3 * np.median(np.abs(out)))
            print(f"{workload}: largest relative difference to C {np.max(np.abs(mine - out) / scale):.1e}")


def report(times, path):
    """Medians, and ratios to the fastest C."""
    median = {key: statistics.median(values) for key, values in times.items()}
    for workload in dict.fromkeys(workload for _, workload in times):
        best = min(it for (name, other), it in median.items() if other == workload and name.startswith("C "))
        copy = min((it for (_, other), it in median.items() if other == "copy"), default=float("nan"))
        print(f"\n{workload}: nanoseconds per element, ratio to the best C, to the copy")
        for (name, other), time_ in sorted(median.items(), key=lambda it: it[1]):
            if other == workload:
                low = min(times[name, other])
                print(f"  {name:40} {time_:8.3f} {time_ / best:8.2f} {time_ / copy:8.1f}   (best {low:.3f})")
    if path:
        rows = [{"name": n, "workload": w, "ns": t, "best": min(times[n, w])} for (n, w), t in median.items()]
        pathlib.Path(path).write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
