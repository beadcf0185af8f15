//! What recurs by the calendar.
