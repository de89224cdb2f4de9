//! SPI CAM under a host that inserts, moves and deletes while lookups flow.

use respite_abi::cam::{self, Place, State};
use respite_hdl::lane::cam::SpiCam;
use rust_hdl_core::prelude::*;
use std::collections::{HashMap, VecDeque};
use verilated::lockstep::{self, Random};
use verilated::{Error, Model};

const LATENCY: usize = 6;

/// The host's copy of the CAM, and the writes it has yet to make.
struct Host {
    log2: u32,
    places: HashMap<Place, (u64, State, u16)>,
    at: HashMap<u64, Place>,
    writes: VecDeque<(Place, u64, State, u16)>,
}

impl Host {
    fn new(log2: u32) -> Self {
        Host { log2, places: HashMap::new(), at: HashMap::new(), writes: VecDeque::new() }
    }

    fn homes(&self, key: u64) -> [Place; 4] {
        [0, 1, 2, 3].map(|way| Place::Table { way, bucket: cam::bucket(way.into(), key, self.log2) as u16 })
    }

    fn put(&mut self, place: Place, key: u64, state: State, sa: u16) {
        self.places.insert(place, (key, state, sa));
        self.at.insert(key, place);
        self.writes.push_back((place, key, state, sa));
    }

    /// A path of moves that ends in a free place; the last move comes first.
    fn insert(&mut self, key: u64, state: State, sa: u16, random: &mut Random) -> bool {
        for _ in 0..50 {
            let mut path = vec![];
            let mut moving = key;
            for _ in 0..40 {
                let homes = self.homes(moving);
                if let Some(free) = homes.iter().find(|p| !self.places.contains_key(p)) {
                    path.push(*free);
                    while let Some(to) = path.pop() {
                        let (k, s, a) = match path.last() {
                            Some(from) => self.places[from],
                            None => (key, state, sa),
                        };
                        self.put(to, k, s, a);
                    }
                    return true;
                }
                let next = homes[(random.next() >> 40) as usize % 4];
                if path.contains(&next) {
                    break;
                }
                path.push(next);
                moving = self.places[&next].0;
            }
        }
        let free = (0..cam::OVERFLOW as u8).map(Place::Overflow).find(|p| !self.places.contains_key(p));
        if let Some(place) = free {
            self.put(place, key, state, sa);
        }
        free.is_some()
    }

    fn delete(&mut self, key: u64) {
        if let Some(place) = self.at.remove(&key) {
            self.places.remove(&place);
            self.writes.push_back((place, key, State::Empty, 0));
        }
    }
}

fn key(random: &mut Random) -> u64 {
    cam::key(random.percent(30), (random.next() >> 32) as u32)
}

type Answer = Option<(u64, u64)>;

/// What the card should know of each key, from which clock on.
#[derive(Default)]
struct Known {
    now: HashMap<u64, (u64, u64)>,
    /// Clocks of the changes in this run, and the answers before them.
    changed: HashMap<u64, Vec<(usize, Answer)>>,
}

/// Runs `clocks` clocks of lookups, with writes as the host asks for them.
fn run(m: &mut Model, host: &mut Host, known: &mut Known, keys: &[u64], clocks: usize, random: &mut Random) {
    let mut asked: VecDeque<(usize, Option<u64>)> = VecDeque::new();
    for clock in 0..clocks + LATENCY {
        let lookup = (clock < clocks && random.percent(85)).then(|| match random.percent(80) {
            true => keys[(random.next() >> 20) as usize % keys.len()],
            false => key(random),
        });
        asked.push_back((clock, lookup));
        m.poke("key", lookup.unwrap_or(random.next() >> 31));
        m.poke_bit("key_valid", lookup.is_some());
        let write = if random.percent(60) { host.writes.pop_front() } else { None };
        m.poke_bit("cam_wr", write.is_some());
        if let Some((place, key, state, sa)) = write {
            m.poke("cam_place", place.word().into());
            m.poke("cam_spi", key & 0xffff_ffff);
            m.poke_bit("cam_ah", key >> 32 == 1);
            m.poke("cam_state", state as u64);
            m.poke("cam_sa", sa.into());
            let before = known.now.get(&key).copied();
            let after = (state != State::Empty).then_some((state as u64, u64::from(sa)));
            if before != after {
                known.changed.entry(key).or_default().push((clock, before));
                match after {
                    Some(after) => known.now.insert(key, after),
                    None => known.now.remove(&key),
                };
            }
        }
        m.eval();
        if asked.len() > LATENCY {
            let (at, lookup) = asked.pop_front().expect("not empty");
            assert_eq!(m.peek_bit("out_valid"), lookup.is_some(), "latency at clock {clock}");
            if let Some(key) = lookup {
                let got: Answer = m.peek_bit("hit").then(|| (m.peek("state"), m.peek("sa")));
                let now = known.now.get(&key).copied();
                // A write and the lookup offered a clock before it may see each other or not.
                let changes = known.changed.get(&key).map_or(&[][..], |c| c);
                let known_by = |clock| changes.iter().find(|c| c.0 > clock).map_or(now, |c| c.1);
                let allowed = [known_by(at), known_by(at + 1)];
                assert!(allowed.contains(&got), "key {key:x} asked at {at}: {got:?}, not {allowed:?}");
            }
        }
        m.tick();
    }
    known.changed.clear();
}

fn build<const B: usize>(name: &str) -> Result<Model, Error> {
    let mut block = SpiCam::<B>::default();
    block.connect_all();
    Model::of(name, &block)
}

#[test]
fn entries_are_found_while_they_move() -> Result<(), Error> {
    let mut m = build::<4>("spi_cam_4")?;
    let (mut host, mut known, mut random) = (Host::new(4), Known::default(), Random::new(5));
    let keys: Vec<u64> = (0..90).map(|_| key(&mut random)).collect();
    for round in 0..3_000 {
        let k = keys[(random.next() >> 20) as usize % keys.len()];
        let state = [State::Larval, State::Valid, State::Graveyard][round % 3];
        if host.at.contains_key(&k) {
            if random.percent(50) {
                host.delete(k);
            } else {
                let place = host.at[&k];
                host.put(place, k, state, (round & 0x3fff) as u16);
            }
        } else if host.places.len() < 60 {
            host.insert(k, state, (round & 0x3fff) as u16, &mut random);
        }
        let clocks = 3 + 3 * host.writes.len();
        run(&mut m, &mut host, &mut known, &keys, clocks, &mut random);
    }
    assert!(host.writes.len() < 100);
    Ok(())
}

#[test]
fn nineteen_of_twenty_places_can_be_filled() -> Result<(), Error> {
    let mut m = build::<8>("spi_cam_8")?;
    let (mut host, mut known, mut random) = (Host::new(8), Known::default(), Random::new(6));
    let mut keys = vec![];
    loop {
        let k = key(&mut random);
        let sa = (random.next() >> 50) as u16;
        if !host.insert(k, State::Valid, sa, &mut random) {
            break;
        }
        keys.push(k);
        let clocks = 20 + 2 * host.writes.len();
        run(&mut m, &mut host, &mut known, &keys, clocks, &mut random);
    }
    let places = 4 * 256 + cam::OVERFLOW;
    assert!(keys.len() * 100 >= places * 95, "{} of {places}", keys.len());
    while !host.writes.is_empty() {
        run(&mut m, &mut host, &mut known, &keys, 1_000, &mut random);
    }
    run(&mut m, &mut host, &mut known, &keys, 20_000, &mut random);
    for k in keys.clone() {
        host.delete(k);
        run(&mut m, &mut host, &mut known, &keys, 4, &mut random);
    }
    Ok(())
}

#[test]
fn spi_cam_runs_in_lock_step() -> Result<(), Error> {
    lockstep::run_with("spi_cam_2", SpiCam::<2>::default, 3_000, 8, |port, cycle, value| {
        use verilated::BigUint;
        match port {
            "reset" => u32::from(cycle < 2).into(),
            // Few keys, so that there are hits.
            "cam_spi" | "key" => value & BigUint::from(7u32),
            "cam_ah" => BigUint::from(0u32),
            _ => value,
        }
    })
}
