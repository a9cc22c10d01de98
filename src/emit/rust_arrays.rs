//! Rust functions of arrays at many points.

use std::fmt::Write;

use super::header::{Header, SizeSource};
use super::side_by_side::Many;

/// So many points are computed side by side.
const LANES: usize = 32;

/// The function of arrays at many points.
pub(super) fn many(text: &mut String, header: &Header, many: &Many, is_circular: bool) {
    let Many { lane, first, component: k, .. } = many;
    let (name, l, columns) = (&header.description.name, &lane.index, &many.columns);
    let outputs: Vec<&String> = header.outputs.iter().filter_map(|it| it.name.as_ref()).collect();
    let inputs = header.numbers().chain(header.arrays.iter().map(|it| it.name.as_str()));
    let written = many.values.iter().chain(outputs.iter().copied());
    let all: Vec<String> = std::iter::once("points: usize".to_owned())
        .chain(inputs.map(|it| format!("{it}: &[f64]")))
        .chain(header.open_sizes().map(|it| format!("{it}: i64")))
        .chain(written.map(|it| format!("{it}: &mut [f64]")))
        .collect();
    let _ = write!(
        text,
        "\n/// [`{name}`] at many points, some of them side by side: arrays have one point after the other.\n///\n\
         /// # Panics\n/// If an argument or a result is too short for so many points.\npub fn {name}_all({}) {{\n    \
         const LANES: usize = {LANES};\n",
        all.join(", ")
    );
    if is_circular {
        text.push_str("    const NEAR: bool = false;\n    let far = &mut 0;\n");
    }
    for (column, size) in columns {
        let size = match size.parse::<u64>() {
            Ok(size) => size.to_string(),
            Err(_) => format!("{size} as usize"),
        };
        let _ = writeln!(text, "    let mut {column} = vec![[0.0; LANES]; {size}];");
    }
    let _ = writeln!(text, "    let mut {first} = 0;\n    while {first} + LANES <= points {{");
    for variable in &many.variables {
        let _ = writeln!(text, "        let mut {variable} = [0.0; LANES];");
    }
    let place =
        |array: &str, column: &str| format!("{array}[({first} + {l}) * {column}.len() + {k}]");
    let each = |text: &mut String, column: &str, line: &str| {
        let _ = write!(
            text,
            "        for {l} in 0..LANES {{\n            for {k} in 0..{column}.len() {{\n                \
             {line}\n            }}\n        }}\n"
        );
    };
    for (array, (column, _)) in header.arrays.iter().zip(columns) {
        let line = format!("{column}[{k}][{l}] = {};", place(&array.name, column));
        each(text, column, &line);
    }
    for line in many.statements() {
        let _ = writeln!(text, "{line}");
    }
    for (array, (column, _)) in outputs.iter().zip(&columns[header.arrays.len()..]) {
        let line = format!("{} = {column}[{k}][{l}];", place(array, column));
        each(text, column, &line);
    }
    let _ =
        writeln!(text, "        {first} += LANES;\n    }}\n    for {first} in {first}..points {{");
    one(text, header, many);
    text.push_str("    }\n}\n");
}

/// Stores the results at one of the points that are left.
fn one(text: &mut String, header: &Header, many: &Many) {
    let (first, columns) = (&many.first, &many.columns);
    let piece = |array: &str, column: &str| {
        format!("{array}[{first} * {column}.len()..][..{column}.len()]")
    };
    let mut arguments: Vec<String> = header.numbers().map(|it| format!("{it}[{first}]")).collect();
    let arrays = header.arrays.iter().zip(columns);
    arguments.extend(arrays.map(|(it, (column, _))| format!("&{}", piece(&it.name, column))));
    let sizes = header.sizes.iter().filter(|it| it.1 == SizeSource::Parameter);
    arguments.extend(sizes.map(|it| it.0.clone()));
    let outputs = header.outputs.iter().filter_map(|it| it.name.as_ref());
    let outputs = outputs.zip(&columns[header.arrays.len()..]);
    arguments.extend(outputs.map(|(it, (column, _))| format!("&mut {}", piece(it, column))));
    let call = format!("{}({})", header.description.name, arguments.join(", "));
    text.push_str(&super::rust::stored("        ", &call, (first, &many.values)));
}
