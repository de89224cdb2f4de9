//! Lookups of builds that leave suites out.

use super::bench::{reset, Streams};
use super::sa::{self, wide, Sa};
use respite_abi::cam::State;
use respite_abi::sa::{KeySize, Transform};
use respite_abi::verdict::Verdict;
use respite_hdl::lane::lookup::Lookup;
use respite_hdl::types::{Context, Parsed};
use rust_hdl_core::prelude::*;
use verilated::lockstep::Random;
use verilated::{BigUint, Error, Model};

const LOG2_BUCKETS: usize = 3;

#[test]
fn a_build_without_des_refuses_its_packets_and_takes_the_others() -> Result<(), Error> {
    let lookup = Lookup::default().without_des();
    refuses("lookup_lean", lookup, |transform| matches!(transform, Transform::DesCbc | Transform::TripleDesCbc))
}

#[test]
fn a_build_without_a_pool_takes_packets_of_aes_gcm_alone() -> Result<(), Error> {
    refuses("lookup_alone", Lookup::default().without_pool(), |transform| transform != Transform::AesGcm16)
}

/// A driver that reads CAPS1 writes no such SA; one that does gets a verdict and not an engine that never ends.
fn refuses(name: &str, lookup: Lookup<5, LOG2_BUCKETS>, refused: impl Fn(Transform) -> bool) -> Result<(), Error> {
    let mut block = Box::new(lookup);
    block.connect_all();
    let mut m = Model::of(name, &*block)?;
    let mut random = Random::new(4);
    let transforms =
        [Transform::AesGcm16, Transform::Null, Transform::AesCbc, Transform::DesCbc, Transform::TripleDesCbc];
    for outbound in [true, false] {
        for transform in transforms {
            reset(&mut m);
            let mut sa = Sa::random(&mut random);
            sa.odd_transform = false;
            sa.config.valid = true;
            sa.config.outbound = outbound;
            sa.config.tunnel = true;
            (sa.config.ah, sa.config.below) = (false, None);
            sa.config.esn = false;
            sa.config.key = KeySize::Aes128;
            sa.config.transform = transform;
            (sa.outer, sa.top) = (0, 7);
            sa::write(&mut m, 1, &sa.words());
            let key = sa.config.spi.into();
            sa::write_cam(&mut m, sa::place(0, key, LOG2_BUCKETS as u32), key, State::Valid, 1);
            let (block, iv, icv) = sa.sizes();
            let packet = Parsed {
                encap: outbound,
                sa: bits(1),
                v6: sa.config.v6,
                udp: sa.config.udp,
                spi: bits(sa.config.spi.into()),
                seq: bits(8),
                src: BigUint::from(sa.src).into(),
                dst: BigUint::from(sa.dst).into(),
                sport: bits(sa.config.sport.into()),
                dport: bits(sa.config.dport.into()),
                ct: bits((10 * block + iv + icv - 24) as u64),
                head: (BigUint::from(wide(&mut random)) << 256u32).into(),
                ..Default::default()
            };
            let mut streams = Streams::<Parsed, Context>::new([packet]);
            streams.until(1, &mut m, &mut random);
            let unsupported = if outbound { Verdict::TxUnsupported } else { Verdict::RxUnsupported };
            let want = if refused(transform) { unsupported as u8 } else { 0 };
            assert_eq!(streams.got[0].verdict.to_u8(), want, "{transform:?}, outbound {outbound}");
            assert_eq!(streams.got[0].serial, want == 0 && transform != Transform::AesGcm16);
        }
    }
    Ok(())
}
