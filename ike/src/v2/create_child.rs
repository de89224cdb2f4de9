//! CREATE_CHILD_SA for child SAs: new ones, and those that replace others. RFC 7296 §1.3.1, §1.3.3, §2.8, §2.25.
//!
//! ```text
//!   request:  [N(REKEY_SA),] SA, Ni, [KEi,] TSi, TSr
//!   response: SA, Nr, [KEr,] TSi, TSr
//!             or N(CHILD_SA_NOT_FOUND): the peer has lost it; N(TEMPORARY_FAILURE): not now
//! ```
//! If both ends replace the same SA at once, the new SA whose exchange has the lowest of the four nonces is closed by the
//! end that made it, and the other end deletes the old SA.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use rand_core::RngCore;

use crate::context::{ChildPurpose, Context};
use crate::crypto::{KeyExchange, Secret};
use crate::report::{Closure, Failure};
use crate::sa::{BundleId, Protocol, Removal, Spi};
use crate::sadb::Stage;
use crate::wire::v2::{exchange, notify, protocol, Chain, Notify, Payloads};

use super::auth::child_done;
use super::child::{self, Agreed, Offer, Origin, Refused};
use super::established::{replaces, Established, Exchange, Flow};
use super::head::{nonce, Head};
use super::nonces::Nonces;
use super::proposal;
use super::task::{Task, What};
use super::timer::Schedule;

/// Our request's wait for its answer.
pub(super) struct ExpectChildResponse {
    purpose: ChildPurpose,
    offer: Offer,
    nonce: Vec<u8>,
    key_exchange: Option<KeyExchange>,
    /// The peer has replaced the same SA meanwhile.
    crossing: Option<Crossing>,
    began: Instant,
    refused_since: Option<Instant>,
}

/// The peer's exchange with the purpose of ours.
struct Crossing {
    bundle: BundleId,
    lowest: Vec<u8>,
}

/// Asks for a child SA.
pub(super) fn begin(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &mut Head,
    policy: usize,
    purpose: ChildPurpose,
    refused_since: Option<Instant>,
) {
    let peer = head.peer.clone();
    let mut chain = Chain::default();
    if let Some(old) = replaces(purpose) {
        if let Some((_, successor)) = established.replaced.iter().find(|(gone, _)| *gone == old) {
            return child_done(cx, head, policy, Ok(*successor));
        }
        let entry = cx.sadb.entry(old).filter(|e| e.owner == head.id && e.stage != Stage::Deleting);
        let Some(&(protocol, inbound, _)) = entry.and_then(|e| e.spis.first()) else {
            return child_done(cx, head, policy, Err(Failure::Cancelled));
        };
        // Our inbound SPI, as in a Delete (RFC 7296 §1.3.3).
        let (protocol, spi) = (protocol as u8, inbound.0.to_be_bytes());
        chain.notify(&Notify { protocol, spi: &spi, kind: notify::REKEY_SA, data: &[] });
    }
    let offer = match Offer::new(cx, head, policy, true) {
        Ok(offer) => offer,
        Err(why) => return child_done(cx, head, policy, Err(why)),
    };
    let nonce = nonce(cx.rng);
    let key_exchange = peer.children[policy].pfs.map(|group| (group, KeyExchange::begin(group, cx.rng)));
    offer.emit_sa(&peer, &mut chain);
    chain.nonce(&nonce);
    if let Some((group, half)) = &key_exchange {
        chain.key_exchange(proposal::method(*group), half.public());
    }
    offer.emit_selectors(&peer, &mut chain);
    established.channel.request(cx, head, exchange::CREATE_CHILD_SA, &chain, Schedule::NORMAL);
    established.exchange = Some(Exchange::Child(Box::new(ExpectChildResponse {
        purpose,
        offer,
        nonce,
        key_exchange: key_exchange.map(|(_, half)| half),
        crossing: None,
        began: cx.now,
        refused_since,
    })));
}

impl ExpectChildResponse {
    /// The bundle that is to be replaced.
    pub fn replaces(&self) -> Option<BundleId> {
        replaces(self.purpose)
    }

    pub fn conclude(
        mut self: Box<Self>,
        established: &mut Established,
        cx: &mut Context<'_>,
        head: &mut Head,
        payloads: &Payloads<'_>,
    ) -> Flow {
        if payloads.has(notify::TEMPORARY_FAILURE) {
            return self.postpone(established, cx, head);
        }
        if let (Some(old), true) = (self.replaces(), payloads.has(notify::CHILD_SA_NOT_FOUND)) {
            // RFC 7296 §2.25: it is deleted silently, and a new one asked for from scratch.
            established.removed(cx, old, Removal::InvalidSpi);
            self.offer.release(cx);
            // Unless the peer has made one by itself meanwhile, in answer to the same loss.
            match cx.sadb.usable(&head.peer.name, self.offer.policy).map(|entry| entry.id) {
                Some(there) => child_done(cx, head, self.offer.policy, Ok(there)),
                None => established.queue.push_front(Task::new(What::child(self.offer.policy))),
            }
            return ControlFlow::Continue(());
        }
        let policy = self.offer.policy;
        let result = match self.accept(cx, head, payloads) {
            Ok((agreed, shared, nonces)) => Ok(self.settle(established, cx, head, agreed, &shared, &nonces)),
            Err(why) => {
                established.disown(&self.offer, payloads);
                // If the peer's own exchange has succeeded, that is what counts.
                self.crossing.as_ref().map(|crossing| crossing.bundle).ok_or(why)
            }
        };
        self.offer.release(cx);
        child_done(cx, head, policy, result);
        ControlFlow::Continue(())
    }

    fn accept(
        &mut self,
        cx: &mut Context<'_>,
        head: &Head,
        payloads: &Payloads<'_>,
    ) -> Result<(Agreed, Vec<Secret>, Nonces), Failure> {
        let agreed = self.offer.accept(cx, &head.peer, payloads)?;
        let theirs = payloads.nonce().ok_or_else(|| Failure::Protocol("response without nonce".into()))?;
        let nonces = Nonces { i: self.nonce.clone(), r: theirs.to_vec() };
        let mut shared = Vec::new();
        if let (Some(group), Some(half)) = (agreed.chosen.group, self.key_exchange.take()) {
            let ke = payloads.key_exchange().filter(|ke| ke.method == proposal::method(group));
            let ke = ke.ok_or_else(|| Failure::Protocol("response without key exchange".into()))?;
            shared.push(half.finish(ke.data).map_err(|e| Failure::Protocol(e.to_string()))?);
        }
        Ok((agreed, shared, nonces))
    }

    /// Takes the new SA, or gives way to the peer's.
    fn settle(
        &self,
        established: &mut Established,
        cx: &mut Context<'_>,
        head: &Head,
        agreed: Agreed,
        shared: &[Secret],
        nonces: &Nonces,
    ) -> BundleId {
        let old = self.replaces();
        let crossing = self.crossing.as_ref().filter(|c| cx.sadb.entry(c.bundle).is_some());
        if let Some(crossing) = crossing.filter(|c| nonces.lowest() < c.lowest.as_slice()) {
            // Ours is redundant; the peer deletes the old one.
            let (protocol, spi) = (agreed.chosen.transform.protocol, agreed.inbound);
            established.queue.push_back(Task::new(What::Disown { protocol, spi }));
            return crossing.bundle;
        }
        let origin = Origin {
            keys: &established.channel.keys,
            shared,
            nonces,
            identity: &established.identity,
            initiator: true,
            began: self.began,
            replaces: old,
            inbound_only: false,
        };
        let bundle = agreed.install(cx, head, origin);
        if let Some(old) = old {
            established.delete(cx, old, Removal::Rekeyed);
        }
        bundle
    }

    /// The peer cannot just now (RFC 7296 §2.25).
    fn postpone(self, established: &mut Established, cx: &mut Context<'_>, head: &Head) -> Flow {
        self.offer.release(cx);
        let policy = self.offer.policy;
        if let Some(crossing) = self.crossing {
            child_done(cx, head, policy, Ok(crossing.bundle));
            return ControlFlow::Continue(());
        }
        let since = self.refused_since.unwrap_or(cx.now);
        if cx.now.saturating_duration_since(since) >= PATIENCE {
            child_done(cx, head, policy, Err(Failure::Refused { notify: notify::TEMPORARY_FAILURE }));
            return ControlFlow::Break(Closure::OutOfSync);
        }
        established.queue.push_back(Task {
            what: What::Child { policy, purpose: self.purpose },
            not_before: Some(cx.now + pause(cx)),
            refused_since: Some(since),
        });
        ControlFlow::Continue(())
    }

    pub fn abandon(self, cx: &mut Context<'_>, head: &Head, why: Failure) {
        self.offer.release(cx);
        child_done(cx, head, self.offer.policy, Err(why));
    }
}

/// How long to wait after TEMPORARY_FAILURE: not the same at both ends.
pub(super) fn pause(cx: &mut Context<'_>) -> Duration {
    PAUSE + PAUSE * (cx.rng.next_u32() % 1000) / 1000
}

/// Answers the peer's request for a child SA.
pub(super) fn answer(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &mut Head,
    payloads: &Payloads<'_>,
    chain: &mut Chain,
) -> Flow {
    match agree(established, cx, head, payloads, chain) {
        Ok(()) => {}
        Err(Refusal::NotFound { protocol, spi }) => {
            chain.notify(&Notify { protocol, spi: &spi, kind: notify::CHILD_SA_NOT_FOUND, data: &[] });
        }
        Err(Refusal::Plain(refused)) => {
            chain.notify(&Notify::new(refused.kind, &refused.data));
        }
    }
    ControlFlow::Continue(())
}

enum Refusal {
    NotFound { protocol: u8, spi: Vec<u8> },
    Plain(Refused),
}

impl From<u16> for Refusal {
    fn from(kind: u16) -> Self {
        Refusal::Plain(Refused::new(kind))
    }
}

fn agree(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &mut Head,
    payloads: &Payloads<'_>,
    chain: &mut Chain,
) -> Result<(), Refusal> {
    if established.is_leaving() || established.is_rekeying() {
        return Err(notify::TEMPORARY_FAILURE.into());
    }
    let old = match payloads.notify(notify::REKEY_SA) {
        None => None,
        Some(rekey) => Some(replaced(cx, head, rekey)?),
    };
    let nonce_i = payloads.nonce().ok_or(notify::INVALID_SYNTAX)?;
    let wanted = old.and_then(|old| cx.sadb.entry(old)).map(|entry| entry.policy);
    let agreed = child::answer(cx, head, payloads, wanted, true).map_err(Refusal::Plain)?;
    let key_exchange = match key_exchange(cx, &agreed, payloads) {
        Ok(key_exchange) => key_exchange,
        Err(refused) => {
            cx.sadb.release(cx.out, agreed.chosen.transform.protocol, agreed.inbound);
            return Err(Refusal::Plain(refused));
        }
    };
    let nonces = Nonces { i: nonce_i.to_vec(), r: nonce(cx.rng) };
    agreed.emit_sa(chain);
    chain.nonce(&nonces.r);
    let shared: Vec<Secret> = key_exchange
        .into_iter()
        .map(|(method, public, shared)| {
            chain.key_exchange(method, &public);
            shared
        })
        .collect();
    agreed.emit_selectors(chain);
    let policy = agreed.policy;
    let origin = Origin {
        keys: &established.channel.keys,
        shared: &shared,
        nonces: &nonces,
        identity: &established.identity,
        initiator: false,
        began: cx.now,
        replaces: old,
        inbound_only: old.is_some(),
    };
    let bundle = agreed.install(cx, head, origin);
    if let Some(old) = old {
        established.await_delete(cx.now, old, bundle);
        if let Some(Exchange::Child(expect)) = &mut established.exchange {
            if expect.replaces() == Some(old) {
                expect.crossing = Some(Crossing { bundle, lowest: nonces.lowest().to_vec() });
            }
        }
    }
    child_done(cx, head, policy, Ok(bundle));
    Ok(())
}

/// The bundle that a REKEY_SA names by the peer's inbound SPI.
fn replaced(cx: &Context<'_>, head: &Head, rekey: &Notify<'_>) -> Result<BundleId, Refusal> {
    let protocol = match rekey.protocol {
        protocol::AH => Some(Protocol::Ah),
        protocol::ESP => Some(Protocol::Esp),
        _ => None,
    };
    let spi = <[u8; 4]>::try_from(rekey.spi).ok().map(|octets| Spi(u32::from_be_bytes(octets)));
    let entry = protocol
        .zip(spi)
        .and_then(|(protocol, spi)| owned(cx, head, protocol, spi))
        .and_then(|bundle| cx.sadb.entry(bundle));
    match entry {
        // RFC 7296 §2.25.1.
        Some(entry) if entry.stage == Stage::Deleting => Err(notify::TEMPORARY_FAILURE.into()),
        Some(entry) => Ok(entry.id),
        None => Err(Refusal::NotFound { protocol: rekey.protocol, spi: rekey.spi.to_vec() }),
    }
}

/// The bundle of this IKE SA with an outbound SPI.
pub(super) fn owned(cx: &Context<'_>, head: &Head, protocol: Protocol, spi: Spi) -> Option<BundleId> {
    cx.sadb
        .owned(head.id)
        .find(|entry| entry.spis.iter().any(|(p, _, outbound)| (*p, *outbound) == (protocol, spi)))
        .map(|entry| entry.id)
}

type Exchanged = (u16, Vec<u8>, Secret);

/// The responder's side of the child's own key exchange, if one is agreed on: method, public value, shared secret.
fn key_exchange(cx: &mut Context<'_>, agreed: &Agreed, payloads: &Payloads<'_>) -> Result<Option<Exchanged>, Refused> {
    let Some(group) = agreed.chosen.group else { return Ok(None) };
    let method = proposal::method(group);
    let Some(ke) = payloads.key_exchange().filter(|ke| ke.method == method) else {
        return Err(Refused { kind: notify::INVALID_KE_PAYLOAD, data: method.to_be_bytes().to_vec() });
    };
    let (public, shared) =
        KeyExchange::respond(group, ke.data, cx.rng).map_err(|_| Refused::new(notify::INVALID_SYNTAX))?;
    Ok(Some((method, public, shared)))
}

/// After TEMPORARY_FAILURE, at least.
const PAUSE: Duration = Duration::from_secs(5);
/// How long TEMPORARY_FAILURE is believed to be temporary.
pub(super) const PATIENCE: Duration = Duration::from_secs(180);
