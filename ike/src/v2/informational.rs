//! INFORMATIONAL: deletes, reports of unknown SPIs, liveness. RFC 7296 §1.4, §1.5, §2.4, §2.21.4, §2.25.

use std::ops::ControlFlow;

use crate::context::{Context, Signal};
use crate::report::Closure;
use crate::sa::{Protocol, Removal, Spi};
use crate::sadb::Stage;
use crate::wire::v2::delete::Delete;
use crate::wire::v2::{exchange, notify, Chain, Notify, Payloads};

use super::create_child::owned;
use super::established::{Established, Exchange, Flow, MAX_REPORTED};
use super::head::Head;
use super::qcd;
use super::task::What;
use super::timer::Schedule;

/// Sends the request of a task, if there still is something to say.
pub(super) fn begin(established: &mut Established, cx: &mut Context<'_>, head: &mut Head, what: What) {
    let mut chain = Chain::default();
    let mut schedule = Schedule::NORMAL;
    let next = match what {
        What::Delete { bundle, why } => {
            let Some(&(protocol, inbound, _)) = cx.sadb.entry(bundle).and_then(|e| e.spis.first()) else { return };
            chain.delete(protocol, &[inbound]);
            Exchange::Delete { bundle, why }
        }
        What::Disown { protocol, spi } => {
            chain.delete(protocol, &[spi]);
            Exchange::Disown
        }
        What::Report { mut spis, delete } => {
            // Since it was noticed, an SPI may have come into use.
            spis.retain(|(protocol, spi)| cx.sadb.inbound(*protocol, *spi).is_none());
            if spis.is_empty() {
                return;
            }
            report(&mut chain, &spis, delete);
            Exchange::Informational
        }
        What::Liveness(wanted) => {
            schedule = wanted;
            Exchange::Informational
        }
        What::Close(why) => {
            chain.delete_ike();
            schedule = Schedule::HURRIED;
            Exchange::Close(why)
        }
        What::Token => match qcd::token(cx.config, head.spi_i, head.spi_r) {
            Some(token) => {
                chain.notify(&qcd::notify(&token));
                Exchange::Informational
            }
            None => return,
        },
        What::Child { .. } | What::Rekey | What::Overdue(_) => return,
    };
    established.channel.request(cx, head, exchange::INFORMATIONAL, &chain, schedule);
    established.exchange = Some(next);
}

fn report(chain: &mut Chain, spis: &[(Protocol, Spi)], delete: bool) {
    for (_, spi) in spis {
        // Protocol 0, no SPI field, the SPI as data (RFC 7296 §1.5, §3.10).
        chain.notify(&Notify::new(notify::INVALID_SPI, &spi.0.to_be_bytes()));
    }
    for protocol in [Protocol::Ah, Protocol::Esp].into_iter().filter(|_| delete) {
        let gone: Vec<Spi> = spis.iter().filter(|(p, _)| *p == protocol).map(|(_, spi)| *spi).collect();
        if !gone.is_empty() {
            chain.delete(protocol, &gone);
        }
    }
}

/// Answers the peer's request.
pub(super) fn answer(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &mut Head,
    payloads: &Payloads<'_>,
    chain: &mut Chain,
) -> Flow {
    if payloads.deletes().any(|delete| *delete == Delete::Ike) {
        // The answer is empty, and the children go without a word (RFC 7296 §1.4.1).
        return ControlFlow::Break(established.deleted(cx, head));
    }
    if payloads.has(notify::AUTHENTICATION_FAILED) {
        // The initiator does not believe in our proof (RFC 7296 §2.21.2).
        return ControlFlow::Break(Closure::Failed);
    }
    let mut answered: Vec<(Protocol, Spi)> = Vec::new();
    for delete in payloads.deletes() {
        let Delete::Child(protocol, spis) = delete else { continue };
        for spi in spis {
            answered.extend(delete_child(established, cx, head, *protocol, *spi));
        }
    }
    for protocol in [Protocol::Ah, Protocol::Esp] {
        let spis: Vec<Spi> = answered.iter().filter(|(p, _)| *p == protocol).map(|(_, spi)| *spi).collect();
        if !spis.is_empty() {
            chain.delete(protocol, &spis);
        }
    }
    // A hint, whoever sends it: no SA changes because of it (RFC 7296 §2.21.4).
    let mut invalid = payloads.notifies().filter(|n| n.kind == notify::INVALID_SPI).filter_map(Notify::invalid_spi);
    let spis: Vec<_> = invalid.by_ref().take(MAX_REPORTED).collect();
    if !spis.is_empty() {
        let total = spis.len() + invalid.count();
        cx.out.signals.push_back(Signal::InvalidSpi { ike: head.id, spis, total });
    }
    if let Some(token) = qcd::received(payloads) {
        established.keep_token(token);
    }
    ControlFlow::Continue(())
}

/// Removes the SA that the peer receives on with `spi`; gives the SPI of its other direction, which the answer names unless
/// our own Delete for it is on its way (RFC 7296 §1.4.1, §2.25.1).
fn delete_child(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &Head,
    protocol: Protocol,
    spi: Spi,
) -> Option<(Protocol, Spi)> {
    let bundle = owned(cx, head, protocol, spi)?;
    let entry = cx.sadb.entry(bundle).filter(|entry| entry.stage != Stage::Deleting)?;
    let &(protocol, inbound, _) = entry.spis.first()?;
    let rekeyed = established.replaced.iter().any(|(old, _)| *old == bundle);
    established.removed(cx, bundle, if rekeyed { Removal::Rekeyed } else { Removal::PeerDeleted });
    Some((protocol, inbound))
}
