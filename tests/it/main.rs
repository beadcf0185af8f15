//! Deskbell from outside: every test starts a server of its own and speaks HTTP to it.

mod desk;
mod assigning;
mod kill;
mod life;
mod listening;
mod permissions;
mod repeating;
mod replying;
mod spec;
mod tidy;
mod reports;
mod timers;
mod trouble;
mod webhooks;
