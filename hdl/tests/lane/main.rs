//! Blocks of the lane that look at headers and state: parse, CAM, lookup, commit.

mod bench;
mod cam;
mod commit;
mod lean;
mod lookup;
mod parse;
mod pool;
mod record;
mod sa;
mod turn;
