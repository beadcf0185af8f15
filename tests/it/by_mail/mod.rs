//! Conversations by mail, from the customer's mail program to the desk and back, through real servers.

mod beginning;
mod broken;
mod bounced;
mod choosing;
mod desk;
mod files;
mod folders;
mod doubts;
mod hanging;
mod killed;
mod lately;
mod looking;
mod many;
mod numbers;
mod parting;
mod passing;
mod receivers;
mod renewing;
mod setting_up;
mod stages;
mod strangers;
mod talking;
mod trips;
mod trouble;

pub use desk::*;
