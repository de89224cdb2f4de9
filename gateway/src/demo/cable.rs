//! A cable between two namespaces: what goes in at one end comes out at the other, in order and so much later.
//!
//! ```text
//!   namespace A: eth0 (TAP) ── frames, each with the time that it is due ──> eth0 (TAP) :namespace B
//!                                  └── record: all IP packets of both directions
//! ```
//! Not every kernel can delay packets (tc-netem). One thread for each direction.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use etherparse::{EtherType, Ethernet2Slice};

use rustix::event::{poll, PollFd, PollFlags, Timespec};
use tun_rs::{DeviceBuilder, Layer, SyncDevice};

use super::lab::inside;
use crate::capture::{PcapWriter, Time};

/// What a cable is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wire<'a> {
    /// How long a packet is under way.
    pub delay: Duration,
    /// A pcap of what goes over it, complete when the cable is unplugged.
    pub record: Option<&'a Path>,
}

/// A cable. Dropping it unplugs both ends.
pub struct Cable {
    cut: Arc<AtomicBool>,
    carriers: Vec<JoinHandle<io::Result<()>>>,
}

impl Cable {
    /// Joins two namespaces, by an interface of this name in each.
    pub fn lay(namespaces: [&str; 2], interface: &str, wire: &Wire<'_>) -> io::Result<Cable> {
        let plug = |namespace| {
            inside(namespace, || {
                let device = DeviceBuilder::new().name(interface).layer(Layer::L2).build_sync()?;
                device.set_nonblocking(true)?;
                Ok(Arc::new(device))
            })
        };
        let (a, b) = (plug(namespaces[0])?, plug(namespaces[1])?);
        let record = wire.record.map(Record::new).transpose()?.map(Arc::new);
        let delay = wire.delay;
        let cut = Arc::new(AtomicBool::new(false));
        let carrier = |from: &Arc<SyncDevice>, to: &Arc<SyncDevice>| {
            let (from, to, cut, record) = (from.clone(), to.clone(), cut.clone(), record.clone());
            std::thread::spawn(move || carry(&from, &to, delay, record.as_deref(), &cut))
        };
        let carriers = vec![carrier(&a, &b), carrier(&b, &a)];
        Ok(Cable { cut, carriers })
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.cut.store(true, Ordering::Relaxed);
        for carrier in self.carriers.drain(..) {
            // An interface that has gone before its cable ends it too.
            let _ = carrier.join();
        }
    }
}

/// A capture that both directions write.
struct Record(Mutex<PcapWriter<BufWriter<File>>>);

impl Record {
    fn new(path: &Path) -> io::Result<Record> {
        Ok(Record(Mutex::new(PcapWriter::new(BufWriter::new(File::create(path)?))?)))
    }

    fn write(&self, frame: &[u8]) -> io::Result<()> {
        let Ok(frame) = Ethernet2Slice::from_slice_without_fcs(frame) else { return Ok(()) };
        if !matches!(frame.ether_type(), EtherType::IPV4 | EtherType::IPV6) {
            return Ok(());
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let time = Time { seconds: u32::try_from(now.as_secs()).unwrap_or(u32::MAX), nanos: now.subsec_nanos() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(time, frame.payload_slice())
    }
}

fn carry(
    from: &SyncDevice,
    to: &SyncDevice,
    delay: Duration,
    record: Option<&Record>,
    cut: &AtomicBool,
) -> io::Result<()> {
    let mut flying: VecDeque<(Instant, Vec<u8>)> = VecDeque::new();
    let mut frame = vec![0; LONGEST];
    while !cut.load(Ordering::Relaxed) {
        let now = Instant::now();
        while let Some((_, frame)) = flying.pop_front_if(|(due, _)| *due <= now) {
            // A cable does not tell what it loses.
            let _ = to.send(&frame);
        }
        let wait = flying.front().map_or(ATTENTION, |(due, _)| due.saturating_duration_since(now).min(ATTENTION));
        let wait = Timespec::try_from(wait).map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(from, PollFlags::IN)], Some(&wait)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => continue,
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        match from.recv(&mut frame) {
            Ok(len) if flying.len() < MOST => {
                record.map_or(Ok(()), |record| record.write(&frame[..len]))?;
                flying.push_back((Instant::now() + delay, frame[..len].to_vec()));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// How soon it is noticed that the cable is cut.
const ATTENTION: Duration = Duration::from_millis(50);
const LONGEST: usize = 65_536;
/// Frames on the cable at a time.
const MOST: usize = 4096;
