//! What an IKE SA still has to ask of its peer: one request at a time. RFC 7296 §2.3.

use std::time::Instant;

use crate::context::ChildPurpose;
use crate::report::Closure;
use crate::sa::{BundleId, Protocol, Removal, Spi};

use super::timer::Schedule;

/// Something to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    pub what: What,
    /// Not earlier: the peer could not just now (TEMPORARY_FAILURE).
    pub not_before: Option<Instant>,
    /// Since when the peer could not.
    pub refused_since: Option<Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Child {
        policy: usize,
        purpose: ChildPurpose,
    },
    /// Delete a bundle.
    Delete {
        bundle: BundleId,
        why: Removal,
    },
    /// Delete a bundle that the peer has replaced, if it has not done so itself by then.
    Overdue(BundleId),
    /// Delete at the peer what it believes in and we do not have.
    Disown {
        protocol: Protocol,
        spi: Spi,
    },
    /// INVALID_SPI for SPIs that are unknown here; with Deletes besides.
    Report {
        spis: Vec<(Protocol, Spi)>,
        delete: bool,
    },
    /// An empty request.
    Liveness(Schedule),
    /// A new crash detection token (RFC 6290 §4.3).
    Token,
    /// Replace the IKE SA.
    Rekey,
    /// Delete the IKE SA.
    Close(Closure),
}

impl Task {
    pub fn new(what: What) -> Self {
        Task { what, not_before: None, refused_since: None }
    }
}

impl What {
    /// Whether it is to be done on the IKE SA that takes over.
    pub fn outlives_rekey(&self) -> bool {
        !matches!(self, What::Rekey | What::Close(_) | What::Token | What::Liveness(_))
    }

    /// A child that is not there yet.
    pub fn child(policy: usize) -> Self {
        What::Child { policy, purpose: ChildPurpose::New }
    }
}
