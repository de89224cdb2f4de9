//! Main mode with a pre-shared key: identity protection, both roles. RFC 2409 §5.4.
//!
//! ```text
//! initiator                                  responder
//! MM1  SA, VID*                         -->
//!                                       <--  MM2  SA, VID*
//! MM3  KE, Ni, NAT-D*                   -->
//!                                       <--  MM4  KE, Nr, NAT-D*
//! MM5* IDii, HASH_I, N*                 -->                        * encrypted
//!                                       <--  MM6* IDir, HASH_R, N*
//! ```
//! The initiator repeats its messages until they are answered; the responder repeats only answers to duplicates. The
//! pre-shared key is found by the peer's address, as its identity comes encrypted under keys that depend on it.

use std::time::{Duration, Instant};

use rand_core::RngCore;

use crate::config::{Auth, Identity};
use crate::context::Context;
use crate::crypto::keymat_v1::{self, IsakmpKeys};
use crate::crypto::{CryptoError, KeyExchange, Secret};
use crate::endpoint::Datagram;
use crate::report::{Drop, Failure};
use crate::sa::Lifetime;
use crate::wire::v1::attribute::oakley;
use crate::wire::v1::identity::emit_identity;
use crate::wire::v1::notify::kind as notify;
use crate::wire::v1::payload::kind;
use crate::wire::v1::{exchange, flag, protocol, Builder, Identification, Notify, Payload};
use crate::wire::{header, Header};

use super::message::{self, Answered, Cookies, Protection};
use super::natt::{self, Nat};
use super::proposal::{self, Suite};
use super::retransmission::{self, Retransmission, Verdict};
use super::vendor::{self, Vendor};
use super::Shared;

/// A main mode under way.
pub(super) struct MainMode {
    state: State,
    /// Of the initiator.
    retransmission: Option<Retransmission>,
    deadline: Instant,
    answered: Option<Answered>,
    /// What seems to be wrong: it is not authentic, so that it only explains a timeout.
    suspicion: Option<Failure>,
}

/// What a main mode has come to.
pub(super) enum Progress {
    Continue,
    Done(Box<Authenticated>),
}

/// What a main mode yields.
pub(super) struct Authenticated {
    pub protection: Protection,
    pub identity: Identity,
    pub vendor: Vendor,
    pub lifetime: Lifetime,
    /// The peer has forgotten all else (RFC 2407 §4.6.3.3).
    pub initial_contact: bool,
    /// MM5 and its answer.
    pub answered: Option<Answered>,
}

/// Why a message led nowhere: it is dropped and the exchange goes on, or the exchange ends.
pub(super) enum Trouble {
    Drop(Drop),
    Fail(Failure),
}

enum State {
    ExpectMm2 { sai: Vec<u8> },
    ExpectMm3 { negotiated: Negotiated },
    ExpectMm4 { negotiated: Negotiated, ours: KeyExchange, ni: Vec<u8> },
    ExpectMm5(Box<Proof>),
    ExpectMm6(Box<Proof>),
    Over,
}

/// Known after MM1 and MM2.
struct Negotiated {
    suite: Suite,
    /// The offer as sent, without generic header.
    sai: Vec<u8>,
    vendor: Vendor,
}

/// Known after MM3 and MM4.
struct Proof {
    negotiated: Negotiated,
    gxi: Vec<u8>,
    gxr: Vec<u8>,
    protection: Protection,
}

/// What MM5 or MM6 says.
struct Verified {
    /// Body of the identification.
    id: Vec<u8>,
    initial_contact: bool,
    /// RESPONDER-LIFETIME.
    lifetime: Lifetime,
    next_iv: Vec<u8>,
}

impl MainMode {
    /// Sends MM1.
    pub fn initiate(cx: &mut Context<'_>, shared: &Shared, hurried: bool) -> Self {
        let sai = proposal::offer(&shared.peer);
        let mut chain = Builder::new();
        chain.push(kind::SA, &sai);
        vendor::announce(&mut chain);
        let mm1 = message::clear(shared.cookies, exchange::MAIN, 0, &chain);
        shared.send(cx, &mm1);
        let transmissions = if hurried { retransmission::HURRIED } else { retransmission::TRANSMISSIONS };
        MainMode {
            state: State::ExpectMm2 { sai },
            retransmission: Some(Retransmission::new(mm1, transmissions, cx.now, cx.rng)),
            deadline: cx.now + LONGEST,
            answered: None,
            suspicion: None,
        }
    }

    /// Answers MM1 with MM2.
    pub fn respond(
        cx: &mut Context<'_>,
        shared: &Shared,
        payloads: &[Payload<'_>],
        mm1: &[u8],
    ) -> Result<Self, Trouble> {
        let body = message::single(payloads, kind::SA).ok_or(Trouble::Drop(Drop::Malformed))?;
        let (suite, answer) = proposal::choose(&shared.peer, body).map_err(|refusal| match refusal {
            proposal::Refusal::NothingChosen | proposal::Refusal::Unsupported => {
                Trouble::Fail(Failure::NoProposalChosen)
            }
            other => Trouble::Fail(Failure::Protocol(other.to_string())),
        })?;
        let mut chain = Builder::new();
        chain.push(kind::SA, &answer);
        vendor::announce(&mut chain);
        let mm2 = message::clear(shared.cookies, exchange::MAIN, 0, &chain);
        shared.send(cx, &mm2);
        Ok(MainMode {
            state: State::ExpectMm3 { negotiated: Negotiated { suite, sai: body.to_vec(), vendor: vendors(payloads) } },
            retransmission: None,
            deadline: cx.now + cx.config.limits.half_open_time,
            answered: Some(Answered::new(mm1, mm2)),
            suspicion: None,
        })
    }

    /// Takes a message of main mode.
    pub fn handle(
        &mut self,
        cx: &mut Context<'_>,
        shared: &mut Shared,
        datagram: &Datagram<'_>,
        header: &Header,
        message: &[u8],
    ) -> Result<Progress, Trouble> {
        if let Some(reply) = self.answered.as_ref().and_then(|answered| answered.reply_to(message)) {
            if !shared.initiator {
                shared.send(cx, reply);
            }
            return Ok(Progress::Continue);
        }
        let encrypted = header.flags & flag::ENCRYPTED != 0;
        let expected = matches!(self.state, State::ExpectMm5(_) | State::ExpectMm6(_));
        if encrypted != expected {
            return Err(Trouble::Drop(if expected { Drop::Unprotected } else { Drop::Unexpected }));
        }
        if encrypted {
            return self.proof(cx, shared, datagram, header, message);
        }
        let payloads = message::collect(header.next_payload, &message[header::LEN..]);
        let payloads = payloads.ok_or(Trouble::Drop(Drop::Malformed))?;
        match &self.state {
            State::ExpectMm2 { .. } => self.mm2(cx, shared, header, &payloads, message)?,
            State::ExpectMm3 { .. } => self.mm3(cx, shared, datagram, &payloads, message)?,
            State::ExpectMm4 { .. } => self.mm4(cx, shared, datagram, &payloads, message)?,
            State::ExpectMm5(_) | State::ExpectMm6(_) | State::Over => return Err(Trouble::Drop(Drop::Unexpected)),
        }
        Ok(Progress::Continue)
    }

    /// Takes note of a refusal in clear. Anybody can send one, so that it only explains why no answer comes.
    pub fn note_refusal(&mut self, notify: u16) {
        self.suspicion.get_or_insert(Failure::Refused { notify });
    }

    pub fn poll_timeout(&self) -> Instant {
        self.retransmission.as_ref().map_or(self.deadline, |r| r.due().min(self.deadline))
    }

    pub fn handle_timeout(&mut self, cx: &mut Context<'_>, shared: &Shared) -> Result<(), Failure> {
        let given_up = match &mut self.retransmission {
            Some(retransmission) => match retransmission.on_timeout(cx.now, cx.rng) {
                Verdict::Wait => false,
                Verdict::Send(message) => {
                    shared.send_to(cx.out, message);
                    false
                }
                Verdict::GiveUp => true,
            },
            None => false,
        };
        if given_up || cx.now >= self.deadline {
            return Err(self.suspicion.take().unwrap_or(Failure::Timeout));
        }
        Ok(())
    }

    fn mm2(
        &mut self,
        cx: &mut Context<'_>,
        shared: &mut Shared,
        header: &Header,
        payloads: &[Payload<'_>],
        message: &[u8],
    ) -> Result<(), Trouble> {
        let State::ExpectMm2 { sai } = &mut self.state else { return Err(Trouble::Drop(Drop::Unexpected)) };
        let answer = message::single(payloads, kind::SA).ok_or(Trouble::Drop(Drop::Malformed))?;
        if header.responder_spi == 0 {
            return Err(Trouble::Drop(Drop::Malformed));
        }
        let suite = match proposal::answered(&shared.peer, answer) {
            Ok(suite) => suite,
            Err(refusal) => {
                self.suspicion = Some(Failure::Protocol(format!("MM2: {refusal}")));
                return Err(Trouble::Drop(Drop::Malformed));
            }
        };
        shared.cookies.responder = header.responder_spi;
        let negotiated = Negotiated { suite, sai: std::mem::take(sai), vendor: vendors(payloads) };
        let ours = KeyExchange::begin(suite.group, cx.rng);
        let ni = nonce(cx);
        let mut chain = Builder::new();
        chain.push(kind::KEY_EXCHANGE, ours.public()).push(kind::NONCE, &ni);
        announce_nat(&mut chain, shared, &negotiated);
        let mm3 = message::clear(shared.cookies, exchange::MAIN, 0, &chain);
        self.request(cx, shared, mm3, message);
        self.state = State::ExpectMm4 { negotiated, ours, ni };
        Ok(())
    }

    fn mm3(
        &mut self,
        cx: &mut Context<'_>,
        shared: &mut Shared,
        datagram: &Datagram<'_>,
        payloads: &[Payload<'_>],
        message: &[u8],
    ) -> Result<(), Trouble> {
        let (gxi, ni) = key_exchange(payloads)?;
        let State::ExpectMm3 { negotiated } = std::mem::replace(&mut self.state, State::Over) else {
            return Err(Trouble::Drop(Drop::Unexpected));
        };
        let (gxr, gxy) = match KeyExchange::respond(negotiated.suite.group, gxi, cx.rng) {
            Ok(done) => done,
            Err(error) => {
                self.state = State::ExpectMm3 { negotiated };
                self.suspicion = Some(Failure::Protocol(format!("MM3: {error}")));
                return Err(Trouble::Drop(Drop::Malformed));
            }
        };
        let nr = nonce(cx);
        detect_nat(shared, &negotiated, datagram, payloads);
        let mut chain = Builder::new();
        chain.push(kind::KEY_EXCHANGE, &gxr).push(kind::NONCE, &nr);
        announce_nat(&mut chain, shared, &negotiated);
        let mm4 = message::clear(shared.cookies, exchange::MAIN, 0, &chain);
        let proof = Proof::new(shared, negotiated, (gxi, &gxr), (ni, &nr), &gxy).map_err(weak)?;
        shared.send(cx, &mm4);
        self.answered = Some(Answered::new(message, mm4));
        self.state = State::ExpectMm5(Box::new(proof));
        Ok(())
    }

    fn mm4(
        &mut self,
        cx: &mut Context<'_>,
        shared: &mut Shared,
        datagram: &Datagram<'_>,
        payloads: &[Payload<'_>],
        message: &[u8],
    ) -> Result<(), Trouble> {
        let (gxr, nr) = key_exchange(payloads)?;
        let State::ExpectMm4 { negotiated, ours, ni } = std::mem::replace(&mut self.state, State::Over) else {
            return Err(Trouble::Drop(Drop::Unexpected));
        };
        let gxi = ours.public().to_vec();
        let gxy = ours.finish(gxr).map_err(|error| Trouble::Fail(Failure::Protocol(format!("MM4: {error}"))))?;
        detect_nat(shared, &negotiated, datagram, payloads);
        if shared.nat.found() && shared.local.port() != natt::PORT {
            // RFC 3947 §4: from MM5 on, and for good.
            shared.local.set_port(natt::PORT);
            shared.remote.set_port(natt::PORT);
        }
        let mut proof = Proof::new(shared, negotiated, (&gxi, gxr), (&ni, nr), &gxy).map_err(weak)?;
        let id = emit_identity(&shared.peer.local_id);
        let mut chain = Builder::new();
        chain.push(kind::ID, &id);
        chain.push(kind::HASH, proof.protection.keys.hash_i(&proof.transcript(), &id).as_slice());
        if claims_first_contact(cx, shared) && cx.config.v1.initial_contact_in_main_mode {
            chain.push(kind::NOTIFY, &initial_contact(shared));
        }
        let mm5 = proof.seal(&chain);
        self.request(cx, shared, mm5, message);
        self.state = State::ExpectMm6(Box::new(proof));
        Ok(())
    }

    /// MM5 or MM6.
    fn proof(
        &mut self,
        cx: &mut Context<'_>,
        shared: &mut Shared,
        datagram: &Datagram<'_>,
        header: &Header,
        message: &[u8],
    ) -> Result<Progress, Trouble> {
        let (State::ExpectMm5(proof) | State::ExpectMm6(proof)) = &self.state else {
            return Err(Trouble::Drop(Drop::Unexpected));
        };
        let Ok(Verified { id, initial_contact, lifetime, next_iv }) = proof.verify(shared, header, message) else {
            // Most often the pre-shared keys differ; but it may be forged.
            self.suspicion = Some(Failure::Authentication("the peer's proof does not fit the pre-shared key".into()));
            return Err(Trouble::Drop(Drop::Unauthentic));
        };
        let named = Identification::parse(&id).ok();
        let port_fits = named.is_some_and(|id| matches!((id.protocol, id.port), (0, 0) | (17, 0 | 500 | natt::PORT)));
        let identity = named.filter(|_| port_fits).and_then(|id| id.identity());
        let expected = &shared.peer.remote_id;
        let identity = identity.filter(|said| same(said, expected)).map(|_| expected.clone()).ok_or_else(|| {
            Trouble::Fail(Failure::Authentication(format!("the peer is not {:?}", shared.peer.remote_id)))
        })?;
        let (State::ExpectMm5(mut proof) | State::ExpectMm6(mut proof)) =
            std::mem::replace(&mut self.state, State::Over)
        else {
            return Err(Trouble::Drop(Drop::Unexpected));
        };
        proof.protection.phase1_iv = next_iv;
        let mut answered = None;
        if !shared.initiator {
            // RFC 3947 §4: the answer goes to where the authenticated message came from.
            (shared.local, shared.remote) = (datagram.local, datagram.remote);
            let id = emit_identity(&shared.peer.local_id);
            let mut chain = Builder::new();
            chain.push(kind::ID, &id);
            chain.push(kind::HASH, proof.protection.keys.hash_r(&proof.transcript(), &id).as_slice());
            let mm6 = proof.seal(&chain);
            shared.send(cx, &mm6);
            answered = Some(Answered::new(message, mm6));
        }
        let Proof { negotiated, protection, .. } = *proof;
        Ok(Progress::Done(Box::new(Authenticated {
            protection,
            identity,
            vendor: negotiated.vendor,
            lifetime: negotiated.suite.lifetime.shorter(lifetime),
            initial_contact,
            answered,
        })))
    }

    /// Sends a message of the initiator, which answers `answered`.
    fn request(&mut self, cx: &mut Context<'_>, shared: &Shared, message: Vec<u8>, answered: &[u8]) {
        shared.send(cx, &message);
        self.answered = Some(Answered::new(answered, Vec::new()));
        self.suspicion = None;
        self.retransmission = Some(Retransmission::new(message, retransmission::TRANSMISSIONS, cx.now, cx.rng));
    }
}

impl Proof {
    fn new(
        shared: &Shared,
        negotiated: Negotiated,
        (gxi, gxr): (&[u8], &[u8]),
        nonces: (&[u8], &[u8]),
        gxy: &Secret,
    ) -> Result<Self, CryptoError> {
        let Suite { cipher, prf, .. } = negotiated.suite;
        let Cookies { initiator, responder } = shared.cookies;
        // Without a pre-shared key no main mode begins.
        let Auth::Psk(psk) = &shared.peer.auth else { return Err(CryptoError::Length) };
        let keys = IsakmpKeys::derive(prf, psk, nonces, gxy, (initiator, responder));
        let iv = keymat_v1::main_mode_iv(prf.hash(), cipher, gxi, gxr);
        let protection = Protection::new(shared.cookies, keys, prf.hash(), cipher, iv)?;
        Ok(Proof { negotiated, gxi: gxi.to_vec(), gxr: gxr.to_vec(), protection })
    }

    fn transcript(&self) -> keymat_v1::MainMode<'_> {
        keymat_v1::MainMode {
            initiator_cookie: self.protection.cookies.initiator,
            responder_cookie: self.protection.cookies.responder,
            initiator_public: &self.gxi,
            responder_public: &self.gxr,
            initiator_sa: &self.negotiated.sai,
        }
    }

    fn seal(&mut self, chain: &Builder) -> Vec<u8> {
        let mut iv = std::mem::take(&mut self.protection.phase1_iv);
        let message = self.protection.seal(exchange::MAIN, 0, &mut iv, chain);
        self.protection.phase1_iv = iv;
        message
    }

    /// Whether a message is the peer's MM5 or MM6.
    fn verify(&self, shared: &Shared, header: &Header, message: &[u8]) -> Result<Verified, Drop> {
        let opened = self.protection.open(header, message, &self.protection.phase1_iv).ok_or(Drop::Unauthentic)?;
        let payloads = opened.payloads().ok_or(Drop::Unauthentic)?;
        let id = message::single(&payloads, kind::ID).ok_or(Drop::Unauthentic)?;
        let hash = message::single(&payloads, kind::HASH).ok_or(Drop::Unauthentic)?;
        let expected = if shared.initiator {
            self.protection.keys.hash_r(&self.transcript(), id)
        } else {
            self.protection.keys.hash_i(&self.transcript(), id)
        };
        if !expected.matches(hash) {
            return Err(Drop::Unauthentic);
        }
        let mut initial_contact = false;
        let mut lifetime = Lifetime::default();
        for payload in payloads.iter().filter(|p| p.kind == kind::NOTIFY) {
            match Notify::parse(payload.body) {
                Ok(n) if n.kind == notify::INITIAL_CONTACT => initial_contact = true,
                Ok(n) if n.kind == notify::RESPONDER_LIFETIME && n.protocol == protocol::ISAKMP => {
                    let said = proposal::lifetime(oakley::LIFE_TYPE, oakley::LIFE_DURATION, n.data);
                    lifetime = said.unwrap_or_default();
                }
                // Not covered by the HASH and of no use to us.
                _ => {}
            }
        }
        Ok(Verified { id: id.to_vec(), initial_contact, lifetime, next_iv: opened.next_iv.clone() })
    }
}

/// Body of the INITIAL-CONTACT notify of an SA (RFC 2407 §4.6.3.3).
pub(super) fn initial_contact(shared: &Shared) -> Vec<u8> {
    Notify::new(protocol::ISAKMP, notify::INITIAL_CONTACT, &shared.cookies.octets(), &[]).emit()
}

/// Whether to say INITIAL-CONTACT: it was asked for, and is still true.
pub(super) fn claims_first_contact(cx: &Context<'_>, shared: &Shared) -> bool {
    shared.initial_contact && cx.sadb.is_first_contact(&shared.peer)
}

/// A nonce (RFC 2409 §5: 8 to 256 octets).
pub(super) fn nonce(cx: &mut Context<'_>) -> Vec<u8> {
    let mut nonce = vec![0; NONCE_LEN];
    cx.rng.fill_bytes(&mut nonce);
    nonce
}

/// Whether two identities are one: case does not matter in names of the DNS (RFC 4343).
fn same(said: &Identity, expected: &Identity) -> bool {
    match (said, expected) {
        (Identity::Fqdn(said), Identity::Fqdn(expected)) => said.eq_ignore_ascii_case(expected),
        (said, expected) => said == expected,
    }
}

/// Whether a nonce has a length that it may have.
pub(super) fn nonce_fits(nonce: &[u8]) -> bool {
    (8..=256).contains(&nonce.len())
}

fn key_exchange<'a>(payloads: &[Payload<'a>]) -> Result<(&'a [u8], &'a [u8]), Trouble> {
    let public = message::single(payloads, kind::KEY_EXCHANGE);
    let nonce = message::single(payloads, kind::NONCE).filter(|nonce| nonce_fits(nonce));
    public.zip(nonce).ok_or(Trouble::Drop(Drop::Malformed))
}

fn vendors(payloads: &[Payload<'_>]) -> Vendor {
    let mut vendor = Vendor::default();
    payloads.iter().filter(|p| p.kind == kind::VENDOR_ID).for_each(|p| vendor.note(p.body));
    vendor
}

fn announce_nat(chain: &mut Builder, shared: &Shared, negotiated: &Negotiated) {
    if negotiated.vendor.nat_traversal {
        let Shared { cookies, local, remote, peer, .. } = shared;
        let cookies = (cookies.initiator, cookies.responder);
        natt::announce(chain, negotiated.suite.prf.hash(), cookies, *local, *remote, peer.force_encapsulation);
    }
}

fn detect_nat(shared: &mut Shared, negotiated: &Negotiated, datagram: &Datagram<'_>, payloads: &[Payload<'_>]) {
    let bodies: Vec<_> = payloads.iter().filter(|p| p.kind == kind::NAT_D).map(|p| p.body).collect();
    if negotiated.vendor.nat_traversal && !bodies.is_empty() {
        let cookies = (shared.cookies.initiator, shared.cookies.responder);
        let hash = negotiated.suite.prf.hash();
        let nat = Nat::detect(hash, cookies, datagram.local, datagram.remote, &bodies);
        shared.nat = Nat { local: nat.local || shared.peer.force_encapsulation, ..nat };
    }
}

fn weak(_: CryptoError) -> Trouble {
    Trouble::Fail(Failure::WeakKey)
}

const NONCE_LEN: usize = 32;
/// Of an initiator.
const LONGEST: Duration = Duration::from_secs(60);
