//! One module for each command of the program; those that only ask a running gateway are in one.

pub mod check;
pub mod demo;
pub mod manual;
pub mod operate;
pub mod replay;
pub mod run;
