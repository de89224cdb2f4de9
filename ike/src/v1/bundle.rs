//! Bundles that quick mode has agreed upon: their keys, and their place in the SADB.

use std::time::Instant;

use crate::config::{ChildTransform, TrafficSelector};
use crate::context::Context;
use crate::crypto::keymat_v1::{self, IsakmpKeys};
use crate::crypto::CryptoError;
use crate::sa::{Bundle, BundleId, Encapsulation, Lifetime, Protocol, SaPair, Spi};
use crate::sadb::{Entry, Stage};

use super::child_proposal::Agreement;
use super::quick_mode::Parts;

/// All that a bundle comes from.
pub(super) struct Negotiated {
    pub index: usize,
    pub agreement: Agreement,
    pub sas: Vec<SaPair>,
    pub lifetime: Lifetime,
    pub local: TrafficSelector,
    pub remote: TrafficSelector,
    pub replaces: Option<BundleId>,
    pub initiator: bool,
    /// When QM1 was sent, or came.
    pub began: Instant,
}

/// SA pairs of a bundle with their keys. `spis` are ours.
pub(super) fn pairs(
    keys: &IsakmpKeys,
    exchanged: &keymat_v1::QuickMode<'_>,
    agreed: &Agreement,
    spis: &[(Protocol, Spi)],
) -> Result<Vec<SaPair>, CryptoError> {
    let pair = |(transform, outbound_spi): &(ChildTransform, Spi)| {
        let ours = spis.iter().find(|(protocol, _)| *protocol == transform.protocol);
        let &(protocol, inbound_spi) = ours.ok_or(CryptoError::Length)?;
        Ok(SaPair {
            protocol,
            encryption: transform.encryption,
            integrity: transform.integrity,
            esn: agreed.esn,
            inbound_spi,
            outbound_spi: *outbound_spi,
            inbound: keys.child_keys(exchanged, transform, inbound_spi)?,
            outbound: keys.child_keys(exchanged, transform, *outbound_spi)?,
        })
    };
    agreed.sas.iter().map(pair).collect()
}

/// Puts a bundle on record and into the packet engine.
pub(super) fn install(cx: &mut Context<'_>, parts: Parts<'_>, negotiated: Negotiated, inbound_only: bool) -> BundleId {
    let Parts { shared, identity, .. } = parts;
    let Negotiated { index, agreement, sas, lifetime, local, remote, replaces, initiator, began } = negotiated;
    let policy = &shared.peer.children[index];
    let id = cx.sadb.next_id();
    let encapsulation = shared
        .nat
        .found()
        .then(|| Encapsulation { local_port: shared.local.port(), remote_port: shared.remote.port() });
    let entry = Entry {
        id,
        peer: shared.peer.clone(),
        policy: index,
        identity: identity.clone(),
        owner: shared.id,
        remote: shared.remote.ip(),
        spis: sas.iter().map(|sa| (sa.protocol, sa.inbound_spi, sa.outbound_spi)).collect(),
        local_selectors: vec![local.clone()],
        remote_selectors: vec![remote.clone()],
        lifetime,
        began,
        created: cx.now,
        up: None,
        stage: Stage::InboundOnly,
        initiator,
    };
    let replaces = replaces.or_else(|| predecessor(cx, &entry));
    let bundle = Bundle {
        id,
        peer: shared.peer.name.clone(),
        policy: policy.name.clone(),
        local: shared.local.ip(),
        remote: shared.remote.ip(),
        encapsulation,
        mode: agreement.mode,
        sas,
        local_selectors: vec![local],
        remote_selectors: vec![remote],
        lifetime,
        tfc: false,
        replaces,
    };
    cx.sadb.install(cx.out, entry, bundle, inbound_only);
    id
}

/// The newest other bundle for the same traffic of the same peer.
pub(super) fn predecessor(cx: &Context<'_>, entry: &Entry) -> Option<BundleId> {
    // One whose QM3 has not come is not complete: it may yet take over itself.
    cx.sadb
        .of_peer(&entry.peer.name)
        .filter(|e| e.id != entry.id && e.identity == entry.identity)
        .filter(|e| e.policy == entry.policy && e.stage == Stage::Up)
        .filter(|e| e.local_selectors == entry.local_selectors && e.remote_selectors == entry.remote_selectors)
        .map(|e| e.id)
        .max()
}

pub(super) fn unused(cx: &Context<'_>, bundle: BundleId) -> bool {
    cx.sadb.entry(bundle).is_some_and(|entry| entry.stage == Stage::InboundOnly)
}

pub(super) fn release(cx: &mut Context<'_>, spis: &[(Protocol, Spi)]) {
    for &(protocol, spi) in spis {
        cx.sadb.release(cx.out, protocol, spi);
    }
}
