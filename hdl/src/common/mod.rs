//! Small parts that every folder uses.

mod delay;
mod fifo;
mod ram;
mod skid;
mod swap;

pub use delay::Delay;
pub use fifo::Fifo;
pub use ram::Ram;
pub use skid::Skid;
pub use swap::Swap;
