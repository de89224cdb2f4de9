//! Which policy an offer in quick mode is for: by its identities, which name traffic, and by its proposals.
//!
//! The responder's own identity has to lie within the local selectors of the policy, the initiator's within the remote ones
//! (RFC 2409 §5.5).

use std::net::IpAddr;

use crate::config::{Mode, TrafficSelector};
use crate::crypto::Group;
use crate::report::Failure;
use crate::wire::v1::notify::kind as notify;
use crate::wire::v1::SecurityAssociation;

use super::child_proposal::{self, Agreement};
use super::quick_mode::Refused;
use super::Shared;

/// A policy that an offer fits.
pub(super) struct Choice {
    pub index: usize,
    pub agreement: Agreement,
    pub chosen: Vec<(usize, usize)>,
    pub local: TrafficSelector,
    pub remote: TrafficSelector,
}

/// The first policy whose traffic and whose proposals an offer fits.
pub(super) fn choose(
    shared: &Shared,
    offer: &SecurityAssociation<'_>,
    local: &TrafficSelector,
    remote: &TrafficSelector,
) -> Result<Choice, Refused> {
    let nat = shared.nat.found();
    let groups: Vec<Group> = shared.peer.proposals.iter().flat_map(|p| p.groups.iter().copied()).collect();
    let mut refused = Refused::new(Failure::NoSelectors, notify::INVALID_ID_INFORMATION);
    for (index, policy) in shared.peer.children.iter().enumerate() {
        let (local, remote) = match policy.mode {
            // Each end names its own address, which a NAT has changed on the way (RFC 3947 §5.2).
            Mode::Transport if nat => (at(local, shared.local.ip()), at(remote, shared.remote.ip())),
            _ => (local.clone(), remote.clone()),
        };
        let fits = |ours: &[TrafficSelector], said: &TrafficSelector| ours.iter().any(|ours| contains(ours, said));
        if !fits(&policy.local, &local) || !fits(&policy.remote, &remote) {
            continue;
        }
        match child_proposal::choose(policy, &groups, offer, nat) {
            Ok((agreement, chosen)) => return Ok(Choice { index, agreement, chosen, local, remote }),
            Err(refusal) => refused = refusal.into(),
        }
    }
    Err(refused)
}

/// A host selector moved to another address.
fn at(selector: &TrafficSelector, address: IpAddr) -> TrafficSelector {
    if selector.addresses.start() != selector.addresses.end() {
        return selector.clone();
    }
    TrafficSelector { addresses: address..=address, ..selector.clone() }
}

fn contains(outer: &TrafficSelector, inner: &TrafficSelector) -> bool {
    outer.addresses.contains(inner.addresses.start())
        && outer.addresses.contains(inner.addresses.end())
        && (outer.protocol == 0 || outer.protocol == inner.protocol)
        && outer.ports.contains(inner.ports.start())
        && outer.ports.contains(inner.ports.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::v1::testing::address;

    fn udp(first: &str, last: &str, port: u16) -> TrafficSelector {
        let range = TrafficSelector::addresses(address(first), address(last));
        TrafficSelector { protocol: 17, ports: port..=port, ..range }
    }

    #[test]
    fn a_selector_contains_what_lies_within_all_of_its_bounds() {
        let net = TrafficSelector::addresses(address("10.0.0.0"), address("10.0.0.255"));
        assert!(contains(&net, &net) && contains(&net, &udp("10.0.0.1", "10.0.0.9", 53)));
        assert!(!contains(&net, &udp("10.0.0.1", "10.0.1.0", 53)));
        assert!(!contains(&net, &TrafficSelector::host(address("::1"))));
        let dns = udp("10.0.0.0", "10.0.0.255", 53);
        assert!(!contains(&dns, &net) && !contains(&dns, &udp("10.0.0.1", "10.0.0.1", 54)));
        assert!(contains(&dns, &udp("10.0.0.1", "10.0.0.1", 53)));
    }

    #[test]
    fn only_a_host_takes_the_address_that_a_nat_gave_it() {
        let seen = address("192.0.2.1");
        assert_eq!(at(&udp("10.0.0.1", "10.0.0.1", 53), seen), udp("192.0.2.1", "192.0.2.1", 53));
        let net = udp("10.0.0.0", "10.0.0.255", 53);
        assert_eq!(at(&net, seen), net);
    }
}
