//! What is kept between IKE_SA_INIT and the end of IKE_AUTH, and what both ends sign. RFC 7296 §2.15.
//!
//! ```text
//!   initiator: IKE_SA_INIT request  | Nr | prf(SK_pi, IDi body) [| IntAuth_i | IntAuth_r | message ID of IKE_AUTH]
//!   responder: IKE_SA_INIT response | Ni | prf(SK_pr, IDr body) [| the same]
//! ```

use std::collections::VecDeque;

use crate::crypto::keymat_v2::{IkeKeys, IntAuth, Side};
use crate::crypto::sign::SignatureHashes;
use crate::crypto::Group;
use crate::wire::header;
use crate::wire::v2::{notify, payload, Chain, Notify, Payloads};
use crate::wire::Header;

use super::nonces::Nonces;
use super::proposal::Suite;

pub(super) struct Handshake {
    /// The last IKE_SA_INIT request, with its cookie.
    pub request: Vec<u8>,
    pub response: Vec<u8>,
    pub nonces: Nonces,
    pub suite: Suite,
    pub features: Features,
    /// Additional key exchanges that are still to be done.
    pub remaining: VecDeque<Group>,
    pub int_auth: IntAuth,
}

/// What the peer says in IKE_SA_INIT that it can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Features {
    /// RFC 7383.
    pub fragments: bool,
    /// RFC 9242.
    pub intermediate: bool,
    /// RFC 6023.
    pub childless: bool,
    /// RFC 7427.
    pub hashes: Option<SignatureHashes>,
}

impl Features {
    pub fn read(payloads: &Payloads<'_>) -> Self {
        Features {
            fragments: payloads.has(notify::IKEV2_FRAGMENTATION_SUPPORTED),
            intermediate: payloads.has(notify::INTERMEDIATE_EXCHANGE_SUPPORTED),
            childless: payloads.has(notify::CHILDLESS_IKEV2_SUPPORTED),
            hashes: payloads
                .notify(notify::SIGNATURE_HASH_ALGORITHMS)
                .and_then(|n| SignatureHashes::parse(n.data).ok()),
        }
    }

    pub fn emit(&self, chain: &mut Chain) {
        for (wanted, kind) in [
            (self.fragments, notify::IKEV2_FRAGMENTATION_SUPPORTED),
            (self.intermediate, notify::INTERMEDIATE_EXCHANGE_SUPPORTED),
            (self.childless, notify::CHILDLESS_IKEV2_SUPPORTED),
        ] {
            if wanted {
                chain.status(kind);
            }
        }
        if let Some(hashes) = self.hashes {
            chain.notify(&Notify::new(notify::SIGNATURE_HASH_ALGORITHMS, &hashes.emit()));
        }
    }
}

impl Handshake {
    /// What `signer` signs under the keys now in use; `id` is the body of its ID payload, `message_id` that of the first
    /// IKE_AUTH request.
    pub fn signed_octets(&self, keys: &IkeKeys, signer: Side, id: &[u8], message_id: u32) -> Vec<u8> {
        let (message, nonce) = match signer {
            Side::Initiator => (&self.request, &self.nonces.r),
            Side::Responder => (&self.response, &self.nonces.i),
        };
        keys.signed_octets(signer, message, nonce, id, &self.int_auth.finish(message_id))
    }

    /// Takes a message of IKE_INTERMEDIATE into account, under the keys that protect it: as if it had been sent whole, in an
    /// SK payload, whose first octets are `first` and `reserved` (RFC 9242 §3.3.2).
    pub fn absorb(&mut self, keys: &IkeKeys, sender: Side, header: Header, frame: (u8, u8), plaintext: &[u8]) {
        let mut head = Vec::with_capacity(header::LEN + 4);
        Header { next_payload: payload::SK, ..header }.emit(&mut head);
        head.extend_from_slice(&[frame.0, frame.1, 0, 0]);
        self.int_auth.absorb(keys, sender, &head, plaintext);
    }
}
