//! Live: every committed change reaches the browsers that may see it, in order, once.

mod asked;
mod hub;
mod presence;
mod render;
mod socket;

pub use hub::Hub;
pub use presence::Seat;
pub use render::{Caught, catch_up};
pub use socket::connect;
