//! C functions of arrays at many points.

use std::fmt::Write;

use super::c::{Known, Source};
use super::code::Lane;
use super::side_by_side::Many;

/// So many points of functions of arrays are computed side by side.
const LANES: usize = 32;
/// Rows as columns: four at a time, since compilers put four numbers together and write them at once.
const COLUMNS: &str = "/* Rows of `n` numbers, one after the other, as columns. */
static inline void columns(double (*restrict to)[LANES], const double *restrict rows, long n) {
    for (size_t l = 0; l < LANES; l += 4) {
        const double *a = rows + l * n, *b = a + n, *c = b + n, *d = c + n;
        for (long k = 0; k < n; k++) {
            to[k][l] = a[k];
            to[k][l + 1] = b[k];
            to[k][l + 2] = c[k];
            to[k][l + 3] = d[k];
        }
    }
}
";

impl Source<'_> {
    /// The function of arrays at many points.
    pub(super) fn many_side_by_side(&self, text: &mut String, many: &Many) {
        let (name, header) = (self.name(), self.header);
        let Many { lane: Lane { index: l, .. }, first, component: k, .. } = many;
        let mut parameters = vec!["size_t points".to_owned()];
        let inputs = header.numbers().chain(header.arrays.iter().map(|it| it.name.as_str()));
        parameters.extend(inputs.map(|it| format!("const double *restrict {it}")));
        parameters.extend(header.open_sizes().map(|it| Known::Size(it).declaration()));
        let outputs = header.outputs.iter().filter_map(|it| it.name.as_ref());
        parameters
            .extend(many.values.iter().chain(outputs).map(|it| format!("double *restrict {it}")));
        let columns = &many.columns;
        let all: Vec<&str> = columns.iter().map(|it| it.1.as_str()).collect();
        let _ = write!(
            text,
            "\n/* The number of points, and of bytes between which vectors are read at once. */\n\
             enum {{ LANES = {LANES}, LINE = 64 }};\n\n{COLUMNS}\n\
             /* `{name}` at many points, of which LANES are computed side by side: arrays have one point after the other. */\nvoid {name}_all({}) {{\n    size_t {first} = 0;\n    \
             char *memory = malloc(({}) * sizeof(double[LANES]) + LINE);\n    if (memory) {{\n        \
             double (*room)[LANES] = (double (*)[LANES])(memory + LINE - (uintptr_t)memory % LINE);\n",
            parameters.join(", "),
            all.join(" + ")
        );
        let mut place = "room".to_owned();
        for (column, size) in columns {
            let _ = writeln!(text, "        double (*restrict {column})[LANES] = {place};");
            place = format!("{column} + {size}");
        }
        let _ = writeln!(text, "        for (; {first} + LANES <= points; {first} += LANES) {{");
        for variable in &many.variables {
            let _ = writeln!(text, "            double {variable}[LANES];");
        }
        for (array, (column, size)) in header.arrays.iter().zip(columns) {
            let rows = format!("{} + {first} * {size}", array.name);
            let _ = writeln!(text, "            columns({column}, {rows}, {size});");
        }
        for line in many.statements() {
            let _ = writeln!(text, "{line}");
        }
        let arrays = header.outputs.iter().filter_map(|it| it.name.as_ref());
        for (array, (column, size)) in arrays.zip(&columns[header.arrays.len()..]) {
            let _ = write!(
                text,
                "            for (size_t {l} = 0; {l} < LANES; {l}++) {{\n                \
                 for (long {k} = 0; {k} < {size}; {k}++) {{\n                    \
                 {array}[({first} + {l}) * {size} + {k}] = {column}[{k}][{l}];\n                }}\n            }}\n"
            );
        }
        text.push_str("        }\n        free(memory);\n    }\n");
        let _ = writeln!(text, "    for (; {first} < points; {first}++) {{");
        self.store_one(text, many);
        text.push_str("    }\n}\n");
    }

    /// Stores the results at the first of the points that are left.
    fn store_one(&self, text: &mut String, many: &Many) {
        let (header, first, columns) = (self.header, &many.first, &many.columns);
        let mut arguments: Vec<String> =
            header.numbers().map(|it| format!("{it}[{first}]")).collect();
        let arrays = header.arrays.iter().map(|it| &it.name);
        let sized = arrays.zip(columns).map(|(it, (_, size))| format!("{it} + {first} * {size}"));
        arguments.extend(sized);
        arguments.extend(header.open_sizes().map(str::to_owned));
        let outputs = header.outputs.iter().filter_map(|it| it.name.as_ref());
        let sized = outputs.zip(&columns[header.arrays.len()..]);
        arguments.extend(sized.map(|(it, (_, size))| format!("{it} + {first} * {size}")));
        let call = |end: &[&str]| {
            let all: Vec<&str> =
                arguments.iter().map(String::as_str).chain(end.iter().copied()).collect();
            format!("{}({})", self.name(), all.join(", "))
        };
        self.store(text, "        ", call, (first, &many.values));
    }
}
