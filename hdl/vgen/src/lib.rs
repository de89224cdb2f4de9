//! vgen
