//! respite-reference: what a card must do with a packet, in plain software straight from the RFCs.
//!
//! ```text
//!  inbound   header -> Table (SPI) -> esp, ah -> window -> limits -> trailer, inner length, ECN -> clear packet
//!  outbound  Table (selectors) -> sequence number, limits -> header, esp, ah -> outer packet
//! ```
//! It shares nothing with the card, its driver or their contract, so that an agreement between the two means something;
//! the same goes for scapy, which made the fixtures that both must reproduce (`fixtures/README.md`).
//!
//! [`decap`] and [`encap`] work on one SA; a [`Table`] predicts a whole capture: verdicts, packets and events.
//! ESP with AES-GCM-16 (RFC 4106), with AES-GMAC (RFC 4543), with CBC ciphers or none and HMAC; AH; AH over ESP; tunnel and
//! transport mode, UDP encapsulation, ESN. One packet at a time: where packets in flight can make a difference, this is the
//! card that has none.

#![forbid(unsafe_code)]

mod address;
pub mod ah;
mod capture;
mod case;
mod cipher;
pub mod esp;
mod header;
mod inbound;
mod mac;
mod outbound;
mod sa;
mod table;
mod traffic;
mod verdict;
mod window;

pub use address::Prefix;
pub use capture::{read_capture, CaptureError};
pub use case::{load_sas, Case, CaseError, Event, Expectation, Row};
pub use cipher::{BadKey, Cipher};
pub use header::MAX_PACKET;
pub use inbound::decap;
pub use mac::{gmac, Hmac};
pub use outbound::encap;
pub use sa::{Direction, Limits, Mode, Outcome, Proto, SaParams, SaState, Selectors, Transform, UdpPorts};
pub use table::{Miss, State, Table, Verdicted};
pub use traffic::Traffic;
pub use verdict::Verdict;
pub use window::Window;
