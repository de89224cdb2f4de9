//! AES-GCM: the conveyor and its parts.
