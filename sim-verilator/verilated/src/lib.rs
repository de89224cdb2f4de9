//! verilated
