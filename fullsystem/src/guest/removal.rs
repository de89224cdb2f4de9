//! The card is taken away, reset or silenced while the driver works with it: reported, everything freed, and it or another card
//! works afterwards.
//!
//! QEMU 11.1 ends by assertions of its own when a device on a socket is unplugged, and when its socket is closed. So a card leaves by
//! what the kernel does after the button is pressed, and is mute instead of dead.

use std::time::{Duration, Instant};

use respite_driver::{Card, Error, Packet, VfioTransport};

use super::card::{open, options, replay, unknown_esp, CASES};
use super::report::Report;
use super::slot::{Slot, BUS_MASTER, COMMAND, MEMORY};
use super::{ensure, timed, wait_for};
use crate::line::Request;
use crate::Checked;

pub fn steps(report: &mut Report, slot: &mut Slot) -> Checked<()> {
    report.step("MSI-X masked", || masked(slot))?;
    report.step("bus mastering off", || no_master(slot))?;
    report.step("function reset by somebody else", || reset(slot, "flr"))?;
    report.step("hot reset of the slot", || reset(slot, "bus"))?;
    report.step("unbound while open", || unbound(slot))?;
    report.step("taken off the bus while open", || taken(slot))?;
    report.step("answers no more with a packet in flight", || mute(slot))?;
    report.ask(Request::Plug)?;
    report.step("a card that is plugged into another slot", || other(slot))?;
    Ok(())
}

/// Interrupts are only hints: without them packets come back a little later.
fn masked(slot: &Slot) -> Checked {
    let mut card = open_card(slot)?;
    let control = slot.config_octet(MSIX_CONTROL)?;
    slot.configure(MSIX_CONTROL, &[control | MSIX_MASK])?;
    let took = through(&mut card)?;
    let missed = card.queues[0].stats().missed_interrupts;
    ensure!(missed > 0, "an interrupt came through the mask");
    slot.configure(MSIX_CONTROL, &[control])?;
    wait_for("the interrupt that was held", || card.queues[0].interrupt.clear().then_some(()))?;
    through(&mut card)?;
    Ok(format!("a packet came back without its interrupt after {took:.0?}; unmasked, the interrupt came"))
}

fn no_master(slot: &Slot) -> Checked {
    let mut card = open_card(slot)?;
    through(&mut card)?;
    let command = slot.config_octet(COMMAND)?;
    slot.configure(COMMAND, &[command & !BUS_MASTER])?;
    submit(&mut card)?;
    let (found, took) = timed(|| {
        wait_for("a bus error in STATUS", || match card.counters.status() {
            Ok(status) => status.dma_fault.then_some("dma_fault in STATUS".to_owned()),
            Err(error) => Some(error.to_string()),
        })
    });
    let found = found?;
    in_time(took)?;
    let closed = close(card);
    Ok(format!("{found} after {took:.0?}; closed in {closed:.0?}; opened again, {}", again(slot)?))
}

fn reset(slot: &Slot, method: &str) -> Checked {
    let mut card = open_card(slot)?;
    through(&mut card)?;
    slot.reset_by(method)?;
    let (error, took) = timed(|| fails(&card));
    let error = error?;
    ensure!(matches!(error, Error::WasReset | Error::Gone), "reported as: {error}");
    in_time(took)?;
    let closed = close(card);
    Ok(format!("\"{error}\" after {took:.0?}; closed in {closed:.0?}; opened again, {}", again(slot)?))
}

fn unbound(slot: &Slot) -> Checked {
    let said = recalled(slot, || slot.unbind())?;
    slot.bind()?;
    Ok(format!("{said}; bound again, {}", again(slot)?))
}

/// What the kernel does when a slot's button is pressed; QEMU itself does not survive that with a device on a socket.
fn taken(slot: &mut Slot) -> Checked {
    let said = recalled(slot, || slot.remove())?;
    ensure!(!slot.is_there(), "it is on the bus still");
    let refused = VfioTransport::open(&slot.address).err().ok_or("opened a card that is not there")?;
    Slot::rescan()?;
    Ok(format!("{said}, the slot is empty ({refused}); found again, {}", back(slot)?))
}

/// Does what the kernel does only when the driver has let go, of which the driver hears.
fn recalled(slot: &Slot, takes: impl FnOnce() -> Checked<()> + Send) -> Checked {
    let mut card = open_card(slot)?;
    through(&mut card)?;
    let (took, closed) = std::thread::scope(|scope| -> Checked<_> {
        let taking = scope.spawn(|| takes().map_err(|error| error.to_string()));
        let (error, took) = timed(|| fails(&card));
        let closed = close(card);
        taking.join().map_err(|_| "a thread has panicked")??;
        let error = error?;
        ensure!(matches!(error, Error::Recalled), "reported as: {error}");
        Ok((took, closed))
    })?;
    in_time(took)?;
    Ok(format!("recalled after {took:.0?}, let go in {closed:.0?}"))
}

/// What is there does not answer accesses to its memory, as a card behind a link that is down.
fn mute(slot: &Slot) -> Checked {
    let mut card = open_card(slot)?;
    through(&mut card)?;
    let command = slot.config_octet(COMMAND)?;
    submit(&mut card)?;
    slot.configure(COMMAND, &[command & !(BUS_MASTER | MEMORY)])?;
    let (error, took) = timed(|| fails(&card));
    let closed = close(card);
    let error = error?;
    ensure!(matches!(error, Error::WasReset | Error::Gone), "reported as: {error}");
    in_time(took)?;
    Ok(format!("\"{error}\" after {took:.0?}; closed in {closed:.0?}; opened again, {}", again(slot)?))
}

/// The first one is taken off the bus, so that there is one card.
fn other(slot: &mut Slot) -> Checked {
    slot.remove()?;
    back(slot)
}

fn back(slot: &mut Slot) -> Checked {
    *slot = Slot::find()?;
    slot.bind()?;
    Ok(format!("{}: {}", slot.address, again(slot)?))
}

fn again(slot: &Slot) -> Checked {
    replay(slot, CASES[0])
}

fn open_card(slot: &Slot) -> Checked<Card> {
    Ok(Card::open(open(slot)?, &options())?)
}

/// Gives everything back; how long that took.
fn close(card: Card) -> Duration {
    timed(|| drop(card)).1
}

/// The error that an idle driver finds when it looks at the card.
fn fails(card: &Card) -> Checked<Error> {
    wait_for("an error", || card.counters.status().err())
}

fn submit(card: &mut Card) -> Checked<()> {
    let packet = unknown_esp()?;
    let queue = &mut card.queues[0];
    let mut buffer = queue.buffers.take().ok_or("no buffer")?;
    queue.buffers.fill(&mut buffer, &packet)?;
    queue.submit(&mut vec![Packet::decap(buffer, 0)])?;
    Ok(())
}

/// A packet to the card and back; how long it took.
fn through(card: &mut Card) -> Checked<Duration> {
    let began = Instant::now();
    submit(card)?;
    let queue = &mut card.queues[0];
    let mut done = Vec::new();
    wait_for("a completion", || match queue.wait(NAP).and_then(|_| queue.poll(&mut done, 1)) {
        Ok(_) => done.pop().map(Ok),
        Err(error) => Some(Err(error)),
    })?
    .map(|done| queue.buffers.put(done.src))?;
    Ok(began.elapsed())
}

fn in_time(took: Duration) -> Checked<()> {
    ensure!(took <= LIMIT, "reported after {took:.1?}");
    Ok(())
}

const NAP: Duration = Duration::from_millis(100);
/// Generous for a busy machine that emulates another one; how long it took is told.
const LIMIT: Duration = Duration::from_secs(5);
const MSIX_CONTROL: u64 = 0x83;
const MSIX_MASK: u8 = 0x40;
