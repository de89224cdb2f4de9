//! `respite manual`: SAs that were written down, at both ends.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use respite::demo::{Lab, Side};

use crate::setup::{lab, program, BRISK};

/// A gateway. Killed when dropped.
struct Manual(Child);

impl Manual {
    fn start(lab: &Lab, side: Side) -> Manual {
        let dir = lab.directory(side);
        std::fs::create_dir_all(&dir).expect("the laboratory's directory is writable");
        std::fs::write(dir.join("SA.toml"), sas(side)).expect("writable");
        let mut command = lab.command(side, program());
        command.args(["manual", "--device", "eth0", "--sa"]).arg(dir.join("SA.toml"));
        command.arg("--report").arg(dir.join("report.json"));
        let mut child = command.stdout(Stdio::piped()).spawn().expect("ip netns exec runs");
        let mut line = String::new();
        let said = child.stdout.take().expect("a pipe");
        let manual = Manual(child);
        BufReader::new(said).read_line(&mut line).expect("the pipe can be read");
        assert_eq!(line, "respite0 is up\n", "{side:?}");
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
    let (a, b) = (Manual::start(&lab, Side::A), Manual::start(&lab, Side::B));
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
