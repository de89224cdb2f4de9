//! Writes the inputs of any block by name.
//!
//! Rust-HDL's visitor hands out `&dyn Atom`, which cannot write. The descriptor of an atom
//! tells its Rust type, though, and its address its place within the block, so that the place
//! can be written through the `&mut` we hold on the whole block.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use num_bigint::BigUint;
use rust_hdl_core::atom::{Atom, AtomKind};
use rust_hdl_core::prelude::*;

use crate::Error;

/// Sets one input of the block by hand.
type ByHand<B> = Box<dyn FnMut(&mut B, &BigUint)>;

/// Where the inputs of a `B` are and how each is written.
pub(crate) struct Inputs<B> {
    found: BTreeMap<String, Found>,
    by_hand: BTreeMap<String, ByHand<B>>,
    block: PhantomData<B>,
}

#[derive(Clone, Copy)]
struct Found {
    offset: usize,
    write: Option<Write>,
}

/// Writes `next` of the signal at an address.
type Write = unsafe fn(*mut u8, &BigUint);

impl<B: Block> Inputs<B> {
    pub(crate) fn of(name: &str, block: &B) -> Result<Inputs<B>, Error> {
        let mut scan = Scan {
            start: std::ptr::from_ref(block) as usize,
            size: std::mem::size_of::<B>(),
            depth: 0,
            path: vec![],
            found: BTreeMap::new(),
            outside: None,
        };
        block.accept("top", &mut scan);
        if let Some(port) = scan.outside {
            let reason =
                format!("input `{port}` is not stored in the block itself (a Vec of interfaces?): use an array");
            return Err(Error::Lockstep { block: name.into(), reason });
        }
        Ok(Inputs { found: scan.found, by_hand: BTreeMap::new(), block: PhantomData })
    }

    pub(crate) fn by_hand(&mut self, port: &str, set: ByHand<B>) {
        self.by_hand.insert(port.into(), set);
    }

    /// Every input can be written, or an error naming one that cannot.
    pub(crate) fn complete(&self, name: &str) -> Result<(), Error> {
        for (port, found) in &self.found {
            if found.write.is_none() && !self.by_hand.contains_key(port) {
                let reason = format!("input `{port}` is a struct or an enum: give Bench::drive a closure for it");
                return Err(Error::Lockstep { block: name.into(), reason });
            }
        }
        Ok(())
    }

    pub(crate) fn set(&mut self, block: &mut B, port: &str, value: &BigUint) {
        if let Some(set) = self.by_hand.get_mut(port) {
            return set(block, value);
        }
        let Some(Found { offset, write: Some(write) }) = self.found.get(port) else { return };
        let block = std::ptr::from_mut(block).cast::<u8>();
        // SAFETY: `of` found a signal of exactly the type `write` expects at this offset in a
        // `B`, wholly inside it; the pointer comes from an exclusive borrow of the whole block.
        unsafe { write(block.add(*offset), value) }
    }
}

struct Scan {
    start: usize,
    size: usize,
    depth: usize,
    path: Vec<String>,
    found: BTreeMap<String, Found>,
    outside: Option<String>,
}

impl Probe for Scan {
    fn visit_start_scope(&mut self, _: &str, _: &dyn Block) {
        self.depth += 1;
    }
    fn visit_end_scope(&mut self, _: &str, _: &dyn Block) {
        self.depth -= 1;
    }
    fn visit_start_namespace(&mut self, name: &str, _: &dyn Block) {
        self.path.push(name.replace('$', "__"));
    }
    fn visit_end_namespace(&mut self, _: &str, _: &dyn Block) {
        self.path.pop();
    }
    fn visit_atom(&mut self, name: &str, atom: &dyn Atom) {
        if self.depth != 1 || atom.kind() != AtomKind::InputParameter {
            return;
        }
        let mut path = self.path.clone();
        path.push(name.replace('$', "__"));
        let port = path.join("__");
        let offset = (std::ptr::from_ref(atom).cast::<u8>() as usize).wrapping_sub(self.start);
        let size = std::mem::size_of_val(atom);
        if offset.checked_add(size).is_none_or(|end| end > self.size) {
            self.outside = Some(port);
            return;
        }
        let write = writer(&atom.descriptor().name, atom.bits())
            .filter(|w| w.size == size && w.align == std::mem::align_of_val(atom))
            .map(|w| w.write);
        self.found.insert(port, Found { offset, write });
    }
}

struct Writer {
    write: Write,
    size: usize,
    align: usize,
}

/// The writer for a signal type by the name Rust-HDL gives it: `Bit`, `clock`, `Bits::<8>`.
fn writer(name: &str, bits: usize) -> Option<Writer> {
    match name {
        "Bit" => Some(of::<Bit>()),
        "clock" => Some(of::<Clock>()),
        _ if name == format!("Bits::<{bits}>") => bits_writer(bits),
        _ => None,
    }
}

fn of<T: FromBig>() -> Writer {
    Writer {
        write: write::<T>,
        size: std::mem::size_of::<Signal<In, T>>(),
        align: std::mem::align_of::<Signal<In, T>>(),
    }
}

/// # Safety
/// `place` points at a live, exclusively borrowed `Signal<In, T>`.
unsafe fn write<T: FromBig>(place: *mut u8, value: &BigUint) {
    // SAFETY: the caller's promise.
    unsafe { (*place.cast::<Signal<In, T>>()).next = T::from_big(value) }
}

trait FromBig: Synth {
    fn from_big(value: &BigUint) -> Self;
}

impl FromBig for Bit {
    fn from_big(value: &BigUint) -> Bit {
        value.bit(0)
    }
}

impl FromBig for Clock {
    fn from_big(value: &BigUint) -> Clock {
        value.bit(0).into()
    }
}

impl<const N: usize> FromBig for Bits<N> {
    fn from_big(value: &BigUint) -> Bits<N> {
        value.clone().into()
    }
}

/// A width is a type: instantiate every one to 1087, then the multiples of 64 to 4096.
fn bits_writer(bits: usize) -> Option<Writer> {
    macro_rules! arms {
        ($row:literal: $($column:literal)*) => {
            $(if bits == $row * 64 + $column { return Some(of::<Bits<{ $row * 64 + $column }>>()); })*
        };
    }
    macro_rules! rows {
        ($($row:literal)*) => {
            $(if bits / 64 == $row { arms!($row: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21
                22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49
                50 51 52 53 54 55 56 57 58 59 60 61 62 63); })*
        };
    }
    macro_rules! words {
        ($($row:literal)*) => { $(arms!($row: 0);)* };
    }
    rows!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
    words!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32
        33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62
        63 64);
    None
}
