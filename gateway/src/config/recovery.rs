//! `crypto recovery`: how invalid-SPI recovery behaves, once `crypto isakmp invalid-spi-recovery` has switched it on.
//!
//! Every number is one row of a table: its field, its default, its statement. What it means is in `respite_ike::recovery`.

use std::fmt::{self, Write};
use std::time::Duration;

use respite_ike::recovery::config::{OnInvalidSpi, Reestablish};

use super::isakmp::name_of;
use super::{Mode, Statement};

/// Declares [`Recovery`], its defaults, its statements and how they are printed.
macro_rules! knobs {
    (
        numbers { $($field:ident = $default:literal, $words:literal, $operand:literal, $range:literal, $help:literal;)* }
        switches { $($switch:ident = $on:literal, $switch_words:literal, $switch_help:literal;)* }
        choices { $($choice:ident: $type:ty = $first:expr, $table:ident, $choice_words:literal, $alternatives:literal,
            $choice_default:literal, $choice_help:literal;)* }
    ) => {
        /// All knobs of recovery.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Recovery {
            /// `crypto isakmp invalid-spi-recovery`.
            pub enabled: bool,
            $(#[doc = $help] pub $field: u32,)*
            $(#[doc = $switch_help] pub $switch: bool,)*
            $(#[doc = $choice_help] pub $choice: $type,)*
        }

        impl Default for Recovery {
            fn default() -> Self {
                Recovery {
                    enabled: false,
                    $($field: $default,)*
                    $($switch: $on,)*
                    $($choice: $first,)*
                }
            }
        }

        impl Recovery {
            pub(super) fn print(&self, out: &mut String) -> fmt::Result {
                let default = Recovery::default();
                if self.enabled {
                    writeln!(out, "crypto isakmp invalid-spi-recovery")?;
                }
                $(if self.$choice != default.$choice {
                    writeln!(out, "crypto recovery {} {}", $choice_words, name_of(&$table, self.$choice))?;
                })*
                $(if self.$switch != default.$switch {
                    let no = if self.$switch { "" } else { "no " };
                    writeln!(out, "{no}crypto recovery {}", $switch_words)?;
                })*
                $(if self.$field != default.$field {
                    writeln!(out, "crypto recovery {} {}", $words, self.$field)?;
                })*
                Ok(())
            }
        }

        pub(super) static STATEMENTS: [Statement; [$($words,)* $($switch_words,)* $($choice_words,)*].len()] = [
            $(Statement {
                syntax: concat!("crypto recovery ", $choice_words, " {", $alternatives, "}"),
                no: Some(concat!("crypto recovery ", $choice_words, " [", $alternatives, "]")),
                default: $choice_default,
                help: $choice_help,
                action: |config, mode, args| {
                    let chosen = args.one_of(&$table).filter(|_| !args.undo());
                    config.recovery.$choice = chosen.unwrap_or(Recovery::default().$choice);
                    Ok(mode.clone())
                },
            },)*
            $(Statement {
                syntax: concat!("crypto recovery ", $switch_words),
                no: Some(concat!("crypto recovery ", $switch_words)),
                default: if $on { "on" } else { "off" },
                help: $switch_help,
                action: |config, mode: &Mode, args| {
                    config.recovery.$switch = !args.undo();
                    Ok(mode.clone())
                },
            },)*
            $(Statement {
                syntax: concat!("crypto recovery ", $words, " <", $operand, ":", $range, ">"),
                no: Some(concat!("crypto recovery ", $words, " [<", $operand, ":", $range, ">]")),
                default: stringify!($default),
                help: $help,
                action: |config, mode: &Mode, args| {
                    let number = args.number($operand).filter(|_| !args.undo());
                    config.recovery.$field = number.unwrap_or($default);
                    Ok(mode.clone())
                },
            },)*
        ];
    };
}

impl Recovery {
    /// Bounds of the log about unknown SPIs.
    pub fn log_limits(&self) -> crate::log::Limits {
        crate::log::Limits { interval: Duration::from_secs(self.log_interval.into()), per_second: self.log_rate }
    }
}

/// What tells a peer that its SPI is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    Notify,
    NotifyAndDelete,
}

knobs! {
    numbers {
        window = 0, "window", "seconds", "0-86400", "Opens IKE SAs only for so long after the start; 0: always";
        contact_window = 0, "initial-contact window", "seconds", "0-86400",
            "Sends INITIAL_CONTACT only for so long after the start; 0: always";
        young = 2, "young", "seconds", "0-30", "Age up to which a report about an SA that this end sends on is not believed";
        graveyard = 10, "graveyard", "seconds", "0-120", "How long a removed SPI is expected on late packets";
        dedup = 5, "dedup", "seconds", "1-60", "Pause between two reports of one SPI";
        repeats = 3, "repeats", "count", "1-100", "Reports of one SPI on one IKE SA, after which they have no effect";
        interval = 10, "initiation interval", "seconds", "5-600",
            "Least time between two IKE SAs opened to one peer, and the first back-off";
        per_minute = 3, "initiation per-minute", "count", "1-60", "IKE SAs opened to one peer within a minute";
        initiation_rate = 10, "initiation rate", "per-second", "1-1000", "IKE SAs opened, over all peers";
        initiation_burst = 20, "initiation burst", "count", "1-1000", "The same, at once after a quiet time";
        concurrent = 32, "initiation concurrent", "count", "1-1000", "Negotiations of recovery at a time";
        slow_start = 30, "slow-start", "seconds", "0-600", "The rate of initiations rises from half within this time";
        backoff = 300, "backoff", "seconds", "10-3600", "What the back-off of one peer doubles up to";
        attached = 16, "attach", "count", "1-64", "SPIs that wait for one negotiation";
        report_rate = 50, "report rate", "per-second", "1-10000", "Reports sent, over all peers";
        report_burst = 100, "report burst", "count", "1-10000", "The same, at once after a quiet time";
        peer_report_rate = 10, "report peer-rate", "per-second", "1-1000", "Reports sent to one peer";
        deletions = 10, "deletion per-minute", "count", "1-1000",
            "SA bundles deleted within a minute because one peer says so";
        deletion_interval = 10, "deletion interval", "seconds", "0-600",
            "Least time between two such deletions for one policy";
        probation = 30, "probation", "seconds", "1-600",
            "Time that a peer has to come up with an SA after a report, before the next back-off is doubled";
        probe_interval = 2, "probe interval", "seconds", "1-60", "Least time between two rekey probes of one SA";
        probes = 3, "probe count", "count", "1-100", "Rekey probes of one SA, after which its IKE SA is doubted";
        own_child_delay = 1, "own-child delay", "seconds", "0-30",
            "How long an IKEv1 peer that has opened the IKE SA is given to begin the quick mode too";
        hint_interval = 30, "liveness interval", "seconds", "1-3600",
            "Least time between two liveness checks of one peer because of unprotected messages";
        reply_rate = 100, "invalid-ike-spi rate", "per-second", "1-10000",
            "Answers to requests of unknown IKE SAs, over all sources";
        source_reply_rate = 5, "invalid-ike-spi source-rate", "per-second", "1-1000", "The same, to one source";
        ike_sas = 2, "ike-sas", "count", "1-16", "IKE SAs with one identity";
        cookie_threshold = 30, "half-open cookie-threshold", "count", "0-100000",
            "Half-open IKE SAs above which IKEv2 asks for a cookie";
        half_open_source = 3, "half-open per-source", "count", "1-1000",
            "Half-open IKE SAs of one source above which it is asked for a cookie (IKEv2) or ignored (IKEv1)";
        half_open_time = 30, "half-open time", "seconds", "5-300", "Life of a half-open IKE SA";
        half_open_v1 = 500, "half-open ikev1", "count", "1-100000", "Half-open IKE SAs of IKEv1";
        half_open_v2 = 50000, "half-open ikev2", "count", "1-1000000", "Half-open IKE SAs of IKEv2";
        event_rate = 1000, "event rate", "per-second", "1-100000", "Unknown SPIs that the card tells of";
        event_burst = 256, "event burst", "count", "1-65535", "The same, at once after a quiet time";
        log_interval = 60, "log interval", "seconds", "1-3600", "Pause between two log lines about one source and SPI";
        log_rate = 10, "log rate", "per-second", "1-1000", "Log lines about unknown SPIs in all";
    }
    switches {
        own_child = true, "own-child", "Negotiates an IPsec SA itself after a report: many peers recover in no other way";
        replace = true, "replace", "Replaces an IKE SA on which reports have no effect";
        behind_nat = false, "behind-nat", "Calls a peer whose packets come from a NAT's port at its configured address";
        replica = false, "replica", "Other hosts share this identity: INITIAL_CONTACT is never sent";
        contact_in_main_mode = false, "initial-contact main-mode",
            "IKEv1: INITIAL-CONTACT in the last message of main mode, repeated but not covered by its HASH";
        require_tag = false, "require-tag", "Opens an IKE SA only for SPIs that this gateway recognises as its own";
        qcd = false, "qcd", "Crash detection tokens of IKEv2 (RFC 6290)";
    }
    choices {
        ikev1_report: Report = Report::NotifyAndDelete, REPORTS, "report ikev1", "notify | notify-delete",
            "notify-delete", "What tells an IKEv1 peer that its SPI is unknown";
        ikev2_report: Report = Report::Notify, REPORTS, "report ikev2", "notify | notify-delete",
            "notify", "What tells an IKEv2 peer that its SPI is unknown";
        on_invalid_spi: OnInvalidSpi = OnInvalidSpi::RekeyProbe, REACTIONS, "on-invalid-spi",
            "rekey-probe | delete | audit", "rekey-probe", "What an authenticated report of an IKEv2 peer leads to";
        reestablish: Reestablish = Reestablish::OnTraffic, TIMES, "reestablish", "on-traffic | immediate",
            "on-traffic", "When SAs are negotiated again that were lost to a peer's restart";
    }
}

const REPORTS: [(&str, Report); 2] = [("notify", Report::Notify), ("notify-delete", Report::NotifyAndDelete)];

const REACTIONS: [(&str, OnInvalidSpi); 3] =
    [("rekey-probe", OnInvalidSpi::RekeyProbe), ("delete", OnInvalidSpi::Delete), ("audit", OnInvalidSpi::Audit)];

const TIMES: [(&str, Reestablish); 2] = [("on-traffic", Reestablish::OnTraffic), ("immediate", Reestablish::Immediate)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logs_bounds_are_the_logs_own_unless_configured() {
        assert_eq!(Recovery::default().log_limits(), crate::log::Limits::default());
    }

    #[test]
    fn defaults_are_those_that_the_analysis_of_attacks_argues_for() {
        let knobs = Recovery::default();
        assert!(!knobs.enabled && !knobs.qcd && !knobs.require_tag);
        assert_eq!((knobs.dedup, knobs.interval, knobs.backoff, knobs.attached), (5, 10, 300, 16));
        assert_eq!((knobs.concurrent, knobs.initiation_rate, knobs.initiation_burst), (32, 10, 20));
        assert_eq!((knobs.report_rate, knobs.report_burst, knobs.repeats), (50, 100, 3));
        assert_eq!((knobs.graveyard, knobs.young, knobs.deletions), (10, 2, 10));
        assert_eq!((knobs.event_rate, knobs.event_burst), (1000, 256));
    }
}
