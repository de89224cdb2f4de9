//! Prints the card as Verilog.
//!
//! `emit DIR` writes DIR/respite_card.v, the whole card in its default build; `emit --without-des DIR` without DES and 3DES,
//! `emit --aead DIR` with AES-GCM and AES-GMAC alone.
//! `emit --synth DIR` writes each block, and the card, in a harness with three pins, for `scripts/synth`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use respite_hdl::card::{DefaultCard, CLOCK_HZ, LOG2_BUCKETS, LOG2_SAS};
use respite_hdl::crypto::{AesPipe, AesSerial, Conveyor, Des, Engine, GfMul, Hmac, Sha1, Sha2};
use respite_hdl::harness;
use respite_hdl::host::control::Control;
use respite_hdl::host::counters::Counters;
use respite_hdl::host::deliver::Deliver;
use respite_hdl::host::events::Events;
use respite_hdl::host::fetch::Fetch;
use respite_hdl::host::irq::Irq;
use respite_hdl::host::shape::{Shape, Suites};
use respite_hdl::lane::cam::SpiCam;
use respite_hdl::lane::commit::Commit;
use respite_hdl::lane::emit::Emit;
use respite_hdl::lane::issue::Issue;
use respite_hdl::lane::lookup::Lookup;
use respite_hdl::lane::parse::Parse;
use respite_hdl::lane::pool::{Pool, ENGINES, LOG2_ENGINES};
use rust_hdl_core::prelude::Block;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let done = match arguments.as_slice() {
        [dir] if !dir.as_encoded_bytes().starts_with(b"-") => card(Path::new(dir), Suites::All),
        [option, dir] if option == "--without-des" => card(Path::new(dir), Suites::Modern),
        [option, dir] if option == "--aead" => card(Path::new(dir), Suites::Aead),
        [option, dir] if option == "--synth" => blocks(Path::new(dir)),
        _ => {
            eprintln!("usage: emit [--synth | --without-des | --aead] DIR");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::FAILURE
        }
    }
}

fn card(dir: &Path, suites: Suites) -> Result<(), Box<dyn Error>> {
    let mut card = DefaultCard::new(CLOCK_HZ, suites);
    card.connect_all();
    write(dir, "respite_card", &vgen::generate("respite_card", &card)?)
}

fn blocks(dir: &Path) -> Result<(), Box<dyn Error>> {
    fn one(dir: &Path, name: &str, mut block: impl Block) -> Result<(), Box<dyn Error>> {
        block.connect_all();
        write(dir, name, &harness::wrap(name, &vgen::generate(name, &block)?, &vgen::ports(&block)))
    }
    let (log2_sas, log2_buckets) = (LOG2_SAS as u32, LOG2_BUCKETS as u32);
    let shape = Shape { log2_sas, log2_buckets, clock_hz: CLOCK_HZ, suites: Suites::All };
    one(dir, "aes_pipe", AesPipe::default())?;
    one(dir, "gf_mul", GfMul::default())?;
    one(dir, "conveyor", Conveyor::<LOG2_SAS>::default())?;
    one(dir, "aes_serial", AesSerial::default())?;
    one(dir, "des", Des::default())?;
    one(dir, "sha1", Sha1::default())?;
    one(dir, "sha2", Sha2::default())?;
    one(dir, "hmac", Hmac::default())?;
    one(dir, "engine", Engine::default())?;
    one(dir, "parse", Parse::default())?;
    one(dir, "spi_cam", SpiCam::<LOG2_BUCKETS>::default())?;
    one(dir, "lookup", Lookup::<LOG2_SAS, LOG2_BUCKETS>::default())?;
    one(dir, "issue", Issue::default())?;
    one(dir, "pool", Pool::<LOG2_ENGINES, ENGINES>::default())?;
    one(dir, "emit", Emit::default())?;
    one(dir, "commit", Commit::<LOG2_SAS>::default())?;
    one(dir, "control", Control::new(shape))?;
    one(dir, "counters", Counters::default())?;
    one(dir, "events", Events::default())?;
    one(dir, "fetch", Fetch::default())?;
    one(dir, "deliver", Deliver::default())?;
    one(dir, "irq", Irq::default())?;
    one(dir, "card", DefaultCard::default())?;
    one(dir, "card_aead", DefaultCard::new(CLOCK_HZ, Suites::Aead))
}

fn write(dir: &Path, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let path: PathBuf = dir.join(format!("{name}.v"));
    fs::create_dir_all(dir).and_then(|()| fs::write(&path, text)).map_err(|e| format!("{}: {e}", path.display()).into())
}
