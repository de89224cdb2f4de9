//! The card from probe to release, by the driver as it is, over the kernel's VFIO.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use etherparse::{ip_number, Ipv4Header};
use respite::capture::Capture;
use respite_abi::{reg, BAR0_SIZE, CARD_ID, PCI_CLASS, PCI_DEVICE, PCI_VENDOR, VECTORS};
use respite_driver::transport::pci;
use respite_driver::{
    Card, Done, EventOptions, Interrupt, InvalidSpi, Moderation, Options, Packet, Queue, Transport, VfioTransport,
};
use serde::Deserialize;

use super::report::Report;
use super::slot::Slot;
use super::{ensure, run, wait_for};
use crate::Checked;

pub fn steps(report: &mut Report, slot: &Slot) -> Checked<()> {
    report.step("probe", || probe(slot))?;
    report.step("registers and reset", || reset(slot))?;
    report.step("DMA and MSI-X", || interrupts(slot))?;
    for case in CASES {
        report.step(&format!("replay {case}"), || replay(slot, case))?;
    }
    report.step("second open", || second_open(slot))?;
    report.step("unbind and bind again", || rebind(slot))?;
    report.step("kill with rings running", || killed(slot))?;
    Ok(())
}

/// A card whose interrupts and events are not held back: a simulated card's microseconds are long.
pub fn options() -> Options {
    let at_once = Moderation { count: 1, time: Duration::ZERO };
    Options {
        entries: 64,
        buffers: 64,
        moderation: at_once,
        events: EventOptions { records: 64, age: Duration::from_micros(20), rate: 0, burst: 1, moderation: at_once },
        timeout: Duration::from_secs(60),
        ..Options::default()
    }
}

pub fn open(slot: &Slot) -> Checked<Arc<VfioTransport>> {
    Ok(Arc::new(VfioTransport::open(&slot.address)?))
}

/// An ESP packet with an SPI that no card knows.
pub fn unknown_esp() -> Checked<Vec<u8>> {
    let esp = [&UNKNOWN_SPI.to_be_bytes()[..], &1u32.to_be_bytes(), &[0x5a; 32]].concat();
    let (from, to) = (Ipv4Addr::new(198, 51, 100, 1), Ipv4Addr::new(203, 0, 113, 1));
    let header = Ipv4Header::new(esp.len() as u16, 64, ip_number::ENCAP_SEC, from.octets(), to.octets())?;
    let mut packet = header.to_bytes().to_vec();
    packet.extend(esp);
    Ok(packet)
}

fn probe(slot: &Slot) -> Checked {
    let transport = open(slot)?;
    let function = pci::inspect(&*transport)?;
    ensure!((function.vendor, function.device) == (PCI_VENDOR, PCI_DEVICE), "another function: {function:x?}");
    ensure!(function.class == PCI_CLASS && function.express, "another class, or no PCI Express: {function:x?}");
    ensure!(usize::from(function.vectors) == VECTORS, "MSI-X capability: {function:x?}");
    let info = transport.info();
    ensure!(info.vectors as usize == VECTORS && info.resettable, "{info:x?}");
    ensure!(info.bars[0] == BAR0_SIZE, "BAR0 has {:#x} octets", info.bars[0]);
    let top = info.iova.last().map_or(0, |range| *range.end());
    Ok(format!(
        "{:04x}:{:04x}, BAR0 of {} KiB mapped, {} MSI-X vectors, FLR, IOVAs to {top:#x} in {} ranges, pages of {}",
        function.vendor,
        function.device,
        info.bars[0] >> 10,
        info.vectors,
        info.iova.len(),
        info.page,
    ))
}

fn reset(slot: &Slot) -> Checked {
    let transport = open(slot)?;
    let read = |register: u16| transport.read32(0, register.into());
    ensure!(read(reg::ID)? == CARD_ID, "BAR0 reads {:#x} before the reset", read(reg::ID)?);
    transport.write32(0, reg::SCRATCH.into(), 0x5a5a_a5a5)?;
    ensure!(read(reg::SCRATCH)? == 0x5a5a_a5a5, "SCRATCH keeps {:#x}", read(reg::SCRATCH)?);
    pci::bus_master(&*transport, true)?;
    ensure!(slot.masters_the_bus()?, "the command register has not changed");
    transport.reset()?;
    ensure!(read(reg::ID)? == CARD_ID, "BAR0 reads {:#x} after the reset", read(reg::ID)?);
    ensure!(read(reg::SCRATCH)? == 0, "SCRATCH survives the reset: {:#x}", read(reg::SCRATCH)?);
    drop(transport);
    ensure!(!slot.masters_the_bus()?, "released, and yet a bus master");
    Ok("SCRATCH keeps what is written and FLR clears it; released, the card is no bus master".into())
}

/// A packet through every queue: descriptors are read and completions written by DMA, and the right vector fires.
fn interrupts(slot: &Slot) -> Checked {
    let mut card = Card::open(open(slot)?, &options())?;
    let packet = unknown_esp()?;
    let count = card.queues.len();
    for one in 0..count {
        for queue in &card.queues {
            queue.interrupt.clear();
        }
        let queue = &mut card.queues[one];
        submit(queue, &packet, &[one as u64])?;
        fires(&format!("the vector of queue {one}"), &queue.interrupt)?;
        let done = completion(queue)?;
        ensure!(done.cookie == one as u64 && done.verdict.name() == "rx_no_sa_esp", "completed as {done:?}");
        for (other, queue) in card.queues.iter().enumerate() {
            ensure!(!queue.interrupt.clear(), "the vector of queue {other} fired for queue {one}");
        }
    }
    fires("the vector of events", &card.events.interrupt)?;
    // Of two at once the second is merged, into a record that comes when its time is over and by nothing else.
    submit(&mut card.queues[0], &packet, &[0, 1])?;
    completion(&mut card.queues[0])?;
    completion(&mut card.queues[0])?;
    let told = count as u32 + 2;
    let events = events(&mut card, told)?;
    ensure!(events.iter().all(|event| event.spi == UNKNOWN_SPI), "events of other SPIs: {events:x?}");
    card.counters.snapshot()?.conservation()?;
    let status = card.counters.status()?;
    ensure!(!status.dma_fault, "the card has met a bus error");
    Ok(format!(
        "{count} queues, each by its own vector and no other; {told} packets of an unknown SPI in {} event records; card time {:?}",
        events.len(),
        card.counters.now()?
    ))
}

/// The records of so many packets; those that the card has merged come when their entry's time is over.
fn events(card: &mut Card, packets: u32) -> Checked<Vec<InvalidSpi>> {
    let mut events = Vec::new();
    let told = |events: &[InvalidSpi]| events.iter().map(|event| event.count).sum::<u32>();
    let polled = wait_for("all events", || match card.events.poll(&mut events) {
        Ok(_) => (told(&events) >= packets).then_some(Ok(())),
        Err(error) => Some(Err(error)),
    });
    let why = match polled {
        Ok(Ok(())) if told(&events) == packets => return Ok(events),
        Ok(Ok(())) => "more than came".into(),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    let counted: Vec<_> = card.counters.snapshot()?.iter().filter(|(_, value)| *value > 0).collect();
    let (malformed, now) = (card.events.malformed(), card.counters.now()?);
    Err(format!("{packets} packets: {why}; {events:x?}, {malformed} malformed; the card counts {counted:?} at {now:?}")
        .into())
}

/// Hands copies of a packet to the card at once, one for each cookie.
fn submit(queue: &mut Queue, packet: &[u8], cookies: &[u64]) -> Checked<()> {
    let mut batch = Vec::new();
    for cookie in cookies {
        let mut buffer = queue.buffers.take().ok_or("no buffer")?;
        queue.buffers.fill(&mut buffer, packet)?;
        batch.push(Packet::decap(buffer, *cookie));
    }
    let taken = queue.submit(&mut batch)?;
    ensure!(taken == cookies.len(), "the queue takes {taken} of {} packets", cookies.len());
    Ok(())
}

/// The next completion of a queue.
pub fn completion(queue: &mut Queue) -> Checked<Done> {
    let mut done = Vec::new();
    wait_for("a completion", || match queue.poll(&mut done, 1) {
        Ok(_) => done.pop().map(Ok),
        Err(error) => Some(Err(error)),
    })?
    .map_err(Into::into)
}

fn fires(what: &str, interrupt: &Interrupt) -> Checked<()> {
    wait_for(what, || interrupt.wait(respite_driver::interrupt::FALLBACK).then_some(()))
}

/// A capture of the repository through `respite replay`, octet by octet.
pub fn replay(slot: &Slot, case: &str) -> Checked {
    let folder = Path::new("/fixtures").join(case);
    let file = |name: &str| folder.join(name).display().to_string();
    let (out, report) = ("/tmp/out.pcap", "/tmp/report.json");
    let (sa, input) = (file("sa.toml"), file("in.pcap"));
    let card = ["--card", "vfio", &slot.address];
    run("respite", &[&["replay", "--sa", &sa, "--in", &input, "--out", out, "--report", report], &card[..]].concat())?;

    let (have, want) = (packets(Path::new(out))?, packets(&folder.join("expect.pcap"))?);
    ensure!(have.len() == want.len(), "{} packets came out, {} were expected", have.len(), want.len());
    if let Some(first) = have.iter().zip(&want).position(|(have, want)| have != want) {
        return Err(format!("packet {first} that came out differs").into());
    }
    let have: Rows = serde_json::from_slice(&fs::read(report)?)?;
    let want: Rows = serde_json::from_slice(&fs::read(folder.join("expect.json"))?)?;
    ensure!(have.packets.len() == want.packets.len(), "{} rows of the report", have.packets.len());
    for (have, want) in have.packets.iter().zip(&want.packets) {
        let as_right = want.verdict == have.verdict || want.also.contains(&have.verdict);
        ensure!(as_right, "packet {} is {}, {} was expected", want.index, have.verdict, want.verdict);
    }
    let good = want.packets.iter().filter(|row| row.verdict == "ok").count();
    Ok(format!("{good} packets octet by octet, {} dropped by name", want.packets.len() - good))
}

#[derive(Deserialize)]
struct Rows {
    packets: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    index: usize,
    verdict: String,
    #[serde(default)]
    also: Vec<String>,
}

fn packets(file: &Path) -> Checked<Vec<Vec<u8>>> {
    let mut capture = Capture::new(fs::File::open(file)?)?;
    let (mut packets, mut octets) = (Vec::new(), Vec::new());
    while capture.next(&mut octets)?.is_some() {
        packets.push(octets.clone());
    }
    Ok(packets)
}

fn second_open(slot: &Slot) -> Checked {
    let transport = open(slot)?;
    let refused = match VfioTransport::open(&slot.address) {
        Ok(_) => return Err("opened twice".into()),
        Err(error) => error,
    };
    let program = match replay(slot, CASES[0]) {
        Ok(_) => return Err("another program opened it too".into()),
        Err(error) => error.to_string(),
    };
    ensure!(transport.read32(0, reg::ID.into())? == CARD_ID, "the first one is disturbed");
    drop(transport);
    replay(slot, CASES[0])?;
    Ok(format!("refused here ({refused}) and in another program ({program}), accepted after release"))
}

fn rebind(slot: &Slot) -> Checked {
    slot.unbind()?;
    let refused = VfioTransport::open(&slot.address).err().ok_or("opened without a driver")?;
    slot.bind()?;
    let replayed = replay(slot, CASES[0])?;
    Ok(format!("without driver: {refused}; bound again: {replayed}"))
}

/// Keeps the card busy until this process is killed; says when it is.
pub fn hold(address: &str) -> Checked<()> {
    let mut card = Card::open(Arc::new(VfioTransport::open(address)?), &options())?;
    let packet = unknown_esp()?;
    let queue = &mut card.queues[0];
    let (mut batch, mut done, mut completed) = (Vec::new(), Vec::new(), 0);
    loop {
        while let Some(mut buffer) = queue.buffers.take() {
            queue.buffers.fill(&mut buffer, &packet)?;
            batch.push(Packet::decap(buffer, 0));
        }
        queue.submit(&mut batch)?;
        queue.wait(Duration::from_millis(10))?;
        let before = completed;
        completed += queue.poll(&mut done, usize::MAX)?;
        done.drain(..).for_each(|done| queue.buffers.put(done.src));
        if before < BUSY && completed >= BUSY {
            println!("busy");
            std::io::stdout().flush()?;
        }
    }
}

fn killed(slot: &Slot) -> Checked {
    let program = PathBuf::from("/init");
    let mut child = Command::new(program).args(["hold", &slot.address]).stdout(Stdio::piped()).spawn()?;
    let mut line = String::new();
    let said = child.stdout.take().ok_or("no output")?;
    BufReader::new(said).read_line(&mut line)?;
    let mastered = slot.masters_the_bus();
    child.kill()?;
    child.wait()?;
    ensure!(line.trim() == "busy", "the other program has ended by itself");
    ensure!(mastered?, "rings ran without bus mastering");
    ensure!(!slot.masters_the_bus()?, "its owner is dead, and the card is a bus master still");
    let replayed = replay(slot, CASES[0])?;
    Ok(format!("killed after {BUSY} completions with descriptors outstanding: no bus master any more; {replayed}"))
}

/// Captures of fixtures/replay: both directions, both IP versions, each kind of suite, drops, and many SAs at once.
pub const CASES: [&str; 10] = [
    "decap-v4-in-v4-gcm128",
    "encap-v6-in-v4-gcm256",
    "decap-esn-crossing",
    "decap-udp-v6",
    "encap-udp-v4",
    "encap-transport-v6",
    "decap-cbc-v4",
    "encap-legacy-v6",
    "drop-mismatch",
    "mixed-32-sas",
];
const UNKNOWN_SPI: u32 = 0x00c0_ffee;
const BUSY: usize = 100;
