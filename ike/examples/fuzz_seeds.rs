//! Writes the seeds of the fuzz targets: messages of real handshakes, vectors, certificates, scripts that bring something about.
//!
//! `fuzz_seeds DIRECTORY` makes a folder for each target there; equal sources give equal files.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rand_core::RngCore;
use respite_ike::config::{Identity, Version};
use respite_ike::crypto::sign::{method, Certificates, SignatureHashes};
use respite_ike::sa::{Protocol, Spi};
use respite_ike::wire::v2::{auth, id, notify, payload, protocol, sa, Chain, Notify, Proposal, Transform};
use respite_ike::wire::{header, v1, Header};
use respite_ike_testing::fuzz::certificates::SIGNED;
use respite_ike_testing::{self as testing, fuzz, Pair};
use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let into = PathBuf::from(std::env::args().nth(1).ok_or("usage: fuzz_seeds DIRECTORY")?);
    let vectors: Value = serde_json::from_slice(&std::fs::read(fixture("vectors/derived.json"))?)?;
    let (v1, v2) = (recorded(Version::V1), recorded(Version::V2));
    write(&into.join("ike_v1_payloads"), v1_payloads(&v1, &vectors))?;
    write(&into.join("ike_v2_payloads"), v2_payloads(&v2, &vectors))?;
    write(&into.join("ike_proposals"), proposals(&v1, &v2))?;
    write(&into.join("ike_certificates"), certificates()?)?;
    write(&into.join("ike_endpoint"), scripts())
}

fn write(directory: &Path, seeds: Vec<Vec<u8>>) -> Result<()> {
    std::fs::create_dir_all(directory)?;
    for (n, seed) in seeds.iter().enumerate() {
        std::fs::write(directory.join(format!("{n:02}")), seed)?;
    }
    Ok(())
}

/// IKE messages of a pair's life: handshake, a second bundle, a rekey, a restart, deletes.
fn recorded(version: Version) -> Vec<Vec<u8>> {
    let mut pair = Pair::new(version).established();
    let bundle = pair.nodes[testing::A].endpoint.bundles().next().expect("it is established").id;
    pair.call(testing::A, |endpoint, now| endpoint.handle_lifetime(now, bundle, respite_ike::Limit::Soft));
    pair.run(std::time::Duration::from_secs(5));
    pair.call(testing::A, |endpoint, now| endpoint.clear_bundles(now, None));
    pair.run(std::time::Duration::from_secs(5));
    pair.call(testing::A, |endpoint, now| endpoint.clear_ike(now, None));
    pair.run(std::time::Duration::from_secs(5));
    let mut sent: Vec<_> = pair.nodes.iter().flat_map(|node| node.sent.clone()).collect();
    sent.sort_by_key(|(at, _)| *at);
    sent.into_iter().map(|(_, transmit)| transmit.payload).collect()
}

/// The payloads of a message that is not protected, after the kind of the first.
fn chain(message: &[u8]) -> Vec<u8> {
    [&message[16..17], &message[header::LEN..]].concat()
}

fn v1_payloads(recorded: &[Vec<u8>], vectors: &Value) -> Vec<Vec<u8>> {
    let clear = recorded.iter().filter(|message| message[19] & v1::flag::ENCRYPTED == 0).map(|message| chain(message));
    let quick = &vectors["ikev1_seed_messages"]["QM"];
    let hashed = ["QM1_plain", "QM2_plain"].map(|name| octets(&quick[name])).into_iter();
    let told = list(&vectors["ikev1_informational"]["cases"]).iter().map(|case| octets(&case["plaintext"]));
    let protected = hashed.chain(told).map(|plaintext| [vec![v1::payload::kind::HASH], plaintext].concat());
    clear.chain([chain(&octets(&vectors["ikev1_seed_messages"]["MM1"]))]).chain(protected).collect()
}

fn v2_payloads(recorded: &[Vec<u8>], vectors: &Value) -> Vec<Vec<u8>> {
    let clear = recorded.iter().filter(|message| message[16] != payload::SK).map(|message| chain(message));
    let whole = recorded.iter().filter(|message| message[16] == payload::SK).take(2).cloned();
    let cases = list(&vectors["ikev2"]).iter();
    let messages = cases.clone().map(|case| octets(&case["message"]));
    let inner = cases.map(|case| octets(&case["inner"])).filter(|inner| !inner.is_empty());
    let inner = inner.map(|inner| [vec![payload::NOTIFY], inner].concat());
    let built = protected().into_iter().map(|chain| [&[chain.first()], chain.octets()].concat());
    clear.chain(whole).chain(messages).chain(inner).chain(built).collect()
}

/// What stands within protected messages: IKE_AUTH, CREATE_CHILD_SA, INFORMATIONAL.
fn protected() -> Vec<Chain> {
    let offer = Proposal {
        number: 1,
        protocol: protocol::ESP,
        spi: &[1, 2, 3, 4],
        transforms: vec![
            Transform::with_key(sa::kind::ENCRYPTION, 20, 128),
            Transform::new(sa::kind::SEQUENCE_NUMBERS, 0),
        ],
    };
    let body = id::body(&Identity::Fqdn("a.example.org".into()));
    let name = id::Identification { kind: body[0], data: &body[4..], body: &body };
    let net = testing::policy("net", 1, 2, testing::esp_gcm());
    let mut auth = Chain::default();
    auth.id(payload::ID_I, &name)
        .certificate(payload::CERT, 4, &[0x30, 3, 2, 1, 1])
        .certificate(payload::CERTREQ, 4, &[7; 20])
        .notify(&Notify::new(notify::INITIAL_CONTACT, &[]))
        .auth(auth::SHARED_KEY, &[3; 32])
        .sa(std::slice::from_ref(&offer))
        .selectors(payload::TS_I, &net.local)
        .selectors(payload::TS_R, &net.remote);
    let mut rekey = Chain::default();
    rekey
        .notify(&Notify { protocol: protocol::ESP, spi: &[9, 9, 9, 9], kind: notify::REKEY_SA, data: &[] })
        .sa(&[offer])
        .nonce(&[1; 32])
        .key_exchange(31, &[5; 32])
        .selectors(payload::TS_I, &net.local)
        .selectors(payload::TS_R, &net.remote);
    let mut delete = Chain::default();
    delete.delete(Protocol::Esp, &[Spi(0x0102_0304), Spi(0x0506_0708)]).delete_ike();
    vec![auth, rekey, delete]
}

fn proposals(v1: &[Vec<u8>], v2: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let first = |message: &[u8]| Header::parse(message).is_ok_and(|header| header.responder_spi == 0);
    let ikev1 = v1.iter().filter(|message| first(message)).map(|message| {
        let mut payloads = v1::Payloads::new(message[16], &message[header::LEN..]).map_while(std::result::Result::ok);
        let sa = payloads.find(|payload| payload.kind == v1::payload::kind::SA);
        [&[0][..], sa.map_or(&[][..], |sa| sa.body)].concat()
    });
    // It comes first in ours.
    let ikev2 = v2.iter().filter(|message| first(message)).map(|message| {
        let length = usize::from(u16::from_be_bytes([message[header::LEN + 2], message[header::LEN + 3]]));
        [&[1][..], &message[header::LEN + 4..header::LEN + length]].concat()
    });
    let rich = [(1, Transform::with_key(1, 12, 128)), (2, Transform::with_key(1, 20, 256))].map(|(number, cipher)| {
        let transforms = [(2, 2), (2, 5), (3, 2), (3, 12), (4, 19), (4, 31), (6, 36), (6, 0)];
        let transforms = transforms.map(|(kind, id)| Transform::new(kind, id));
        Proposal { number, protocol: protocol::IKE, spi: &[], transforms: [&[cipher], &transforms[..]].concat() }
    });
    let mut chain = Chain::default();
    chain.sa(&rich);
    ikev1.chain(ikev2).chain([[&[1][..], &chain.octets()[4..]].concat()]).collect()
}

/// openssl's signatures, and such that we make.
fn certificates() -> Result<Vec<Vec<u8>>> {
    let file = |name: String| std::fs::read(fixture("certificates").join(name));
    let signatures: Value = serde_json::from_slice(&file("signatures.json".into())?)?;
    let mut seeds = Vec::new();
    for (key, method) in [("rsa", method::RSA), ("p256", method::ECDSA_256), ("p384", method::ECDSA_384)] {
        let pem = [file(format!("{key}.pem"))?, file("intermediate.pem".into())?].concat();
        let ours = Certificates::from_pem(&pem, &file(format!("{key}.key.pem"))?, &file("root.pem".into())?)?;
        let signed = ours.sign(SIGNED, Some(SignatureHashes::OURS))?;
        let theirs = signatures.as_object().ok_or("signatures.json is an object")?.iter();
        let theirs = theirs.filter(|(scheme, _)| scheme.starts_with(key)).map(|(_, data)| (method, octets(data)));
        for (method, data) in theirs.chain([(signed.method, signed.data)]) {
            let mut seed = vec![method, 1, 1];
            let name = format!("{key}.example.org");
            for part in [name.as_bytes(), &data, SIGNED].into_iter().chain(ours.chain()) {
                seed.extend(u16::try_from(part.len())?.to_be_bytes());
                seed.extend(part);
            }
            seeds.push(seed);
        }
    }
    Ok(seeds)
}

/// Of many random scripts those that bring about something that none before has.
fn scripts() -> Vec<Vec<u8>> {
    let mut rng = testing::rng(1);
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for n in 0..SCRIPTS {
        let mut script = vec![0; 64 + n % 1024];
        rng.fill_bytes(&mut script);
        let Some(outcome) = fuzz::endpoint::run(&script) else { continue };
        let magnitude = |count: usize| count.checked_ilog2().map_or(0, |log| 1 + log / 2);
        let fuzz::endpoint::Outcome { v1, v2, bundles, closed, failed, recovered, .. } = outcome;
        if seen.insert([v1, v2, bundles, closed, failed, recovered].map(magnitude)) {
            kept.push(script);
        }
    }
    // The last ones have seen the most.
    kept.split_off(kept.len().saturating_sub(MOST_KEPT))
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(name)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn octets(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap_or_default().as_bytes();
    let digit = |digit: &u8| char::from(*digit).to_digit(16).unwrap_or_default() as u8;
    hex.chunks_exact(2).map(|pair| digit(&pair[0]) << 4 | digit(&pair[1])).collect()
}

/// Random scripts tried.
const SCRIPTS: usize = 400;
const MOST_KEPT: usize = 40;
