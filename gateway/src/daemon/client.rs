//! The other end of the control socket: the gateway as the console and single commands see it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::protocol::{Reply, Request, MOST_OCTETS};
use crate::config::{parse, running_config, Running};
use crate::console::{Backend, BackendError, Clear};
use crate::log::Snapshot;
use crate::show::{ControllerState, Echo, Ikev2Sa, InterfaceSas, IsakmpSa, PingPlan, RecoveryState};
use crate::telemetry::Stats;

/// A running gateway.
pub struct Client {
    socket: PathBuf,
    stream: BufReader<UnixStream>,
    /// As it was last seen.
    config: Running,
}

/// Why a gateway cannot be spoken to.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("no gateway at {}: {source}", socket.display())]
    Connect { socket: PathBuf, source: io::Error },
    #[error(transparent)]
    Gateway(#[from] BackendError),
}

impl Client {
    pub fn connect(socket: &Path) -> Result<Client, ClientError> {
        let stream = open(socket).map_err(|source| ClientError::Connect { socket: socket.to_owned(), source })?;
        let mut client = Client { socket: socket.to_owned(), stream, config: Running::default() };
        client.refresh()?;
        Ok(client)
    }

    /// Has it read its configuration again; lines that the operator should see.
    pub fn reload(&mut self) -> Result<Vec<String>, BackendError> {
        let lines = self.lines(&Request::Reload)?;
        self.refresh()?;
        Ok(lines)
    }

    fn refresh(&mut self) -> Result<(), BackendError> {
        match self.ask(&Request::Config)? {
            Reply::Config(text) => self.config = parse(&text).map_err(|e| BackendError(e.to_string()))?.config,
            other => return Err(unexpected(&other)),
        }
        Ok(())
    }

    fn lines(&mut self, request: &Request) -> Result<Vec<String>, BackendError> {
        match self.ask(request)? {
            Reply::Lines(lines) => Ok(lines),
            other => Err(unexpected(&other)),
        }
    }

    fn done(&mut self, request: &Request) -> Result<(), BackendError> {
        match self.ask(request)? {
            Reply::Done => Ok(()),
            other => Err(unexpected(&other)),
        }
    }

    /// One question, one answer.
    fn ask(&mut self, request: &Request) -> Result<Reply, BackendError> {
        self.say(request)?;
        self.hear()
    }

    fn say(&mut self, request: &Request) -> Result<(), BackendError> {
        let mut line = serde_json::to_vec(request).map_err(|e| BackendError(e.to_string()))?;
        line.push(b'\n');
        self.stream.get_mut().write_all(&line).map_err(lost)
    }

    fn hear(&mut self) -> Result<Reply, BackendError> {
        let mut line = Vec::new();
        let len = (&mut self.stream).take(MOST_OCTETS as u64).read_until(b'\n', &mut line).map_err(lost)?;
        if len == 0 {
            return Err(lost(io::ErrorKind::UnexpectedEof.into()));
        }
        match serde_json::from_slice(&line).map_err(|e| BackendError(format!("the gateway is not understood: {e}")))? {
            Reply::Failed(why) => Err(BackendError(why)),
            reply => Ok(reply),
        }
    }
}

impl Backend for Client {
    fn config(&self) -> Running {
        self.config.clone()
    }

    fn configure(&mut self, config: Running) -> Result<Vec<String>, BackendError> {
        let lines = self.lines(&Request::Configure(running_config(&config)))?;
        self.config = config;
        Ok(lines)
    }

    fn save(&mut self, text: &str) -> Result<(), BackendError> {
        self.done(&Request::Save(text.to_owned()))
    }

    fn isakmp_sas(&mut self) -> Result<Vec<IsakmpSa>, BackendError> {
        match self.ask(&Request::IsakmpSas)? {
            Reply::IsakmpSas(sas) => Ok(sas),
            other => Err(unexpected(&other)),
        }
    }

    fn ikev2_sas(&mut self) -> Result<Vec<Ikev2Sa>, BackendError> {
        match self.ask(&Request::Ikev2Sas)? {
            Reply::Ikev2Sas(sas) => Ok(sas),
            other => Err(unexpected(&other)),
        }
    }

    fn ipsec_sas(&mut self) -> Result<Vec<InterfaceSas>, BackendError> {
        match self.ask(&Request::IpsecSas)? {
            Reply::IpsecSas(sas) => Ok(sas),
            other => Err(unexpected(&other)),
        }
    }

    fn controllers(&mut self) -> Result<Vec<ControllerState>, BackendError> {
        match self.ask(&Request::Controllers)? {
            Reply::Controllers(controllers) => Ok(controllers),
            other => Err(unexpected(&other)),
        }
    }

    fn recovery(&mut self) -> Result<RecoveryState, BackendError> {
        match self.ask(&Request::Recovery)? {
            Reply::Recovery(recovery) => Ok(recovery),
            other => Err(unexpected(&other)),
        }
    }

    fn stats(&mut self) -> Result<Stats, BackendError> {
        match self.ask(&Request::Stats)? {
            Reply::Stats(stats) => Ok(*stats),
            other => Err(unexpected(&other)),
        }
    }

    fn log(&mut self) -> Result<Snapshot, BackendError> {
        match self.ask(&Request::Log)? {
            Reply::Log(log) => Ok(log),
            other => Err(unexpected(&other)),
        }
    }

    fn clear(&mut self, what: Clear) -> Result<(), BackendError> {
        self.done(&Request::Clear(what))
    }

    fn ping(&mut self, plan: &PingPlan, each: &mut dyn FnMut(Echo) -> bool) -> Result<(), BackendError> {
        let patience = plan.timeout + PATIENCE;
        self.stream.get_ref().set_read_timeout(Some(patience)).map_err(lost)?;
        self.say(&Request::Ping(plan.clone()))?;
        let end = loop {
            match self.hear() {
                Ok(Reply::Echo(echo)) if each(echo) => {}
                // Hanging up ends it.
                Ok(Reply::Echo(_)) => {
                    self.stream = open(&self.socket).map_err(lost)?;
                    return Ok(());
                }
                Ok(Reply::Done) => break Ok(()),
                Ok(other) => break Err(unexpected(&other)),
                Err(error) => break Err(error),
            }
        };
        self.stream.get_ref().set_read_timeout(Some(PATIENCE)).map_err(lost)?;
        end
    }
}

fn open(socket: &Path) -> io::Result<BufReader<UnixStream>> {
    let stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(BufReader::new(stream))
}

fn lost(error: io::Error) -> BackendError {
    BackendError(format!("the gateway does not answer: {error}"))
}

fn unexpected(reply: &Reply) -> BackendError {
    let text = format!("{reply:?}");
    BackendError(format!("the gateway answers something else: {}", text.chars().take(40).collect::<String>()))
}

/// A simulated card takes its time.
const PATIENCE: Duration = Duration::from_secs(60);
