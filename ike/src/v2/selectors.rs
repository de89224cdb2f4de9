//! Narrowing of traffic selectors. RFC 7296 §2.9.

use crate::config::TrafficSelector;
use crate::wire::v2::ts::MAX_SELECTORS;

/// What of `offered` is within `ours`, without what is within another part of the result.
pub(super) fn narrow(offered: &[TrafficSelector], ours: &[TrafficSelector]) -> Vec<TrafficSelector> {
    let mut narrowed: Vec<TrafficSelector> = Vec::new();
    for common in offered.iter().flat_map(|theirs| ours.iter().filter_map(|own| intersection(theirs, own))) {
        if narrowed.iter().any(|known| contains(known, &common)) {
            continue;
        }
        narrowed.retain(|known| !contains(&common, known));
        if narrowed.len() == MAX_SELECTORS {
            break;
        }
        narrowed.push(common);
    }
    narrowed
}

/// Whether all of `answer` is within `offered`, and there is some.
pub(super) fn within(answer: &[TrafficSelector], offered: &[TrafficSelector]) -> bool {
    !answer.is_empty() && answer.iter().all(|selector| offered.iter().any(|outer| contains(outer, selector)))
}

fn intersection(a: &TrafficSelector, b: &TrafficSelector) -> Option<TrafficSelector> {
    let protocol = match (a.protocol, b.protocol) {
        (0, other) | (other, 0) => other,
        (x, y) if x == y => x,
        _ => return None,
    };
    if a.addresses.start().is_ipv4() != b.addresses.start().is_ipv4() {
        return None;
    }
    let first = *a.addresses.start().max(b.addresses.start());
    let last = *a.addresses.end().min(b.addresses.end());
    let first_port = *a.ports.start().max(b.ports.start());
    let last_port = *a.ports.end().min(b.ports.end());
    (first <= last && first_port <= last_port).then_some(TrafficSelector {
        addresses: first..=last,
        protocol,
        ports: first_port..=last_port,
    })
}

fn contains(outer: &TrafficSelector, inner: &TrafficSelector) -> bool {
    (outer.protocol == 0 || outer.protocol == inner.protocol)
        && outer.addresses.start().is_ipv4() == inner.addresses.start().is_ipv4()
        && outer.addresses.start() <= inner.addresses.start()
        && outer.addresses.end() >= inner.addresses.end()
        && outer.ports.start() <= inner.ports.start()
        && outer.ports.end() >= inner.ports.end()
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn net(first: [u8; 4], last: [u8; 4]) -> TrafficSelector {
        TrafficSelector::addresses(first.into(), last.into())
    }

    fn udp(first: [u8; 4], last: [u8; 4], port: u16) -> TrafficSelector {
        TrafficSelector { protocol: 17, ports: port..=port, ..net(first, last) }
    }

    #[test]
    fn a_wide_offer_is_narrowed_to_what_the_policy_has() {
        let all = net([0, 0, 0, 0], [255, 255, 255, 255]);
        let ours = [net([10, 1, 0, 0], [10, 1, 0, 255]), net([10, 2, 0, 0], [10, 2, 0, 255])];
        assert_eq!(narrow(std::slice::from_ref(&all), &ours), ours);
        assert!(within(&ours, &[all]));
    }

    #[test]
    fn the_packet_that_asked_is_not_listed_beside_the_network_that_holds_it() {
        let packet = udp([10, 1, 0, 7], [10, 1, 0, 7], 53);
        let network = net([10, 1, 0, 0], [10, 1, 0, 255]);
        assert_eq!(narrow(&[packet, network.clone()], std::slice::from_ref(&network)), [network]);
    }

    #[test]
    fn protocols_ports_and_families_must_meet() {
        let ours = [udp([10, 1, 0, 0], [10, 1, 0, 255], 53)];
        assert_eq!(narrow(&[udp([10, 1, 0, 7], [10, 1, 0, 7], 54)], &ours), []);
        let tcp = TrafficSelector { protocol: 6, ..ours[0].clone() };
        assert_eq!(narrow(&[tcp], &ours), []);
        let six = TrafficSelector::host(IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]));
        assert_eq!(narrow(&[six], &ours), []);
        let opaque =
            TrafficSelector { ports: std::ops::RangeInclusive::new(65535, 0), ..net([10, 1, 0, 0], [10, 1, 0, 9]) };
        assert_eq!(narrow(&[opaque], &ours), []);
    }

    #[test]
    fn an_answer_beyond_the_offer_or_without_anything_is_not_within() {
        let ours = [net([10, 1, 0, 0], [10, 1, 0, 255])];
        assert!(!within(&[net([10, 1, 0, 0], [10, 1, 1, 0])], &ours));
        assert!(!within(&[], &ours));
    }
}
