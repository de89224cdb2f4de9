//! An IKE SA that is up: answers the peer's requests, and makes its own one after the other.
//!
//! ```text
//!   queue of tasks -> one exchange -> response -> SADB, signals
//!   request -> answer by exchange -> SADB, signals -> response
//! ```
//! Both directions are independent of each other (RFC 7296 §2.3); where they meet, §2.25 decides.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::config::Identity;
use crate::context::{ChildPurpose, Context, Signal};
use crate::report::{Closure, Failure};
use crate::sa::{BundleId, Protocol, Removal, Spi};
use crate::sadb::Stage;
use crate::wire::v2::{exchange, notify, protocol, Chain, Notify, Payloads, Refusal};

use super::auth::child_done;
use super::channel::{Arrival, Channel, Opened};
use super::child::Offer;
use super::create_child::{self, ExpectChildResponse};
use super::head::{Head, KEEPALIVE};
use super::informational;
use super::natt::NAT_PORT;
use super::proposal::Suite;
use super::rekey::{self, ExpectFollowUpRequest, ExpectFollowUpResponse, ExpectRekeyResponse};
use super::sa::State;
use super::task::{Task, What};
use super::timer::{Schedule, Timer};
use super::window::is_past;

pub(super) struct Established {
    pub channel: Channel,
    pub suite: Suite,
    /// Both ends can do additional key exchanges.
    pub intermediate: bool,
    /// The peer's.
    pub identity: Identity,
    /// Our request that is not answered yet.
    pub exchange: Option<Exchange>,
    pub queue: VecDeque<Task>,
    /// The peer's crash detection tokens, newest last.
    pub tokens: Vec<Vec<u8>>,
    /// Bundles that the peer has replaced and not deleted yet, with their successors, which are not sent on yet.
    pub replaced: Vec<(BundleId, BundleId)>,
    pub closing: Option<Closure>,
    /// An additional key exchange of the peer's rekey that is to come.
    pub follow_up: Option<Box<ExpectFollowUpRequest>>,
    /// Another IKE SA has taken over, and the peer is to delete this one.
    retired: bool,
}

/// What our outstanding request is about.
pub(super) enum Exchange {
    Child(Box<ExpectChildResponse>),
    Rekey(Box<ExpectRekeyResponse>),
    FollowUp(Box<ExpectFollowUpResponse>),
    Delete {
        bundle: BundleId,
        why: Removal,
    },
    Close(Closure),
    /// Delete at the peer what we did not take.
    Disown,
    /// The answer says nothing but that the peer lives.
    Informational,
}

/// The end of a step: whether the IKE SA goes on, or why not.
pub(super) type Flow = ControlFlow<Closure>;

impl Established {
    pub fn new(channel: Channel, suite: Suite, intermediate: bool, identity: Identity) -> Self {
        Established {
            channel,
            suite,
            intermediate,
            identity,
            exchange: None,
            queue: VecDeque::new(),
            tokens: Vec::new(),
            replaced: Vec::new(),
            closing: None,
            follow_up: None,
            retired: false,
        }
    }

    pub fn handle(mut self: Box<Self>, cx: &mut Context<'_>, head: &mut Head, arrival: Arrival) -> State {
        let flow = match arrival {
            Arrival::Request(opened) => self.answer(cx, head, opened),
            Arrival::Response(opened) => self.conclude(cx, head, &opened),
            Arrival::Nothing => ControlFlow::Continue(()),
        };
        self.go_on(cx, head, flow)
    }

    pub fn handle_timeout(mut self: Box<Self>, cx: &mut Context<'_>, head: &mut Head, timer: Timer) -> State {
        let mut flow = ControlFlow::Continue(());
        match timer {
            Timer::Retransmit => {
                if !head.window.retransmit(cx, &mut head.timers, head.path) {
                    // RFC 7296 §2.4: repeated requests without an answer are proof of its death.
                    flow = ControlFlow::Break(self.closing.unwrap_or(Closure::PeerDead));
                }
            }
            Timer::Liveness => {
                if let Some(idle) = head.peer.dpd.idle {
                    if cx.now.saturating_duration_since(head.heard) >= idle {
                        let schedule = Schedule::silence(&head.peer.dpd);
                        self.check_liveness(head, schedule);
                        head.window.press(cx.now, &mut head.timers, schedule);
                        head.timers.set(Timer::Liveness, cx.now + idle);
                    } else {
                        head.timers.set(Timer::Liveness, head.heard + idle);
                    }
                }
            }
            Timer::Keepalive => {
                if head.path.local.port() == NAT_PORT {
                    let (local, remote) = (head.path.local, head.path.remote);
                    // One octet, without a marker (RFC 3948 §2.3).
                    cx.out.transmits.push_back(crate::endpoint::Transmit { local, remote, payload: vec![0xff] });
                }
                head.timers.set(Timer::Keepalive, cx.now + KEEPALIVE);
            }
            Timer::Expire => match self.closing.or(self.retired.then_some(Closure::Replaced)) {
                Some(why) => flow = ControlFlow::Break(why),
                None => self.begin_close(cx, head, Closure::Expired),
            },
            Timer::Rekey if !self.is_leaving() => self.enqueue(What::Rekey),
            Timer::FollowUp => self.follow_up = None,
            Timer::Queue | Timer::HalfOpen | Timer::Rekey => {}
        }
        self.go_on(cx, head, flow)
    }

    /// Starts what waits.
    pub fn proceed(self, cx: &mut Context<'_>, head: &mut Head) -> State {
        Box::new(self).go_on(cx, head, ControlFlow::Continue(()))
    }

    fn go_on(mut self: Box<Self>, cx: &mut Context<'_>, head: &mut Head, flow: Flow) -> State {
        match flow {
            ControlFlow::Continue(()) => {
                self.pump(cx, head);
                State::Established(self)
            }
            ControlFlow::Break(why) => {
                self.finish(cx, head, why);
                State::Closed
            }
        }
    }

    /// Begins requests as long as none is outstanding.
    pub fn pump(&mut self, cx: &mut Context<'_>, head: &mut Head) {
        while self.exchange.is_none() && head.window.is_idle() {
            let Some(n) = self.queue.iter().position(|task| is_past(task.not_before, cx.now)) else { break };
            let Some(task) = self.queue.remove(n) else { break };
            self.start(cx, head, task);
        }
        match self.queue.iter().filter_map(|task| task.not_before).filter(|at| *at > cx.now).min() {
            Some(at) => head.timers.set(Timer::Queue, at),
            None => head.timers.clear(Timer::Queue),
        }
    }

    fn start(&mut self, cx: &mut Context<'_>, head: &mut Head, task: Task) {
        match task.what {
            What::Child { policy, purpose } => create_child::begin(self, cx, head, policy, purpose, task.refused_since),
            What::Rekey => rekey::begin(self, cx, head, task.refused_since, None),
            What::Overdue(old) => self.take_over(cx, old),
            what => informational::begin(self, cx, head, what),
        }
    }

    fn answer(&mut self, cx: &mut Context<'_>, head: &mut Head, mut request: Opened) -> Flow {
        let plaintext = std::mem::take(&mut request.plaintext);
        let mut chain = Chain::default();
        let flow = match Payloads::parse(request.first, &plaintext) {
            Ok(payloads) => match request.header.exchange {
                exchange::CREATE_CHILD_SA if is_rekey(&payloads) => {
                    rekey::answer(self, cx, head, &payloads, &mut chain)
                }
                exchange::CREATE_CHILD_SA => create_child::answer(self, cx, head, &payloads, &mut chain),
                exchange::IKE_FOLLOWUP_KE => rekey::answer_follow_up(self, cx, head, &payloads, &mut chain),
                exchange::INFORMATIONAL => informational::answer(self, cx, head, &payloads, &mut chain),
                _ => {
                    chain.status(notify::INVALID_SYNTAX);
                    ControlFlow::Continue(())
                }
            },
            Err(Refusal::Critical(kind)) => {
                chain.notify(&Notify::new(notify::UNSUPPORTED_CRITICAL_PAYLOAD, &[kind]));
                ControlFlow::Continue(())
            }
            Err(Refusal::Malformed(_)) => {
                chain.status(notify::INVALID_SYNTAX);
                ControlFlow::Continue(())
            }
        };
        self.channel.respond(cx, head, request, &chain);
        flow
    }

    fn conclude(&mut self, cx: &mut Context<'_>, head: &mut Head, response: &Opened) -> Flow {
        let Some(exchange) = self.exchange.take() else { return ControlFlow::Continue(()) };
        let Ok(payloads) = Payloads::parse(response.first, &response.plaintext) else {
            self.abandon(cx, head, exchange, Failure::Protocol("response cannot be read".into()));
            return ControlFlow::Break(Closure::OutOfSync);
        };
        match exchange {
            Exchange::Child(expect) => expect.conclude(self, cx, head, &payloads),
            Exchange::Rekey(expect) => expect.conclude(self, cx, head, &payloads),
            Exchange::FollowUp(expect) => expect.conclude(self, cx, head, &payloads),
            Exchange::Delete { bundle, why } => {
                self.removed(cx, bundle, why);
                ControlFlow::Continue(())
            }
            Exchange::Close(why) => ControlFlow::Break(why),
            Exchange::Informational | Exchange::Disown => ControlFlow::Continue(()),
        }
    }

    /// Asks whether the peer lives, unless any request of ours asks that already.
    pub fn check_liveness(&mut self, head: &Head, schedule: Schedule) {
        if self.exchange.is_none() && head.window.is_idle() && !self.is_leaving() {
            self.queue.push_front(Task::new(What::Liveness(schedule)));
        }
    }

    /// Takes a bundle off the record; one that was rekeyed is received on for a moment longer. If the peer has replaced it, its successor is sent on from now (RFC 7296 §2.8).
    pub fn removed(&mut self, cx: &mut Context<'_>, bundle: BundleId, why: Removal) {
        match why {
            Removal::Rekeyed => cx.sadb.linger(cx.out, bundle),
            _ => drop(cx.sadb.remove(cx.out, bundle, why)),
        }
        let (gone, kept) = std::mem::take(&mut self.replaced).into_iter().partition(|(old, _)| *old == bundle);
        self.replaced = kept;
        let gone: Vec<(BundleId, BundleId)> = gone;
        for (_, successor) in gone {
            cx.sadb.install_outbound(cx.now, cx.out, successor);
        }
        self.replaced.retain(|(_, successor)| *successor != bundle);
        self.queue.retain(|task| task.what != What::Overdue(bundle));
    }

    /// The peer has replaced a bundle: its successor is sent on when the peer deletes the old one.
    pub fn await_delete(&mut self, now: Instant, old: BundleId, successor: BundleId) {
        self.replaced.push((old, successor));
        self.queue.retain(|task| task.what != What::Overdue(old));
        self.queue.push_back(Task { not_before: Some(now + OVERDUE), ..Task::new(What::Overdue(old)) });
    }

    /// The peer has not deleted what it has replaced. It has our answer, or it would have asked again; strongSwan forgets the
    /// Delete if our own for the one before comes after that answer. So we send on the successor, and delete the old one.
    fn take_over(&mut self, cx: &mut Context<'_>, old: BundleId) {
        if let Some((_, successor)) = self.replaced.iter().rfind(|(replaced, _)| *replaced == old) {
            cx.sadb.install_outbound(cx.now, cx.out, *successor);
            self.delete(cx, old, Removal::Rekeyed);
        }
    }

    /// Begins the deletion of a bundle.
    pub fn delete(&mut self, cx: &mut Context<'_>, bundle: BundleId, why: Removal) {
        let ours = cx.sadb.entry(bundle).is_some_and(|e| e.stage != Stage::Deleting);
        if ours {
            cx.sadb.drain(cx.out, bundle);
            cx.sadb.deleting(bundle);
            // Before anything else: until it is done the peer may not rekey the IKE SA (RFC 7296 §2.25.1).
            self.queue.push_front(Task::new(What::Delete { bundle, why }));
        }
    }

    /// The peer has made an SA of our offer that we do not want.
    pub fn disown(&mut self, offer: &Offer, payloads: &Payloads<'_>) {
        if let Some((protocol, spi)) = offer.orphan(payloads) {
            self.queue.push_back(Task::new(What::Disown { protocol, spi }));
        }
    }

    /// Remembers a token of the peer's, and a few earlier ones (RFC 6290 §4.4).
    pub fn keep_token(&mut self, token: Vec<u8>) {
        if !self.tokens.contains(&token) {
            self.tokens.push(token);
            let surplus = self.tokens.len().saturating_sub(MAX_TOKENS);
            self.tokens.drain(..surplus);
        }
    }

    /// Whether the IKE SA is being deleted, or replaced, so that nothing new is begun on it (RFC 7296 §2.25.2).
    pub fn is_leaving(&self) -> bool {
        self.closing.is_some() || self.retired
    }

    pub fn is_closing(&self) -> bool {
        self.closing.is_some()
    }

    /// Whether we are replacing the IKE SA, or letting the peer do so.
    pub fn is_rekeying(&self) -> bool {
        self.follow_up.is_some() || self.exchange.as_ref().is_some_and(Exchange::is_rekey)
    }

    /// Whether our outstanding request creates, rekeys or deletes a child.
    pub fn moves_children(&self) -> bool {
        matches!(self.exchange, Some(Exchange::Child(_) | Exchange::Delete { .. } | Exchange::Disown))
    }

    /// The peer deletes the IKE SA. If it has replaced it, our own attempt to do so is void (RFC 7296 §2.25.2).
    pub fn deleted(&mut self, cx: &mut Context<'_>, head: &mut Head) -> Closure {
        if let Some(crossing) = self.exchange.as_mut().and_then(Exchange::crossing) {
            rekey::give_way(self, cx, head, &crossing);
        }
        self.closing.unwrap_or(if self.retired { Closure::Replaced } else { Closure::PeerDeleted })
    }

    /// Gives what is still to be done to the IKE SA that takes over.
    pub fn hand_over(&mut self, successor: &mut Established) {
        successor.replaced.append(&mut self.replaced);
        successor.queue.extend(self.queue.drain(..).filter(|task| task.what.outlives_rekey()));
    }

    /// Goes on with what another IKE SA had begun to delete.
    pub fn inherited(&mut self, cx: &mut Context<'_>, head: &Head) {
        let deleting: Vec<BundleId> =
            cx.sadb.owned(head.id).filter(|e| e.stage == Stage::Deleting).map(|e| e.id).collect();
        for bundle in deleting {
            let known = matches!(&self.exchange, Some(Exchange::Delete { bundle: b, .. }) if *b == bundle)
                || self.queue.iter().any(|task| matches!(task.what, What::Delete { bundle: b, .. } if b == bundle));
            if !known {
                self.queue.push_front(Task::new(What::Delete { bundle, why: Removal::Rekeyed }));
            }
        }
    }

    /// Waits for the peer to delete this IKE SA, which has been replaced; not for ever.
    pub fn retire(&mut self, cx: &mut Context<'_>, head: &mut Head) {
        self.retired = true;
        self.drop_tasks(cx, head);
        head.timers.clear(Timer::Rekey);
        head.timers.set(Timer::Expire, cx.now + RETIREMENT);
    }

    /// Ends the IKE SA, telling the peer; its children end now.
    pub fn begin_close(&mut self, cx: &mut Context<'_>, head: &mut Head, why: Closure) {
        self.closing = Some(why);
        self.drop_children(cx, head, why);
        self.drop_tasks(cx, head);
        self.queue.push_back(Task::new(What::Close(why)));
        // However long the answer to an earlier request takes.
        head.timers.set(Timer::Expire, cx.now + LAST_WORDS);
    }

    /// Ends the IKE SA here and now.
    pub fn finish(&mut self, cx: &mut Context<'_>, head: &mut Head, why: Closure) {
        if let Some(exchange) = self.exchange.take() {
            let failure = if why == Closure::PeerDead { Failure::Timeout } else { Failure::Cancelled };
            self.abandon(cx, head, exchange, failure);
        }
        self.drop_tasks(cx, head);
        self.drop_children(cx, head, why);
        cx.out.signals.push_back(Signal::Closed { ike: head.id, why });
    }

    fn abandon(&mut self, cx: &mut Context<'_>, head: &mut Head, exchange: Exchange, why: Failure) {
        if let Exchange::Child(expect) = exchange {
            expect.abandon(cx, head, why);
        }
    }

    fn drop_tasks(&mut self, cx: &mut Context<'_>, head: &Head) {
        for task in std::mem::take(&mut self.queue) {
            if let What::Child { policy, .. } = task.what {
                child_done(cx, head, policy, Err(Failure::Cancelled));
            }
        }
    }

    fn drop_children(&mut self, cx: &mut Context<'_>, head: &Head, why: Closure) {
        let why = match why {
            Closure::Cleared => Removal::Cleared,
            Closure::PeerDeleted => Removal::PeerDeleted,
            Closure::InitialContact | Closure::CrashDetected => Removal::PeerRestarted,
            Closure::Expired | Closure::Replaced | Closure::PeerDead | Closure::OutOfSync | Closure::Failed => {
                Removal::IkeGone
            }
        };
        let bundles: Vec<BundleId> = cx.sadb.owned(head.id).map(|e| e.id).collect();
        for bundle in bundles {
            cx.sadb.remove(cx.out, bundle, why);
        }
        self.replaced.clear();
    }

    /// Adds to what is to be asked, unless it is there already.
    pub fn enqueue(&mut self, what: What) {
        if !self.queue.iter().any(|task| task.what == what) {
            self.queue.push_back(Task::new(what));
        }
    }

    /// Adds SPIs to the next report of unknown ones.
    pub fn report(&mut self, spis: &[(Protocol, Spi)], delete: bool) {
        let waiting = self.queue.iter_mut().find_map(|task| match &mut task.what {
            What::Report { spis, delete: with } if *with == delete => Some(spis),
            _ => None,
        });
        match waiting {
            Some(list) => {
                let new = spis.iter().filter(|spi| !list.contains(spi)).copied().collect::<Vec<_>>();
                list.extend(new);
                list.truncate(MAX_REPORTED);
            }
            None => {
                let spis = spis.iter().take(MAX_REPORTED).copied().collect();
                self.queue.push_back(Task::new(What::Report { spis, delete }));
            }
        }
    }
}

/// Whether a CREATE_CHILD_SA request is for the IKE SA itself (RFC 7296 §1.3.2).
fn is_rekey(payloads: &Payloads<'_>) -> bool {
    payloads.sa().and_then(<[_]>::first).is_some_and(|proposal| proposal.protocol == protocol::IKE)
}

/// The bundle that a negotiation is to replace.
pub(super) fn replaces(purpose: ChildPurpose) -> Option<BundleId> {
    match purpose {
        ChildPurpose::New => None,
        ChildPurpose::Rekey(bundle) | ChildPurpose::Probe(bundle) => Some(bundle),
    }
}

/// INVALID_SPI notifies in one message, sent or looked at.
pub(super) const MAX_REPORTED: usize = 16;
/// Crash detection tokens kept of a peer.
const MAX_TOKENS: usize = 4;
/// How long the peer may take to delete a bundle that it has replaced: longer than the 4 s after which strongSwan asks again.
const OVERDUE: Duration = Duration::from_secs(5);
/// How long the peer may take to delete an IKE SA that it has replaced.
const RETIREMENT: Duration = Duration::from_secs(60);
/// How long our own Delete of the IKE SA may take.
const LAST_WORDS: Duration = Duration::from_secs(15);
