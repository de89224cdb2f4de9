//! respite-hdl
