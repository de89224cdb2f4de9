//! SA payloads, read and answered: a responder chooses one of what was offered, or nothing. Input: even for IKEv1, odd for
//! IKEv2, then the body of the SA payload.

use std::sync::LazyLock;
use std::time::Instant;

use respite_ike::config::{IkeProposal, Peer, Version};
use respite_ike::crypto::{Cipher, Group, Prf};
use respite_ike::sa::Integrity;
use respite_ike::wire::v2::sa::kind::KEY_EXCHANGE;
use respite_ike::wire::{header, v1, v2, Header};
use respite_ike::{Config, Datagram, Endpoint};

use crate::configs::{config, ip, peer};

pub fn run(data: &[u8]) {
    match data.split_first() {
        Some((first, body)) if first % 2 == 0 => ikev1(body),
        Some((_, body)) => ikev2(body),
        None => {}
    }
}

fn ikev1(body: &[u8]) {
    let mut chain = v1::Builder::new();
    if body.len() > LARGEST {
        return;
    }
    chain.push(v1::payload::kind::SA, body);
    let header = header(chain.first(), v1::VERSION, v1::exchange::MAIN, 0);
    let Some(answer) = answer(&V1, header, chain.octets()) else { return };
    let offered = v1::SecurityAssociation::parse(body).expect("what is answered can be read");
    let (first, octets) = (answer[16], &answer[header::LEN..]);
    let payloads: Vec<_> = v1::Payloads::new(first, octets).map(|payload| payload.expect("ours is sound")).collect();
    let Some(sa) = payloads.iter().find(|payload| payload.kind == v1::payload::kind::SA) else { return };
    let chosen = v1::SecurityAssociation::parse(sa.body).expect("ours is sound");
    let [proposal] = &chosen.proposals[..] else { panic!("one proposal is chosen") };
    let [transform] = proposal.transforms[..] else { panic!("one transform is chosen") };
    let source = offered.proposals.iter().filter(|of| of.number == proposal.number && of.protocol == proposal.protocol);
    assert!(source.flat_map(|of| &of.transforms).any(|of| *of == transform), "what is chosen was offered");
}

fn ikev2(body: &[u8]) {
    if body.len() > LARGEST {
        return;
    }
    let mut chain = v2::Chain::default();
    chain.push(v2::payload::SA, |out| out.extend_from_slice(body));
    chain.key_exchange(31, &[9; 32]).nonce(&[1; 32]);
    let header = header(chain.first(), v2::VERSION, v2::exchange::IKE_SA_INIT, v2::flags::INITIATOR);
    let Some(answer) = answer(&V2, header, chain.octets()) else { return };
    let payloads = v2::Payloads::parse(answer[16], &answer[header::LEN..]).expect("ours is sound");
    let Some(chosen) = payloads.sa() else { return };
    let offered = v2::sa::parse(body).expect("what is answered can be read");
    let [proposal] = chosen else { panic!("one proposal is chosen") };
    let source: Vec<_> = offered.iter().filter(|of| of.number == proposal.number).collect();
    for transform in &proposal.transforms {
        assert!(source.iter().any(|of| of.transforms.contains(transform)), "what is chosen was offered");
    }
    let groups = proposal.transforms.iter().filter(|transform| transform.kind == KEY_EXCHANGE);
    assert_eq!(groups.map(|group| group.id).collect::<Vec<_>>(), [31], "the group is that of the key exchange");
}

/// What a responder says to a first message.
fn answer(config: &Config, header: Header, chain: &[u8]) -> Option<Vec<u8>> {
    let mut message = Vec::new();
    let length = u32::try_from(header::LEN + chain.len()).expect("it fits into a datagram");
    Header { length, ..header }.emit(&mut message);
    message.extend_from_slice(chain);
    let now = Instant::now();
    let mut endpoint = Endpoint::new(config.clone(), [1; 32], now);
    let (local, remote) = ((ip("192.0.2.1"), 500).into(), (ip("192.0.2.2"), 500).into());
    endpoint.handle_datagram(now, Datagram { local, remote, payload: &message });
    let answer = endpoint.poll_transmit().map(|transmit| transmit.payload);
    assert_eq!(endpoint.poll_transmit(), None, "one message is answered with one");
    answer
}

fn header(next_payload: u8, version: u8, exchange: u8, flags: u8) -> Header {
    let (initiator_spi, responder_spi, message_id, length) = (1, 0, 0, 0);
    Header { initiator_spi, responder_spi, next_payload, version, exchange, flags, message_id, length }
}

fn responder(version: Version, proposal: IkeProposal) -> Config {
    let base = peer(version, "peer", ip("192.0.2.1"), ip("192.0.2.2"), (1, 2));
    let proposals = [base.proposals.clone(), vec![proposal]].concat();
    config([Peer { proposals, ..base }])
}

static V1: LazyLock<Config> = LazyLock::new(|| {
    let proposal = IkeProposal {
        ciphers: vec![Cipher::DesCbc, Cipher::AesCbc(256)],
        integrity: vec![],
        prfs: vec![Prf::HmacSha1, Prf::HmacSha2_512],
        groups: vec![Group::Modp768, Group::Modp2048],
        additional: vec![],
    };
    responder(Version::V1, proposal)
});

static V2: LazyLock<Config> = LazyLock::new(|| {
    let proposal = IkeProposal {
        ciphers: vec![Cipher::AesCbc(128), Cipher::AesGcm16(256)],
        integrity: vec![Integrity::HmacSha2_256_128, Integrity::HmacSha1_96],
        prfs: vec![Prf::HmacSha1, Prf::HmacSha2_384],
        groups: vec![Group::P256, Group::X25519],
        additional: vec![vec![Group::MlKem768]],
    };
    responder(Version::V2, proposal)
});

/// Octets of an SA payload that a UDP datagram has room for.
const LARGEST: usize = 60_000;
