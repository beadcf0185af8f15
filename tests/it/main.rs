//! Deskbell from outside: every test starts a server of its own and speaks HTTP to it.

mod desk;
mod announcing;
mod assigning;
mod automatic_replies;
mod closing_words;
mod fixtures;
mod hours;
mod kill;
mod life;
mod listening;
mod listing;
mod permissions;
mod refusals;
mod repeating;
mod replying;
mod searching;
mod secrets;
mod settings;
mod signing_in;
mod snooze;
mod spec;
mod tidy;
mod reports;
mod timers;
mod trouble;
mod webhooks;
