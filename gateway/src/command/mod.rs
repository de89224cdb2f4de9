//! One module for each command of the program.

pub mod check;
pub mod replay;
