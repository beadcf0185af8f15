//! Deskbell from outside: every test starts a server of its own and speaks HTTP to it.

mod desk;
mod assigning;
mod life;
mod refusals;
mod repeating;
mod replying;
mod reports;
mod timers;
mod trouble;
mod webhooks;
