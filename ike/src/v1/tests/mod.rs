//! Two ISAKMP machines face to face in virtual time: scenarios of `spec` tables, named by their ids.

mod hostile;
mod informational;
mod main_mode;
mod pair;
mod quick_mode;
mod vectors;
