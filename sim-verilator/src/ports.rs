//! Ports of the card's top module, for the build of its model and for `pins`.

use verilated::{Dir, Port};

/// Ports of module `respite_card`: name, width in bits, direction as the card sees it.
pub const PORTS: &[(&str, usize, Dir)] = &[
    ("clock", 1, Dir::In),
    ("reset", 1, Dir::In),
    ("s_axil_awaddr", 16, Dir::In),
    ("s_axil_awvalid", 1, Dir::In),
    ("s_axil_awready", 1, Dir::Out),
    ("s_axil_wdata", 32, Dir::In),
    ("s_axil_wstrb", 4, Dir::In),
    ("s_axil_wvalid", 1, Dir::In),
    ("s_axil_wready", 1, Dir::Out),
    ("s_axil_bresp", 2, Dir::Out),
    ("s_axil_bvalid", 1, Dir::Out),
    ("s_axil_bready", 1, Dir::In),
    ("s_axil_araddr", 16, Dir::In),
    ("s_axil_arvalid", 1, Dir::In),
    ("s_axil_arready", 1, Dir::Out),
    ("s_axil_rdata", 32, Dir::Out),
    ("s_axil_rresp", 2, Dir::Out),
    ("s_axil_rvalid", 1, Dir::Out),
    ("s_axil_rready", 1, Dir::In),
    ("m_axi_arid", 2, Dir::Out),
    ("m_axi_araddr", 48, Dir::Out),
    ("m_axi_arlen", 8, Dir::Out),
    ("m_axi_arsize", 3, Dir::Out),
    ("m_axi_arburst", 2, Dir::Out),
    ("m_axi_arvalid", 1, Dir::Out),
    ("m_axi_arready", 1, Dir::In),
    ("m_axi_rid", 2, Dir::In),
    ("m_axi_rdata", 128, Dir::In),
    ("m_axi_rresp", 2, Dir::In),
    ("m_axi_rlast", 1, Dir::In),
    ("m_axi_rvalid", 1, Dir::In),
    ("m_axi_rready", 1, Dir::Out),
    ("m_axi_awid", 2, Dir::Out),
    ("m_axi_awaddr", 48, Dir::Out),
    ("m_axi_awlen", 8, Dir::Out),
    ("m_axi_awsize", 3, Dir::Out),
    ("m_axi_awburst", 2, Dir::Out),
    ("m_axi_awvalid", 1, Dir::Out),
    ("m_axi_awready", 1, Dir::In),
    ("m_axi_wdata", 128, Dir::Out),
    ("m_axi_wstrb", 16, Dir::Out),
    ("m_axi_wlast", 1, Dir::Out),
    ("m_axi_wvalid", 1, Dir::Out),
    ("m_axi_wready", 1, Dir::In),
    ("m_axi_bid", 2, Dir::In),
    ("m_axi_bresp", 2, Dir::In),
    ("m_axi_bvalid", 1, Dir::In),
    ("m_axi_bready", 1, Dir::Out),
    ("irq", 5, Dir::Out),
];

/// `PORTS` as the model's builder wants them.
pub fn ports() -> Vec<Port> {
    let port =
        |&(name, width, dir): &(&str, usize, Dir)| Port { name: name.into(), width, dir, clock: name == "clock" };
    PORTS.iter().map(port).collect()
}
