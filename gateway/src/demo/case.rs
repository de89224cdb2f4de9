//! What is tried out: algorithms, and how B loses its SAs.

use super::lab::Side;

/// A case of the experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    pub name: &'static str,
    pub what: &'static str,
    pub loss: Loss,
    /// Statements about IKE and transforms; the rest is the same for all. `PEER` stands for the other's address.
    crypto: &'static str,
    /// More statements of the crypto map's entry.
    entry: &'static str,
}

/// How B loses its SAs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// `clear crypto isakmp`, then `clear crypto sa`: without an IKE SA, A cannot be told (IKEv1).
    Clear,
    /// A power cut. IKEv2 would tell A of a clear: its IPsec SAs end with their IKE SA.
    PowerCut,
}

impl Case {
    /// Those of the demonstration.
    pub const ALL: [Case; 3] = [Case::IKEV2_HYBRID, Case::IKEV1, Case::SEED];

    pub const IKEV2_HYBRID: Case = Case {
        name: "ikev2-hybrid-aes-gcm",
        what: "IKEv2, X25519 and ML-KEM-768, ESP with AES-256-GCM; B loses its power",
        loss: Loss::PowerCut,
        crypto: "\
crypto ikev2 proposal hybrid
 encryption aes-gcm-256
 prf sha512
 group 31
 additional-key-exchange 1 ml-kem-768
!
crypto ikev2 policy all
 proposal hybrid
!
crypto ikev2 keyring keys
 peer other
  address PEER
  pre-shared-key 0 1234
!
crypto ikev2 profile other
 authentication pre-share
 keyring local keys
!
crypto ipsec transform-set suite esp-gcm 256
",
        entry: " set ikev2-profile other\n",
    };

    pub const IKEV1: Case = Case {
        name: "ikev1-aes-gcm",
        what: "IKEv1 as in the seed, but ESP with AES-128-GCM; B's SAs are cleared",
        loss: Loss::Clear,
        crypto: "\
crypto isakmp policy 1
 authentication pre-share
 lifetime 180
!
crypto isakmp key 0 1234 address PEER
!
crypto ipsec transform-set suite esp-gcm
",
        entry: "",
    };

    pub const SEED: Case = Case {
        name: "seed",
        what: "the seed's own: IKEv1, AH with SHA-1 over ESP with DES and SHA-1; B's SAs are cleared",
        loss: Loss::Clear,
        crypto: "\
crypto isakmp policy 1
 authentication pre-share
 lifetime 180
!
crypto isakmp key 0 1234 address PEER
!
crypto ipsec transform-set suite ah-sha-hmac esp-des esp-sha-hmac
",
        entry: "",
    };

    /// Without ML-KEM, that is without IKE_INTERMEDIATE.
    pub const IKEV2_X25519: Case = Case {
        name: "ikev2-aes-gcm",
        what: "IKEv2, X25519, ESP with AES-256-GCM; B loses its power",
        loss: Loss::PowerCut,
        crypto: "\
crypto ikev2 proposal classic
 encryption aes-gcm-256
 prf sha512
 group 31
!
crypto ikev2 policy all
 proposal classic
!
crypto ikev2 keyring keys
 peer other
  address PEER
  pre-shared-key 0 1234
!
crypto ikev2 profile other
 authentication pre-share
 keyring local keys
!
crypto ipsec transform-set suite esp-gcm 256
",
        entry: " set ikev2-profile other\n",
    };

    /// The case with this name.
    pub fn named(name: &str) -> Option<Case> {
        Case::ALL.into_iter().find(|case| case.name == name)
    }

    /// The configuration of a side.
    pub fn config(&self, side: Side, recovery: bool) -> String {
        let hostname = match side {
            Side::A => "ipseca-71a",
            Side::B => "ipseca-72a",
        };
        let (outer, inner, peer, other) = (side.outer(), side.inner(), side.other().outer(), side.other().inner());
        let recovery = if recovery { "crypto isakmp invalid-spi-recovery\n!\n" } else { "" };
        let (crypto, entry) = (self.crypto.replace("PEER", peer), self.entry);
        format!(
            "\
hostname {hostname}
!
{crypto}!
{recovery}crypto map testtag1 10 ipsec-isakmp
 set peer {peer}
 set transform-set suite
 match address 150
{entry}!
controller sim
!
interface FastEthernet0/0
 device eth0
 ip address {outer} 255.0.0.0
 crypto map testtag1
!
interface FastEthernet0/1
 device lo
 ip address {inner} 255.0.0.0
!
access-list 150 permit ip host {inner} host {other}
!
end
"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load;

    #[test]
    fn the_configurations_of_all_cases_load_without_ignored_lines() {
        for case in Case::ALL.into_iter().chain([Case::IKEV2_X25519]) {
            for (side, recovery) in [(Side::A, true), (Side::B, false)] {
                let loaded = load(&case.config(side, recovery)).unwrap_or_else(|e| panic!("{}: {e}", case.name));
                assert_eq!(loaded.ignored, [], "{}", case.name);
                assert_eq!(loaded.config.recovery.enabled, recovery);
            }
        }
    }
}
