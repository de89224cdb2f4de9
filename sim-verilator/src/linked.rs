//! The card's own model, linked into the program by build.rs.
#![allow(unsafe_code)] // the boundary to the Verilated library

use verilated::Model;

use crate::card::Card;
use crate::error::Error;
use crate::options::Options;
use crate::ports::ports;

/// A new instance of the card.
pub fn model() -> Model {
    let entry = verilated::linked!(
        respite_card_new,
        respite_card_eval,
        respite_card_tick,
        respite_card_port,
        respite_card_trace,
        respite_card_close,
        respite_card_free
    );
    // SAFETY: build.rs built the library of these names with the ports of the same `ports`.
    unsafe { Model::linked(entry, &ports()) }
}

impl Card {
    /// The card itself, after power-on reset.
    pub fn linked(options: &Options) -> Result<Card, Error> {
        if options.trace.is_some() && !cfg!(feature = "trace") {
            return Err(Error::NoTrace);
        }
        Card::new(model(), options)
    }
}
