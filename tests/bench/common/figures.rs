//! Measured times, their percentiles, and tables to show them in.

use std::time::Duration;

#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn append(&mut self, mut other: Times) {
        self.0.append(&mut other.0);
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time in milliseconds that this share of all did not exceed.
    pub fn ms(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1));
        sorted.get(place - 1).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    }

    pub fn p50(&self) -> f64 {
        self.ms(0.50)
    }

    pub fn p99(&self) -> f64 {
        self.ms(0.99)
    }
}

impl FromIterator<Duration> for Times {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Times {
        Times(times.into_iter().collect())
    }
}

/// How much of a budget a figure takes: above 1 it is missed.
pub fn of_at_most(figure: f64, budget: f64) -> String {
    verdict(figure / budget)
}

/// The same where more is better.
pub fn of_at_least(figure: f64, budget: f64) -> String {
    verdict(budget / figure)
}

fn verdict(used: f64) -> String {
    let word = if used > 1.0 { "  MISSED" } else { "" };
    format!("{used:.2}{word}")
}

pub fn ms(figure: f64) -> String {
    match figure {
        small if small < 1.0 => format!("{small:.3}"),
        middle if middle < 100.0 => format!("{middle:.2}"),
        large => format!("{large:.0}"),
    }
}

pub struct Table {
    title: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(title: impl Into<String>, columns: &[&str]) -> Table {
        let head = columns.iter().map(|column| (*column).to_owned()).collect();
        Table { title: title.into(), rows: vec![head] }
    }

    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The first column to the left, the others to the right.
    pub fn print(&self) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|c| c.chars().count()).max()
        };
        let widths: Vec<usize> = (0..columns).map(|c| width(c).unwrap_or_default()).collect();
        println!("\n{}", self.title);
        for row in &self.rows {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let gap = " ".repeat(width - cell.chars().count());
                match column {
                    0 => line.push_str(&format!("  {cell}{gap}")),
                    _ => line.push_str(&format!("  {gap}{cell}")),
                }
            }
            println!("{}", line.trim_end());
        }
    }
}

/// Memory of a process as the kernel counts it, in KiB.
pub fn resident_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or_default()
}
