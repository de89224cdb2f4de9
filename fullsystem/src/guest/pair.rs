//! The SAs of a row, one or two each way, in the words of SA.toml and of `ip xfrm`.

use std::fmt::Write;
use std::net::IpAddr;

use respite_abi::sa::Hash;

use super::suites::{Cipher, Esp, Shape, Suite};

/// A row of the table with SAs and addresses of its own.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    pub number: u16,
    pub suite: Suite,
    pub shape: Shape,
    /// Whether Linux is told to make AH as RFC 4302 §2.6 has it in IPv4, a multiple of 32 bits; by itself it makes it one of 64.
    pub aligned: bool,
}

/// One direction of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The card encapsulates, Linux decapsulates.
    Out,
    /// The other way round.
    In,
}

/// One SA of a direction.
#[derive(Clone, Copy)]
enum Layer {
    Esp(Esp),
    Ah(Hash),
}

impl Pair {
    /// Addresses of the two hosts whose traffic is protected.
    pub fn inner(&self) -> (IpAddr, IpAddr) {
        let (us, them) = if self.shape.tunnel { (8, 9) } else { (6, 7) };
        (self.address(us, self.shape.inner6), self.address(them, self.shape.inner6))
    }

    /// Names of the SAs in SA.toml.
    pub fn sa_names(&self) -> Vec<String> {
        self.sas().map(|(way, layer)| self.sa_name(way, layer)).collect()
    }

    /// All SAs for SA.toml.
    pub fn toml(&self) -> String {
        self.sas().map(|(way, layer)| self.toml_sa(way, layer)).collect()
    }

    /// The peer's states and policies for `ip -batch`.
    pub fn xfrm(&self) -> String {
        let number = self.number;
        let (us, them) = self.inner();
        let mut text = String::new();
        for way in [Way::Out, Way::In] {
            let (src, dst) = self.ends(way);
            let (from, to, dir) = if way == Way::Out { (us, them, "in") } else { (them, us, "out") };
            let mut policy = format!("xfrm policy add src {from} dst {to} dir {dir}");
            let mut below = false;
            for layer in self.layers() {
                // AH over ESP goes behind the header that is there.
                let mode = if below { "transport" } else { self.mode() };
                let proto = layer.proto();
                // Writing to a string does not fail.
                let _ = writeln!(text, "{}", self.xfrm_state(way, layer, mode));
                let _ = write!(policy, " tmpl src {src} dst {dst} proto {proto} reqid {number} mode {mode}");
                below = true;
            }
            let _ = writeln!(text, "{policy}");
        }
        text
    }

    /// SPI of the packets of a direction as they are on the wire.
    pub fn wire_spi(&self, way: Way) -> Option<u32> {
        self.layers().last().map(|layer| self.spi(way, layer))
    }

    fn sas(&self) -> impl Iterator<Item = (Way, Layer)> + '_ {
        [Way::Out, Way::In].into_iter().flat_map(|way| self.layers().map(move |layer| (way, layer)))
    }

    /// From the inside to the outside.
    fn layers(&self) -> impl Iterator<Item = Layer> {
        self.suite.esp().map(Layer::Esp).into_iter().chain(self.suite.ah().map(Layer::Ah))
    }

    fn toml_sa(&self, way: Way, layer: Layer) -> String {
        let (src, dst) = self.ends(way);
        let bundle = matches!(self.suite, Suite::Bundle(..));
        let mut fields = vec![
            format!("name = {:?}", self.sa_name(way, layer)),
            format!("direction = {:?}", if way == Way::Out { "out" } else { "in" }),
            format!("proto = {:?}\nspi = {}\nsrc = \"{src}\"\ndst = \"{dst}\"", layer.proto(), self.spi(way, layer)),
            format!("mode = {:?}", self.mode()),
        ];
        let hash = match layer {
            Layer::Esp(esp) => {
                fields.push(format!("enc = {:?}", toml_cipher(esp.cipher)));
                if esp.cipher != Cipher::Null {
                    fields.push(format!("enc_key = {:?}", hex(&self.cipher_key(way, esp))));
                }
                esp.hash
            }
            Layer::Ah(hash) => {
                if bundle {
                    let below = self.suite.esp().map(Layer::Esp);
                    fields.extend(below.map(|below| format!("then = {:?}", self.sa_name(way, below))));
                }
                Some(hash)
            }
        };
        if let Some(hash) = hash {
            let key = hex(&self.auth_key(way, layer, hash));
            fields.push(format!("auth = {:?}\nauth_key = {key:?}", words(hash).toml));
        }
        if self.shape.esn {
            fields.push(format!("esn = true\nseq = {ESN_START}"));
        }
        if way == Way::In {
            fields.push(format!("replay_window = {WINDOW}"));
        }
        if self.shape.udp {
            fields.push("udp_encap = [4500, 4500]".into());
        }
        if way == Way::Out && !(bundle && matches!(layer, Layer::Esp(_))) {
            let (us, them) = self.inner();
            let bits = if us.is_ipv4() { 32 } else { 128 };
            fields.push(format!("selectors = {{ local = \"{us}/{bits}\", remote = \"{them}/{bits}\" }}"));
        }
        format!("[[sa]]\n{}\n", fields.join("\n"))
    }

    fn xfrm_state(&self, way: Way, layer: Layer, mode: &str) -> String {
        let (src, dst) = self.ends(way);
        let (proto, spi, number) = (layer.proto(), self.spi(way, layer), self.number);
        let mut line = format!(
            "xfrm state add src {src} dst {dst} proto {proto} spi {spi} reqid {number} mode {mode} replay-window {WINDOW}"
        );
        let mut add = |words: &str| {
            line.push(' ');
            line += words;
        };
        let shape = self.shape;
        let flags = [
            ("esn", shape.esn),
            ("align4", matches!(layer, Layer::Ah(_)) && self.aligned && src.is_ipv4()),
            // Else what is inside is taken for the family of what is outside.
            ("af-unspec", mode == "tunnel" && shape.inner6 != shape.outer6),
        ];
        let flags: Vec<_> = flags.iter().filter(|(_, wanted)| *wanted).map(|(flag, _)| *flag).collect();
        if !flags.is_empty() {
            add(&format!("flag {}", flags.join(" ")));
        }
        if self.shape.esn {
            // Its own direction only: the other one is 0.
            let which = if way == Way::Out { "replay-seq" } else { "replay-oseq" };
            add(&format!("{which} {ESN_START}"));
        }
        add(&self.xfrm_algorithms(way, layer));
        if self.shape.udp {
            add("encap espinudp 4500 4500 0.0.0.0");
        }
        line
    }

    fn xfrm_algorithms(&self, way: Way, layer: Layer) -> String {
        let auth = |hash: Hash| {
            let Words { xfrm, icv, .. } = words(hash);
            format!("auth-trunc hmac({xfrm}) 0x{} {icv}", hex(&self.auth_key(way, layer, hash)))
        };
        let esp = match layer {
            Layer::Ah(hash) => return auth(hash),
            Layer::Esp(esp) => esp,
        };
        let key = format!("0x{}", hex(&self.cipher_key(way, esp)));
        let cipher = match esp.cipher {
            Cipher::Gcm => return format!("aead rfc4106(gcm(aes)) {key} 128"),
            Cipher::Gmac => return format!("aead rfc4543(gcm(aes)) {key} 128"),
            Cipher::AesCbc => format!("enc cbc(aes) {key}"),
            Cipher::TripleDes => format!("enc cbc(des3_ede) {key}"),
            Cipher::Des => format!("enc cbc(des) {key}"),
            Cipher::Null => "enc ecb(cipher_null) \"\"".into(),
        };
        esp.hash.map_or(cipher.clone(), |hash| format!("{cipher} {}", auth(hash)))
    }

    /// Addresses of gateway and peer.
    fn outer(&self) -> (IpAddr, IpAddr) {
        match (self.shape.tunnel, self.shape.outer6) {
            (false, _) => self.inner(),
            (true, false) => ([192, 0, 2, 1].into(), [192, 0, 2, 2].into()),
            (true, true) => ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1].into(), [0x2001, 0xdb8, 0, 0, 0, 0, 0, 2].into()),
        }
    }

    fn address(&self, network: u8, v6: bool) -> IpAddr {
        let [high, low] = self.number.to_be_bytes();
        match v6 {
            false => [10, network, high, low].into(),
            true => [0xfd00 | u16::from(network), self.number, 0, 0, 0, 0, 0, 1].into(),
        }
    }

    /// Source and destination of the outer headers of a direction.
    pub fn ends(&self, way: Way) -> (IpAddr, IpAddr) {
        let (us, them) = self.outer();
        if way == Way::Out {
            (us, them)
        } else {
            (them, us)
        }
    }

    fn sa_name(&self, way: Way, layer: Layer) -> String {
        format!("{}-{}-{}", self.number, layer.proto(), if way == Way::Out { "out" } else { "in" })
    }

    fn spi(&self, way: Way, layer: Layer) -> u32 {
        let way = if way == Way::Out { 0x1000_0000 } else { 0x2000_0000 };
        let layer = if matches!(layer, Layer::Ah(_)) { 0x0100_0000 } else { 0 };
        way | layer | u32::from(self.number)
    }

    fn mode(&self) -> &'static str {
        if self.shape.tunnel {
            "tunnel"
        } else {
            "transport"
        }
    }

    fn cipher_key(&self, way: Way, esp: Esp) -> Vec<u8> {
        let salt = if esp.hash.is_none() { 4 } else { 0 };
        self.key(self.spi(way, Layer::Esp(esp)), 1, esp.key + salt)
    }

    fn auth_key(&self, way: Way, layer: Layer, hash: Hash) -> Vec<u8> {
        self.key(self.spi(way, layer), 2, words(hash).key)
    }

    /// Another key for every SA and purpose. Nobody's secret depends on it.
    fn key(&self, spi: u32, purpose: u64, len: usize) -> Vec<u8> {
        let mut state = u64::from(spi) << 8 | purpose;
        let next = || {
            // SplitMix64.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ z >> 31) as u8
        };
        std::iter::repeat_with(next).take(len).collect()
    }
}

impl Layer {
    fn proto(self) -> &'static str {
        match self {
            Layer::Esp(_) => "esp",
            Layer::Ah(_) => "ah",
        }
    }
}

fn toml_cipher(cipher: Cipher) -> &'static str {
    match cipher {
        Cipher::Gcm => "aes-gcm-16",
        Cipher::Gmac => "aes-gmac",
        Cipher::AesCbc => "aes-cbc",
        Cipher::TripleDes => "3des-cbc",
        Cipher::Des => "des-cbc",
        Cipher::Null => "null",
    }
}

/// What a hash is called, octets of its key, and bits of its ICV.
struct Words {
    toml: &'static str,
    xfrm: &'static str,
    key: usize,
    icv: u32,
}

fn words(hash: Hash) -> Words {
    match hash {
        Hash::Sha1 => Words { toml: "hmac-sha1-96", xfrm: "sha1", key: 20, icv: 96 },
        Hash::Sha256 => Words { toml: "hmac-sha2-256-128", xfrm: "sha256", key: 32, icv: 128 },
        Hash::Sha384 => Words { toml: "hmac-sha2-384-192", xfrm: "sha384", key: 48, icv: 192 },
        Hash::Sha512 => Words { toml: "hmac-sha2-512-256", xfrm: "sha512", key: 64, icv: 256 },
    }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Sequence numbers that the windows of both ends reach back.
pub const WINDOW: u32 = 64;
/// A few packets before the lower half of the numbers is used up.
const ESN_START: u32 = 0xffff_fffc;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::super::xfrm::{padded, pairs};
    use super::*;

    #[test]
    fn the_sas_of_the_table_are_those_that_sa_toml_takes() {
        let all: Vec<Pair> = pairs().into_iter().chain([padded()]).collect();
        let text: String = all.iter().map(Pair::toml).collect();
        let sas = respite::sa_file::parse(&text, Path::new("SA.toml")).expect("it is read");
        let names: Vec<String> = all.iter().flat_map(Pair::sa_names).collect();
        assert_eq!(sas.iter().map(|sa| sa.name.clone()).collect::<Vec<_>>(), names);
    }

    #[test]
    fn every_row_has_addresses_and_a_name_of_its_own() {
        let rows = pairs();
        let inner: BTreeSet<_> = rows.iter().map(Pair::inner).collect();
        let names: BTreeSet<_> = rows.iter().map(|p| (p.suite.name(), p.shape.name())).collect();
        assert_eq!((inner.len(), names.len()), (rows.len(), rows.len()));
    }
}
