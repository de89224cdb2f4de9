//! A running Verilated model: poke inputs, tick the clock, peek outputs.

use std::collections::HashMap;
use std::ffi::{c_void, CString};
use std::path::Path;

use num_bigint::BigUint;
use vgen::Port;

use crate::compile::{self, Options};
use crate::shim::storage;
use crate::Error;

/// One instance of a Verilated design.
///
/// Misuse by the caller (no such port, a value too wide) panics: a test bench has no better
/// answer, and the message names the port.
pub struct Model {
    handle: *mut c_void,
    entry: Entry,
    slots: Vec<Slot>,
    names: HashMap<String, usize>,
    // Dropped last: the code behind `entry` lives here.
    _library: Option<libloading::Library>,
}

// SAFETY: a handle owns its own VerilatedContext and is used by one thread at a time (&mut self).
unsafe impl Send for Model {}

/// Functions of a shim, found by dlopen or linked statically.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Entry {
    pub new: unsafe extern "C" fn() -> *mut c_void,
    pub eval: unsafe extern "C" fn(*mut c_void),
    pub tick: unsafe extern "C" fn(*mut c_void),
    pub port: unsafe extern "C" fn(*mut c_void, u32) -> *mut c_void,
    pub trace: unsafe extern "C" fn(*mut c_void, *const std::ffi::c_char),
    pub close: unsafe extern "C" fn(*mut c_void),
    pub free: unsafe extern "C" fn(*mut c_void),
}

struct Slot {
    port: Port,
    data: *mut u8,
}

/// Names a port: its name, or the index [`Model::port`] gave for it (faster).
pub trait PortKey {
    fn index(&self, model: &Model) -> usize;
}

impl PortKey for usize {
    fn index(&self, _: &Model) -> usize {
        *self
    }
}

impl PortKey for &str {
    fn index(&self, model: &Model) -> usize {
        match model.names.get(*self) {
            Some(index) => *index,
            None => {
                panic!("no port named `{self}`; there are {:?}", model.ports().map(|p| &p.name).collect::<Vec<_>>())
            }
        }
    }
}

impl PortKey for &String {
    fn index(&self, model: &Model) -> usize {
        self.as_str().index(model)
    }
}

impl Model {
    /// Emits `block`, whose ports are connected, and builds it.
    pub fn of(name: &str, block: &impl rust_hdl_core::prelude::Block) -> Result<Model, Error> {
        Model::build(name, &vgen::generate(name, block)?, &vgen::ports(block))
    }

    /// Builds (or finds built) the module `name` of `verilog`.
    pub fn build(name: &str, verilog: &str, ports: &[Port]) -> Result<Model, Error> {
        Model::build_with(name, verilog, ports, &Options::default())
    }

    /// As [`Model::build`], with options.
    pub fn build_with(name: &str, verilog: &str, ports: &[Port], options: &Options) -> Result<Model, Error> {
        let path = compile::shared(name, name, verilog, ports, options)?;
        Model::load(&path, ports)
    }

    fn load(path: &Path, ports: &[Port]) -> Result<Model, Error> {
        let error = |e: libloading::Error| Error::Load { path: path.into(), cause: e.to_string() };
        // SAFETY: the library is one we compiled; its initialisers are Verilator's own.
        let library = unsafe { libloading::Library::new(path) }.map_err(error)?;
        // SAFETY: each symbol is defined by shim.rs with exactly the type of its field.
        let entry = unsafe {
            Entry {
                new: *library.get(b"m_new\0").map_err(error)?,
                eval: *library.get(b"m_eval\0").map_err(error)?,
                tick: *library.get(b"m_tick\0").map_err(error)?,
                port: *library.get(b"m_port\0").map_err(error)?,
                trace: *library.get(b"m_trace\0").map_err(error)?,
                close: *library.get(b"m_close\0").map_err(error)?,
                free: *library.get(b"m_free\0").map_err(error)?,
            }
        };
        Ok(Model::start(entry, ports, Some(library)))
    }

    /// A model that is linked into the program.
    ///
    /// # Safety
    /// `entry` comes from [`crate::linked!`] for a library that [`crate::link`] built with exactly these ports.
    pub unsafe fn linked(entry: Entry, ports: &[Port]) -> Model {
        Model::start(entry, ports, None)
    }

    fn start(entry: Entry, ports: &[Port], library: Option<libloading::Library>) -> Model {
        // SAFETY: `entry` is a shim's; it allocates and returns a handle.
        let handle = unsafe { (entry.new)() };
        let slots: Vec<Slot> = ports
            .iter()
            .enumerate()
            .map(|(i, port)| {
                // SAFETY: the handle is live; the shim knows `ports.len()` ports in this order.
                let data = unsafe { (entry.port)(handle, i as u32) }.cast();
                Slot { port: port.clone(), data }
            })
            .collect();
        let names = ports.iter().enumerate().map(|(i, p)| (p.name.clone(), i)).collect();
        let mut model = Model { handle, entry, slots, names, _library: library };
        model.eval();
        model
    }

    /// The ports, in the order of their indices.
    pub fn ports(&self) -> impl Iterator<Item = &Port> {
        self.slots.iter().map(|s| &s.port)
    }

    /// Index of the port `name`, for use in hot loops.
    pub fn port(&self, name: &str) -> usize {
        name.index(self)
    }

    /// Settles combinational logic after pokes.
    pub fn eval(&mut self) {
        // SAFETY: the handle is live and exclusively borrowed.
        unsafe { (self.entry.eval)(self.handle) }
    }

    /// One cycle of the port `clock`: rising edge, falling edge. Pokes before it are sampled
    /// by the rising edge; peeks after it see the new state and the same inputs.
    pub fn tick(&mut self) {
        // SAFETY: the handle is live and exclusively borrowed.
        unsafe { (self.entry.tick)(self.handle) }
    }

    /// Writes every later evaluation to an FST file; the model must be built with tracing.
    /// A file that is open already is finished first.
    pub fn trace(&mut self, path: &Path) {
        self.trace_end();
        let path = CString::new(path.to_string_lossy().as_bytes()).expect("a path has no NUL");
        // SAFETY: the handle is live; the C string outlives the call, which copies it.
        unsafe { (self.entry.trace)(self.handle, path.as_ptr()) }
    }

    /// Finishes the FST file, if one is open.
    pub fn trace_end(&mut self) {
        // SAFETY: the handle is live; closing nothing is allowed.
        unsafe { (self.entry.close)(self.handle) }
    }

    /// Sets a port of at most 64 bits.
    pub fn poke(&mut self, port: impl PortKey, value: u64) {
        self.poke_bytes(port, &value.to_le_bytes());
    }

    /// Sets a port of one bit.
    pub fn poke_bit(&mut self, port: impl PortKey, value: bool) {
        self.poke_bytes(port, &[u8::from(value)]);
    }

    /// Sets a port of at most 128 bits.
    pub fn poke_u128(&mut self, port: impl PortKey, value: u128) {
        self.poke_bytes(port, &value.to_le_bytes());
    }

    /// Sets a port of any width.
    pub fn poke_big(&mut self, port: impl PortKey, value: &BigUint) {
        self.poke_bytes(port, &value.to_bytes_le());
    }

    /// Sets a port of any width from bytes, least significant first; missing ones are zero.
    pub fn poke_bytes(&mut self, port: impl PortKey, value: &[u8]) {
        let index = port.index(self);
        let slot = &self.slots[index];
        let width = slot.port.width;
        let fits = value.iter().enumerate().all(|(i, byte)| match width.saturating_sub(8 * i) {
            0 => *byte == 0,
            room @ 1..=7 => byte >> room == 0,
            _ => true,
        });
        assert!(fits, "{value:x?} (little-endian) does not fit the {width} bits of `{}`", slot.port.name);
        let size = storage(width);
        let count = value.len().min(size);
        // SAFETY: `data` points at `size` bytes inside the live handle, exclusively borrowed;
        // `count` bounds both sides.
        unsafe {
            slot.data.copy_from_nonoverlapping(value.as_ptr(), count);
            slot.data.add(count).write_bytes(0, size - count);
        }
    }

    /// Reads a port of at most 64 bits.
    pub fn peek(&self, port: impl PortKey) -> u64 {
        let mut bytes = [0; 8];
        self.peek_bytes(port, &mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// Reads a port of one bit.
    pub fn peek_bit(&self, port: impl PortKey) -> bool {
        self.peek(port) & 1 == 1
    }

    /// Reads a port of at most 128 bits.
    pub fn peek_u128(&self, port: impl PortKey) -> u128 {
        let mut bytes = [0; 16];
        self.peek_bytes(port, &mut bytes);
        u128::from_le_bytes(bytes)
    }

    /// Reads a port of any width.
    pub fn peek_big(&self, port: impl PortKey) -> BigUint {
        let index = port.index(self);
        let mut bytes = vec![0; storage(self.slots[index].port.width)];
        self.peek_bytes(index, &mut bytes);
        BigUint::from_bytes_le(&bytes)
    }

    /// Reads a port of any width into bytes, least significant first; the rest become zero.
    pub fn peek_bytes(&self, port: impl PortKey, out: &mut [u8]) {
        let slot = &self.slots[port.index(self)];
        let used = slot.port.width.div_ceil(8);
        assert!(out.len() >= used, "`{}` has {} bits", slot.port.name, slot.port.width);
        let (value, rest) = out.split_at_mut(used);
        // SAFETY: `data` points at `storage(width) >= used` bytes inside the live handle.
        unsafe { value.as_mut_ptr().copy_from_nonoverlapping(slot.data, used) };
        rest.fill(0);
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        // SAFETY: the handle is live until here and never used again.
        unsafe { (self.entry.free)(self.handle) }
    }
}
