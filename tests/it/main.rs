//! Deskbell from outside: every test starts a server of its own and speaks HTTP to it.

mod desk;
mod announcing;
mod assigning;
mod attachments;
mod canned;
mod fixtures;
mod kill;
mod labels;
mod life;
mod listening;
mod listing;
mod notes;
mod permissions;
mod refusals;
mod repeating;
mod replying;
mod searching;
mod secrets;
mod signing_in;
mod spec;
mod tags;
mod tidy;
mod reports;
mod timers;
mod trouble;
mod webhooks;
