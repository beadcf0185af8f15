//! Deskbell from outside: every test starts a server of its own and speaks HTTP to it.

mod desk;
mod agents;
mod announcing;
mod assigning;
mod availability;
mod drafts;
mod fixtures;
mod kill;
mod life;
mod listening;
mod listing;
mod permissions;
mod presence;
mod refusals;
mod repeating;
mod replying;
mod searching;
mod secrets;
mod signing_in;
mod spec;
mod tidy;
mod reports;
mod timers;
mod trouble;
mod webhooks;
