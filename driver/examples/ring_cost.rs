//! What a packet costs the host: instructions of take, submit, poll and put, in batches of 32.
//!
//! `scripts/bench-driver` runs this under callgrind with two packet counts and prints the difference per packet, so
//! that set-up cancels. Collection is on inside the functions named `measured_*` only, and off again inside the
//! software card's registers, so the card's own work does not count. No packet is copied. Two batches are in flight, as
//! with a card that takes its time.

use std::sync::Arc;

use respite_driver::testing::{SoftCard, SoftConfig, Work};
use respite_driver::{Card, Done, Options, Packet, Queue};

const BATCH: usize = 32;

fn main() {
    let packets: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(32_000);
    let soft = Arc::new(SoftCard::new(SoftConfig { work: Work::Null, ..SoftConfig::default() }));
    let mut card = Card::open(soft.clone(), &Options { queues: 1, ..Options::default() }).expect("software card");
    let queue = &mut card.queues[0];
    for _ in 0..BATCH {
        let mut buffer = queue.buffers.take().expect("a fresh pool is full");
        queue.buffers.fill(&mut buffer, &[0x45; 64]).expect("64 octets fit");
        queue.buffers.put(buffer);
    }
    let (mut batch, mut done) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
    let mut seen = 0;
    measured_submit(queue, &mut batch);
    while seen < packets {
        measured_submit(queue, &mut batch);
        soft.run();
        seen += measured_poll(queue, &mut done);
    }
    println!("{seen} packets, {:?}", queue.stats());
}

#[inline(never)]
fn measured_submit(queue: &mut Queue, batch: &mut Vec<Packet>) {
    for cookie in 0..BATCH as u64 {
        let Some(buffer) = queue.buffers.take() else { break };
        batch.push(Packet::decap(queue.buffers.sized(buffer, 64), cookie));
    }
    queue.submit(batch).expect("the card takes a batch");
}

#[inline(never)]
fn measured_poll(queue: &mut Queue, done: &mut Vec<Done>) -> usize {
    let n = queue.poll(done, BATCH).expect("the card completes a batch");
    for d in done.drain(..) {
        queue.buffers.put(d.src);
    }
    n
}
