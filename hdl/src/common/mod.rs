//! Small parts that every folder uses.

mod delay;
mod fifo;
mod permute;
mod ram;
mod skid;
mod small_ram;
mod swap;

pub use delay::Delay;
pub use fifo::Fifo;
pub use permute::Permute;
pub use ram::Ram;
pub use skid::Skid;
pub use small_ram::SmallRam;
pub use swap::Swap;
