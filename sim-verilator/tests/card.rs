//! The card itself: opened, read and reset by the real driver, in process and as a process.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use respite_abi::{reg, Verdict, ABI_VERSION, CARD_ID};
use respite_driver::transport::{pci, Transport};
use respite_driver::{
    Afterlife, Card, CipherKey, Direction, GcmKey, Hash, HmacKey, Options, Packet, SaIndex, SaParams, Suite,
    VfioUserTransport,
};

const PATIENCE: Duration = Duration::from_secs(30);

fn options() -> Options {
    Options { entries: 16, buffers: 16, timeout: PATIENCE, ..Options::default() }
}

#[test]
fn the_driver_opens_the_card_in_process() {
    let (stream, handle) = respite_sim::spawn(respite_sim::Options::default()).expect("spawn");
    let transport = Arc::new(VfioUserTransport::over(stream, PATIENCE).expect("connect"));
    let mut card = Card::open(transport.clone(), &options()).expect("open");
    assert_eq!(card.info.abi_version, ABI_VERSION);
    let before = card.counters.now().expect("clock");
    assert!(card.counters.now().expect("clock") > before, "the card's clock goes on");
    drop(card);
    drop(transport);
    let stats = handle.stop().expect("no rule of AXI is broken");
    assert_eq!((stats.dma_faults, stats.register_errors, stats.protocol_errors), (0, 0, 0), "{stats}");
}

#[test]
fn the_program_serves_the_card_and_says_at_the_end_what_happened() {
    let socket: PathBuf = std::env::temp_dir().join(format!("respite-sim-program-{}", std::process::id()));
    let mut child = Command::new(env!("CARGO_BIN_EXE_respite-sim"))
        .arg("--socket")
        .arg(&socket)
        .args(["--latency", "8:64", "--reorder", "--stall", "10", "--seed", "3"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("start");
    let start = Instant::now();
    while !socket.exists() {
        assert!(start.elapsed() < PATIENCE, "no socket");
        std::thread::sleep(Duration::from_millis(1));
    }
    let t = VfioUserTransport::connect(&socket).expect("connect");
    pci::bus_master(&t, true).expect("command register");
    assert_eq!(t.read32(0, reg::ID.into()).expect("read"), CARD_ID);
    // While the card resets itself it takes no writes.
    let mut reads = 2;
    while t.read32(0, reg::STATUS.into()).expect("read") & reg::status::READY == 0 {
        assert!(start.elapsed() < PATIENCE, "not ready");
        reads += 1;
    }
    reads += 1;
    t.write32(0, reg::SCRATCH.into(), 0x1234_5678).expect("write");
    assert_eq!(t.read32(0, reg::SCRATCH.into()).expect("read"), 0x1234_5678);
    drop(t);
    let terminated = Command::new("kill").arg(child.id().to_string()).status().expect("kill");
    assert!(terminated.success());
    let mut said = String::new();
    child.stdout.take().expect("piped").read_to_string(&mut said).expect("statistics");
    assert!(child.wait().expect("wait").success());
    assert!(said.contains("clients 1\n") && said.contains(&format!("register_reads {reads}\n")), "{said}");
    assert!(!socket.exists());
}

#[test]
fn a_waveform_needs_a_build_with_waveforms() {
    let file = std::env::temp_dir().join(format!("respite-sim-card-{}.fst", std::process::id()));
    let (_stream, handle) = respite_sim::spawn(respite_sim::Options::default().trace(&file, 100)).expect("spawn");
    let start = Instant::now();
    while handle.is_running() && !file.exists() && start.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(handle.stop().is_ok(), cfg!(feature = "trace"));
    assert!(!file.exists(), "nothing failed");
}

#[test]
fn packets_pass_the_card_whatever_the_bus_does() {
    let calm = respite_sim::Options::default();
    let rough = calm.clone().latency(1..=300).reorder(true).stall(40).seed(5).drop_interrupts(30);
    for bus in [calm, rough] {
        let (stream, handle) = respite_sim::spawn(bus).expect("spawn");
        let transport = Arc::new(VfioUserTransport::over(stream, PATIENCE).expect("connect"));
        let mut card = Card::open(transport, &Options { entries: 64, buffers: 128, ..options() }).expect("open");
        let (src, dst) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let key = GcmKey::new(&[1; 20]).expect("length");
        let sa = card.sas.add(&SaParams::new(Direction::Outbound, 0x1234, src, dst, key)).expect("add");
        let q = &mut card.queues[0];
        let mut batch: Vec<Packet> = (0..40u16)
            .map(|i| {
                let mut buffer = q.buffers.take().expect("buffer");
                q.buffers.fill(&mut buffer, &ipv4(200 + 8 * i)).expect("fits");
                Packet::encap(buffer, sa, i.into())
            })
            .collect();
        assert_eq!(q.submit(&mut batch).expect("submit"), 40);
        let (mut done, start) = (Vec::new(), Instant::now());
        while done.len() < 40 {
            assert!(start.elapsed() < PATIENCE, "{} of 40\n{}", done.len(), handle.statistics());
            q.wait(Duration::from_millis(20)).expect("alive");
            q.poll(&mut done, 64).expect("poll");
        }
        for (i, d) in done.iter().enumerate() {
            assert_eq!((d.cookie, d.seq, d.verdict), (i as u64, i as u64 + 1, Verdict::Ok));
        }
        drop(card);
        let stats = handle.stop().expect("no rule of AXI is broken");
        assert_eq!((stats.dma_faults, stats.register_errors, stats.protocol_errors), (0, 0, 0), "{stats}");
        assert!(stats.axi_read_beats > 40 * 12 && stats.axi_write_beats > 40 * 12, "{stats}");
    }
}

/// Two SAs of the pool and one of AES-GCM take turns; the first one goes while packets of all three are under way.
#[test]
fn an_sa_is_deleted_while_the_pool_is_at_work_and_others_do_not_notice() {
    let (stream, handle) = respite_sim::spawn(respite_sim::Options::default()).expect("spawn");
    let transport = Arc::new(VfioUserTransport::over(stream, PATIENCE).expect("connect"));
    let mut card = Card::open(transport, &Options { entries: 64, buffers: 64, ..options() }).expect("open");
    let params = |direction, number: u8| {
        let (src, dst) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let key = GcmKey::new(&[number; 20]).expect("length");
        let gcm = SaParams::new(direction, 0x1000 + u32::from(number), src, dst, key);
        let cipher = CipherKey::aes_cbc(&[number; 16]).expect("length");
        let hmac = HmacKey::new(Hash::Sha256, &[number; 32]).expect("length");
        if number == 2 {
            gcm
        } else {
            SaParams { suite: Suite::Esp(cipher, hmac), ..gcm }
        }
    };
    let clear = ipv4(700);
    let mut sealed = vec![vec![]; 60];
    for (direction, refusal) in [(Direction::Outbound, Verdict::TxNoSa), (Direction::Inbound, Verdict::RxNoSaEsp)] {
        let mut sas: Vec<SaIndex> =
            [0, 1, 2].map(|number| card.sas.add(&params(direction, number)).expect("add")).to_vec();
        let mut sent = [0; 3];
        // Once in a while the card is too fast for whoever deletes.
        let mut caught = false;
        for attempt in 0..50 {
            let batch: Vec<_> = (0..60)
                .map(|i| match direction {
                    Direction::Outbound => (Some(sas[i % 3]), clear.clone()),
                    Direction::Inbound => (None, sealed[i].clone()),
                })
                .collect();
            // The first time round nothing is deleted: that gives what is to come in.
            let deletes = attempt > 0 || direction == Direction::Inbound;
            let results = through(&mut card, &batch, |card| {
                if deletes {
                    // The first packet to be done is one of AES-GCM: by then every engine has its packet.
                    let start = Instant::now();
                    while !card.queues[0].completion_waits() {
                        assert!(start.elapsed() < PATIENCE, "no packet");
                        std::thread::yield_now();
                    }
                    card.sas.remove(sas[0], Afterlife::Unknown).expect("remove");
                }
            });
            for (number, sent) in sent.iter_mut().enumerate() {
                let of_sa: Vec<_> = results.iter().skip(number).step_by(3).collect();
                let passed = of_sa.iter().take_while(|(verdict, ..)| *verdict == Verdict::Ok).count();
                // One whose SPI was still known may find the SA gone.
                let late =
                    of_sa[passed..].iter().take_while(|(verdict, ..)| *verdict == Verdict::RxSpiGraveyard).count();
                let refused = of_sa[passed + late..].iter().all(|(verdict, ..)| *verdict == refusal);
                let verdicts: Vec<_> = of_sa.iter().map(|(verdict, ..)| verdict).collect();
                assert!(refused && late <= 1, "SA {number}, {direction:?}: {verdicts:?}");
                assert!(number == 0 && deletes || passed == 20, "SA {number}, {direction:?}: {verdicts:?}");
                for (i, (_, seq, octets)) in of_sa[..passed].iter().enumerate() {
                    assert_eq!(*seq, *sent + i as u64 + 1, "SA {number}, {direction:?}");
                    assert!(direction == Direction::Outbound || *octets == clear);
                }
                caught |= deletes && number == 0 && (1..20).contains(&passed);
                *sent += passed as u64;
            }
            if !deletes {
                sealed = results.into_iter().map(|(_, _, octets)| octets).collect();
                continue;
            }
            // Nothing of it is left.
            let late = through(&mut card, &batch[..3], |_| ());
            assert_eq!(late[0].0, refusal);
            if caught {
                break;
            }
            // Others have had these packets: all SAs anew.
            sas.drain(1..).for_each(|sa| card.sas.remove(sa, Afterlife::Unknown).expect("remove"));
            sas = [0, 1, 2].map(|number| card.sas.add(&params(direction, number)).expect("add")).to_vec();
            sent = [0; 3];
        }
        assert!(caught, "{direction:?}: no deletion met a packet under way");
        sas.drain(1..).for_each(|sa| card.sas.remove(sa, Afterlife::Unknown).expect("remove"));
    }
    drop(card);
    let stats = handle.stop().expect("no rule of AXI is broken");
    assert_eq!((stats.dma_faults, stats.register_errors, stats.protocol_errors), (0, 0, 0), "{stats}");
}

/// Hands in packets, to be encapsulated where there is an SA, and does something else before they are done; what became of
/// each: verdict, sequence number, octets.
fn through(
    card: &mut Card,
    packets: &[(Option<SaIndex>, Vec<u8>)],
    meanwhile: impl FnOnce(&mut Card),
) -> Vec<(Verdict, u64, Vec<u8>)> {
    let q = &mut card.queues[0];
    let mut batch: Vec<Packet> = (0..)
        .zip(packets)
        .map(|(cookie, (sa, octets))| {
            let mut buffer = q.buffers.take().expect("buffer");
            q.buffers.fill(&mut buffer, octets).expect("fits");
            match sa {
                Some(sa) => Packet::encap(buffer, *sa, cookie),
                None => Packet::decap(buffer, cookie),
            }
        })
        .collect();
    assert_eq!(q.submit(&mut batch).expect("submit"), packets.len());
    meanwhile(card);
    let q = &mut card.queues[0];
    let (mut done, start) = (Vec::new(), Instant::now());
    while done.len() < packets.len() {
        assert!(start.elapsed() < PATIENCE, "{} of {}", done.len(), packets.len());
        q.wait(Duration::from_millis(20)).expect("alive");
        q.poll(&mut done, 64).expect("poll");
    }
    done.sort_by_key(|d| d.cookie);
    let results = done.into_iter().map(|d| {
        let mut octets = vec![];
        q.buffers.read_to(d.output(), &mut octets);
        q.buffers.put(d.src);
        (d.verdict, d.seq, octets)
    });
    results.collect()
}

/// An IPv4 packet of `len` octets from 10.0.0.1 to 10.0.1.1, a UDP datagram inside.
fn ipv4(len: u16) -> Vec<u8> {
    let mut p = vec![0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 1, 1];
    p[2..4].copy_from_slice(&len.to_be_bytes());
    let sum: u32 = p.chunks(2).map(|w| u32::from(w[0]) << 8 | u32::from(w[1])).sum();
    let sum = !((sum & 0xffff) + (sum >> 16)) as u16;
    p[10..12].copy_from_slice(&sum.to_be_bytes());
    p.resize(len.into(), 0x5a);
    p
}
