//! What recovery has to come back to, by time.

use std::collections::BTreeSet;
use std::time::Instant;

/// Something to look at later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Task {
    /// Whether the peer has negotiated by itself what was lost; if not, we do.
    OwnChildren { peer: String },
    /// Whether a report has led to a bundle.
    Probation { peer: String },
    /// Whether one policy still has two bundles that came up together.
    Duplicates { peer: String, policy: usize },
}

/// Each task is on it once: the number of configured policies bounds it.
#[derive(Default)]
pub(crate) struct Agenda {
    tasks: BTreeSet<(Instant, Task)>,
}

impl Agenda {
    /// Adds a task, in place of one like it.
    pub fn add(&mut self, at: Instant, task: Task) {
        self.tasks.retain(|(_, other)| *other != task);
        self.tasks.insert((at, task));
    }

    pub fn next(&self) -> Option<Instant> {
        self.tasks.first().map(|(at, _)| *at)
    }

    pub fn due(&mut self, now: Instant) -> Option<Task> {
        let (at, _) = self.tasks.first()?;
        if *at > now {
            return None;
        }
        self.tasks.pop_first().map(|(_, task)| task)
    }
}
