//! Configuration: the statements of an IOS router, as far as a gateway has use for them.
//!
//! ```text
//!   text ──parse─> Running (typed tree) ──print──> text        parse(print(x)) == x
//!            │        │  ^ Editor: one statement at a time, for the console
//!   ignored lines     │
//!   warnings          ├──endpoint──> respite_ike::Config   peers, proposals, traffic selectors
//!   errors            └──policy────> Policy                crypto maps and access lists as ordered selectors
//! ```
//! A section of the language has a file: its types, its statements, how they are printed.

pub mod acl;
mod editor;
mod endpoint;
pub mod ikev2;
pub mod interface;
pub mod ipsec;
pub mod isakmp;
mod load;
pub mod map;
pub mod pki;
mod policy;
mod print;
pub mod recovery;
pub mod system;
pub mod telemetry;
mod tree;
mod weak;

pub use editor::{grammar, Editor, Mode, Refusal, Statement, StatementError};
pub use endpoint::{endpoint_config, CertificateSource};
pub use load::{load, parse, Ignored, LineProblem, LoadError, Loaded};
pub use policy::{Action, Flow, Policy, Problem, Protection, Selector};
pub use print::{running_config, show_running_config};
pub use tree::Running;
pub use weak::weak_algorithms;
