//! `respite manual`: SAs that were written down, at both ends.

use std::io::{BufRead, BufReader};
use std::net::UdpSocket;
use std::process::{Child, Stdio};
use std::time::Duration;

use respite::demo::{inside, Lab, Side};
use serde_json::Value;

use crate::setup::{lab, program, BRISK};
use crate::wire::send_hex;

/// A gateway. Killed when dropped.
struct Manual(Child);

impl Manual {
    fn start(lab: &Lab, side: Side, sas: &str) -> Manual {
        let dir = lab.directory(side);
        std::fs::create_dir_all(&dir).expect("the laboratory's directory is writable");
        std::fs::write(dir.join("SA.toml"), sas).expect("writable");
        let mut command = lab.command(side, program());
        command.args(["manual", "--device", "eth0", "--sa"]).arg(dir.join("SA.toml"));
        command.arg("--report").arg(dir.join("report.json"));
        let mut child = command.stdout(Stdio::piped()).spawn().expect("ip netns exec runs");
        let mut line = String::new();
        let said = child.stdout.take().expect("a pipe");
        let manual = Manual(child);
        BufReader::new(said).read_line(&mut line).expect("the pipe can be read");
        assert_eq!(line, "respite0 is up\n", "{side:?}");
        manual
    }

    /// At both ends of tunnels between the inner addresses.
    fn tunnel(lab: &Lab, side: Side) -> Manual {
        let manual = Manual::start(lab, side, &sas(side));
        for network in [format!("{}/32", side.other().inner()), format!("{}/128", side.other().inner6())] {
            let done = lab.command(side, "ip").args(["route", "add", &network, "dev", "respite0"]).status();
            assert!(done.expect("ip runs").success(), "{network}");
        }
        manual
    }

    /// Ends it as an operator would; its report.
    fn stop(mut self, lab: &Lab, side: Side) -> serde_json::Value {
        let pid = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("it runs");
        assert!(self.0.wait().expect("it ends").success());
        let report = std::fs::read(lab.directory(side).join("report.json")).expect("a report");
        serde_json::from_slice(&report).expect("JSON")
    }
}

impl Drop for Manual {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An SA each way for either family of inner addresses: one ESP, one ESP in UDP.
fn sas(side: Side) -> String {
    let sa = |from: Side, v6: bool| {
        let (local, remote) = match v6 {
            false => (format!("{}/32", from.inner()), format!("{}/32", from.other().inner())),
            true => (format!("{}/128", from.inner6()), format!("{}/128", from.other().inner6())),
        };
        let spi = 0x1000 + u32::from(v6) * 2 + u32::from(from == Side::A);
        let (direction, selectors) = match from == side {
            true => ("out", format!("selectors = {{ local = \"{local}\", remote = \"{remote}\" }}\n")),
            false => ("in", String::new()),
        };
        let udp = if v6 { "udp_encap = [4500, 4500]\n" } else { "" };
        let (src, dst) = (from.outer(), from.other().outer());
        format!(
            "[[sa]]\nname = \"{spi:x}\"\ndirection = \"{direction}\"\nproto = \"esp\"\nspi = {spi}\n\
             src = \"{src}\"\ndst = \"{dst}\"\nmode = \"tunnel\"\nenc = \"aes-gcm-16\"\n\
             enc_key = \"{spi:040x}\"\n{udp}{selectors}"
        )
    };
    [Side::A, Side::B].iter().flat_map(|from| [false, true].map(|v6| sa(*from, v6))).collect()
}

#[test]
fn sas_that_were_written_down_join_two_hosts_without_ike() {
    let Some(lab) = lab("sas_that_were_written_down_join_two_hosts_without_ike") else { return };
    let (a, b) = (Manual::tunnel(&lab, Side::A), Manual::tunnel(&lab, Side::B));
    for (from, to) in [(Side::A.inner(), Side::B.inner()), (Side::A.inner6(), Side::B.inner6())] {
        let pings = lab.ping_from(Side::A, (from, to), 3, BRISK, &[]).expect("ping runs");
        assert_eq!((pings.sent, pings.received), (3, 3), "{to}: {}", pings.marks);
    }
    for (manual, side) in [(a, Side::A), (b, Side::B)] {
        let report = manual.stop(&lab, side);
        for name in ["1000", "1001", "1002", "1003"] {
            assert_eq!(report["sas"][name]["packets"], 3, "{side:?}: {report}");
        }
        assert_eq!(report["counters"]["rx_ok"], 6, "{report}");
    }
}

/// fixtures/vectors/derived.json: AH in transport mode behind a hop-by-hop option, behind a router alert and a recorded route.
#[test]
fn pol_10_ah_behind_options_and_extension_headers_is_opened() {
    let Some(lab) = lab("pol_10_ah_behind_options_and_extension_headers_is_opened") else { return };
    let vectors: Value = serde_json::from_str(include_str!("../../../fixtures/vectors/derived.json")).expect("JSON");
    for (name, payload) in [("ah_ipv6", &b"ABCDEFGH"[..]), ("ah_ipv4_options", b"test")] {
        for row in vectors[name].as_array().expect("rows") {
            let text = |field: &str| row[field].as_str().expect("text").to_owned();
            let v6 = name == "ah_ipv6";
            let ends = if v6 { Side::outer6 } else { Side::outer };
            let (key, packet, at) = (text("key"), text("packet"), if v6 { 52 } else { 36 });
            let auth = if key.len() == 40 { "hmac-sha1-96" } else { "hmac-sha2-256-128" };
            let sas = format!(
                "[[sa]]\nname = \"in\"\ndirection = \"in\"\nproto = \"ah\"\nspi = 0x{}\nsrc = \"{}\"\ndst = \"{}\"\n\
                 mode = \"transport\"\nauth = \"{auth}\"\nauth_key = \"{key}\"\n",
                &packet[2 * at..2 * at + 8],
                ends(Side::A),
                ends(Side::B),
            );
            let manual = Manual::start(&lab, Side::B, &sas);
            let socket = inside(&lab.namespace(Side::B), || {
                let socket = UdpSocket::bind((ends(Side::B), 9))?;
                socket.set_read_timeout(Some(Duration::from_secs(20)))?;
                Ok(socket)
            });
            let damaged = format!("{}00", &packet[..packet.len() - 2]);
            if send_hex(&lab, Side::A, &[damaged, packet.clone(), packet]).is_none() {
                return;
            }
            let mut got = [0; 64];
            let len = socket.expect("a socket").recv(&mut got).expect("the datagram arrives");
            assert_eq!(&got[..len], payload, "{}", row["id"]);
            let report = manual.stop(&lab, Side::B);
            assert_eq!(report["sas"]["in"]["packets"], 1, "{report}");
            assert_eq!(
                report["counters"],
                serde_json::json!({"rx_octets": report["counters"]["rx_octets"], "rx_options": 3, "rx_pkts": 3})
            );
        }
    }
}
