//! What recovery has to come back to, by time.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

/// Something to look at later.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Task {
    /// Whether the peer, having opened an IKE SA, has negotiated what was lost too; if not, we do.
    OwnChildren { peer: String },
    /// Whether a report has led to a bundle.
    Probation { peer: String },
    /// Whether one policy still has two bundles whose negotiations crossed.
    Duplicates { peer: String, policy: usize },
}

/// Each task is on it once: the number of configured policies bounds it.
#[derive(Default)]
pub(crate) struct Agenda {
    order: BTreeSet<(Instant, Task)>,
    at: HashMap<Task, Instant>,
}

impl Agenda {
    /// Adds a task, in place of one like it.
    pub fn add(&mut self, at: Instant, task: Task) {
        if let Some(before) = self.at.insert(task.clone(), at) {
            self.order.remove(&(before, task.clone()));
        }
        self.order.insert((at, task));
    }

    pub fn next(&self) -> Option<Instant> {
        self.order.first().map(|(at, _)| *at)
    }

    pub fn due(&mut self, now: Instant) -> Option<Task> {
        self.order.first().filter(|(at, _)| *at <= now)?;
        let (_, task) = self.order.pop_first()?;
        self.at.remove(&task);
        Some(task)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_task_is_done_once_at_the_time_that_was_said_last() {
        let now = Instant::now();
        let task = |peer: &str| Task::Probation { peer: peer.into() };
        let mut agenda = Agenda::default();
        agenda.add(now + Duration::from_secs(1), task("a"));
        agenda.add(now + Duration::from_secs(2), task("b"));
        agenda.add(now + Duration::from_secs(3), task("a"));
        assert_eq!(agenda.due(now + Duration::from_secs(1)), None);
        assert_eq!(agenda.next(), Some(now + Duration::from_secs(2)));
        let later = now + Duration::from_secs(5);
        assert_eq!([agenda.due(later), agenda.due(later), agenda.due(later)], [Some(task("b")), Some(task("a")), None]);
        assert_eq!((agenda.next(), agenda.at.len()), (None, 0));
    }
}
