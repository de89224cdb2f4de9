//! A gateway that is killed under traffic: what is on the cable before, meanwhile and after.

use std::collections::HashSet;
use std::fs::File;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::{Duration, Instant};

use etherparse::{ip_number, Ipv4Slice};
use respite::capture::Capture;
use respite::demo::{wait_for, Echoes, Host, Lab, Side, Wire, PAYLOAD};

use crate::setup::{directory, ikev2, lab, pair, BRISK};

/// REC-04, with what an observer on the cable may hold against us.
#[test]
fn rec_04_a_gateway_killed_under_traffic_recovers_sends_nothing_in_clear_and_repeats_no_number() {
    let test = "rec_04_a_gateway_killed_under_traffic_recovers_sends_nothing_in_clear_and_repeats_no_number";
    if lab(test).is_none() {
        return;
    }
    let dir = directory(test);
    std::fs::create_dir_all(&dir).expect("the test's own directory");
    let record = dir.join("cable.pcap");
    let lab =
        Lab::with_wire(&dir, &Wire { record: Some(&record), ..Wire::default() }).unwrap_or_else(|e| panic!("{e}"));
    // Something in clear, to see that the record would show it.
    let outer = (Side::A.outer(), Side::B.outer());
    assert_eq!(lab.ping_from(Side::A, outer, 1, BRISK, &[]).expect("ping runs").received, 1);
    let (a, mut b) = pair(&lab, &ikev2(), true);
    let story = |a: &Host, b: &Host| format!("--- A\n{}\n--- B\n{}", a.account(), b.account());
    let echoes = [Side::A, Side::B].map(|side| {
        let ends = (address(side.inner()), address(side.other().inner()));
        Echoes::start(&lab.namespace(side), ends, INTERVAL).expect("requests can be sent")
    });
    let answered = || {
        let since = Instant::now();
        echoes.iter().all(|echoes| wait_for(LIMIT, || echoes.answer_since(since)).is_some())
    };
    assert!(answered(), "{}", story(&a, &b));
    for _ in 0..2 {
        b.kill();
        // Both hosts go on sending.
        std::thread::sleep(DEAD);
        b.restart().unwrap_or_else(|e| panic!("{e}"));
        assert!(answered(), "{}", story(&a, &b));
    }
    for echoes in echoes {
        echoes.stop(Duration::ZERO).expect("requests were sent to the end");
    }
    drop((a, b, lab));

    let seen = Seen::on(&record);
    assert_eq!(seen.in_clear, 2, "the first ping and its answer alone: {seen:?}");
    // Each end has had three inbound SAs at least.
    assert!(seen.spis.len() >= 6 && seen.protected > 30, "{seen:?}");
    assert_eq!((seen.numbers.len(), seen.vectors.len()), (seen.protected, seen.protected), "{seen:?}");
}

/// What an observer of the cable has seen.
#[derive(Default)]
struct Seen {
    protected: usize,
    spis: HashSet<(IpAddr, u32)>,
    /// Sequence numbers and initialisation vectors, each with the SA.
    numbers: HashSet<(IpAddr, u32, u32)>,
    vectors: HashSet<(IpAddr, u32, [u8; 8])>,
    /// Packets with what only the hosts may see.
    in_clear: usize,
}

impl std::fmt::Debug for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Seen { protected, spis, numbers, vectors, in_clear } = self;
        let (spis, numbers, vectors) = (spis.len(), numbers.len(), vectors.len());
        write!(f, "{protected} protected, {spis} SPIs, {numbers} numbers, {vectors} vectors, {in_clear} in clear")
    }
}

impl Seen {
    fn on(record: &Path) -> Seen {
        let mut capture = Capture::new(File::open(record).expect("recorded")).expect("a capture");
        let (mut seen, mut packet) = (Seen::default(), Vec::new());
        while capture.next(&mut packet).expect("whole").is_some() {
            seen.packet(&packet);
        }
        seen
    }

    fn packet(&mut self, packet: &[u8]) {
        let inner = [Side::A, Side::B].map(|side| address(side.inner()));
        let shows = |what: &[u8]| packet.windows(what.len()).any(|window| window == what);
        let Ok(ip) = Ipv4Slice::from_slice(packet) else {
            // IPv6: the kernel's own about neighbours and groups.
            assert!(!shows(&PAYLOAD[..PING]), "{packet:02x?}");
            return;
        };
        let header = ip.header();
        let ends = [header.source_addr(), header.destination_addr()];
        if ends.iter().any(|end| inner.contains(end)) || shows(&PAYLOAD[..PING]) || header.protocol() == ip_number::ICMP
        {
            // The kernel without a gateway refuses ESP, quoting it.
            let refusal = ip.payload().payload.starts_with(&[3, 2]) && !shows(&PAYLOAD[..PING]);
            self.in_clear += usize::from(!refusal);
            return;
        }
        if header.protocol() != ip_number::ENCAP_SEC {
            return;
        }
        let esp = ip.payload().payload;
        let word = |at: usize| u32::from_be_bytes(esp[at..at + 4].try_into().expect("four octets"));
        let (to, spi) = (IpAddr::V4(header.destination_addr()), word(0));
        self.protected += 1;
        self.spis.insert((to, spi));
        self.numbers.insert((to, spi, word(4)));
        self.vectors.insert((to, spi, esp[8..16].try_into().expect("eight octets")));
    }
}

fn address(text: &str) -> Ipv4Addr {
    text.parse().expect("an address")
}

const INTERVAL: Duration = Duration::from_millis(50);
/// Of a gateway between its two lives.
const DEAD: Duration = Duration::from_millis(500);
const LIMIT: Duration = Duration::from_secs(90);
/// As much of a request's contents as no cipher text has by chance.
const PING: usize = 16;
