//! Divides a kernel into processes, so that none joins what the logic keeps apart.
//!
//! One `always` block per kernel would make every signal it drives depend on every signal it
//! reads: a child's input on that child's output, a stream's ready on its valid. Simulators
//! then see loops that do not exist. Signals share a process when they are assigned together
//! and depend on the same ports (or drive registers only, which end every path).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::ir::{visit_reads, visit_statements, writes, Arm, Stmt};
use crate::paths::{components, Paths};
use crate::symbols::{Role, Sym, Symbols};

/// One process: the signals it drives and its statements.
pub(crate) struct Process {
    pub body: Vec<Stmt>,
}

/// The processes of a kernel and the combinational paths of its block.
pub(crate) struct Split {
    pub processes: Vec<Process>,
    pub paths: Paths,
}

/// A loop through children: the signals along it.
pub(crate) struct Loop(pub Vec<Sym>);

/// Splits `body`. `ports` names each port of a child; `children` has their paths.
pub(crate) fn split(
    symbols: &Symbols,
    ports: &HashMap<Sym, String>,
    children: &[&Paths],
    body: &[Stmt],
) -> Result<Split, Loop> {
    let graph = Graph::of(symbols, ports, children, body);
    let (leaves, certain) = graph.leaves()?;
    let reaching = graph.reaching();
    // Signals that must share: one reads a value of the other that is not its last.
    let mut groups = Groups::new(symbols.all.len());
    graph.forced.iter().for_each(|(a, b)| groups.join(*a, *b));
    // Signals that may share.
    let mut keys: BTreeMap<usize, Option<BTreeSet<Sym>>> = BTreeMap::new();
    for &sym in &graph.driven {
        let key = keys.entry(groups.find(sym)).or_default();
        if reaching.contains(&sym) {
            key.get_or_insert_with(BTreeSet::new).extend(leaves[sym].iter().copied());
        }
    }
    for stmt in body {
        let together = written(std::slice::from_ref(stmt));
        let mut first: HashMap<&Option<BTreeSet<Sym>>, Sym> = HashMap::new();
        let mut joins = vec![];
        for sym in together {
            if let Some(key) = keys.get(&groups.find(sym)) {
                joins.extend(first.insert(key, sym).map(|other| (other, sym)));
            }
        }
        // The keys joined are equal, so either may stand for both.
        for (a, b) in joins {
            let key = keys.get(&groups.find(a)).cloned().unwrap_or_default();
            groups.join(a, b);
            keys.insert(groups.find(a), key);
        }
    }
    graph.merge_cycles(&mut groups);
    Ok(Split { processes: processes(body, &mut groups), paths: graph.paths(&leaves, certain) })
}

struct Graph<'a> {
    symbols: &'a Symbols,
    ports: &'a HashMap<Sym, String>,
    children: &'a [&'a Paths],
    driven: Vec<Sym>,
    /// What each signal depends on directly: in this kernel, or through a child.
    reads: Vec<Vec<Sym>>,
    forced: Vec<(Sym, Sym)>,
}

impl<'a> Graph<'a> {
    fn of(
        symbols: &'a Symbols,
        ports: &'a HashMap<Sym, String>,
        children: &'a [&'a Paths],
        body: &[Stmt],
    ) -> Graph<'a> {
        let mut last_write = HashMap::new();
        let mut position = 0;
        visit_statements(body, &mut |stmt| {
            position += 1;
            last_write.extend(writes(stmt).map(|to| (to, position)));
        });
        let mut walk = Walk { position: 0, conditions: vec![], reads: BTreeMap::new(), forced: vec![] };
        walk.block(body, &last_write);
        let mut reads = vec![vec![]; symbols.all.len()];
        for (to, from) in walk.reads {
            reads[to] = from.into_iter().filter(|from| *from != to).collect();
        }
        let mut inputs: HashMap<(usize, &str), Sym> = HashMap::new();
        for (sym, symbol) in symbols.all.iter().enumerate() {
            if let Role::ChildInput(child) = symbol.role {
                inputs.insert((child, ports[&sym].as_str()), sym);
            }
        }
        for (sym, symbol) in symbols.all.iter().enumerate() {
            if let Role::ChildOutput(child) = symbol.role {
                let from = children[child].to.get(&ports[&sym]).into_iter().flatten();
                reads[sym] = from.filter_map(|i| inputs.get(&(child, i.as_str())).copied()).collect();
            }
        }
        let driven = last_write.into_keys().collect::<BTreeSet<_>>().into_iter().collect();
        Graph { symbols, ports, children, driven, reads, forced: walk.forced }
    }

    fn is_comb_output(&self, sym: Sym) -> bool {
        matches!(self.symbols.all[sym].role, Role::ChildOutput(_)) && !self.reads[sym].is_empty()
    }

    /// The ports each signal depends on, and whether that is certain.
    fn leaves(&self) -> Result<(Vec<BTreeSet<Sym>>, bool), Loop> {
        let mut leaves: Vec<BTreeSet<Sym>> = vec![BTreeSet::new(); self.reads.len()];
        let mut certain = true;
        for component in components(&self.reads) {
            let outputs: Vec<Sym> = component.iter().copied().filter(|s| self.is_comb_output(*s)).collect();
            certain &= outputs.iter().all(|s| self.child_of(*s).certain);
            if component.len() > 1 && !outputs.is_empty() && outputs.iter().all(|s| self.child_of(*s).certain) {
                return Err(Loop(component.into_iter().rev().collect()));
            }
            let mut all = BTreeSet::new();
            for &sym in &component {
                if self.symbols.all[sym].role == Role::Input || self.is_comb_output(sym) {
                    all.insert(sym);
                }
                for from in &self.reads[sym] {
                    all.extend(leaves[*from].iter().copied());
                }
            }
            for &sym in &component {
                leaves[sym] = all.clone();
            }
        }
        Ok((leaves, certain))
    }

    fn child_of(&self, sym: Sym) -> &Paths {
        match self.symbols.all[sym].role {
            Role::ChildInput(child) | Role::ChildOutput(child) => self.children[child],
            _ => unreachable!("asked of ports of children alone"),
        }
    }

    /// Signals that reach an output of the block or go on through a child.
    fn reaching(&self) -> HashSet<Sym> {
        let is_root = |sym: &Sym| match self.symbols.all[*sym].role {
            Role::Output => true,
            Role::ChildInput(_) => self.child_of(*sym).leads_on(&self.ports[sym]),
            _ => false,
        };
        let mut open: Vec<Sym> = self.driven.iter().copied().filter(is_root).collect();
        let mut reached: HashSet<Sym> = open.iter().copied().collect();
        while let Some(sym) = open.pop() {
            open.extend(self.reads[sym].iter().copied().filter(|from| reached.insert(*from)));
        }
        reached
    }

    /// Joins groups that depend on each other within the kernel.
    fn merge_cycles(&self, groups: &mut Groups) {
        let mut edges = vec![BTreeSet::new(); self.symbols.all.len()];
        for &sym in &self.driven {
            let to = groups.find(sym);
            for &from in &self.reads[sym] {
                if self.symbols.all[from].role.is_driven() {
                    edges[to].insert(groups.find(from));
                }
            }
        }
        let edges: Vec<Vec<Sym>> = edges.into_iter().map(|e| e.into_iter().collect()).collect();
        for component in components(&edges) {
            component.windows(2).for_each(|pair| groups.join(pair[0], pair[1]));
        }
    }

    fn paths(&self, leaves: &[BTreeSet<Sym>], certain: bool) -> Paths {
        let mut paths = Paths { certain, ..Paths::default() };
        for (sym, symbol) in self.symbols.all.iter().enumerate() {
            if symbol.role == Role::Output {
                let inputs = leaves[sym].iter().filter(|s| self.symbols.all[**s].role == Role::Input);
                let names = inputs.map(|s| self.ports[s].clone()).collect();
                paths.to.insert(self.ports[&sym].clone(), names);
            }
        }
        paths
    }
}

/// Collects what each assignment reads, conditions around it included.
struct Walk {
    position: usize,
    /// Signals read by the conditions around, with the position of each read.
    conditions: Vec<(Sym, usize)>,
    reads: BTreeMap<Sym, BTreeSet<Sym>>,
    forced: Vec<(Sym, Sym)>,
}

impl Walk {
    fn block(&mut self, body: &[Stmt], last_write: &HashMap<Sym, usize>) {
        for stmt in body {
            self.position += 1;
            let around = self.conditions.len();
            visit_reads(stmt, &mut |e| e.reads(&mut |sym, _, _| self.conditions.push((sym, self.position))));
            match stmt {
                Stmt::Assign { to, .. } | Stmt::AssignBit { to, .. } => {
                    for (from, at) in &self.conditions {
                        self.reads.entry(*to).or_default().insert(*from);
                        if last_write.get(from).is_some_and(|last| last > at) {
                            self.forced.push((*to, *from));
                        }
                    }
                }
                Stmt::If { then, otherwise, .. } => {
                    self.block(then, last_write);
                    self.block(otherwise, last_write);
                }
                Stmt::Case { arms, .. } => {
                    arms.iter().for_each(|arm| self.block(&arm.body, last_write));
                }
                Stmt::Comment(_) => {}
            }
            self.conditions.truncate(around);
        }
    }
}

/// Union-find over symbols.
struct Groups(Vec<Sym>);

impl Groups {
    fn new(count: usize) -> Groups {
        Groups((0..count).collect())
    }

    fn find(&mut self, sym: Sym) -> Sym {
        let mut root = sym;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    fn join(&mut self, a: Sym, b: Sym) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// Everything `body` writes.
fn written(body: &[Stmt]) -> BTreeSet<Sym> {
    let mut found = BTreeSet::new();
    visit_statements(body, &mut |stmt| found.extend(writes(stmt)));
    found
}

fn processes(body: &[Stmt], groups: &mut Groups) -> Vec<Process> {
    let mut order: Vec<Sym> = vec![];
    let mut bodies: HashMap<Sym, Vec<Stmt>> = HashMap::new();
    let mut comments = vec![];
    for stmt in body {
        if let Stmt::Comment(_) = stmt {
            comments.push(stmt.clone());
            continue;
        }
        let here: BTreeSet<Sym> = written(std::slice::from_ref(stmt)).into_iter().map(|s| groups.find(s)).collect();
        for &group in &here {
            let body = bodies.entry(group).or_insert_with(|| {
                order.push(group);
                vec![]
            });
            body.append(&mut comments);
            match here.len() {
                1 => body.push(stmt.clone()),
                _ => body.extend(filter(std::slice::from_ref(stmt), group, groups)),
            }
        }
    }
    order.iter().map(|group| Process { body: bodies.remove(group).unwrap_or_default() }).collect()
}

/// The part of `body` that assigns signals of `group`.
fn filter(body: &[Stmt], group: Sym, groups: &mut Groups) -> Vec<Stmt> {
    let mut kept = vec![];
    let mut comments = vec![];
    for stmt in body {
        let part = match stmt {
            Stmt::Assign { to, .. } | Stmt::AssignBit { to, .. } => (groups.find(*to) == group).then(|| stmt.clone()),
            Stmt::If { test, then, otherwise } => {
                let (then, otherwise) = (filter(then, group, groups), filter(otherwise, group, groups));
                let empty = then.is_empty() && otherwise.is_empty();
                (!empty).then(|| Stmt::If { test: test.clone(), then, otherwise })
            }
            Stmt::Case { test, arms } => {
                let part: Vec<Arm> = arms
                    .iter()
                    .map(|arm| Arm { labels: arm.labels.clone(), body: filter(&arm.body, group, groups) })
                    .collect();
                let empty = part.iter().all(|arm| arm.body.is_empty());
                (!empty).then(|| Stmt::Case { test: test.clone(), arms: part })
            }
            Stmt::Comment(_) => {
                comments.push(stmt.clone());
                None
            }
        };
        if let Some(part) = part {
            kept.append(&mut comments);
            kept.push(part);
        }
    }
    kept
}
