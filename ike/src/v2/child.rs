//! A child SA in the making: what is offered, agreed and installed. RFC 7296 §1.3.1, §2.9, §2.17.

use std::time::Instant;

use crate::config::{Identity, Mode, Peer, TrafficSelector};
use crate::context::Context;
use crate::crypto::keymat_v2::IkeKeys;
use crate::crypto::Secret;
use crate::report::Failure;
use crate::sa::{Bundle, BundleId, Protocol, SaPair, Spi};
use crate::sadb::{Entry, Stage};
use crate::wire::v2::ts::MAX_SELECTORS;
use crate::wire::v2::{notify, payload, Chain, Payloads, Proposal};

use super::head::Head;
use super::nonces::Nonces;
use super::proposal::{self, ChosenChild, Terms};
use super::selectors::{narrow, within};

/// Our half of a negotiation that we began: a policy, and an inbound SPI for each protocol that it may end with.
#[derive(Debug)]
pub(super) struct Offer {
    pub policy: usize,
    terms: Terms,
    spis: Vec<(Protocol, [u8; 4])>,
}

/// What both ends have agreed on.
#[derive(Debug)]
pub(super) struct Agreed {
    pub policy: usize,
    pub chosen: ChosenChild,
    pub inbound: Spi,
    mode: Mode,
    local: Vec<TrafficSelector>,
    remote: Vec<TrafficSelector>,
    tfc: bool,
}

/// An error for the peer: a notify and its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub kind: u16,
    pub data: Vec<u8>,
}

/// Where a child's keys come from, and whose it is.
pub(super) struct Origin<'a> {
    /// Of the IKE SA.
    pub keys: &'a IkeKeys,
    /// Of its own key exchange, if it has one.
    pub shared: &'a [Secret],
    pub nonces: &'a Nonces,
    pub identity: &'a Identity,
    /// Whether we began the exchange.
    pub initiator: bool,
    /// When the exchange began; that of the IKE SA if it came with it.
    pub began: Instant,
    pub replaces: Option<BundleId>,
    /// Not to be sent on before the peer is known to be ready.
    pub inbound_only: bool,
}

impl Refused {
    pub fn new(kind: u16) -> Self {
        Refused { kind, data: Vec::new() }
    }
}

impl Offer {
    /// Reserves SPIs for a policy of the peer's; `key_exchange`: outside IKE_AUTH.
    pub fn new(cx: &mut Context<'_>, head: &Head, policy: usize, key_exchange: bool) -> Result<Self, Failure> {
        let terms = Terms { key_exchange, ah: !head.nat.any() };
        let protocols = proposal::protocols(&head.peer.children[policy], terms);
        if protocols.is_empty() {
            let any = !proposal::protocols(&head.peer.children[policy], Terms { ah: true, ..terms }).is_empty();
            return Err(if any { Failure::AhBehindNat } else { Failure::NoProposalChosen });
        }
        let spis = protocols
            .into_iter()
            .map(|p| (p, cx.sadb.reserve(cx.rng, cx.out, head.id, &head.peer, p).0.to_be_bytes()))
            .collect();
        Ok(Offer { policy, terms, spis })
    }

    pub fn emit_sa(&self, peer: &Peer, chain: &mut Chain) {
        chain.sa(&proposal::offer_child(&peer.children[self.policy], self.terms, |protocol| self.spi_octets(protocol)));
    }

    pub fn emit_selectors(&self, peer: &Peer, chain: &mut Chain) {
        let policy = &peer.children[self.policy];
        let some = |selectors: &'_ [TrafficSelector]| selectors.len().min(MAX_SELECTORS);
        chain
            .selectors(payload::TS_I, &policy.local[..some(&policy.local)])
            .selectors(payload::TS_R, &policy.remote[..some(&policy.remote)]);
        if policy.mode == Mode::Transport {
            chain.status(notify::USE_TRANSPORT_MODE);
        }
    }

    /// Checks an answer against what was offered.
    pub fn accept(&self, cx: &mut Context<'_>, peer: &Peer, payloads: &Payloads<'_>) -> Result<Agreed, Failure> {
        if let Some(error) = payloads.error() {
            return Err(match error.kind {
                notify::NO_PROPOSAL_CHOSEN => Failure::NoProposalChosen,
                notify::TS_UNACCEPTABLE => Failure::NoSelectors,
                notify => Failure::Refused { notify },
            });
        }
        let policy = &peer.children[self.policy];
        let answer = payloads.sa().unwrap_or_default();
        let chosen = match answer {
            [_] => proposal::choose_child(answer, policy, self.terms),
            _ => None,
        };
        let chosen = chosen.ok_or_else(|| Failure::Protocol("proposal was not offered".into()))?;
        let local = payloads.ts_i().unwrap_or_default();
        let remote = payloads.ts_r().unwrap_or_default();
        if !within(local, &policy.local) || !within(remote, &policy.remote) {
            return Err(Failure::NoSelectors);
        }
        let transport = payloads.has(notify::USE_TRANSPORT_MODE);
        if transport != (policy.mode == Mode::Transport) {
            return Err(Failure::Protocol("mode was not offered".into()));
        }
        if !cx.has_room_for_bundle() {
            return Err(Failure::NoRoom);
        }
        let inbound = self.spi(chosen.transform.protocol);
        Ok(Agreed {
            policy: self.policy,
            chosen,
            inbound,
            mode: policy.mode,
            local: local.to_vec(),
            remote: remote.to_vec(),
            tfc: !payloads.has(notify::ESP_TFC_PADDING_NOT_SUPPORTED),
        })
    }

    /// What the peer may believe in although we do not: to be deleted there.
    pub fn orphan(&self, payloads: &Payloads<'_>) -> Option<(Protocol, Spi)> {
        let answered = payloads.sa()?.first()?.protocol;
        self.spis.iter().find(|(p, _)| *p as u8 == answered).map(|(p, spi)| (*p, Spi(u32::from_be_bytes(*spi))))
    }

    /// Gives the SPIs back that came to nothing.
    pub fn release(&self, cx: &mut Context<'_>) {
        for (protocol, spi) in &self.spis {
            cx.sadb.release(cx.out, *protocol, Spi(u32::from_be_bytes(*spi)));
        }
    }

    fn spi(&self, protocol: Protocol) -> Spi {
        self.spis
            .iter()
            .find(|(p, _)| *p == protocol)
            .map(|(_, spi)| Spi(u32::from_be_bytes(*spi)))
            .expect("an answer was chosen from the protocols offered")
    }

    fn spi_octets(&self, protocol: Protocol) -> &[u8] {
        self.spis.iter().find(|(p, _)| *p == protocol).map_or(&[], |(_, spi)| spi)
    }
}

/// Answers what the peer offers. `wanted` is the policy to try first: that of the bundle which is replaced.
pub(super) fn answer(
    cx: &mut Context<'_>,
    head: &Head,
    payloads: &Payloads<'_>,
    wanted: Option<usize>,
    key_exchange: bool,
) -> Result<Agreed, Refused> {
    let terms = Terms { key_exchange, ah: !head.nat.any() };
    let offered = payloads.sa().unwrap_or_default();
    let (Some(theirs), Some(ours)) = (payloads.ts_i(), payloads.ts_r()) else {
        return Err(Refused::new(notify::INVALID_SYNTAX));
    };
    let transport = payloads.has(notify::USE_TRANSPORT_MODE);
    let mut refusal = notify::TS_UNACCEPTABLE;
    let mut best: Option<Agreed> = None;
    let children = &head.peer.children;
    for n in wanted.filter(|n| *n < children.len()).into_iter().chain(0..children.len()) {
        let policy = &children[n];
        let (local, remote) = (narrow(ours, &policy.local), narrow(theirs, &policy.remote));
        if local.is_empty() || remote.is_empty() {
            continue;
        }
        // Transport mode is the initiator's wish and ours to decline; tunnel mode is not a policy's to widen to.
        if policy.mode == Mode::Transport && !transport {
            refusal = notify::NO_PROPOSAL_CHOSEN;
            continue;
        }
        let Some(chosen) = proposal::choose_child(offered, policy, terms) else {
            refusal = notify::NO_PROPOSAL_CHOSEN;
            continue;
        };
        let exact = local == policy.local && remote == policy.remote;
        if best.is_none() || exact {
            best = Some(Agreed {
                policy: n,
                chosen,
                inbound: Spi(0),
                mode: policy.mode,
                local,
                remote,
                tfc: !payloads.has(notify::ESP_TFC_PADDING_NOT_SUPPORTED),
            });
        }
        if exact || wanted == Some(n) {
            break;
        }
    }
    let agreed = best.ok_or(Refused::new(refusal))?;
    if !cx.has_room_for_bundle() {
        return Err(Refused::new(notify::NO_ADDITIONAL_SAS));
    }
    let inbound = cx.sadb.reserve(cx.rng, cx.out, head.id, &head.peer, agreed.chosen.transform.protocol);
    Ok(Agreed { inbound, ..agreed })
}

impl Agreed {
    /// The responder's SA payload.
    pub fn emit_sa(&self, chain: &mut Chain) {
        chain.sa(&[Proposal {
            number: self.chosen.number,
            protocol: self.chosen.transform.protocol as u8,
            spi: &self.inbound.0.to_be_bytes(),
            transforms: self.chosen.transforms.clone(),
        }]);
    }

    /// The responder's traffic selectors.
    pub fn emit_selectors(&self, chain: &mut Chain) {
        chain.selectors(payload::TS_I, &self.remote).selectors(payload::TS_R, &self.local);
        if self.mode == Mode::Transport {
            chain.status(notify::USE_TRANSPORT_MODE);
        }
    }

    /// Puts the child SA on record and into the packet engine.
    pub fn install(self, cx: &mut Context<'_>, head: &Head, origin: Origin<'_>) -> BundleId {
        let transform = self.chosen.transform;
        let keys = origin.keys.child(&origin.nonces.seed(head.spi_i, head.spi_r), origin.shared, &transform);
        let (outbound, inbound) = if origin.initiator {
            (keys.from_initiator, keys.from_responder)
        } else {
            (keys.from_responder, keys.from_initiator)
        };
        let policy = &head.peer.children[self.policy];
        let id = cx.sadb.next_id();
        let remote = head.path.remote.ip();
        let bundle = Bundle {
            id,
            peer: head.peer.name.clone(),
            policy: policy.name.clone(),
            local: head.path.local.ip(),
            remote,
            encapsulation: head.nat.encapsulation(head.path),
            mode: self.mode,
            sas: vec![SaPair {
                protocol: transform.protocol,
                encryption: transform.encryption,
                integrity: transform.integrity,
                esn: self.chosen.esn,
                inbound_spi: self.inbound,
                outbound_spi: self.chosen.spi,
                inbound,
                outbound,
            }],
            local_selectors: self.local.clone(),
            remote_selectors: self.remote.clone(),
            lifetime: policy.lifetime,
            tfc: self.tfc,
            replaces: origin.replaces,
        };
        let entry = Entry {
            id,
            peer: head.peer.clone(),
            policy: self.policy,
            identity: origin.identity.clone(),
            owner: head.id,
            remote,
            spis: vec![(transform.protocol, self.inbound, self.chosen.spi)],
            local_selectors: self.local,
            remote_selectors: self.remote,
            lifetime: policy.lifetime,
            began: origin.began,
            created: cx.now,
            up: None,
            stage: Stage::Up,
            initiator: origin.initiator,
        };
        cx.sadb.install(cx.out, entry, bundle, origin.inbound_only);
        id
    }
}
