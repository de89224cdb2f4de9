//! The test device (device.v) behind the real driver's transport.
#![allow(dead_code)] // each test uses its own part

use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use respite_driver::transport::{pci, DmaAccess, DmaBuf, Transport};
use respite_driver::VfioUserTransport;
use respite_sim::{ports, spawn_model, Handle, Options};
use verilated::Model;

pub const ID: u32 = 0x00;
pub const SCRATCH: u32 = 0x04;
pub const COPIES: u32 = 0x08;
pub const SRC: u32 = 0x10;
pub const DST: u32 = 0x18;
pub const BEATS: u32 = 0x20;
pub const GO: u32 = 0x24;
pub const STATUS: u32 = 0x28;
pub const IRQ: u32 = 0x2c;
pub const CYCLES: u32 = 0x30;
pub const MUTE: u32 = 0x40;
pub const REFUSES: u32 = 0x44;
pub const MISBEHAVE: u32 = 0x48;

pub fn model() -> Model {
    Model::build("device", include_str!("../device.v"), &ports::ports()).expect("the test device builds")
}

pub fn traced_model() -> Model {
    let options = verilated::Options { trace: true, ..Default::default() };
    Model::build_with("device", include_str!("../device.v"), &ports::ports(), &options).expect("builds")
}

/// A card with bus mastering on.
pub struct Bench {
    pub transport: VfioUserTransport,
    pub handle: Handle,
}

pub fn raw(options: Options) -> (UnixStream, Handle) {
    spawn_model(model, options).expect("spawn")
}

pub fn bench(options: Options) -> Bench {
    let (stream, handle) = raw(options);
    let transport = VfioUserTransport::over(stream, Duration::from_secs(10)).expect("connect");
    pci::bus_master(&transport, true).expect("command register");
    Bench { transport, handle }
}

impl Bench {
    pub fn read(&self, offset: u32) -> u32 {
        self.transport.read32(0, offset).expect("read")
    }

    pub fn write(&self, offset: u32, value: u32) {
        self.transport.write32(0, offset, value).expect("write");
    }

    pub fn memory(&self, iova: u64, len: usize) -> DmaBuf {
        self.transport.dma_alloc(iova, len, DmaAccess::ReadWrite).expect("map")
    }

    /// Starts a copy of 16-octet beats.
    pub fn start(&self, src: u64, dst: u64, beats: u32, vectors: u32) {
        for (register, address) in [(SRC, src), (DST, dst)] {
            self.write(register, address as u32);
            self.write(register + 4, (address >> 32) as u32);
        }
        self.write(BEATS, beats);
        self.write(GO, vectors);
    }

    /// Copies and waits: responses of the read and of the write.
    pub fn copy(&self, src: u64, dst: u64, beats: u32) -> (u32, u32) {
        self.start(src, dst, beats, 0);
        let status = self.until(STATUS, |s| s & 1 == 0);
        (status >> 4 & 3, status >> 8 & 3)
    }

    /// Reads a register until it is as wanted.
    pub fn until(&self, register: u32, wanted: impl Fn(u32) -> bool) -> u32 {
        let start = Instant::now();
        loop {
            let value = self.read(register);
            if wanted(value) {
                return value;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "register {register:#x} stays at {value:#x}");
        }
    }

    pub fn interrupts(&self, n: usize) -> Vec<Arc<EventFd>> {
        let fds: Vec<Arc<EventFd>> = (0..n).map(|_| Arc::new(EventFd::new())).collect();
        let borrowed: Vec<_> = fds.iter().map(|f| f.0.as_fd()).collect();
        self.transport.msix_enable(&borrowed).expect("enable");
        fds
    }
}

/// An eventfd that is read with a time limit.
pub struct EventFd(std::fs::File);

impl EventFd {
    pub fn new() -> EventFd {
        let flags = rustix::event::EventfdFlags::NONBLOCK | rustix::event::EventfdFlags::CLOEXEC;
        EventFd(rustix::event::eventfd(0, flags).expect("eventfd").into())
    }

    /// Signals since the last call.
    pub fn count(&self) -> u64 {
        let mut octets = [0; 8];
        std::io::Read::read(&mut &self.0, &mut octets).map_or(0, |_| u64::from_ne_bytes(octets))
    }

    /// Waits for a signal.
    pub fn wait(&self) -> u64 {
        let limit = rustix::event::Timespec { tv_sec: 20, tv_nsec: 0 };
        let mut poll = [rustix::event::PollFd::new(&self.0, rustix::event::PollFlags::IN)];
        assert_eq!(rustix::event::poll(&mut poll, Some(&limit)).expect("poll"), 1, "no interrupt");
        self.count()
    }
}
