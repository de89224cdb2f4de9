//! What IKE is told: the configuration, the secrets that outlive a restart, and nothing that the card cannot do.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use respite_driver::CardInfo;
use respite_ike::config::{ChildPolicy, Clock, Peer};
use respite_ike::crypto::sign::Certificates;
use zeroize::Zeroizing;

use super::params;
use super::secrets::Secrets;
use crate::config::pki::Trustpoint;
use crate::config::{endpoint_config, CertificateSource, Running};

/// What a configuration means for IKE and for the card.
pub struct Plan {
    pub ike: respite_ike::Config,
    /// Anti-replay windows by peer and child policy, in packets.
    pub windows: HashMap<(String, String), u32>,
    /// What cannot be done, for the operator.
    pub problems: Vec<String>,
    /// Octets that protection adds to a packet at most.
    pub overhead: u16,
}

/// The plan for a configuration with this card.
pub fn plan(config: &Running, card: &CardInfo, secrets: &Secrets) -> Plan {
    let (mut ike, problems) = endpoint_config(config, &Files);
    let mut problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let mut windows = HashMap::new();
    let mut overhead = 0;
    for peer in &mut ike.peers {
        let mut able = Peer::clone(peer);
        able.children.retain_mut(|child| {
            overhead = overhead.max(params::overhead(child, peer.local.is_ipv6()));
            windows.insert((peer.name.clone(), child.name.clone()), child.replay_window);
            reduce(child, card, &mut problems)
        });
        *peer = Arc::new(able);
    }
    ike.qcd = secrets.qcd().filter(|_| config.recovery.qcd);
    ike.recovery.tags = Some(secrets.tags());
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    ike.clock = Some(Clock { instant: Instant::now(), unix });
    problems.sort();
    problems.dedup();
    Plan { ike, windows, problems, overhead }
}

/// Leaves out proposals that the card cannot do; false if none is left, so that nothing is negotiated.
fn reduce(child: &mut ChildPolicy, card: &CardInfo, problems: &mut Vec<String>) -> bool {
    let name = child.name.clone();
    child.proposals.retain(|proposal| match params::check(card, proposal) {
        Ok(()) => true,
        Err(why) => {
            problems.push(format!("crypto map {name}: {why}"));
            false
        }
    });
    if child.proposals.is_empty() {
        problems
            .push(format!("crypto map {name}: its traffic is dropped, for the card can do none of its transform sets"));
    }
    !child.proposals.is_empty()
}

/// Certificates from the files that trustpoints name.
struct Files;

impl CertificateSource for Files {
    fn certificates(&self, _: &str, trustpoint: &Trustpoint) -> Result<Arc<Certificates>, String> {
        let read = |path: &Option<String>| {
            let path = path.as_deref().ok_or("a file is not named")?;
            fs::read(path).map_err(|e| format!("{path}: {e}"))
        };
        let key = Zeroizing::new(read(&trustpoint.private_key)?);
        let certificates =
            Certificates::from_pem(&read(&trustpoint.certificate)?, &key, &read(&trustpoint.authorities)?);
        certificates.map(Arc::new).map_err(|e| e.to_string())
    }
}
