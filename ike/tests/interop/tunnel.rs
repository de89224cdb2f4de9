//! A tunnel between the endpoint (left) and strongSwan (right), and what can be asked of it.

use std::time::Duration;

use respite_ike::config::Peer;
use respite_ike::sa::BundleId;
use respite_ike::{Config, Limit};

use crate::gateway;
use crate::lab::{Lab, Side};
use crate::runner::Runner;
use crate::strongswan::{Connection, StrongSwan};
use crate::tree::Tree;
use crate::TMP;

pub struct Tunnel {
    pub ours: Runner,
    pub peer: StrongSwan,
    pub lab: Lab,
    pub tree: Tree,
}

/// Who begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initiator {
    Ours,
    Peers,
}

impl Tunnel {
    /// Starts both ends, which keep silent. `None` where this machine lacks something.
    pub fn open(test: &str, tree: Tree, connection: &Connection, config: Config) -> Option<Tunnel> {
        Self::open_with(test, tree, connection, &[], config)
    }

    /// The same with files for strongSwan, as (path, contents).
    pub fn open_with(
        test: &str,
        tree: Tree,
        connection: &Connection,
        files: &[(&str, &[u8])],
        config: Config,
    ) -> Option<Tunnel> {
        let lab = Lab::for_test(TMP, test, &[tree])?;
        let peer = StrongSwan::start(&lab, Side::Right, tree, connection, files);
        let ours = Runner::start(&lab, Side::Left, config);
        Some(Tunnel { ours, peer, lab, tree })
    }

    /// The same with a pre-shared key and one proposal each; `change` is made to our side of it.
    pub fn psk(
        test: &str,
        (tree, version): (Tree, u8),
        (ike, esp): (&'static str, &'static str),
        change: impl FnOnce(&mut Peer),
    ) -> Option<Tunnel> {
        let mut peer = gateway::peer(Side::Left, version, ike, esp);
        change(&mut peer);
        let connection = Connection::psk(Side::Right, version, ike, esp);
        Self::open(test, tree, &connection, gateway::config(peer))
    }

    /// Negotiates, until there is one IKE SA and one child SA at either end.
    pub fn begin(&self, initiator: Initiator) {
        match initiator {
            Initiator::Ours => {
                self.ours.call(|endpoint, now| endpoint.initiate(now, "gw")).expect("the peer may be called");
            }
            Initiator::Peers => {
                self.peer.initiate().unwrap_or_else(|said| panic!("{said}\n{}", self.story()));
            }
        }
        self.settled();
    }

    /// Waits until there is one IKE SA and one child SA at either end.
    pub fn settled(&self) {
        self.until("one SA each", |t| (t.ours.ike(), t.ours.bundles().len()) == (1, 1));
        self.until("one SA each at the peer", |t| {
            let sas = t.peer.sas();
            sas.ike.len() == 1 && sas.children.len() == 1
        });
    }

    /// Waits until neither end has an SA.
    pub fn gone(&self) {
        self.until("the end of our SAs", |t| (t.ours.ike(), t.ours.bundles().len()) == (0, 0));
        self.until("the end of its SAs", |t| {
            let sas = t.peer.sas();
            sas.ike.is_empty() && sas.children.is_empty()
        });
    }

    /// Pings pass both ways.
    pub fn pings(&self) {
        assert!(self.ours.ping(3, LIMIT), "our pings are not answered:\n{}", self.story());
        assert_eq!(self.lab.ping(Side::Right, self.tree, 3), 3, "its pings are not answered:\n{}", self.story());
    }

    /// The child SA is replaced by the peer, or by us.
    pub fn rekey_child(&self, initiator: Initiator) {
        let old = self.bundle();
        match initiator {
            Initiator::Ours => self.ours.call(move |endpoint, now| endpoint.handle_lifetime(now, old, Limit::Soft)),
            Initiator::Peers => {
                self.peer.rekey_child().unwrap_or_else(|said| panic!("{said}\n{}", self.story()));
            }
        }
        self.until("a new bundle", |t| t.ours.bundles().len() == 1 && t.bundle() != old);
        self.settled();
    }

    /// The IKE SA is replaced by the peer.
    pub fn rekey_ike(&self) {
        let old = self.peer.sas().ike;
        self.peer.rekey_ike().unwrap_or_else(|said| panic!("{said}\n{}", self.story()));
        self.until("a new IKE SA", |t| {
            let sas = t.peer.sas();
            sas.ike.len() == 1 && sas.ike != old
        });
        self.settled();
    }

    /// All ends.
    pub fn end(&self, initiator: Initiator) {
        match initiator {
            // In IKEv1 the children do not end with their IKE SA.
            Initiator::Ours => self.ours.call(|endpoint, now| {
                endpoint.clear_bundles(now, None);
                endpoint.clear_ike(now, None);
            }),
            Initiator::Peers => {
                self.peer.terminate_ike().unwrap_or_else(|said| panic!("{said}\n{}", self.story()));
            }
        }
        self.gone();
    }

    /// The newest bundle that is sent on.
    pub fn bundle(&self) -> BundleId {
        self.ours.bundles().last().unwrap_or_else(|| panic!("no bundle:\n{}", self.story())).id
    }

    /// Waits until `condition` holds; fails with both ends' stories if it does not.
    pub fn until(&self, what: &str, condition: impl Fn(&Tunnel) -> bool) {
        let come = crate::lab::wait_for(LIMIT, || condition(self).then_some(()));
        assert!(come.is_some(), "{what} did not come:\n{}", self.story());
    }

    /// What both ends have seen.
    pub fn story(&self) -> String {
        format!("--- ours\n{}--- the peer\n{}\n{}", self.ours.story(), self.peer.sas().text, self.peer.log())
    }
}

const LIMIT: Duration = Duration::from_secs(10);
