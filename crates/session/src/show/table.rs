//! The tables of `show()`, side by side or one line a cell, exactly as Spark draws them.

use super::width::width;
use super::{Cells, only_top};

/// No column is narrower.
const WIDTH_MIN: usize = 3;

/// Rows as lines. Cut cells stand right, whole ones left.
pub(super) fn horizontal(cells: &Cells, rows: i32, truncate: i32) -> String {
    let widths: Vec<usize> = (0..cells.header.len()).map(|column| column_width(cells, column)).collect();
    let rule: String = widths.iter().map(|width| format!("+{}", "-".repeat(*width))).collect::<String>() + "+\n";
    let rule = if widths.is_empty() { "++\n".to_owned() } else { rule };
    let mut out = rule.clone();
    line(&cells.header, &widths, truncate > 0, &mut out);
    out.push_str(&rule);
    for row in &cells.rows {
        line(row, &widths, truncate > 0, &mut out);
    }
    out.push_str(&rule);
    if cells.more {
        out.push_str(&only_top(rows));
    }
    out
}

fn column_width(cells: &Cells, column: usize) -> usize {
    let all = std::iter::once(&cells.header).chain(&cells.rows);
    all.filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0).max(WIDTH_MIN)
}

fn line(row: &[String], widths: &[usize], right: bool, out: &mut String) {
    out.push('|');
    for (cell, wanted) in row.iter().zip(widths) {
        pad(cell, *wanted, right, out);
        out.push('|');
    }
    if widths.is_empty() {
        out.push('|');
    }
    out.push('\n');
}

fn pad(cell: &str, wanted: usize, right: bool, out: &mut String) {
    let spaces = " ".repeat(wanted.saturating_sub(width(cell)));
    let (before, after) = if right { (spaces.as_str(), "") } else { ("", spaces.as_str()) };
    out.extend([before, cell, after]);
}

/// One line a cell.
pub(super) fn vertical(cells: &Cells, rows: i32) -> String {
    let widest = |texts: &mut dyn Iterator<Item = &String>| texts.map(|t| width(t)).max().unwrap_or(0).max(WIDTH_MIN);
    let names = widest(&mut cells.header.iter());
    let values = widest(&mut cells.rows.iter().flatten());
    let mut out = String::new();
    for (number, row) in cells.rows.iter().enumerate() {
        let title = format!("-RECORD {number}");
        let dashes = (names + values + 5).saturating_sub(title.len());
        out.extend([title.as_str(), &"-".repeat(dashes), "\n"]);
        for (name, value) in cells.header.iter().zip(row) {
            out.push(' ');
            pad(name, names, false, &mut out);
            out.push_str(" | ");
            pad(value, values, false, &mut out);
            out.push_str(" \n");
        }
    }
    if cells.more {
        out.push_str(&only_top(rows));
    } else if cells.rows.is_empty() {
        out.push_str("(0 rows)");
    }
    out
}
