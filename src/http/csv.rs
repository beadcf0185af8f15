//! Comma-separated values (RFC 4180) that a spreadsheet can open without running anything.

use crate::domain::spreadsheet::guarded;

/// One record with its line break.
pub fn line(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| quoted(&guarded(&cell))).collect();
    format!("{}\r\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_as_a_formula_and_nothing_breaks_the_table() {
        for (cell, written) in [
            ("Billing", "Billing"),
            ("", ""),
            ("12.5", "12.5"),
            ("=1+1", "'=1+1"),
            ("+HYPERLINK(\"x\")", "\"'+HYPERLINK(\"\"x\"\")\""),
            ("@sum", "'@sum"),
            ("-cmd", "'-cmd"),
            ("  =1", "'  =1"),
            ("\t=1", "'\t=1"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(line([cell.to_owned()]), format!("{written}\r\n"), "{cell:?}");
        }
    }
}
