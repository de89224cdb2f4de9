//! A card that is lost and comes back, NAT between gateways, and what else a tunnel may be made of.

use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::thread::JoinHandle;
use std::time::Duration;

use respite::demo::{wait_for, Host, Side};
use respite_sim::server::{serve, Shared};

use crate::nat::{behind_nat, Nat, HIDDEN};
use crate::setup::{ikev2, lab, program, settled, BRISK};

/// A card in a slot of its own. Dropping it is pulling it out.
struct Slot {
    stop: Option<UnixStream>,
    card: Option<JoinHandle<Result<(), respite_sim::Error>>>,
}

impl Slot {
    fn with_card(path: &Path) -> Slot {
        let (stop, stopped) = UnixStream::pair().expect("a socket pair");
        let path = path.to_owned();
        let card = std::thread::spawn(move || {
            let mut card = respite_sim::Card::linked(&respite_sim::Options::default())?;
            serve(&path, &mut card, stopped.as_fd(), &Shared::default())
        });
        Slot { stop: Some(stop), card: Some(card) }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(card) = self.card.take() {
            let ended = card.join();
            if !std::thread::panicking() {
                ended.expect("no panic").expect("it was served to the end");
            }
        }
    }
}

#[test]
fn a_card_that_is_lost_is_missed_and_its_tunnel_comes_back_with_it() {
    let Some(lab) = lab("a_card_that_is_lost_is_missed_and_its_tunnel_comes_back_with_it") else { return };
    let place = tempfile::tempdir().expect("a directory");
    let socket = place.path().join("card");
    let slot = Slot::with_card(&socket);
    assert!(wait_for(LIMIT, || socket.exists().then_some(())).is_some());
    let with_card = ikev2().config(Side::A, false);
    let with_card = with_card.replace("controller sim", &format!("controller vfio-user {}", socket.display()));
    let a = Host::start(&lab, Side::A, program(), &with_card).unwrap_or_else(|e| panic!("{e}"));
    let b = Host::start(&lab, Side::B, program(), &ikev2().config(Side::B, false)).unwrap_or_else(|e| panic!("{e}"));
    let ping =
        || lab.ping_from(Side::A, (Side::A.inner(), Side::B.inner()), 3, BRISK, &["-W", "3"]).expect("ping runs");
    assert_eq!(lab.ping(Side::A, 3, BRISK).expect("ping runs").received, 3, "{}\n{}", a.account(), b.account());

    drop(slot);
    assert_eq!(ping().received, 0);
    settled(&a, |stats| stats.controllers.is_empty());
    assert!(!a.logged("CRYPTO-3-CARD").expect("shown").is_empty(), "{}", a.said());
    // The peer is told that the SAs are gone, on the IKE SA that is left.
    settled(&b, |stats| stats.bundles.is_empty());

    let _slot = Slot::with_card(&socket);
    settled(&a, |stats| !stats.controllers.is_empty());
    let healed = wait_for(LIMIT, || (ping().received == 3).then_some(()));
    assert!(healed.is_some(), "{}\n{}", a.account(), b.account());
    let stats = a.stats().expect("stats");
    assert_eq!((stats.ike.sas, stats.bundles.len(), stats.bundles[0].errors_in), (1, 1, 0), "{stats:?}");
}

#[test]
fn a_tunnel_passes_a_nat_in_udp_and_the_peer_is_known_by_the_nats_address() {
    let Some(lab) = lab("a_tunnel_passes_a_nat_in_udp_and_the_peer_is_known_by_the_nats_address") else { return };
    let _nat = Nat::between(&lab);
    let (a, b) = behind_nat(&lab);
    for side in [Side::A, Side::B] {
        assert_eq!(
            lab.ping(side, 3, BRISK).expect("ping runs").received,
            3,
            "{side:?}: {}\n{}",
            a.account(),
            b.account()
        );
    }
    for (host, remote) in [(&a, Side::B.outer()), (&b, HIDDEN)] {
        let stats = host.stats().expect("stats");
        let [bundle] = &stats.bundles[..] else { panic!("{:?}", stats.bundles) };
        assert!(bundle.udp && bundle.remote == remote, "{bundle:?}");
        assert_eq!((bundle.packets_in, bundle.packets_out, bundle.errors_in), (6, 6, 0), "{bundle:?}");
    }
}

const SUITES: [&str; 5] = [
    "esp-aes esp-sha256-hmac",
    "esp-aes 256 esp-sha512-hmac",
    "esp-aes 192 esp-sha384-hmac",
    "esp-3des esp-sha-hmac",
    "esp-null esp-sha-hmac",
];

#[test]
fn block_ciphers_and_hmacs_carry_pings_both_ways_as_they_are_reconfigured() {
    let Some(lab) = lab("block_ciphers_and_hmacs_carry_pings_both_ways_as_they_are_reconfigured") else { return };
    let config =
        |side, suite: &str| ikev2().config(side, false).replace("suite esp-gcm 256", &format!("suite {suite}"));
    let start = |side| Host::start(&lab, side, program(), &config(side, SUITES[0])).unwrap_or_else(|e| panic!("{e}"));
    let (a, b) = (start(Side::A), start(Side::B));
    for suite in SUITES {
        for (host, side) in [(&a, Side::A), (&b, Side::B)] {
            crate::setup::reconfigure(host, &config(side, suite));
            // An IKE SA negotiates its bundles with the suite that it was set up with.
            host.console("clear crypto ikev2 sa").expect("done");
            host.console("clear crypto sa").expect("done");
        }
        settled(&a, |stats| stats.bundles.is_empty());
        settled(&b, |stats| stats.bundles.is_empty());
        for side in [Side::A, Side::B] {
            let pings = lab.ping(side, 2, BRISK).expect("ping runs");
            assert_eq!(pings.received, 2, "{suite}, {side:?}: {}\n{}", a.account(), b.account());
        }
        // Of every length modulo a block.
        let (from, to) = (Side::A.inner(), Side::B.inner());
        for size in ["16", "17", "23", "24", "31", "1000"] {
            let pings = lab.ping_from(Side::A, (from, to), 1, BRISK, &["-s", size]).expect("ping runs");
            assert_eq!(pings.received, 1, "{suite}, {size} octets: {}\n{}", a.account(), b.account());
        }
        assert_eq!(a.stats().expect("stats").bundles[0].sas[0].transform, suite);
    }
}

#[test]
fn transport_mode_carries_pings_between_the_gateways_themselves() {
    let Some(lab) = lab("transport_mode_carries_pings_between_the_gateways_themselves") else { return };
    let config = |side: Side| {
        let config = ikev2().config(side, false).replace("suite esp-gcm 256", "suite esp-gcm 256\n mode transport");
        let (ours, other) = (side.inner(), side.other().inner());
        config.replace(
            &format!("host {ours} host {other}"),
            &format!("host {} host {}", side.outer(), side.other().outer()),
        )
    };
    let start = |side| Host::start(&lab, side, program(), &config(side)).unwrap_or_else(|e| panic!("{e}"));
    let (a, b) = (start(Side::A), start(Side::B));
    for side in [Side::A, Side::B] {
        let pings = lab.ping_from(side, (side.outer(), side.other().outer()), 3, BRISK, &[]).expect("ping runs");
        assert_eq!(pings.received, 3, "{side:?}: {}\n{}", a.account(), b.account());
    }
    for host in [&a, &b] {
        let stats = host.stats().expect("stats");
        let [bundle] = &stats.bundles[..] else { panic!("{:?}", stats.bundles) };
        assert_eq!((&*bundle.mode, bundle.packets_in, bundle.packets_out), ("transport", 6, 6), "{bundle:?}");
    }
}

const LIMIT: Duration = Duration::from_secs(90);
