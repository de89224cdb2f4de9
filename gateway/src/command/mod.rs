//! One module for each command of the program.

pub mod replay;
