//! Deskbell from outside: every test starts a server of its own and speaks HTTP to it.

mod desk;
mod life;
