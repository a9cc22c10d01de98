//! A plot made of characters: every one holds two by four dots.

use std::fmt::Write;

use super::plot::{Curve, Points, label, panels, range};

/// The dots of a character by column and row, as bits of its number behind `FIRST`.
const DOTS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
/// The character without dots.
const FIRST: u32 = 0x2800;
/// The height of one part, in characters.
const ROWS: usize = 7;
/// The space for the numbers on the left.
const MARGIN: usize = 10;

/// The plot as lines of text, so many characters wide.
#[must_use]
pub fn terminal(curve: &Curve, width: usize) -> String {
    let columns = width.saturating_sub(MARGIN + 1).max(20);
    // Writing to a string does not fail.
    let mut text = String::new();
    for (name, points) in panels(curve) {
        let _ = writeln!(text, "{:MARGIN$} {name}", "");
        text.push_str(&panel(points, columns));
    }
    if let (Some(first), Some(last)) = (curve.value.first(), curve.value.last()) {
        let (first, last) = (label(first.0), label(last.0));
        let gap = columns.saturating_sub(first.chars().count() + last.chars().count());
        let _ = writeln!(text, "{:MARGIN$} {first}{}{last}", "", " ".repeat(gap));
    }
    text
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "dots are counted"
)]
fn panel(points: &Points, columns: usize) -> String {
    let (Some((lo, hi)), Some(first), Some(last)) = (range(points), points.first(), points.last())
    else {
        return format!("{:MARGIN$} no values\n", "");
    };
    let mut cells = vec![vec![0_u32; columns]; ROWS];
    let (wide, high) = (2 * columns - 1, 4 * ROWS - 1);
    for &(at, value) in points {
        let Some(value) = value.filter(|it| (lo..=hi).contains(it)) else { continue };
        let x = ((at - first.0) / (last.0 - first.0) * wide as f64).round() as usize;
        let y = ((hi - value) / (hi - lo) * high as f64).round() as usize;
        let (x, y) = (x.min(wide), y.min(high));
        cells[y / 4][x / 2] |= DOTS[x % 2][y % 4];
    }
    let mut text = String::new();
    for (row, cells) in cells.iter().enumerate() {
        let number = match row {
            0 => label(hi),
            _ if row + 1 == ROWS => label(lo),
            _ => String::new(),
        };
        let line: String = cells.iter().filter_map(|it| char::from_u32(FIRST + it)).collect();
        let _ = writeln!(text, "{number:>MARGIN$} {line}");
    }
    text
}
