//! Scenarios of spec 06 between endpoints in virtual time: one file for each of its tables.

mod det;
mod dos;
mod endpoint;
mod interleavings;
mod los;
mod pol;
mod rac;
mod rec;
mod v1n;
mod v2n;
