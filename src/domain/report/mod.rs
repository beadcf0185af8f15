//! What reports count: one small fact a conversation, and figures over many of them.

mod calendar;
mod fact;
mod figures;
mod span;
mod tally;

#[cfg(test)]
mod fact_tests;
#[cfg(test)]
mod tally_tests;

pub use calendar::{Calendar, Local};
pub use fact::{Answer, Fact, Happening, Took, What, fact};
pub use figures::{Figures, Open, Times};
pub use span::{SPAN_DAYS_MAX, Span, day_of, start_of_day};
pub use tally::{Count, Filter, Grouping, Key};
