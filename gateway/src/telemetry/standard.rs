//! The card's drops under the names that others have for them: Linux's `/proc/net/xfrm_stat` and the MIB of Cisco.
//!
//! Each drop has one name of Linux, or none if it is no error there either, so that sums agree. See the kernel's
//! Documentation/networking/xfrm_proc.rst and CISCO-IPSEC-FLOW-MONITOR-MIB.

use std::collections::BTreeMap;

use respite_abi::{Counter, Verdict};

use super::stats::Stats;

/// A counter under a name that others gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standard {
    pub name: &'static str,
    /// Names of ours whose sum it is.
    pub of: Vec<&'static str>,
    pub value: u64,
}

/// Linux's name for packets with this verdict; `None`: dropped in silence there, or not dropped at all.
pub const fn xfrm_of(verdict: Verdict) -> Option<&'static str> {
    use Verdict::*;
    Some(match verdict {
        // What has options goes to the host.
        Ok | RxKeepalive | RxIke | RxDummy | RxOptions => return None,
        RxDma | RxDescriptor | RxOversize | RxUnsupported => "XfrmInError",
        RxDstSmall => "XfrmInBufferError",
        RxShort | RxFrag | RxNotIpsec => "XfrmInHdrError",
        RxSpiReserved | RxNoSaEsp | RxNoSaAh | RxNoSaUdp | RxBadSource => "XfrmInNoStates",
        RxSpiLarval => "XfrmAcquireError",
        RxSpiGraveyard => "XfrmInStateInvalid",
        RxMismatch => "XfrmInStateMismatch",
        RxReplayDup | RxReplayStale => "XfrmInStateSeqError",
        RxIcv | RxPad => "XfrmInStateProtoError",
        RxInner | RxEcn => "XfrmInStateModeError",
        RxExpired => "XfrmInStateExpired",
        TxDma | TxDescriptor | TxOversize | TxShort | TxNotIp | TxPmtu | TxDstSmall | TxUnsupported | TxOptions => {
            "XfrmOutError"
        }
        TxNoSa => "XfrmOutNoStates",
        TxSeqExhausted => "XfrmOutStateSeqError",
        TxExpired => "XfrmOutStateExpired",
    })
}

/// Names of `/proc/net/xfrm_stat` for packets that came in.
pub fn xfrm_in(stats: &Stats) -> Vec<Standard> {
    xfrm(stats, "rx_", &[("selector_mismatch", "XfrmInStateMismatch"), ("slow_refused", "XfrmInHdrError")])
}

/// The same for packets that were to go out.
pub fn xfrm_out(stats: &Stats) -> Vec<Standard> {
    xfrm(stats, "tx_", &[("held_dropped", "XfrmOutNoStates"), ("discarded", "XfrmOutPolBlock")])
}

fn xfrm(stats: &Stats, direction: &str, of_path: &[(&'static str, &'static str)]) -> Vec<Standard> {
    let mut sums: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
    let verdicts = Verdict::ALL.iter().filter(|verdict| verdict.name().starts_with(direction));
    let named = verdicts.filter_map(|verdict| Some((verdict.name(), xfrm_of(*verdict)?)));
    for (ours, theirs) in named.chain(of_path.iter().copied()) {
        sums.entry(theirs).or_default().push(ours);
    }
    sums.into_iter().map(|(name, of)| sum(stats, name, of)).collect()
}

/// Names of CISCO-IPSEC-FLOW-MONITOR-MIB.
pub fn management(stats: &Stats) -> Vec<Standard> {
    let drops = |prefix: &str| -> Vec<_> {
        let verdicts = Verdict::ALL.iter().filter(|verdict| **verdict != Verdict::RxOptions);
        verdicts.map(|verdict| verdict.name()).filter(|name| name.starts_with(prefix)).collect()
    };
    let no_sa = [Verdict::RxNoSaEsp, Verdict::RxNoSaAh, Verdict::RxNoSaUdp].map(Verdict::name);
    let replays = [Verdict::RxReplayDup, Verdict::RxReplayStale].map(Verdict::name);
    let one = |counter: Counter| vec![counter.name()];
    let rows = [
        ("cipSecGlobalInPkts", one(Counter::RxPkts)),
        ("cipSecGlobalInOctets", one(Counter::RxOctets)),
        ("cipSecGlobalInDrops", [drops("rx_"), vec!["slow_refused"]].concat()),
        ("cipSecGlobalInReplayDrops", replays.to_vec()),
        ("cipSecGlobalInAuthFails", vec![Verdict::RxIcv.name()]),
        ("cipSecGlobalInDecryptFails", vec![Verdict::RxPad.name(), Verdict::RxInner.name()]),
        ("cipSecGlobalOutPkts", one(Counter::TxOk)),
        ("cipSecGlobalOutOctets", one(Counter::TxOkOctets)),
        ("cipSecGlobalOutDrops", drops("tx_")),
        ("cipSecGlobalNoSaFails", no_sa.to_vec()),
        ("cipSecGlobalSysCapFails", vec!["no_buffer"]),
    ];
    rows.into_iter().map(|(name, of)| sum(stats, name, of)).collect()
}

/// Names are unique over card and data path.
fn sum(stats: &Stats, name: &'static str, of: Vec<&'static str>) -> Standard {
    let card = stats.controllers.first().map(|card| &card.counters);
    let value = |ours: &&str| card.and_then(|card| card.get(*ours)).or_else(|| stats.path.get(*ours)).copied();
    let value = of.iter().filter_map(value).sum();
    Standard { name, of, value }
}

#[cfg(test)]
mod tests {
    use super::super::groups::tests::sample;
    use super::*;

    fn drops(stats: &Stats, direction: &str, silent: &[Verdict]) -> u64 {
        let counted = Verdict::ALL.iter().filter(|v| v.name().starts_with(direction) && !silent.contains(v));
        counted.map(|v| stats.controllers[0].counters[v.name()]).sum()
    }

    #[test]
    fn cli_06_linux_names_add_up_to_the_cards_drops_and_those_of_the_path() {
        let mut stats = sample();
        stats.path = [("selector_mismatch", 7), ("slow_refused", 9), ("held_dropped", 11), ("discarded", 13)]
            .map(|(n, v)| (n.to_owned(), v))
            .into();
        let total = |rows: Vec<Standard>| rows.iter().map(|row| row.value).sum::<u64>();
        let silent = [Verdict::RxKeepalive, Verdict::RxIke, Verdict::RxDummy, Verdict::RxOptions];
        assert_eq!(total(xfrm_in(&stats)), drops(&stats, "rx_", &silent) + 16);
        assert_eq!(total(xfrm_out(&stats)), drops(&stats, "tx_", &[]) + 24);
    }

    #[test]
    fn cli_06_the_mibs_no_sa_fails_are_packets_with_an_unknown_spi() {
        let stats = sample();
        let rows = management(&stats);
        let value = |name: &str| rows.iter().find(|row| row.name == name).expect(name).value;
        let ours = |name: &str| stats.controllers[0].counters[name];
        assert_eq!(value("cipSecGlobalNoSaFails"), ours("rx_no_sa_esp") + ours("rx_no_sa_ah") + ours("rx_no_sa_udp"));
        assert_eq!(value("cipSecGlobalInDrops"), drops(&stats, "rx_", &[Verdict::RxOptions]));
    }
}
