//! Chains of IKEv2 payloads, and the frame around protected ones. Input: kind of the first payload, then the chain; the same
//! octets are read as a whole message besides.

use respite_ike::sa::Spi;
use respite_ike::wire::v2::delete::Delete;
use respite_ike::wire::v2::notify::INVALID_SPI;
use respite_ike::wire::v2::sk::Encrypted;
use respite_ike::wire::v2::{payload, Chain, Payload, Payloads};
use respite_ike::wire::{header, Header};

pub fn run(data: &[u8]) {
    message(data);
    let Some((first, chain)) = data.split_first() else { return };
    let Ok(payloads) = Payloads::parse(*first, chain) else { return };
    assert!(payloads.iter().count() <= payload::MAX_PAYLOADS);
    // Of each kind the first is found, whatever the order.
    assert_eq!(payloads.notify(INVALID_SPI), payloads.notifies().find(|notify| notify.kind == INVALID_SPI));
    for notify in payloads.notifies() {
        let spi = notify.invalid_spi().map(|(_, Spi(spi))| spi.to_be_bytes());
        assert!(spi.is_none_or(|spi| notify.data == spi || notify.spi == spi), "an SPI comes from the message");
    }
    if payloads.iter().any(is_reduced) {
        return;
    }
    let written = write(&payloads);
    let again = Payloads::parse(written.first(), written.octets());
    assert_eq!(again.as_ref(), Ok(&payloads), "a chain reads as it was written");
}

fn message(data: &[u8]) {
    let Ok(header) = Header::parse(data) else { return };
    let mut written = Vec::new();
    header.emit(&mut written);
    assert_eq!(written, &data[..header::LEN], "a header reads as it was written");
    let Ok(encrypted) = Encrypted::parse(data, header.next_payload) else { return };
    assert_eq!([encrypted.associated, encrypted.sealed].concat(), data, "every octet is authenticated");
    assert!(encrypted.fragment.is_none_or(|fragment| (1..=fragment.total).contains(&fragment.number)));
}

/// Whether reading has left something out: of a transform that is never chosen, or selectors that are not addresses.
fn is_reduced(payload: &Payload<'_>) -> bool {
    match payload {
        Payload::Sa(proposals) => proposals.iter().flat_map(|proposal| &proposal.transforms).any(|t| t.strange),
        Payload::TsI(selectors) | Payload::TsR(selectors) => selectors.is_empty(),
        _ => false,
    }
}

fn write(payloads: &Payloads<'_>) -> Chain {
    let mut chain = Chain::default();
    for payload in payloads.iter() {
        match payload {
            Payload::Sa(proposals) => chain.sa(proposals),
            Payload::KeyExchange(ke) => chain.key_exchange(ke.method, ke.data),
            Payload::IdI(id) => chain.id(payload::ID_I, id),
            Payload::IdR(id) => chain.id(payload::ID_R, id),
            Payload::Cert(cert) => chain.certificate(payload::CERT, cert.encoding, cert.data),
            Payload::CertReq(cert) => chain.certificate(payload::CERTREQ, cert.encoding, cert.data),
            Payload::Auth(auth) => chain.auth(auth.method, auth.data),
            Payload::Nonce(nonce) => chain.nonce(nonce),
            Payload::Notify(notify) => chain.notify(notify),
            Payload::Delete(Delete::Ike) => chain.delete_ike(),
            Payload::Delete(Delete::Child(protocol, spis)) => chain.delete(*protocol, spis),
            Payload::Delete(Delete::Other) => chain.push(payload::DELETE, |out| out.extend([0; 4])),
            Payload::TsI(selectors) => chain.selectors(payload::TS_I, selectors),
            Payload::TsR(selectors) => chain.selectors(payload::TS_R, selectors),
        };
    }
    chain
}
