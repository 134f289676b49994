//! The table notebooks show.

use super::{Cells, only_top};

/// Rows as an HTML table.
pub(super) fn table(cells: &Cells, rows: i32) -> String {
    let mut out = String::from("<table border='1'>\n");
    line(&cells.header, "th", &mut out);
    for row in &cells.rows {
        line(row, "td", &mut out);
    }
    out.push_str("</table>\n");
    if cells.more {
        out.push_str(&only_top(rows));
        out.push('\n');
    }
    out
}

fn line(cells: &[String], tag: &str, out: &mut String) {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let cells: Vec<String> = cells.iter().map(|cell| escape(cell)).collect();
    out.extend(["<tr>", &open, &cells.join(&format!("{close}{open}")), &close, "</tr>\n"]);
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
