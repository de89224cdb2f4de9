//! The card's pins, and one clock of them.
//!
//! ```text
//!            clock low: poke what changed, settle      clock high: state changes
//!   Driven ────────────────┐                                │
//!                          └──> Seen (sampled here) ────────┘──> next clock
//! ```
//! Two evaluations a clock. Outputs are sampled with the inputs of the same clock settled, so a handshake is seen as
//! the card sees it, even where a ready depends on a valid.

use verilated::{Dir, Model};

use crate::ports::PORTS;

/// Address channel of a read or a write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Transaction id.
    pub id: u8,
    /// IOVA of the first octet.
    pub addr: u64,
    /// Beats less one.
    pub len: u8,
    /// Logarithm of the octets of a beat.
    pub size: u8,
    /// Burst type.
    pub burst: u8,
}

/// A beat of write data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteBeat {
    /// Octets, bits 7:0 first.
    pub data: [u8; 16],
    /// Which of them are valid.
    pub strobe: u16,
    /// Last of its burst.
    pub last: bool,
}

/// A beat of read data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadBeat {
    /// Transaction id.
    pub id: u8,
    /// Octets, bits 7:0 first.
    pub data: [u8; 16],
    /// Response.
    pub resp: u8,
    /// Last of its burst.
    pub last: bool,
}

/// A write response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteResponse {
    /// Transaction id.
    pub id: u8,
    /// Response.
    pub resp: u8,
}

/// What drives the AXI4 master's inputs in a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Reads are accepted.
    pub arready: bool,
    /// Writes are accepted.
    pub awready: bool,
    /// Write data is accepted.
    pub wready: bool,
    /// Read data.
    pub r: Option<ReadBeat>,
    /// Write response.
    pub b: Option<WriteResponse>,
}

/// What drives the AXI4-Lite slave's inputs in a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// Write address.
    pub aw: Option<u16>,
    /// Write data and strobes.
    pub w: Option<(u32, u8)>,
    /// Write response is accepted.
    pub bready: bool,
    /// Read address.
    pub ar: Option<u16>,
    /// Read data is accepted.
    pub rready: bool,
}

/// Everything that drives the card in a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Driven {
    /// Reset.
    pub reset: bool,
    /// AXI4 master's inputs.
    pub memory: Memory,
    /// AXI4-Lite slave's inputs.
    pub register: Register,
}

/// What the card drives in a clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Read requested.
    pub ar: Option<Address>,
    /// Read data is accepted.
    pub rready: bool,
    /// Write requested.
    pub aw: Option<Address>,
    /// Write data.
    pub w: Option<WriteBeat>,
    /// Write response is accepted.
    pub bready: bool,
    /// Register write address is accepted.
    pub reg_awready: bool,
    /// Register write data is accepted.
    pub reg_wready: bool,
    /// Response to a register write.
    pub reg_b: Option<u8>,
    /// Register read address is accepted.
    pub reg_arready: bool,
    /// Response to a register read: data, response.
    pub reg_r: Option<(u32, u8)>,
    /// Vectors to raise, one bit each.
    pub irq: u8,
}

/// The Verilated card with its ports looked up.
pub struct Pins {
    /// The model itself, for tracing.
    pub model: Model,
    driven: Driven,
    p: Indices,
}

impl Pins {
    /// Takes over a model that has `PORTS`, with everything at zero.
    pub fn new(model: Model) -> Pins {
        let p = Indices::of(&model);
        let mut pins = Pins { model, driven: Driven::default(), p };
        for (name, _, dir) in PORTS {
            if *dir == Dir::In {
                pins.model.poke(*name, 0);
            }
        }
        pins.model.eval();
        pins
    }

    /// One clock.
    pub fn clock(&mut self, next: &Driven) -> Seen {
        let p = &self.p;
        let m = &mut self.model;
        m.poke_bit(p.clock, false);
        if self.driven != *next {
            poke_changes(m, p, &self.driven, next);
            self.driven = *next;
        }
        m.eval();
        let seen = sample(m, p);
        m.poke_bit(p.clock, true);
        m.eval();
        seen
    }
}

fn poke_changes(m: &mut Model, p: &Indices, old: &Driven, new: &Driven) {
    if old.reset != new.reset {
        m.poke_bit(p.reset, new.reset);
    }
    let (old, new, register) = (&old.memory, &new.memory, (&old.register, &new.register));
    m.poke_bit(p.m_axi_arready, new.arready);
    m.poke_bit(p.m_axi_awready, new.awready);
    m.poke_bit(p.m_axi_wready, new.wready);
    if old.r != new.r {
        m.poke_bit(p.m_axi_rvalid, new.r.is_some());
        if let Some(r) = &new.r {
            m.poke_bytes(p.m_axi_rid, &[r.id]);
            m.poke_bytes(p.m_axi_rdata, &r.data);
            m.poke_bytes(p.m_axi_rresp, &[r.resp]);
            m.poke_bit(p.m_axi_rlast, r.last);
        }
    }
    if old.b != new.b {
        m.poke_bit(p.m_axi_bvalid, new.b.is_some());
        if let Some(b) = &new.b {
            m.poke_bytes(p.m_axi_bid, &[b.id]);
            m.poke_bytes(p.m_axi_bresp, &[b.resp]);
        }
    }
    let (old, new) = register;
    if old == new {
        return;
    }
    m.poke_bit(p.s_axil_awvalid, new.aw.is_some());
    m.poke_bit(p.s_axil_wvalid, new.w.is_some());
    m.poke_bit(p.s_axil_arvalid, new.ar.is_some());
    m.poke_bit(p.s_axil_bready, new.bready);
    m.poke_bit(p.s_axil_rready, new.rready);
    if let Some(addr) = new.aw {
        m.poke_bytes(p.s_axil_awaddr, &addr.to_le_bytes());
    }
    if let Some((data, strobe)) = new.w {
        m.poke_bytes(p.s_axil_wdata, &data.to_le_bytes());
        m.poke_bytes(p.s_axil_wstrb, &[strobe]);
    }
    if let Some(addr) = new.ar {
        m.poke_bytes(p.s_axil_araddr, &addr.to_le_bytes());
    }
}

fn sample(m: &Model, p: &Indices) -> Seen {
    let mut seen = Seen {
        rready: m.peek_bit(p.m_axi_rready),
        bready: m.peek_bit(p.m_axi_bready),
        reg_awready: m.peek_bit(p.s_axil_awready),
        reg_wready: m.peek_bit(p.s_axil_wready),
        reg_arready: m.peek_bit(p.s_axil_arready),
        irq: m.peek(p.irq) as u8,
        ..Seen::default()
    };
    if m.peek_bit(p.m_axi_arvalid) {
        seen.ar = Some(Address {
            id: m.peek(p.m_axi_arid) as u8,
            addr: m.peek(p.m_axi_araddr),
            len: m.peek(p.m_axi_arlen) as u8,
            size: m.peek(p.m_axi_arsize) as u8,
            burst: m.peek(p.m_axi_arburst) as u8,
        });
    }
    if m.peek_bit(p.m_axi_awvalid) {
        seen.aw = Some(Address {
            id: m.peek(p.m_axi_awid) as u8,
            addr: m.peek(p.m_axi_awaddr),
            len: m.peek(p.m_axi_awlen) as u8,
            size: m.peek(p.m_axi_awsize) as u8,
            burst: m.peek(p.m_axi_awburst) as u8,
        });
    }
    if m.peek_bit(p.m_axi_wvalid) {
        let mut w = WriteBeat { strobe: m.peek(p.m_axi_wstrb) as u16, last: m.peek_bit(p.m_axi_wlast), data: [0; 16] };
        m.peek_bytes(p.m_axi_wdata, &mut w.data);
        seen.w = Some(w);
    }
    if m.peek_bit(p.s_axil_bvalid) {
        seen.reg_b = Some(m.peek(p.s_axil_bresp) as u8);
    }
    if m.peek_bit(p.s_axil_rvalid) {
        seen.reg_r = Some((m.peek(p.s_axil_rdata) as u32, m.peek(p.s_axil_rresp) as u8));
    }
    seen
}

/// Declares a struct of port indices, each field named as its port.
macro_rules! indices {
    ($($name:ident)*) => {
        struct Indices { $($name: usize),* }

        impl Indices {
            fn of(model: &Model) -> Indices {
                Indices { $($name: model.port(stringify!($name))),* }
            }
        }
    };
}

indices! {
    clock reset irq
    s_axil_awaddr s_axil_awvalid s_axil_awready s_axil_wdata s_axil_wstrb s_axil_wvalid s_axil_wready
    s_axil_bresp s_axil_bvalid s_axil_bready
    s_axil_araddr s_axil_arvalid s_axil_arready s_axil_rdata s_axil_rresp s_axil_rvalid s_axil_rready
    m_axi_arid m_axi_araddr m_axi_arlen m_axi_arsize m_axi_arburst m_axi_arvalid m_axi_arready
    m_axi_rid m_axi_rdata m_axi_rresp m_axi_rlast m_axi_rvalid m_axi_rready
    m_axi_awid m_axi_awaddr m_axi_awlen m_axi_awsize m_axi_awburst m_axi_awvalid m_axi_awready
    m_axi_wdata m_axi_wstrb m_axi_wlast m_axi_wvalid m_axi_wready
    m_axi_bid m_axi_bresp m_axi_bvalid m_axi_bready
}
