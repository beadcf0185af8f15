//! Live: every committed change reaches the browsers that may see it, in order, once.

mod hub;
mod render;
mod socket;

pub use hub::Hub;
pub use render::{Caught, catch_up};
pub use socket::connect;
