//! Cells of lists that people open in a spreadsheet, which takes some texts for formulas and runs
//! them. An apostrophe before such a text makes it a text again.

use std::borrow::Cow;

const MARK: char = '\'';
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// The cell as it goes out.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    match is_risky(cell) {
        true => Cow::Owned(format!("{MARK}{cell}")),
        false => Cow::Borrowed(cell),
    }
}

/// The cell that went out as this one.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix(MARK) {
        Some(rest) if is_risky(rest) => rest,
        Some(_) | None => cell,
    }
}

/// What begins like a formula, spaces before it or not, or like what we make of one: otherwise the
/// way back would take an apostrophe that was there from the beginning.
fn is_risky(cell: &str) -> bool {
    cell.starts_with(MARK) || cell.trim_start_matches(' ').starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_cell_begins_like_a_formula() {
        assert_eq!(guarded("=HYPERLINK(\"http://evil\")"), "'=HYPERLINK(\"http://evil\")");
        assert_eq!(guarded("+44 7700"), "'+44 7700");
        assert_eq!(guarded("  =1"), "'  =1", "spaces before it hide nothing");
        assert_eq!(guarded("\n=1"), "'\n=1");
        assert_eq!(guarded("Joe"), "Joe");
        assert_eq!(unguarded("'s-Gravenhage"), "'s-Gravenhage", "other people's apostrophes stay");
    }

    proptest! {
        #[test]
        fn every_cell_comes_back(cell in "['=+@ \t\r\n,;\"a-]{0,6}") {
            let out = guarded(&cell);
            prop_assert_eq!(unguarded(&out), cell.as_str());
            prop_assert!(!out.trim_start_matches(' ').starts_with(FORMULA));
        }
    }
}
