//! The expected texts are what Spark 4.2.1 prints for the same rows.

use super::width::cell;
use super::{Cells, html, table};

fn cells(truncate: i32, more: bool) -> Cells {
    let row = |cells: [&str; 4]| cells.iter().map(|text| cell(text, truncate)).collect();
    Cells {
        header: ["a", "b", "c", "d"].map(str::to_owned).to_vec(),
        rows: vec![
            row(["1", "abc", "NULL", "1.5"]),
            row(["2", "日本語", "[1, 2]", "2.0"]),
            row(["3", &"x".repeat(30), "NULL", "3.0"]),
        ],
        more,
    }
}

#[test]
fn cut_cells_stand_right() {
    let expected = "+---+--------------------+------+---+
|  a|                   b|     c|  d|
+---+--------------------+------+---+
|  1|                 abc|  NULL|1.5|
|  2|              日本語|[1, 2]|2.0|
|  3|xxxxxxxxxxxxxxxxx...|  NULL|3.0|
+---+--------------------+------+---+
";
    assert_eq!(table::horizontal(&cells(20, false), 20, 20), expected);
}

#[test]
fn short_cuts_have_no_dots() {
    let expected = "+---+------+---+---+
|  a|     b|  c|  d|
+---+------+---+---+
|  1|   abc|NUL|1.5|
|  2|日本語|[1,|2.0|
|  3|   xxx|NUL|3.0|
+---+------+---+---+
only showing top 3 rows";
    assert_eq!(table::horizontal(&cells(3, true), 3, 3), expected);
}

#[test]
fn whole_cells_stand_left() {
    let expected = "+---+------------------------------+------+---+
|a  |b                             |c     |d  |
+---+------------------------------+------+---+
|1  |abc                           |NULL  |1.5|
|2  |日本語                        |[1, 2]|2.0|
|3  |xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|NULL  |3.0|
+---+------------------------------+------+---+
";
    assert_eq!(table::horizontal(&cells(0, false), 20, 0), expected);
}

#[test]
fn vertical_tables() {
    let mut shown = cells(20, true);
    shown.rows.truncate(2);
    let expected = "-RECORD 0-----
 a   | 1      
 b   | abc    
 c   | NULL   
 d   | 1.5    
-RECORD 1-----
 a   | 2      
 b   | 日本語 
 c   | [1, 2] 
 d   | 2.0    
only showing top 2 rows";
    assert_eq!(table::vertical(&shown, 2), expected);
    let empty = Cells { header: vec!["a".into()], ..Cells::default() };
    assert_eq!(table::vertical(&empty, 20), "(0 rows)");
}

#[test]
fn tables_without_rows_or_columns() {
    let empty = Cells { header: vec!["a".into(), "bb".into()], ..Cells::default() };
    assert_eq!(table::horizontal(&empty, 20, 20), "+---+---+\n|  a| bb|\n+---+---+\n+---+---+\n");
    let bare = Cells { rows: vec![vec![]; 3], ..Cells::default() };
    assert_eq!(table::horizontal(&bare, 20, 20), "++\n||\n++\n||\n||\n||\n++\n");
    assert_eq!(
        html::table(&bare, 20),
        "<table border='1'>\n<tr><th></th></tr>\n<tr><td></td></tr>\n<tr><td></td></tr>\n<tr><td></td></tr>\n</table>\n"
    );
}

#[test]
fn html_is_escaped_and_control_characters_too() {
    let shown = Cells { header: vec!["<x>".into()], rows: vec![vec![cell("<a&b>\"", 4)]], more: true };
    let expected = "<table border='1'>\n<tr><th>&lt;x&gt;</th></tr>\n<tr><td>&lt;...</td></tr>\n</table>\nonly showing top 1 row\n";
    assert_eq!(html::table(&shown, 1), expected);
    assert_eq!(cell("a\nb\tc\r\\", 20), "a\\nb\\tc\\r\\");
}
