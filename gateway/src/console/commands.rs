//! The commands of the exec modes.

use std::sync::LazyLock;

use crate::grammar::{Grammar, Rule};

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Enable,
    Disable,
    Configure,
    Exit,
    ShowIsakmpSa,
    ShowIkev2Sa,
    ShowIpsecSa,
    ShowLogging,
    ShowRunningConfig,
    ShowControllers,
    ShowCounters,
    ShowRecovery,
    ClearIsakmp,
    ClearIkev2,
    ClearSa,
    ClearCounters,
    ClearLogging,
    Ping,
    Write,
}

/// What an operator may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// `Router>`
    User,
    /// `Router#`
    Privileged,
}

/// The commands of a level.
pub fn exec_grammar(level: Level) -> &'static Grammar<Command> {
    match level {
        Level::User => &GRAMMARS.0,
        Level::Privileged => &GRAMMARS.1,
    }
}

static GRAMMARS: LazyLock<(Grammar<Command>, Grammar<Command>)> = LazyLock::new(|| {
    let compiled = |tables| Grammar::new(tables).expect("the rules are constants, and a test compiles them all");
    (compiled(&[&USER, &BOTH]), compiled(&[&BOTH, &PRIVILEGED]))
});

const fn command(action: Command, syntax: &'static str, help: &'static str) -> Rule<Command> {
    Rule { syntax, no: None, default: "", help, action }
}

static USER: [Rule<Command>; 1] = [command(Command::Enable, "enable", "Turns on privileged commands")];

static BOTH: [Rule<Command>; 9] = [
    command(Command::Exit, "{exit | logout | quit}", "Leaves the console"),
    command(
        Command::Ping,
        "ping [ip] [<target:ip> [source <source:ip>] [repeat <count:1-65535>] [size <octets:36-9600>] [timeout <seconds:0-3600>] [df-bit]]",
        "Sends echo requests; without a target everything is asked for",
    ),
    command(Command::ShowIsakmpSa, "show crypto isakmp sa [--json]", "IKE SAs of IKEv1"),
    command(Command::ShowIkev2Sa, "show crypto ikev2 sa [--json]", "IKE SAs of IKEv2"),
    command(
        Command::ShowIpsecSa,
        "show crypto ipsec sa [interface <interface:name> [<number:name>]] [--json]",
        "IPsec SAs with their counters, of all interfaces or of one",
    ),
    command(Command::ShowRecovery, "show crypto recovery [--json]", "Invalid-SPI recovery: what was decided and how often"),
    command(Command::ShowControllers, "show controllers [--json]", "The card: what it can do, what it counted"),
    command(
        Command::ShowCounters,
        "show counters [--json]",
        "Everything that is counted, by the names of the counters tree",
    ),
    command(Command::ShowLogging, "show logging [--json]", "The log"),
];

static PRIVILEGED: [Rule<Command>; 11] = [
    command(Command::Enable, "enable", "Stays in privileged mode"),
    command(Command::Disable, "disable", "Turns off privileged commands"),
    command(Command::Configure, "configure [terminal]", "Begins to configure"),
    command(Command::ShowRunningConfig, "show running-config [--json]", "The running configuration, keys included"),
    command(
        Command::ClearIsakmp,
        "clear crypto isakmp [<conn-id:1-4294967295>]",
        "Ends IKE SAs of IKEv1; their IPsec SAs stay",
    ),
    command(
        Command::ClearIkev2,
        "clear crypto ikev2 [sa] [<conn-id:1-4294967295>]",
        "Ends IKE SAs of IKEv2 with their IPsec SAs",
    ),
    command(
        Command::ClearSa,
        "clear crypto sa [peer <peer:ip>]",
        "Removes IPsec SAs; where an IKE SA is left, the peer is told",
    ),
    command(Command::ClearCounters, "clear counters", "Sets the counters of the card and of recovery to 0"),
    command(Command::ClearLogging, "clear logging", "Empties the buffer of the log"),
    command(Command::Write, "write [memory]", "Keeps the running configuration for the next start"),
    command(Command::Write, "copy running-config startup-config", "As write memory"),
];
