//! Empty stand-in for the `svg` crate: `rust-hdl-core` declares the dependency and never uses it.
