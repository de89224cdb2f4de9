//! Small parts that every folder uses.

pub(crate) mod codes;
mod delay;
mod fifo;
pub(crate) mod fixed;
mod optional;
mod permute;
mod ram;
mod skid;
mod swap;

pub use delay::Delay;
pub use fifo::Fifo;
pub use fixed::Fixed;
pub use optional::Optional;
pub use permute::Permute;
pub use ram::{Memory, Ram, SmallRam};
pub use skid::Skid;
pub use swap::Swap;
