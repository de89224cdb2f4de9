//! The card is taken away, reset, silenced or dies while the driver works with it: reported within a second, everything
//! freed, and another card works.

use std::time::{Duration, Instant};

use respite_driver::{Card, Done, Error, Packet, VfioTransport};

use super::card::{open, options, replay, unknown_esp, CASES};
use super::report::Report;
use super::slot::{Slot, BUS_MASTER, COMMAND};
use super::{ensure, timed, wait_for};
use crate::line::Request;
use crate::Checked;

pub fn steps(report: &mut Report, slot: &mut Slot) -> Checked<()> {
    report.step("MSI-X masked", || masked(slot))?;
    report.step("bus mastering off", || no_master(slot))?;
    report.step("function reset by somebody else", || reset(slot, "flr"))?;
    report.step("hot reset of the slot", || reset(slot, "bus"))?;
    report.step("unbound while open", || unbound(slot))?;
    unplugged(report, slot)?;
    killed(report, slot)
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

/// The kernel waits until the driver lets go, and the driver hears of it.
fn unbound(slot: &Slot) -> Checked {
    let mut card = open_card(slot)?;
    through(&mut card)?;
    let took = std::thread::scope(|scope| -> Checked<_> {
        let unbinding = scope.spawn(|| slot.unbind().map_err(|error| error.to_string()));
        let (error, took) = timed(|| fails(&card));
        let error = error?;
        drop(card);
        unbinding.join().map_err(|_| "a thread has panicked")??;
        ensure!(matches!(error, Error::Recalled), "reported as: {error}");
        Ok(took)
    })?;
    in_time(took)?;
    slot.bind()?;
    Ok(format!("recalled after {took:.0?}, let go, unbound; bound again, {}", again(slot)?))
}

/// The operator presses the slot's button; later there is another card.
fn unplugged(report: &mut Report, slot: &mut Slot) -> Checked<()> {
    let mut card = None;
    report.step("in use, before it is unplugged", || {
        let mut opened = open_card(slot)?;
        through(&mut opened)?;
        card = Some(opened);
        Ok("a packet passes".into())
    })?;
    let Some(card) = card else { return Ok(()) };
    report.ask(Request::Unplug)?;
    report.step("unplugged while open", || {
        let error = fails(&card)?;
        ensure!(matches!(error, Error::Recalled), "reported as: {error}");
        let closed = close(card);
        wait_for("an empty slot", || (!slot.is_there()).then_some(()))?;
        let refused = VfioTransport::open(&slot.address).err().ok_or("opened a card that is not there")?;
        Ok(format!("\"{error}\", closed in {closed:.0?}, the slot is empty: {refused}"))
    })?;
    report.ask(Request::Plug)?;
    report.step("another card in the slot", || back(slot))?;
    Ok(())
}

/// What serves the card dies: a card that has lost its power.
fn killed(report: &mut Report, slot: &mut Slot) -> Checked<()> {
    let mut card = None;
    report.step("in use, before it dies", || {
        let mut opened = open_card(slot)?;
        through(&mut opened)?;
        card = Some(opened);
        Ok("a packet passes".into())
    })?;
    let Some(mut card) = card else { return Ok(()) };
    report.ask(Request::KillCard)?;
    report.step("the card dies with a packet in flight", || {
        let began = Instant::now();
        // Until then it may well have come back.
        let error = wait_for("an error", || match submit(&mut card).and_then(|()| Ok(card.queues[0].wait(NAP)?)) {
            Ok(_) => {
                drain(&mut card);
                None
            }
            Err(error) => Some(error.to_string()),
        })?;
        let took = began.elapsed();
        in_time(took)?;
        let status = card.counters.status().err().ok_or("its status is read still")?;
        let closed = close(card);
        Ok(format!("\"{error}\" after {took:.0?}, then \"{status}\"; closed in {closed:.0?}"))
    })?;
    report.ask(Request::Unplug)?;
    report.step("the dead card is taken out", || {
        wait_for("an empty slot", || (!slot.is_there()).then_some(()))?;
        Ok("the slot is empty".into())
    })?;
    report.ask(Request::Plug)?;
    report.step("a card that lives in the slot", || back(slot))?;
    Ok(())
}

fn back(slot: &mut Slot) -> Checked {
    *slot = Slot::find()?;
    slot.bind()?;
    again(slot)
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

fn drain(card: &mut Card) -> usize {
    let queue = &mut card.queues[0];
    let mut done: Vec<Done> = Vec::new();
    // What cannot be polled is found by the next look at the card.
    let _ = queue.poll(&mut done, usize::MAX);
    let count = done.len();
    done.drain(..).for_each(|done| queue.buffers.put(done.src));
    count
}

/// A packet to the card and back; how long it took.
fn through(card: &mut Card) -> Checked<Duration> {
    let began = Instant::now();
    submit(card)?;
    wait_for("a completion", || {
        card.queues[0].wait(NAP).ok()?;
        (drain(card) == 1).then_some(())
    })?;
    Ok(began.elapsed())
}

fn in_time(took: Duration) -> Checked<()> {
    ensure!(took <= LIMIT, "reported after {took:.1?}");
    Ok(())
}

const NAP: Duration = Duration::from_millis(100);
const LIMIT: Duration = Duration::from_secs(1);
const MSIX_CONTROL: u64 = 0x83;
const MSIX_MASK: u8 = 0x40;
