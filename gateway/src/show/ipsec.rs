//! `show crypto ipsec sa`: the IPsec SAs of every entry of the crypto maps, with all that the seed shows.

use std::fmt::{self, Display, Formatter, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use respite_ike::config::{Mode, TrafficSelector};
use respite_ike::sa::Spi;
use serde::{Deserialize, Serialize};

use crate::log::Shown;

/// The SAs of an interface with a crypto map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfaceSas {
    pub interface: String,
    /// Name of the crypto map.
    pub tag: String,
    pub local: IpAddr,
    /// One for each rule that permits, whether there are SAs or not.
    pub flows: Vec<Flow>,
}

/// Protected traffic and its SAs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    pub local_ident: Ident,
    pub remote_ident: Ident,
    pub peer: SocketAddr,
    pub counters: Counters,
    pub local_endpoint: IpAddr,
    pub remote_endpoint: IpAddr,
    pub path_mtu: u16,
    pub media_mtu: u16,
    pub inbound: ProtocolSas,
    pub outbound: ProtocolSas,
}

/// One end of the traffic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ident {
    pub first: IpAddr,
    pub last: IpAddr,
    /// 0: any.
    pub protocol: u8,
    /// 0: any.
    pub port: u16,
}

/// Packets of a flow since its SAs are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    pub encaps: u64,
    pub encrypt: u64,
    pub digest: u64,
    pub decaps: u64,
    pub decrypt: u64,
    pub verify: u64,
    pub send_errors: u64,
    /// Packets with an invalid SPI are not of any flow, so not among these.
    pub recv_errors: u64,
}

/// The SAs of one direction, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolSas {
    pub esp: Vec<SaState>,
    pub ah: Vec<SaState>,
}

/// An SA.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaState {
    pub spi: u32,
    /// In the words of its transform set.
    pub transform: String,
    pub tunnel: bool,
    /// In UDP (RFC 3948).
    pub udp: bool,
    pub slot: u8,
    pub conn_id: u32,
    pub flow_id: u32,
    pub map: String,
    /// Whether a card does its work.
    pub hardware: bool,
    /// What is left of its life; `None`: there is no such limit.
    pub kilobytes_left: Option<u64>,
    pub seconds_left: Option<u64>,
    /// Octets; `None`: it has no IV.
    pub iv_len: Option<u8>,
    /// Packets; 0: no replay detection.
    pub replay_window: u32,
    pub esn: bool,
}

/// The SAs of all interfaces.
pub fn show_ipsec_sa(interfaces: &[InterfaceSas]) -> String {
    interfaces.iter().map(InterfaceSas::to_string).collect::<Vec<_>>().join("\n")
}

impl Flow {
    /// SPI of the ESP SA that is sent on, as the seed shows it; of AH if there is no ESP.
    pub fn current_outbound_spi(&self) -> u32 {
        let newest = self.outbound.esp.last().or(self.outbound.ah.last());
        newest.map_or(0, |sa| sa.spi)
    }
}

impl Ident {
    pub fn of(selector: &TrafficSelector) -> Self {
        let (first, last) = (*selector.addresses.start(), *selector.addresses.end());
        let one_port = selector.ports.start() == selector.ports.end();
        let port = if one_port { *selector.ports.start() } else { 0 };
        Ident { first, last, protocol: selector.protocol, port }
    }
}

impl SaState {
    pub(super) fn tunnels(mode: Mode) -> bool {
        mode == Mode::Tunnel
    }
}

impl Display for InterfaceSas {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "interface: {}", self.interface)?;
        writeln!(f, "    Crypto map tag: {}, local addr. {}", self.tag, self.local)?;
        self.flows.iter().try_for_each(|flow| write!(f, "\n{flow}"))
    }
}

impl Display for Flow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let c = &self.counters;
        writeln!(f, "   protected vrf:")?;
        writeln!(f, "   local  ident (addr/mask/prot/port): ({})", self.local_ident)?;
        writeln!(f, "   remote ident (addr/mask/prot/port): ({})", self.remote_ident)?;
        writeln!(f, "   current_peer: {}", self.peer)?;
        writeln!(f, "     PERMIT, flags={{origin_is_acl,}}")?;
        writeln!(f, "    #pkts encaps: {}, #pkts encrypt: {}, #pkts digest: {}", c.encaps, c.encrypt, c.digest)?;
        writeln!(f, "    #pkts decaps: {}, #pkts decrypt: {}, #pkts verify: {}", c.decaps, c.decrypt, c.verify)?;
        // IPComp, which is never negotiated.
        writeln!(f, "    #pkts compressed: 0, #pkts decompressed: 0")?;
        writeln!(f, "    #pkts not compressed: 0, #pkts compr. failed: 0")?;
        writeln!(f, "    #pkts not decompressed: 0, #pkts decompress failed: 0")?;
        writeln!(f, "    #send errors {}, #recv errors {}\n", c.send_errors, c.recv_errors)?;
        let (local, remote) = (self.local_endpoint, self.remote_endpoint);
        writeln!(f, "     local crypto endpt.: {local}, remote crypto endpt.: {remote}")?;
        writeln!(f, "     path mtu {}, media mtu {}", self.path_mtu, self.media_mtu)?;
        writeln!(f, "     current outbound spi: {:X}\n", self.current_outbound_spi())?;
        let empty = Vec::new();
        let mut text = String::new();
        for (direction, sas) in [("inbound", &self.inbound), ("outbound", &self.outbound)] {
            for (protocol, sas) in [("esp", &sas.esp), ("ah", &sas.ah), ("pcp", &empty)] {
                writeln!(text, "     {direction} {protocol} sas:")?;
                sas.iter().try_for_each(|sa| write!(text, "{sa}"))?;
                writeln!(text)?;
            }
        }
        writeln!(f, "{}", text.trim_end())
    }
}

impl Display for SaState {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mode = if self.tunnel { "Tunnel, " } else { "Transport, " };
        let udp = if self.udp { "UDP-Encaps, " } else { "" };
        let engine = if self.hardware { "Hardware" } else { "Software" };
        let left = |left: Option<u64>| left.map_or_else(|| "-".to_owned(), |n| n.to_string());
        writeln!(f, "      spi: {}", Shown(Spi(self.spi)))?;
        writeln!(f, "        transform: {},", self.transform)?;
        writeln!(f, "        in use settings ={{{mode}{udp}}}")?;
        let (slot, conn, flow, map) = (self.slot, self.conn_id, self.flow_id, &self.map);
        writeln!(f, "        slot: {slot}, conn id: {conn}, flow_id: {flow}, crypto map: {map}")?;
        writeln!(f, "        crypto engine type: {engine}")?;
        let (kilobytes, seconds) = (left(self.kilobytes_left), left(self.seconds_left));
        writeln!(f, "        sa timing: remaining key lifetime (k/sec): ({kilobytes}/{seconds})")?;
        if let Some(octets) = self.iv_len {
            writeln!(f, "        IV size: {octets} bytes")?;
        }
        let replay = if self.replay_window > 0 { "Y" } else { "N" };
        writeln!(f, "        replay detection support: {replay}{}", if self.esn { "  esn: Y" } else { "" })
    }
}

impl Display for Ident {
    /// Address and mask if it is such a range, first and last address else.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (IpAddr::V4(first), IpAddr::V4(last)) => {
                let bits = u32::from(first) ^ u32::from(last);
                let prefix = bits.leading_zeros() + bits.trailing_ones() >= 32 && u32::from(first) & bits == 0;
                match prefix {
                    true => write!(f, "{first}/{}", Ipv4Addr::from(!bits))?,
                    false => write!(f, "{first}-{last}")?,
                }
            }
            (IpAddr::V6(first), IpAddr::V6(last)) => {
                let bits = u128::from(first) ^ u128::from(last);
                let prefix = bits.leading_zeros() + bits.trailing_ones() >= 128 && u128::from(first) & bits == 0;
                match prefix {
                    true => write!(f, "{first}/{}", bits.leading_zeros())?,
                    false => write!(f, "{first}-{last}")?,
                }
            }
            (first, last) => write!(f, "{first}-{last}")?,
        }
        write!(f, "/{}/{}", self.protocol, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ident(first: &str, last: &str) -> String {
        let address = |text: &str| text.parse().expect("address");
        Ident { first: address(first), last: address(last), protocol: 6, port: 80 }.to_string()
    }

    #[test]
    fn traffic_is_shown_as_address_and_mask_where_it_is_that() {
        assert_eq!(ident("10.0.0.1", "10.0.0.1"), "10.0.0.1/255.255.255.255/6/80");
        assert_eq!(ident("10.0.0.0", "10.255.255.255"), "10.0.0.0/255.0.0.0/6/80");
        assert_eq!(ident("0.0.0.0", "255.255.255.255"), "0.0.0.0/0.0.0.0/6/80");
        assert_eq!(ident("10.0.0.1", "10.0.0.2"), "10.0.0.1-10.0.0.2/6/80");
        assert_eq!(ident("2001:db8::", "2001:db8:0:ffff:ffff:ffff:ffff:ffff"), "2001:db8::/48/6/80");
    }
}
