//! Gives SAs the numbers that operators know them by, and remembers those that have just gone.
//!
//! ```text
//!   bundle      conn ids 5121 AH in, 5122 AH out, 5123 ESP in, 5124 ESP out     flow ids 1 in, 2 out
//!   the next    conn ids 5125 …                                                 flow ids 3 in, 4 out
//!   IKE SA      conn id 1, 2, 3 …; shown as deleted for two minutes after its end
//! ```

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use respite_ike::config::Version;
use respite_ike::sa::{Bundle, BundleId, Encapsulation, Encryption, IkeId, Protocol, SaChange, SaPair};
use respite_ike::IkeSummary;

use super::ike::{Ikev2Sa, IsakmpSa, Phase1};
use super::ipsec::{Counters, Flow, Ident, InterfaceSas, ProtocolSas, SaState};
use crate::config::{Policy, Running};
use crate::log::identity_text;

/// The SAs of a gateway, as they are shown.
#[derive(Debug, Default)]
pub struct Ledger {
    bundles: BTreeMap<BundleId, Entry>,
    ike_ids: BTreeMap<IkeId, u32>,
    /// Rows of IKEv1 SAs that are gone, and since when.
    deleted: VecDeque<(Instant, IsakmpSa)>,
    /// The rows that were there when they were looked at last.
    live: BTreeMap<IkeId, IsakmpSa>,
    bundles_seen: u32,
    sas_seen: u32,
    ike_seen: u32,
}

/// What a packet engine counted for a bundle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    pub counters: Counters,
    pub octets_in: u64,
    pub octets_out: u64,
}

/// A bundle without its keys.
#[derive(Debug)]
struct Entry {
    peer: String,
    policy: String,
    at: Instant,
    encapsulation: Option<Encapsulation>,
    bundle: Shape,
    sends: bool,
    first_conn_id: u32,
    first_flow_id: u32,
}

/// What stays the same as long as a bundle lives.
#[derive(Debug)]
struct Shape {
    tunnel: bool,
    sas: Vec<SaShape>,
    seconds: Option<u64>,
    kilobytes: Option<u64>,
}

#[derive(Debug)]
struct SaShape {
    protocol: Protocol,
    transform: String,
    iv_len: Option<u8>,
    esn: bool,
    inbound_spi: u32,
    outbound_spi: u32,
}

impl Ledger {
    /// A change that the packet engine is asked for.
    pub fn note_change(&mut self, now: Instant, change: &SaChange) {
        match change {
            SaChange::InstallInbound(bundle) => self.install(now, bundle, false),
            SaChange::Install(bundle) => self.install(now, bundle, true),
            SaChange::InstallOutbound(id) => self.sends(*id, true),
            SaChange::RemoveOutbound(id) => self.sends(*id, false),
            SaChange::Remove { id, .. } => drop(self.bundles.remove(id)),
            SaChange::Move { id, encapsulation, .. } => {
                if let Some(entry) = self.bundles.get_mut(id) {
                    entry.encapsulation = *encapsulation;
                }
            }
            SaChange::Reserve { .. } | SaChange::Release { .. } => {}
        }
    }

    /// The IKE SAs that there are: to be told whenever one has come or gone, and before they are shown.
    pub fn note_ike_sas(&mut self, now: Instant, sas: &[IkeSummary]) {
        for sa in sas {
            if !self.ike_ids.contains_key(&sa.id) {
                self.ike_seen = self.ike_seen.wrapping_add(1);
                self.ike_ids.insert(sa.id, self.ike_seen);
            }
        }
        let rows = sas.iter().filter(|sa| sa.version == Version::V1).map(|sa| (sa.id, self.row(sa)));
        let live: BTreeMap<IkeId, IsakmpSa> = rows.collect();
        for (id, row) in std::mem::take(&mut self.live) {
            if !live.contains_key(&id) {
                self.deleted.push_back((now, IsakmpSa { state: Phase1::MmNoState, deleted: true, ..row }));
            }
        }
        self.live = live;
        self.ike_ids.retain(|id, _| sas.iter().any(|sa| sa.id == *id));
        let old = |(since, _): &(Instant, IsakmpSa)| now.saturating_duration_since(*since) >= LINGER;
        while self.deleted.len() > MOST_DELETED || self.deleted.front().is_some_and(old) {
            self.deleted.pop_front();
        }
    }

    /// The number of an IKE SA.
    pub fn ike_number(&self, id: IkeId) -> Option<u32> {
        self.ike_ids.get(&id).copied()
    }

    /// ISAKMP SAs, the newest first, then those that are gone.
    pub fn isakmp_sas(&self) -> Vec<IsakmpSa> {
        let gone = self.deleted.iter().map(|(_, row)| row.clone());
        let mut rows: Vec<IsakmpSa> = self.live.values().cloned().chain(gone).collect();
        rows.sort_by_key(|row| (row.deleted, std::cmp::Reverse(row.conn_id)));
        rows
    }

    /// The IKEv2 SAs among those that were told of last.
    pub fn ikev2_sas(&self, now: Instant, sas: &[IkeSummary], life: impl Fn(&str) -> Option<u32>) -> Vec<Ikev2Sa> {
        let shown = |sa: &IkeSummary| Ikev2Sa {
            conn_id: self.ike_ids.get(&sa.id).copied().unwrap_or_default(),
            local: sa.local,
            remote: sa.remote,
            ready: sa.established.is_some(),
            initiator: sa.initiator,
            local_spi: if sa.initiator { sa.spis.0 } else { sa.spis.1 },
            remote_spi: if sa.initiator { sa.spis.1 } else { sa.spis.0 },
            life: life(&sa.peer),
            active_seconds: sa.established.map_or(0, |since| now.saturating_duration_since(since).as_secs()),
            identity: sa.identity.as_ref().map(identity_text),
        };
        sas.iter().filter(|sa| sa.version == Version::V2).map(shown).collect()
    }

    /// IPsec SAs by interface and rule. `traffic` knows what the packet engine counted; `hardware`: whether it is a card.
    pub fn ipsec_sas(
        &self,
        now: Instant,
        config: &Running,
        hardware: bool,
        traffic: impl Fn(BundleId) -> Traffic,
    ) -> Vec<InterfaceSas> {
        let policy = Policy::new(config);
        let mut interfaces = Vec::new();
        for interface in &config.interfaces {
            let Some(tag) = interface.crypto_map.clone() else { continue };
            let mut flows = Vec::new();
            for selector in policy.selectors(&interface.name) {
                let Some(protection) = &selector.protection else { continue };
                let Ok(peer) = protection.peer.parse() else { continue };
                let Some(local) = interface.address_towards(peer) else { continue };
                let entry = config.maps.get(&tag).and_then(|entries| entries.get(&protection.sequence));
                let window = entry.and_then(|entry| entry.replay_window).unwrap_or(config.ipsec.replay_window);
                let mut flow = Flow {
                    local_ident: Ident::of(&selector.local),
                    remote_ident: Ident::of(&selector.remote),
                    peer: (peer, IKE_PORT).into(),
                    counters: Counters::default(),
                    local_endpoint: local,
                    remote_endpoint: peer,
                    path_mtu: interface.mtu(),
                    media_mtu: interface.mtu(),
                    inbound: ProtocolSas::default(),
                    outbound: ProtocolSas::default(),
                };
                let ours = |e: &&Entry| e.peer == protection.peer && e.policy == protection.child;
                for (id, entry) in self.bundles.iter().filter(|(_, e)| ours(e)) {
                    let show = Show { now, map: &tag, window, hardware, traffic: traffic(*id) };
                    entry.add_to(&mut flow, &show);
                }
                flows.push(flow);
            }
            let local = interface.address.map(|net| net.addr().into());
            let local = local.or(interface.address6.map(|net| net.addr().into()));
            let Some(local) = local else { continue };
            interfaces.push(InterfaceSas { interface: interface.name.clone(), tag, local, flows });
        }
        interfaces
    }

    fn install(&mut self, now: Instant, bundle: &Bundle, sends: bool) {
        let entry = Entry {
            peer: bundle.peer.clone(),
            policy: bundle.policy.clone(),
            at: now,
            encapsulation: bundle.encapsulation,
            bundle: Shape {
                tunnel: SaState::tunnels(bundle.mode),
                sas: bundle.sas.iter().map(SaShape::of).collect(),
                seconds: bundle.lifetime.time.map(|time| time.as_secs()),
                kilobytes: bundle.lifetime.kilobytes,
            },
            sends,
            first_conn_id: FIRST_CONN_ID.wrapping_add(self.sas_seen),
            first_flow_id: self.bundles_seen.wrapping_mul(2).wrapping_add(1),
        };
        self.bundles_seen = self.bundles_seen.wrapping_add(1);
        self.sas_seen = self.sas_seen.wrapping_add(2 * entry.bundle.sas.len() as u32);
        self.bundles.insert(bundle.id, entry);
    }

    fn sends(&mut self, id: BundleId, sends: bool) {
        if let Some(entry) = self.bundles.get_mut(&id) {
            entry.sends = sends;
        }
    }

    fn row(&self, sa: &IkeSummary) -> IsakmpSa {
        let (local, remote) = (sa.local.ip(), sa.remote.ip());
        let (dst, src) = if sa.initiator { (remote, local) } else { (local, remote) };
        let state = match (sa.established, sa.spis.1) {
            (Some(_), _) => Phase1::QmIdle,
            (None, 0) => Phase1::MmNoState,
            (None, _) => Phase1::MmSaSetup,
        };
        let conn_id = self.ike_ids.get(&sa.id).copied().unwrap_or_default();
        IsakmpSa { dst, src, state, conn_id, slot: 0, deleted: false }
    }
}

/// What an entry is shown with.
struct Show<'a> {
    now: Instant,
    map: &'a str,
    window: u32,
    hardware: bool,
    traffic: Traffic,
}

impl Entry {
    fn add_to(&self, flow: &mut Flow, show: &Show<'_>) {
        let (c, new) = (&mut flow.counters, &show.traffic.counters);
        c.encaps += new.encaps;
        c.encrypt += new.encrypt;
        c.digest += new.digest;
        c.decaps += new.decaps;
        c.decrypt += new.decrypt;
        c.verify += new.verify;
        c.send_errors += new.send_errors;
        c.recv_errors += new.recv_errors;
        if let Some(encapsulation) = self.encapsulation {
            flow.peer.set_port(encapsulation.remote_port);
        }
        for (number, sa) in (0u32..).zip(&self.bundle.sas) {
            let conn_id = self.first_conn_id.wrapping_add(2 * number);
            let sas = |sas: &mut ProtocolSas, state| match sa.protocol {
                Protocol::Esp => sas.esp.push(state),
                Protocol::Ah => sas.ah.push(state),
            };
            sas(&mut flow.inbound, self.state(sa, show, true, conn_id));
            if self.sends {
                sas(&mut flow.outbound, self.state(sa, show, false, conn_id.wrapping_add(1)));
            }
        }
    }

    fn state(&self, sa: &SaShape, show: &Show<'_>, inbound: bool, conn_id: u32) -> SaState {
        let age = show.now.saturating_duration_since(self.at).as_secs();
        let octets = if inbound { show.traffic.octets_in } else { show.traffic.octets_out };
        SaState {
            spi: if inbound { sa.inbound_spi } else { sa.outbound_spi },
            transform: sa.transform.clone(),
            tunnel: self.bundle.tunnel,
            udp: self.encapsulation.is_some(),
            slot: 0,
            conn_id,
            flow_id: if inbound { self.first_flow_id } else { self.first_flow_id.wrapping_add(1) },
            map: show.map.to_owned(),
            hardware: show.hardware,
            kilobytes_left: self.bundle.kilobytes.map(|most| most.saturating_sub(octets.div_ceil(1024))),
            seconds_left: self.bundle.seconds.map(|most| most.saturating_sub(age)),
            iv_len: sa.iv_len,
            replay_window: show.window,
            esn: sa.esn,
        }
    }
}

impl SaShape {
    fn of(sa: &SaPair) -> Self {
        SaShape {
            protocol: sa.protocol,
            transform: crate::config::ipsec::shown(sa.encryption, sa.integrity),
            iv_len: sa.encryption.and_then(iv_len),
            esn: sa.esn,
            inbound_spi: sa.inbound_spi.0,
            outbound_spi: sa.outbound_spi.0,
        }
    }
}

fn iv_len(encryption: Encryption) -> Option<u8> {
    match encryption {
        Encryption::Null => None,
        Encryption::AesCbc(_) => Some(16),
        Encryption::DesCbc
        | Encryption::TripleDesCbc
        | Encryption::AesGcm16(_)
        | Encryption::AesGmac(_)
        | Encryption::ChaCha20Poly1305 => Some(8),
    }
}

/// As the seed's routers number them.
const FIRST_CONN_ID: u32 = 5121;
const IKE_PORT: u16 = 500;
/// How long an ISAKMP SA is shown after its end.
const LINGER: Duration = Duration::from_secs(120);
const MOST_DELETED: usize = 256;

#[cfg(test)]
mod tests {
    use respite_ike::config::Mode;
    use respite_ike::sa::{Integrity, Keys, Lifetime, Removal, Spi};

    use super::super::ike::tests::condensed;
    use super::super::ipsec::show_ipsec_sa;
    use super::super::show_isakmp_sa;
    use super::*;
    use crate::config::load;

    const CONFIG_A: &str = include_str!("../../../fixtures/ios/router-a.cfg");
    const CONFIG_B: &str = include_str!("../../../fixtures/ios/router-b.cfg");

    /// (AH in, AH out, ESP in, ESP out)
    type Spis = (u32, u32, u32, u32);
    const FIRST_A: Spis = (0xb16d_1587, 0x0121_4f0d, 0x249c_5062, 0x7aa6_9cb7);
    const FIRST_B: Spis = (FIRST_A.1, FIRST_A.0, FIRST_A.3, FIRST_A.2);
    const SECOND_B: Spis = (0xf920_5ced, 0xeb95_406f, 0xe7ab_4256, 0xd763_771f);

    fn config(text: &str) -> Running {
        load(text).expect("the seed's configuration").config
    }

    fn bundle(id: u64, config: &Running, spis: Spis) -> Bundle {
        let policy = Policy::new(config);
        let interface = config.interfaces.iter().find(|i| i.crypto_map.is_some()).expect("a crypto map");
        let selector = policy.selectors(&interface.name).next().expect("a rule");
        let protection = selector.protection.clone().expect("permit");
        let none = || Keys { encryption: Default::default(), integrity: Default::default() };
        let sa = |protocol, encryption, (inbound, outbound): (u32, u32)| SaPair {
            protocol,
            encryption,
            integrity: Some(Integrity::HmacSha1_96),
            esn: false,
            inbound_spi: Spi(inbound),
            outbound_spi: Spi(outbound),
            inbound: none(),
            outbound: none(),
        };
        let remote = protection.peer.parse().expect("address");
        Bundle {
            id: BundleId(id),
            peer: protection.peer,
            policy: protection.child,
            local: interface.address_towards(remote).expect("address"),
            remote,
            encapsulation: None,
            mode: Mode::Tunnel,
            sas: vec![
                sa(Protocol::Ah, None, (spis.0, spis.1)),
                sa(Protocol::Esp, Some(Encryption::DesCbc), (spis.2, spis.3)),
            ],
            local_selectors: vec![selector.local.clone()],
            remote_selectors: vec![selector.remote.clone()],
            lifetime: Lifetime { time: Some(Duration::from_secs(3600)), kilobytes: Some(4_608_000) },
            tfc: true,
            replaces: None,
        }
    }

    fn traffic(packets: u64) -> Traffic {
        let counters = Counters {
            encaps: packets,
            encrypt: packets,
            digest: packets,
            decaps: packets,
            decrypt: packets,
            verify: packets,
            send_errors: 0,
            recv_errors: 0,
        };
        Traffic { counters, octets_in: packets * 100, octets_out: packets * 100 }
    }

    fn shown(ledger: &Ledger, config: &Running, now: Instant, packets: u64) -> Vec<String> {
        condensed(&show_ipsec_sa(&ledger.ipsec_sas(now, config, true, |_| traffic(packets))))
    }

    /// What is left of a life is the implementation's to choose (spec 01 §1.4), so it is left out.
    fn without_timing(lines: Vec<String>) -> Vec<String> {
        let timing = "sa timing: remaining key lifetime (k/sec): ";
        lines.into_iter().map(|l| if l.starts_with(timing) { timing.to_owned() } else { l }).collect()
    }

    fn seed(text: &str) -> Vec<String> {
        without_timing(condensed(text))
    }

    #[test]
    fn cli_03_both_sides_are_shown_as_in_the_seed_with_its_spis_conn_ids_and_flow_ids() {
        let (a, b) = (config(CONFIG_A), config(CONFIG_B));
        let now = Instant::now();
        let (mut at_a, mut at_b) = (Ledger::default(), Ledger::default());
        at_a.note_change(now, &SaChange::Install(Box::new(bundle(1, &a, FIRST_A))));
        at_b.note_change(now, &SaChange::InstallInbound(Box::new(bundle(1, &b, FIRST_B))));
        at_b.note_change(now, &SaChange::InstallOutbound(BundleId(1)));
        let ours = without_timing(shown(&at_a, &a, now, 10));
        assert_eq!(ours, seed(include_str!("../../../fixtures/ios/ipsec-sa-a-1.txt")));
        let ours = without_timing(shown(&at_b, &b, now, 10));
        assert_eq!(ours, seed(include_str!("../../../fixtures/ios/ipsec-sa-b-1.txt")));

        at_b.note_change(now, &SaChange::Remove { id: BundleId(1), why: Removal::Cleared });
        at_b.note_change(now, &SaChange::Install(Box::new(bundle(2, &b, SECOND_B))));
        let ours = without_timing(shown(&at_b, &b, now, 28));
        assert_eq!(ours, seed(include_str!("../../../fixtures/ios/ipsec-sa-b-3.txt")));
    }

    #[test]
    fn cli_02_after_the_clear_there_are_six_empty_sections_and_no_outbound_spi() {
        let (b, now) = (config(CONFIG_B), Instant::now());
        let mut ledger = Ledger::default();
        ledger.note_change(now, &SaChange::Install(Box::new(bundle(1, &b, FIRST_B))));
        ledger.note_change(now, &SaChange::Remove { id: BundleId(1), why: Removal::Cleared });
        let ours = shown(&ledger, &b, now, 10);
        assert_eq!(ours, condensed(include_str!("../../../fixtures/ios/ipsec-sa-b-2.txt")));
        assert_eq!(ours.iter().filter(|line| line.ends_with(" sas:")).count(), 6);
    }

    #[test]
    fn life_and_traffic_are_taken_off_what_was_negotiated() {
        let (b, now) = (config(CONFIG_B), Instant::now());
        let mut ledger = Ledger::default();
        ledger.note_change(now, &SaChange::Install(Box::new(bundle(1, &b, FIRST_B))));
        let sas = ledger.ipsec_sas(now + Duration::from_secs(5), &b, true, |_| Traffic {
            octets_in: 1,
            octets_out: 2049,
            ..Traffic::default()
        });
        let flow = &sas[0].flows[0];
        let left = |sa: &SaState| (sa.kilobytes_left, sa.seconds_left);
        assert_eq!(left(&flow.inbound.esp[0]), (Some(4_607_999), Some(3595)));
        assert_eq!(left(&flow.outbound.ah[0]), (Some(4_607_997), Some(3595)));
        let late = ledger.ipsec_sas(now + Duration::from_secs(9999), &b, true, |_| Traffic::default());
        assert_eq!(left(&late[0].flows[0].inbound.esp[0]).1, Some(0));
    }

    #[test]
    fn what_only_receives_has_no_outbound_sas() {
        let (b, now) = (config(CONFIG_B), Instant::now());
        let mut ledger = Ledger::default();
        ledger.note_change(now, &SaChange::Install(Box::new(bundle(1, &b, FIRST_B))));
        ledger.note_change(now, &SaChange::InstallInbound(Box::new(bundle(2, &b, SECOND_B))));
        ledger.note_change(now, &SaChange::RemoveOutbound(BundleId(1)));
        let flow = &ledger.ipsec_sas(now, &b, true, |_| Traffic::default())[0].flows[0];
        assert_eq!((flow.inbound.esp.len(), flow.outbound.esp.len(), flow.current_outbound_spi()), (2, 0, 0));
        ledger.note_change(now, &SaChange::InstallOutbound(BundleId(2)));
        let flow = &ledger.ipsec_sas(now, &b, true, |_| Traffic::default())[0].flows[0];
        assert_eq!(flow.current_outbound_spi(), SECOND_B.3);
    }

    fn ike(id: u64, initiator: bool, established: bool) -> IkeSummary {
        IkeSummary {
            id: IkeId(id),
            peer: "10.1.1.1".into(),
            version: Version::V1,
            initiator,
            local: ([10, 2, 2, 2], 500).into(),
            remote: ([10, 1, 1, 1], 500).into(),
            spis: (1, u64::from(established)),
            established: established.then(Instant::now),
            identity: None,
        }
    }

    #[test]
    fn cli_01_a_new_isakmp_sa_has_a_new_conn_id_beside_the_deleted_one() {
        let (mut ledger, now) = (Ledger::default(), Instant::now());
        ledger.note_ike_sas(now, &[ike(7, false, true)]);
        ledger.note_ike_sas(now, &[]);
        // One that came to nothing, then the one of the recovery.
        ledger.note_ike_sas(now, &[ike(8, true, false)]);
        ledger.note_ike_sas(now, &[ike(9, true, true)]);
        let rows = ledger.isakmp_sas();
        let numbers: Vec<_> = rows.iter().map(|row| (row.conn_id, row.deleted, row.state)).collect();
        let gone = |id| (id, true, Phase1::MmNoState);
        assert_eq!(numbers, [(3, false, Phase1::QmIdle), gone(2), gone(1)]);
        let text = condensed(&show_isakmp_sa(&rows));
        assert_eq!(text[1], "/ 10.1.1.1 10.2.2.2 QM_IDLE 3 0");
        assert_eq!(text[3], "/ 10.2.2.2 10.1.1.1 MM_NO_STATE 1 0 (deleted)");

        ledger.note_ike_sas(now + LINGER, &[ike(9, true, true)]);
        assert_eq!(ledger.isakmp_sas().len(), 1, "deleted rows go after a while");
    }

    #[test]
    fn deleted_rows_are_bounded() {
        let (mut ledger, now) = (Ledger::default(), Instant::now());
        for id in 0..10_000 {
            ledger.note_ike_sas(now, &[ike(id, true, true)]);
        }
        assert_eq!(ledger.isakmp_sas().len(), MOST_DELETED + 1);
    }
}
