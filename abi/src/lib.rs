//! respite-abi
