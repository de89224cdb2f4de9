//! Small parts that every folder uses.

mod fifo;
mod ram;
mod skid;

pub use fifo::Fifo;
pub use ram::Ram;
pub use skid::Skid;
