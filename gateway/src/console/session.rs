//! Reads lines in one mode after the other and has the gateway do what they say.

use std::io::{self, Write};
use std::time::Duration;

use super::backend::{Backend, BackendError, Clear};
use super::commands::{exec_grammar, Command, Level};
use super::dialogue::{Dialogue, Next};
use crate::config::interface::stands_for;
use crate::config::{running_config, show_running_config, Editor, Mode, StatementError};
use crate::grammar::{words, Args, MatchError};
use crate::show::{self, PingPlan, PingSummary};
use crate::telemetry::{show_counters, Counted};

/// Where an operator is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    place: Place,
    /// Questions that are being asked.
    dialogue: Option<Dialogue>,
    /// The last line was not done.
    refused: bool,
}

/// A mode of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Exec(Level),
    Configure(Mode),
}

/// What a line leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Continue,
    /// The operator leaves.
    Close,
}

impl Place {
    /// What commands may do here.
    pub fn level(&self) -> Level {
        match self {
            Place::Exec(level) => *level,
            Place::Configure(_) => Level::Privileged,
        }
    }
}

impl Session {
    pub fn new(level: Level) -> Self {
        Session { place: Place::Exec(level), dialogue: None, refused: false }
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether a question is open, to which `?` and Tab mean nothing.
    pub fn asks(&self) -> bool {
        self.dialogue.is_some()
    }

    /// Whether the last line was not understood, or could not be done.
    pub fn refused(&self) -> bool {
        self.refused
    }

    /// What stands before the cursor.
    pub fn prompt(&self, hostname: &str) -> String {
        match (&self.dialogue, &self.place) {
            (Some(dialogue), _) => dialogue.prompt().to_owned(),
            (None, Place::Exec(Level::User)) => format!("{hostname}>"),
            (None, Place::Exec(Level::Privileged)) => format!("{hostname}#"),
            (None, Place::Configure(mode)) => format!("{hostname}{}#", mode.prompt()),
        }
    }

    /// Reads a line and does what it says. Errors are of `out` alone.
    pub fn line(&mut self, line: &str, gateway: &mut dyn Backend, out: &mut dyn Write) -> io::Result<Step> {
        self.refused = false;
        if let Some(dialogue) = &mut self.dialogue {
            let next = dialogue.answer(line);
            return self.answered(next, gateway, out);
        }
        let content = line.trim();
        if content.is_empty() || content.starts_with('!') {
            return Ok(Step::Continue);
        }
        match self.place.clone() {
            Place::Exec(level) => self.exec(level, line, gateway, out),
            Place::Configure(mode) => self.configure(mode, line, gateway, out),
        }
    }

    /// Ctrl-C: out of a dialogue, or of the configuration.
    pub fn interrupt(&mut self) {
        if self.dialogue.take().is_none() {
            self.leave_configuration();
        }
    }

    /// Ctrl-Z, as `end`.
    pub fn leave_configuration(&mut self) {
        self.dialogue = None;
        if matches!(self.place, Place::Configure(_)) {
            self.place = Place::Exec(Level::Privileged);
        }
    }

    fn exec(&mut self, level: Level, line: &str, gateway: &mut dyn Backend, out: &mut dyn Write) -> io::Result<Step> {
        let read = words(line).map_err(StatementError::from);
        let read = read.and_then(|words| Ok(exec_grammar(level).read(&words)?));
        let (rule, args) = match read {
            Ok(read) => read,
            Err(error) => {
                self.complain(line, &error, gateway, out)?;
                return Ok(Step::Continue);
            }
        };
        match rule.action {
            Command::Exit => return Ok(Step::Close),
            Command::Enable => self.place = Place::Exec(Level::Privileged),
            Command::Disable => self.place = Place::Exec(Level::User),
            Command::Configure => {
                self.place = Place::Configure(Mode::Global);
                writeln!(out, "Enter configuration commands, one per line.  End with CNTL/Z.")?;
            }
            Command::Ping => match plan(&args) {
                Some(plan) => self.refused = !ping(&plan, gateway, out)?,
                None => self.dialogue = Some(Dialogue::default()),
            },
            command => match perform(command, &args, gateway) {
                Ok(text) => out.write_all(text.as_bytes())?,
                Err(BackendError(why)) => {
                    self.refused = true;
                    writeln!(out, "% {}", crate::log::escaped(&why))?;
                }
            },
        }
        Ok(Step::Continue)
    }

    fn configure(
        &mut self,
        mode: Mode,
        line: &str,
        gateway: &mut dyn Backend,
        out: &mut dyn Write,
    ) -> io::Result<Step> {
        let content = line.trim();
        match content {
            "end" => self.leave_configuration(),
            "exit" => {
                self.place = mode.outer().map_or(Place::Exec(Level::Privileged), Place::Configure);
            }
            _ => {
                if let Some(command) = content.strip_prefix("do ") {
                    let step = self.exec(Level::Privileged, command, gateway, out)?;
                    // `do exit` and the like change nothing.
                    self.place = Place::Configure(mode);
                    return Ok(if step == Step::Close { Step::Continue } else { step });
                }
                self.statement(mode, line, gateway, out)?;
            }
        }
        Ok(Step::Continue)
    }

    fn statement(&mut self, mode: Mode, line: &str, gateway: &mut dyn Backend, out: &mut dyn Write) -> io::Result<()> {
        let before = gateway.config();
        let mut config = before.clone();
        let mut editor = Editor::new(&mut config, mode);
        if let Err(error) = editor.apply(line) {
            return self.complain(line, &error, gateway, out);
        }
        let mode = editor.mode().clone();
        if config != before {
            match gateway.configure(config) {
                Ok(lines) => lines.iter().try_for_each(|line| writeln!(out, "{line}"))?,
                Err(BackendError(why)) => {
                    self.refused = true;
                    return writeln!(out, "% {}", crate::log::escaped(&why));
                }
            }
        }
        self.place = Place::Configure(mode);
        Ok(())
    }

    fn answered(&mut self, next: Next, gateway: &mut dyn Backend, out: &mut dyn Write) -> io::Result<Step> {
        match next {
            Next::Ask { complaint } => complaint.map_or(Ok(()), |text| writeln!(out, "{text}"))?,
            Next::Abandon => self.dialogue = None,
            Next::Send(plan) => {
                self.dialogue = None;
                self.refused = !ping(&plan, gateway, out)?;
            }
        }
        Ok(Step::Continue)
    }

    /// What is wrong, in the words of IOS, with a mark below the place.
    fn complain(
        &mut self,
        line: &str,
        error: &StatementError,
        gateway: &dyn Backend,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.refused = true;
        let indent = self.prompt(gateway.config().hostname()).chars().count() + error.column() - 1;
        match error {
            StatementError::Match(MatchError::Incomplete { .. }) => writeln!(out, "% Incomplete command.\n"),
            StatementError::Match(MatchError::Ambiguous { .. }) => {
                writeln!(out, "% Ambiguous command:  \"{}\"", crate::log::escaped(line.trim()))
            }
            StatementError::Match(MatchError::Invalid { .. }) | StatementError::Line(_) => {
                writeln!(out, "{:indent$}^\n% Invalid input detected at '^' marker.\n", "")
            }
            StatementError::Refused { why, .. } => writeln!(out, "% {}", crate::log::escaped(why)),
        }
    }
}

fn perform(command: Command, args: &Args, gateway: &mut dyn Backend) -> Result<String, BackendError> {
    let json = args.has("--json");
    fn shown<T: serde::Serialize>(
        json: bool,
        state: &T,
        text: impl FnOnce(&T) -> String,
    ) -> Result<String, BackendError> {
        match json {
            true => show::json(state).map(|text| text + "\n").map_err(|e| BackendError(e.to_string())),
            false => Ok(text(state)),
        }
    }
    let number = args.number("conn-id");
    match command {
        Command::ShowIsakmpSa => shown(json, &gateway.isakmp_sas()?, |sas| show::show_isakmp_sa(sas)),
        Command::ShowIkev2Sa => shown(json, &gateway.ikev2_sas()?, |sas| show::show_ikev2_sa(sas)),
        Command::ShowIpsecSa => {
            let mut sas = gateway.ipsec_sas()?;
            if let Some(name) = args.text("interface") {
                let name = format!("{name}{}", args.text("number").unwrap_or_default());
                if !gateway.config().interfaces.iter().any(|i| stands_for(&name, &i.name)) {
                    return Err(BackendError(format!("there is no interface {name}")));
                }
                sas.retain(|sa| stands_for(&name, &sa.interface));
            }
            shown(json, &sas, |sas| show::show_ipsec_sa(sas))
        }
        Command::ShowRecovery => shown(json, &gateway.recovery()?, show::show_recovery),
        Command::ShowControllers => shown(json, &gateway.controllers()?, |cards| show::show_controllers(cards)),
        Command::ShowCounters => shown(json, &Counted::of(&gateway.stats()?), show_counters),
        Command::ShowLogging => shown(json, &gateway.log()?, show::show_logging),
        Command::ShowRunningConfig if json => {
            let text = running_config(&gateway.config());
            shown(true, &text.lines().collect::<Vec<_>>(), |_| String::new())
        }
        Command::ShowRunningConfig => Ok(show_running_config(&gateway.config())),
        Command::ClearIsakmp => gateway.clear(Clear::Isakmp(number)).map(|()| String::new()),
        Command::ClearIkev2 => gateway.clear(Clear::Ikev2(number)).map(|()| String::new()),
        Command::ClearSa => gateway.clear(Clear::Sa(args.ip("peer"))).map(|()| String::new()),
        Command::ClearCounters => gateway.clear(Clear::Counters).map(|()| String::new()),
        Command::ClearLogging => gateway.clear(Clear::Logging).map(|()| String::new()),
        Command::Write => {
            let text = running_config(&gateway.config());
            gateway.save(&text).map(|()| "Building configuration...\n[OK]\n".to_owned())
        }
        // What changes the session is done by it.
        Command::Enable | Command::Disable | Command::Configure | Command::Exit | Command::Ping => Ok(String::new()),
    }
}

fn plan(args: &Args) -> Option<PingPlan> {
    let standard = PingPlan::new(args.ip("target")?);
    Some(PingPlan {
        source: args.ip("source"),
        repeat: args.number("count").unwrap_or(standard.repeat),
        size: args.number("octets").unwrap_or(standard.size),
        timeout: args.number("seconds").map_or(standard.timeout, Duration::from_secs),
        df: args.has("df-bit"),
        ..standard
    })
}

/// Sends, and prints a mark for each echo as soon as it is known; false if the gateway could not.
fn ping(plan: &PingPlan, gateway: &mut dyn Backend, out: &mut dyn Write) -> io::Result<bool> {
    write!(out, "{}", plan.heading())?;
    out.flush()?;
    let (mut summary, mut failed) = (PingSummary::default(), Ok(()));
    let sent = gateway.ping(plan, &mut |echo| {
        summary.note(echo);
        // As many marks in a row as IOS prints.
        let end = if summary.sent.is_multiple_of(MARKS) { "\n" } else { "" };
        failed = write!(out, "{}{end}", echo.mark()).and_then(|()| out.flush());
        failed.is_ok()
    });
    failed?;
    if !summary.sent.is_multiple_of(MARKS) {
        writeln!(out)?;
    }
    match &sent {
        Ok(()) => writeln!(out, "{summary}")?,
        Err(BackendError(why)) => writeln!(out, "% {}", crate::log::escaped(why))?,
    }
    Ok(sent.is_ok())
}

/// In a line.
const MARKS: u32 = 70;

#[cfg(test)]
mod tests {
    use super::super::help::{complete, help};
    use super::*;
    use crate::config::{load, Running};
    use crate::log::{Log, Settings, Snapshot};
    use crate::show::{ControllerState, Echo, Ikev2Sa, InterfaceSas, IsakmpSa, Ledger, Phase1, RecoveryState, Traffic};
    use crate::telemetry::Stats;

    /// A gateway without a network.
    struct Gateway {
        config: Running,
        cleared: Vec<Clear>,
        saved: Option<String>,
        echoes: Vec<Echo>,
        plans: Vec<PingPlan>,
        refuses: bool,
    }

    impl Default for Gateway {
        fn default() -> Self {
            Gateway {
                config: load(include_str!("../../../fixtures/ios/router-b.cfg"))
                    .expect("the seed's configuration")
                    .config,
                cleared: vec![],
                saved: None,
                echoes: vec![],
                plans: vec![],
                refuses: false,
            }
        }
    }

    impl Backend for Gateway {
        fn config(&self) -> Running {
            self.config.clone()
        }

        fn configure(&mut self, config: Running) -> Result<Vec<String>, BackendError> {
            if self.refuses {
                return Err(BackendError("no\nway".into()));
            }
            self.config = config;
            Ok(vec![])
        }

        fn save(&mut self, text: &str) -> Result<(), BackendError> {
            self.saved = Some(text.to_owned());
            Ok(())
        }

        fn isakmp_sas(&mut self) -> Result<Vec<IsakmpSa>, BackendError> {
            let (dst, src) = ([10, 1, 1, 1].into(), [10, 2, 2, 2].into());
            Ok(vec![IsakmpSa { dst, src, state: Phase1::QmIdle, conn_id: 1, slot: 0, deleted: false }])
        }

        fn ikev2_sas(&mut self) -> Result<Vec<Ikev2Sa>, BackendError> {
            Ok(vec![])
        }

        fn ipsec_sas(&mut self) -> Result<Vec<InterfaceSas>, BackendError> {
            let ledger = Ledger::default();
            Ok(ledger.ipsec_sas(std::time::Instant::now(), &self.config, true, |_| Traffic::default()))
        }

        fn controllers(&mut self) -> Result<Vec<ControllerState>, BackendError> {
            Err(BackendError("the card is gone".into()))
        }

        fn recovery(&mut self) -> Result<RecoveryState, BackendError> {
            Ok(RecoveryState { enabled: self.config.recovery.enabled, ..RecoveryState::default() })
        }

        fn stats(&mut self) -> Result<Stats, BackendError> {
            Ok(Stats { uptime: 7, ..Stats::default() })
        }

        fn log(&mut self) -> Result<Snapshot, BackendError> {
            Ok(Log::new(Settings::default()).snapshot(0))
        }

        fn clear(&mut self, what: Clear) -> Result<(), BackendError> {
            self.cleared.push(what);
            Ok(())
        }

        fn ping(&mut self, plan: &PingPlan, each: &mut dyn FnMut(Echo) -> bool) -> Result<(), BackendError> {
            self.plans.push(plan.clone());
            self.echoes.iter().take_while(|echo| each(**echo)).for_each(drop);
            Ok(())
        }
    }

    /// What the operator sees: prompts with what was typed, and the answers.
    fn talk(gateway: &mut Gateway, lines: &[&str]) -> String {
        let mut session = Session::new(Level::User);
        let mut out = Vec::new();
        for line in lines {
            let prompt = session.prompt(gateway.config.hostname());
            out.extend(format!("{prompt}{line}\n").into_bytes());
            if session.line(line, gateway, &mut out).expect("a vector takes all") == Step::Close {
                break;
            }
        }
        out.extend(session.prompt(gateway.config.hostname()).into_bytes());
        String::from_utf8(out).expect("text")
    }

    fn answers(gateway: &mut Gateway, lines: &[&str]) -> String {
        let all = ["enable"].iter().chain(lines).copied().collect::<Vec<_>>();
        talk(gateway, &all)
    }

    #[test]
    fn the_seeds_three_steps_switch_recovery_on() {
        let mut gateway = Gateway { config: Running::default(), ..Gateway::default() };
        let seen = talk(&mut gateway, &["enable", "configure terminal", "crypto isakmp invalid-spi-recovery", "end"]);
        let expected = "Router>enable\nRouter#configure terminal\n\
            Enter configuration commands, one per line.  End with CNTL/Z.\n\
            Router(config)#crypto isakmp invalid-spi-recovery\nRouter(config)#end\nRouter#";
        assert_eq!(seen, expected);
        assert!(gateway.config.recovery.enabled);
    }

    #[test]
    fn sections_have_prompts_of_their_own_and_exit_leads_out_step_by_step() {
        let mut gateway = Gateway::default();
        let seen = answers(
            &mut gateway,
            &[
                "conf t",
                "crypto map testtag1 10",
                "set peer 10.1.1.1",
                "int eth7",
                "ip address 10.9.9.9 255.0.0.0",
                "exit",
                "exit",
                "exit",
            ],
        );
        let prompts: Vec<&str> = seen.lines().filter_map(|l| l.split_once('#').map(|(prompt, _)| prompt)).collect();
        let (host, config) = ("ipseca-72a", "ipseca-72a(config)");
        let (map, interface) = ("ipseca-72a(config-crypto-map)", "ipseca-72a(config-if)");
        assert_eq!(prompts, [host, config, map, map, interface, interface, config, host, host]);
        assert!(gateway.config.interface("eth7").expect("interface").address.is_some());
    }

    #[test]
    fn mistakes_are_answered_as_ios_does() {
        let mut gateway = Gateway::default();
        let seen =
            answers(&mut gateway, &["show crypto ipsek sa", "show cry i sa", "show crypto", "conf t", "lifetime 1"]);
        let place = " ".repeat("ipseca-72a#show crypto ".len());
        assert!(seen.contains(&format!("\n{place}^\n% Invalid input detected at '^' marker.\n")), "{seen}");
        assert!(seen.contains("% Ambiguous command:  \"show cry i sa\"\n"), "{seen}");
        assert!(seen.contains("% Incomplete command.\n"), "{seen}");
        let place = " ".repeat("ipseca-72a(config)#".len());
        assert!(seen.contains(&format!("\n{place}^\n")), "{seen}");
    }

    #[test]
    fn what_users_may_not_do_is_unknown_to_them() {
        let mut gateway = Gateway::default();
        let seen = talk(
            &mut gateway,
            &["clear crypto sa", "show running-config", "configure terminal", "show crypto isakmp sa"],
        );
        assert_eq!(seen.matches("% Invalid input").count(), 3, "{seen}");
        assert!(seen.contains("QM_IDLE") && gateway.cleared.is_empty());
    }

    #[test]
    fn clears_are_handed_on_in_their_order() {
        let mut gateway = Gateway::default();
        answers(
            &mut gateway,
            &[
                "clear crypto isakmp",
                "clear crypto sa",
                "clear crypto sa peer 10.1.1.1",
                "clear crypto isakmp 3",
                "clear crypto ikev2 sa 4",
            ],
        );
        let peer = Some([10, 1, 1, 1].into());
        let expected =
            [Clear::Isakmp(None), Clear::Sa(None), Clear::Sa(peer), Clear::Isakmp(Some(3)), Clear::Ikev2(Some(4))];
        assert_eq!(gateway.cleared, expected);
    }

    #[test]
    fn the_seeds_ping_is_asked_and_shown_as_on_the_page() {
        let mut echoes = vec![Echo::Timeout, Echo::Timeout];
        let times = [1, 8, 3];
        echoes.extend((0..28).map(|n| Echo::Reply(Duration::from_millis(times[usize::min(n, 2)]))));
        let mut gateway = Gateway { echoes, ..Gateway::default() };
        let seen = answers(&mut gateway, &["ping", "ip", "10.0.2.2", "30", "100", "", "no", "n"]);
        let page = include_str!("../../../fixtures/ios/ping-a-3.txt");
        let trimmed = |text: &str| text.lines().map(|l| l.trim_end().to_owned()).collect::<Vec<_>>().join("\n");
        assert!(trimmed(&seen).contains(&format!("#{}", trimmed(page))), "{seen}");
        assert_eq!(gateway.plans[0].repeat, 30);
    }

    #[test]
    fn a_ping_in_one_line_asks_nothing() {
        let mut gateway = Gateway { echoes: vec![Echo::Unreachable; 71], ..Gateway::default() };
        let seen = answers(&mut gateway, &["ping 10.0.2.2 source 10.0.0.1 repeat 71 size 1400 timeout 1 df-bit"]);
        let rows: Vec<usize> = seen.lines().filter(|l| l.starts_with('U')).map(str::len).collect();
        assert_eq!(rows, [70, 1]);
        let timeout = Duration::from_secs(1);
        let source = Some([10, 0, 0, 1].into());
        let plan =
            PingPlan { source, repeat: 71, size: 1400, timeout, df: true, ..PingPlan::new([10, 0, 2, 2].into()) };
        assert_eq!(gateway.plans, [plan]);
    }

    #[test]
    fn ctrl_c_leaves_a_dialogue() {
        let (mut gateway, mut session, mut out) = (Gateway::default(), Session::new(Level::Privileged), Vec::new());
        session.line("ping", &mut gateway, &mut out).expect("written");
        assert!(session.asks() && session.prompt("r") == "Protocol [ip]: ");
        session.interrupt();
        assert!(!session.asks() && session.prompt("r") == "r#");
    }

    #[test]
    fn ipsec_sas_are_shown_for_one_interface_by_any_of_its_names() {
        let mut gateway = Gateway::default();
        for name in ["ethernet1/0", "Eth1/0", "Ethernet 1/0"] {
            let seen = answers(&mut gateway, &[&format!("show crypto ipsec sa interface {name}")]);
            assert!(seen.contains("interface: Ethernet1/0\n"), "{seen}");
        }
        let seen = answers(&mut gateway, &["show crypto ipsec sa interface fa0/0"]);
        assert!(!seen.contains("Crypto map tag"), "{seen}");
        let seen = answers(&mut gateway, &["show crypto ipsec sa interface fa9/9"]);
        assert!(seen.contains("% there is no interface fa9/9"), "{seen}");
    }

    #[test]
    fn every_show_has_json() {
        let mut gateway = Gateway::default();
        for command in
            ["crypto isakmp sa", "crypto ikev2 sa", "crypto ipsec sa", "crypto recovery", "logging", "running-config"]
        {
            let mut session = Session::new(Level::Privileged);
            let mut out = Vec::new();
            session.line(&format!("show {command} --json"), &mut gateway, &mut out).expect("written");
            let read: Result<serde_json::Value, _> = serde_json::from_slice(&out);
            assert!(read.is_ok(), "{command}: {}", String::from_utf8_lossy(&out));
        }
    }

    #[test]
    fn cli_07_write_keeps_what_is_running() {
        let mut gateway = Gateway::default();
        let seen = answers(&mut gateway, &["conf t", "do write", "end", "copy running-config startup-config"]);
        assert_eq!(seen.matches("[OK]").count(), 2, "{seen}");
        let again = load(&gateway.saved.expect("saved")).expect("what was saved");
        assert_eq!(again.config, gateway.config);
        assert!(again.config.recovery.enabled);
    }

    #[test]
    fn what_the_gateway_cannot_do_is_said_in_one_line() {
        let mut gateway = Gateway { refuses: true, ..Gateway::default() };
        let before = gateway.config.clone();
        let seen = answers(&mut gateway, &["show controllers", "conf t", "hostname other"]);
        assert!(seen.contains("% the card is gone\n") && seen.contains("% no\\nway\n"), "{seen}");
        assert_eq!(gateway.config, before);
    }

    #[test]
    fn question_marks_list_what_may_follow() {
        let exec = Place::Exec(Level::Privileged);
        let crypto = "  ikev2     IKEv2\n  ipsec     IPsec\n  isakmp    IKEv1\n  recovery  Invalid-SPI recovery\n";
        assert_eq!(help(&exec, "show crypto "), crypto);
        assert_eq!(help(&exec, "show crypto is"), "isakmp\n");
        assert_eq!(help(&exec, "show crypto isakmp sa "), "  --json  As JSON\n  <cr>\n");
        assert_eq!(help(&exec, "nonsense "), "% Unrecognized command\n");
        assert_eq!(help(&exec, "show crypto i "), "% Ambiguous command:  \"show crypto i\"\n");
        let map = Place::Configure(Mode::Map("m".into(), 1));
        let listed = help(&map, "");
        for word in ["description", "do", "end", "exit", "match", "no", "responder-only", "set"] {
            assert!(listed.contains(&format!("\n  {word} ")) || listed.starts_with(&format!("  {word} ")), "{listed}");
        }
        assert_eq!(help(&map, "set peer "), "  A.B.C.D|X:X::X  The gateway at the other end\n");
        assert_eq!(help(&map, "interf"), "interface\n", "statements of the global mode lead out");
        assert_eq!(help(&map, "do show log"), "logging\n");
    }

    #[test]
    fn tab_completes_keywords_alone() {
        let exec = Place::Exec(Level::User);
        assert_eq!(complete(&exec, "sh"), (0, vec!["show".to_owned()]));
        assert_eq!(complete(&exec, "show crypto ip"), (12, vec!["ipsec".to_owned()]));
        assert_eq!(complete(&exec, "ping 10.0"), (5, vec![]));
        let config = Place::Configure(Mode::Global);
        assert_eq!(complete(&config, "crypto isakmp inv"), (14, vec!["invalid-spi-recovery".to_owned()]));
        assert_eq!(complete(&config, "\u{7}"), (0, vec![]));
    }
}
