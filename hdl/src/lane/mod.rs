//! The packet's way between the rings.
