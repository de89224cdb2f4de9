//! Chains of IKEv1 payloads. Input: kind of the first payload, then the chain.

use respite_ike::wire::v1::payload::kind;
use respite_ike::wire::v1::{identity, Attributes, Builder, Delete, Identification, Notify, Payload, Payloads};
use respite_ike::wire::v1::{Proposal, SecurityAssociation};

pub fn run(data: &[u8]) {
    let Some((first, chain)) = data.split_first() else { return };
    let read: Vec<Payload<'_>> = Payloads::new(*first, chain).map_while(Result::ok).collect();
    let mut at = 0;
    let mut written = Builder::new();
    for payload in &read {
        assert_eq!(payload.start, at, "payloads follow each other");
        assert!(payload.end <= chain.len() && payload.body == &chain[payload.start + 4..payload.end]);
        at = payload.end;
        body(payload);
        written.push(payload.kind, payload.body);
    }
    let again: Vec<_> = Payloads::new(written.first(), written.octets()).map_while(Result::ok).collect();
    assert_eq!(again, read, "a chain reads as it was written");
}

fn body(payload: &Payload<'_>) {
    match payload.kind {
        kind::SA => {
            let Ok(sa) = SecurityAssociation::parse(payload.body) else { return };
            sa.proposals.iter().for_each(proposal);
            assert_eq!(SecurityAssociation::parse(&sa.emit()), Ok(sa));
        }
        kind::ID => {
            let Ok(id) = Identification::parse(payload.body) else { return };
            if let Some(of) = id.identity() {
                let written = identity::emit_identity(&of);
                assert_eq!(Identification::parse(&written).ok().and_then(|id| id.identity()), Some(of));
            }
            if let Some(selector) = id.selector() {
                let written = identity::emit_selector(&selector);
                assert_eq!(Identification::parse(&written).ok().and_then(|id| id.selector()), Some(selector));
            }
        }
        kind::NOTIFY => {
            let Ok(notify) = Notify::parse(payload.body) else { return };
            assert_eq!(Notify::parse(&notify.emit()), Ok(notify));
        }
        kind::DELETE => {
            let Ok(delete) = Delete::parse(payload.body) else { return };
            let spis: Vec<&[u8]> = delete.spis().collect();
            assert!(spis.iter().all(|spi| spi.len() == delete.spi_len));
            assert!(spis.len() * delete.spi_len <= payload.body.len(), "no SPI comes from nowhere");
        }
        _ => {}
    }
}

fn proposal(proposal: &Proposal<'_>) {
    for transform in &proposal.transforms {
        let numbers = Attributes::new(transform.attributes).map_while(Result::ok).map(|attribute| attribute.number());
        assert!(numbers.count() <= transform.attributes.len() / 4, "an attribute has four octets or more");
    }
}
