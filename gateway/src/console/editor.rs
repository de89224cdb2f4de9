//! The console on a terminal: line editing, history, Tab and `?`.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::Validator;
use rustyline::{
    Cmd, ConditionalEventHandler, Config, Context, Editor, Event, EventContext, EventHandler, Helper, KeyEvent,
    RepeatCount,
};

use super::backend::Backend;
use super::help::{complete, help};
use super::session::{Place, Session, Step};

/// Why the console ended.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    #[error("terminal: {0}")]
    Terminal(#[from] ReadlineError),
    #[error("terminal: {0}")]
    Output(#[from] io::Error),
}

/// Talks with an operator until they leave. What is read from a file or a pipe is taken line by line.
pub fn interact(mut session: Session, gateway: &mut dyn Backend) -> Result<(), ConsoleError> {
    let keys = Keys::default();
    let config = Config::builder().max_history_size(HISTORY)?.auto_add_history(false).build();
    let mut editor: Editor<Keys, _> = Editor::with_config(config)?;
    for (key, meaning) in [(KeyEvent::from('?'), Pressed::Help), (KeyEvent::ctrl('Z'), Pressed::End)] {
        let handler = Handler { keys: keys.clone(), meaning };
        editor.bind_sequence(key, EventHandler::Conditional(Box::new(handler)));
    }
    editor.set_helper(Some(keys.clone()));
    let mut typed = String::new();
    let mut out = io::stdout();
    loop {
        *locked(&keys.place) = (!session.asks()).then(|| session.place().clone());
        *locked(&keys.pressed) = Pressed::Enter;
        let prompt = session.prompt(gateway.config().hostname());
        let line = match editor.readline_with_initial(&prompt, (&std::mem::take(&mut typed), "")) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => {
                session.interrupt();
                continue;
            }
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let pressed = *locked(&keys.pressed);
        match pressed {
            Pressed::Help => {
                out.write_all(help(session.place(), &line).as_bytes())?;
                typed = line;
                continue;
            }
            Pressed::End => {
                session.leave_configuration();
                continue;
            }
            Pressed::Enter => {}
        }
        // Answers and statements, which may hold keys, are not kept.
        if !session.asks() && matches!(session.place(), Place::Exec(_)) && !line.trim().is_empty() {
            editor.add_history_entry(line.as_str())?;
        }
        if session.line(&line, gateway, &mut out)? == Step::Close {
            return Ok(());
        }
        out.flush()?;
    }
}

/// What the line editor and the loop around it tell each other.
#[derive(Clone, Default)]
struct Keys {
    /// `None` while a question is asked.
    place: Arc<Mutex<Option<Place>>>,
    pressed: Arc<Mutex<Pressed>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Pressed {
    #[default]
    Enter,
    Help,
    End,
}

struct Handler {
    keys: Keys,
    meaning: Pressed,
}

impl ConditionalEventHandler for Handler {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        // `?` may be part of an answer.
        if self.meaning == Pressed::Help && locked(&self.keys.place).is_none() {
            return None;
        }
        *locked(&self.keys.pressed) = self.meaning;
        Some(Cmd::AcceptLine)
    }
}

impl Completer for Keys {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let place = locked(&self.place);
        let (Some(place), Some(line)) = (place.as_ref(), line.get(..at)) else { return Ok((at, Vec::new())) };
        let (start, words) = complete(place, line);
        let one = words.len() == 1;
        Ok((start, words.into_iter().map(|word| if one { word + " " } else { word }).collect()))
    }
}

impl Hinter for Keys {
    type Hint = String;
}

impl Highlighter for Keys {}
impl Validator for Keys {}
impl Helper for Keys {}

/// Nothing here leaves a value half changed.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lines.
const HISTORY: usize = 500;
