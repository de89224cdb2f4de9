//! The experiment with Linux as the peer: strongSwan negotiates, XFRM keeps the stale SA, and the gateway on the card loses
//! its own.

use std::fs::{self, OpenOptions};
use std::net::IpAddr;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::charon::Charon;
use super::net::Side;
use super::report::Report;
use super::slot::Slot;
use super::{ensure, run, wait_for};
use crate::Checked;

pub fn steps(report: &mut Report, slot: &Slot, charon: &Charon) -> Checked<()> {
    let mut gateway = None;
    report.step("respite run: a tunnel with strongSwan, whose SAs are the kernel's", || {
        addresses()?;
        charon.load(CONNECTION)?;
        gateway = Some(up(slot, true)?);
        let states = run("ip", &["-n", "peer", "xfrm", "state"])?;
        ensure!(states.matches("proto esp").count() >= 2, "the kernel's SAs: {states}");
        Ok("IKEv2, X25519, ESP with AES-128-GCM; three pings answered each way".into())
    })?;
    let Some(first) = gateway.take() else {
        return report.note(&format!("strongSwan: {}", charon.said()));
    };
    report.step("the gateway's power is cut, and the tunnel recovers", || {
        drop(first);
        let second = Gateway::start(slot, true)?;
        let began = Instant::now();
        let lost = pings_until_answered(RECOVERS).map_err(|error| format!("{error}: {}", second.said()))?;
        let took = began.elapsed();
        let logged = fs::read_to_string(LOG)?.contains("%CRYPTO-4-RECVD_PKT_INV_SPI");
        ensure!(logged, "no invalid SPI in the log: {}", second.said());
        ping(Side::Gateway)?;
        gateway = Some(second);
        Ok(format!(
            "pings of the stale SA met an invalid SPI; after {took:.1?} and {lost} lost they are answered again"
        ))
    })?;
    report.step("the same without recovery", || {
        drop(gateway.take());
        drop(up(slot, false)?);
        let second = Gateway::start(slot, false)?;
        match pings_until_answered(STAYS_AWAY) {
            Ok(_) => Err(format!("answered: {}", second.said()).into()),
            Err(_) => Ok(format!("no ping is answered within {STAYS_AWAY:?}")),
        }
    })?;
    Ok(())
}

/// A gateway whose tunnel passes pings both ways.
fn up(slot: &Slot, recovery: bool) -> Checked<Gateway> {
    let gateway = Gateway::start(slot, recovery)?;
    wait_for("a ping through the tunnel", || ping(Side::Gateway).ok())
        .map_err(|error| format!("{error}: {}", gateway.said()))?;
    for _ in 0..3 {
        ping(Side::Gateway)?;
        ping(Side::Peer)?;
    }
    Ok(gateway)
}

/// `respite run` on the card. Killed when dropped, so that its peer hears nothing.
struct Gateway(Child);

impl Gateway {
    fn start(slot: &Slot, recovery: bool) -> Checked<Gateway> {
        fs::write("/tmp/startup-config", configuration(slot, recovery))?;
        let _ = fs::remove_file(CONTROL);
        let log = OpenOptions::new().create(true).write(true).truncate(true).open(LOG)?;
        let mut command = Side::Gateway.command("respite");
        command.args(["run", "--config", "/tmp/startup-config", "--state", "/tmp/state", "--socket", CONTROL]);
        let child = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut gateway = Gateway(child);
        let answers = wait_for("the gateway", || match gateway.0.try_wait() {
            Ok(None) => run("respite", &["stats", "--socket", CONTROL]).ok().map(|_| true),
            _ => Some(false),
        });
        ensure!(answers?, "the gateway has ended: {}", gateway.said());
        Ok(gateway)
    }

    fn said(&self) -> String {
        super::tail(LOG)
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The protected hosts, each on its side.
fn addresses() -> Checked<()> {
    if Path::new("/tmp/recovery").exists() {
        return Ok(());
    }
    fs::write("/tmp/recovery", "")?;
    Side::Gateway.ip("addr add 10.20.1.1/32 dev lo\n")?;
    Side::Peer.ip("addr add 10.20.2.2/32 dev lo\nroute add 10.20.1.0/24 via 192.0.2.1\n")
}

fn ping(from: Side) -> Checked<()> {
    let (ours, theirs): (IpAddr, IpAddr) = ([10, 20, 1, 1].into(), [10, 20, 2, 2].into());
    match from {
        Side::Gateway => from.ping_within(ours, theirs, 2),
        Side::Peer => from.ping_within(theirs, ours, 2),
    }
}

/// Pings of the peer's host, one a second; how many were lost before one was answered.
fn pings_until_answered(limit: Duration) -> Checked<u32> {
    let began = Instant::now();
    let mut lost = 0;
    while ping(Side::Peer).is_err() {
        lost += 1;
        ensure!(began.elapsed() < limit, "no ping is answered within {limit:?}");
    }
    Ok(lost)
}

fn configuration(slot: &Slot, recovery: bool) -> String {
    let recovery = if recovery { "crypto isakmp invalid-spi-recovery\n!\n" } else { "" };
    format!(
        "\
hostname gw
!
crypto ikev2 proposal modern
 encryption aes-gcm-128
 prf sha256
 group 31
!
crypto ikev2 policy all
 proposal modern
!
crypto ikev2 keyring keys
 peer linux
  address 192.0.2.2
  pre-shared-key 0 correct-horse
!
crypto ikev2 profile linux
 match identity remote fqdn peer.example
 identity local fqdn gw.example
 authentication pre-share
 keyring local keys
!
{recovery}crypto ipsec transform-set suite esp-gcm
!
crypto map vpn 10 ipsec-isakmp
 set peer 192.0.2.2
 set transform-set suite
 set ikev2-profile linux
 match address protected
!
controller vfio {}
!
interface eth0
 ip address 192.0.2.1 255.255.255.0
 crypto map vpn
!
interface lo
 ip address 10.20.1.1 255.255.255.255
!
ip access-list extended protected
 permit ip host 10.20.1.1 host 10.20.2.2
!
end
",
        slot.address
    )
}

const CONNECTION: &str = "\
connections {
  gw {
    version = 2
    local_addrs = 192.0.2.2
    remote_addrs = 192.0.2.1
    proposals = aes128gcm16-prfsha256-x25519
    local {
      auth = psk
      id = peer.example
    }
    remote {
      auth = psk
      id = gw.example
    }
    children {
      net {
        local_ts = 10.20.2.2/32
        remote_ts = 10.20.1.1/32
        esp_proposals = aes128gcm16
      }
    }
  }
}
secrets {
  ike-gw {
    id-l = peer.example
    id-r = gw.example
    secret = \"correct-horse\"
  }
}
";
const CONTROL: &str = "/tmp/control";
const LOG: &str = "/tmp/gateway";
const RECOVERS: Duration = Duration::from_secs(60);
/// Several times what recovery takes.
const STAYS_AWAY: Duration = Duration::from_secs(15);
