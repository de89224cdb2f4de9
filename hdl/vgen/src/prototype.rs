#![allow(clippy::all)]
use rust_hdl_core::ast::*;
use rust_hdl_core::atom::{Atom, AtomKind};
use rust_hdl_core::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

#[derive(Clone)]
struct Port {
    name: String,
    kind: AtomKind,
    width: usize,
    clock: bool,
    signed: bool,
    lit: String,
}
struct Child {
    inst: String,
    module: String,
    ports: Vec<Port>,
    dff_init: Option<String>,
    blackbox: Option<String>,
}
struct Mod {
    inst: String,
    ns: Vec<String>,
    atoms: Vec<Port>,
    enums: BTreeMap<String, (usize, usize)>,
    children: Vec<Child>,
    code: Verilog,
}
#[derive(Default)]
pub struct Vgen {
    stack: Vec<Mod>,
    out: Vec<String>,
    cores: BTreeSet<String>,
    by_body: HashMap<String, String>,
    used: BTreeSet<String>,
}

fn nm(s: &str) -> String {
    s.trim_start_matches('.').replace("::", "$").replace('.', "$").replace('$', "__")
}
fn enums_of(d: &TypeDescriptor, out: &mut BTreeMap<String, (usize, usize)>) {
    match &d.kind {
        TypeKind::Enum(v) => {
            for (i, l) in v.iter().enumerate() {
                out.insert(nm(l), (clog2(v.len()), i));
            }
        }
        TypeKind::Composite(f) => {
            for x in f {
                enums_of(&x.kind, out)
            }
        }
        _ => {}
    }
}
fn lit(v: &VerilogLiteral) -> (u128, usize) {
    let s = v.to_string();
    let (b, r) = s.split_once('\'').unwrap();
    let radix = if r.starts_with('b') { 2 } else { 16 };
    (u128::from_str_radix(&r[1..], radix).unwrap_or_else(|_| panic!("literal {s}")), b.parse().unwrap())
}
impl Probe for Vgen {
    fn visit_start_scope(&mut self, name: &str, node: &dyn Block) {
        self.stack.push(Mod {
            inst: nm(name),
            ns: vec![],
            atoms: vec![],
            enums: Default::default(),
            children: vec![],
            code: node.hdl(),
        });
    }
    fn visit_start_namespace(&mut self, name: &str, _n: &dyn Block) {
        self.stack.last_mut().unwrap().ns.push(nm(name));
    }
    fn visit_end_namespace(&mut self, _: &str, _n: &dyn Block) {
        self.stack.last_mut().unwrap().ns.pop();
    }
    fn visit_atom(&mut self, name: &str, a: &dyn Atom) {
        let m = self.stack.last_mut().unwrap();
        let mut n = m.ns.clone();
        n.push(nm(name));
        enums_of(&a.descriptor(), &mut m.enums);
        let clock = a.descriptor().name == "clock";
        let signed = matches!(a.descriptor().kind, TypeKind::Signed(_));
        m.atoms.push(Port {
            name: n.join("__"),
            kind: a.kind(),
            width: a.bits(),
            clock,
            signed,
            lit: a.verilog().to_string(),
        });
    }
    fn visit_end_scope(&mut self, _name: &str, _n: &dyn Block) {
        let m = self.stack.pop().unwrap();
        let is_top = self.stack.is_empty();
        let ports: Vec<Port> = m.atoms.iter().filter(|a| a.kind.is_parameter()).cloned().collect();
        let mut child =
            Child { inst: m.inst.clone(), module: String::new(), ports: ports.clone(), dff_init: None, blackbox: None };
        if let Verilog::Custom(c) = &m.code {
            let sq: String = c.split_whitespace().collect::<Vec<_>>().join(" ");
            if !is_top && sq.ends_with("end always @(posedge clock) begin q <= d; end") && ports.len() == 3 {
                child.dff_init = Some(sq.split("q = ").nth(1).unwrap().split(';').next().unwrap().to_string());
                self.stack.last_mut().unwrap().children.push(child);
                let e = m.enums;
                self.stack.last_mut().unwrap().enums.extend(e);
                return;
            }
        }
        if let Verilog::Blackbox(b) = &m.code {
            child.blackbox = Some(b.name.clone());
            self.cores.insert(b.code.clone());
        }
        if let Verilog::Wrapper(w) = &m.code {
            self.cores.insert(w.cores.clone());
        }
        let body = Emit::new(&m).module();
        let base = if is_top {
            m.inst.clone()
        } else {
            m.inst.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_').to_string()
        };
        let name = match self.by_body.get(&body) {
            Some(n) => n.clone(),
            None => {
                let mut n = if is_top { base.clone() } else { format!("m_{base}") };
                let mut k = 1;
                while !self.used.insert(n.clone()) {
                    k += 1;
                    n = format!("m_{base}_{k}");
                }
                if child.blackbox.is_none() {
                    self.out.push(format!("module {n}{body}endmodule\n"));
                }
                self.by_body.insert(body, n.clone());
                n
            }
        };
        child.module = name;
        if let Some(p) = self.stack.last_mut() {
            p.enums.extend(m.enums);
            p.children.push(child);
        }
    }
}
pub fn generate<B: Block>(top: &str, u: &B) -> String {
    check_all(u).expect("check_all");
    let mut g = Vgen::default();
    u.accept(top, &mut g);
    let cores: String = g.cores.iter().cloned().collect::<Vec<_>>().join("\n");
    format!("`default_nettype none\n{}\n{cores}\n`default_nettype wire\n", g.out.join("\n"))
}

struct Emit<'a> {
    m: &'a Mod,
    w: HashMap<String, (usize, bool)>,
    funcs: BTreeSet<String>,
    clk: HashMap<String, String>,
    regs: BTreeSet<String>,
}
type E = VerilogExpression;
impl<'a> Emit<'a> {
    fn new(m: &'a Mod) -> Self {
        let mut w = HashMap::new();
        for a in &m.atoms {
            w.insert(a.name.clone(), (a.width, a.signed));
        }
        for c in &m.children {
            for p in &c.ports {
                w.insert(format!("{}__{}", c.inst, p.name), (p.width, p.signed));
            }
        }
        for (n, (b, _)) in &m.enums {
            w.insert(n.clone(), (*b, false));
        }
        Emit { m, w, funcs: Default::default(), clk: Default::default(), regs: Default::default() }
    }
    fn err(&self, s: impl std::fmt::Display) -> ! {
        panic!("vgen: module {}: {s}", self.m.inst)
    }
    // ---- loop unrolling and name resolution
    fn name(&self, s: &str, env: &[(String, usize)]) -> String {
        let mut s = s.to_string();
        if let Some((_, v)) = env.iter().rev().find(|(n, _)| *n == s) {
            return v.to_string();
        }
        while let Some(a) = s.find('[') {
            let b = a + s[a..].find(']').unwrap();
            let mut ctx: evalexpr::HashMapContext = evalexpr::HashMapContext::new();
            for (n, v) in env {
                let _ = evalexpr::ContextWithMutableVariables::set_value(&mut ctx, n.clone(), (*v as i64).into());
            }
            let v = evalexpr::eval_int_with_context(&s[a + 1..b], &ctx)
                .unwrap_or_else(|e| self.err(format!("index {s}: {e}")));
            s = format!("{}${}{}", &s[..a], v, &s[b + 1..]);
        }
        nm(s.trim_end_matches("$next"))
    }
    fn rex(&self, e: &E, env: &[(String, usize)]) -> E {
        let b = |x: &E| Box::new(self.rex(x, env));
        match e {
            E::Signal(s) => E::Signal(self.name(s, env)),
            E::Literal(l) => E::Literal(l.clone()),
            E::Cast(x, n) => E::Cast(b(x), *n),
            E::Signed(x) => E::Signed(b(x)),
            E::Unsigned(x) => E::Unsigned(b(x)),
            E::Paren(x) => *b(x),
            E::Binary(l, o, r) => E::Binary(b(l), o.clone(), b(r)),
            E::Unary(o, x) => E::Unary(o.clone(), b(x)),
            E::Index(x, i) => E::Index(b(x), b(i)),
            E::Slice(x, w, o) => E::Slice(b(x), *w, b(o)),
            E::IndexReplace(x, i, v) => E::IndexReplace(b(x), b(i), b(v)),
        }
    }
    fn rblock(&self, b: &[VerilogStatement], env: &mut Vec<(String, usize)>, out: &mut Vec<VerilogStatement>) {
        use VerilogStatement as S;
        for s in b {
            match s {
                S::Assignment(l, r) => out.push(S::Assignment(self.rex(l, env), self.rex(r, env))),
                S::SliceAssignment { base, width, offset, replacement } => out.push(S::SliceAssignment {
                    base: self.rex(base, env),
                    width: *width,
                    offset: self.rex(offset, env),
                    replacement: self.rex(replacement, env),
                }),
                S::If(c) => out.push(S::If(self.rif(c, env))),
                S::Match(m) => out.push(S::Match(VerilogMatch {
                    test: self.rex(&m.test, env),
                    cases: m
                        .cases
                        .iter()
                        .map(|c| {
                            let mut o = vec![];
                            self.rblock(&c.block, env, &mut o);
                            VerilogCase { condition: c.condition.clone(), block: o }
                        })
                        .collect(),
                })),
                S::Loop(l) => {
                    for i in l.from.as_usize()..l.to.as_usize() {
                        env.push((l.index.clone(), i));
                        self.rblock(&l.block, env, out);
                        env.pop();
                    }
                }
                S::Comment(c) => out.push(S::Comment(c.clone())),
                S::Link(l) => out.push(S::Link(
                    l.iter()
                        .map(|x| {
                            let f = |d: &VerilogLinkDetails| VerilogLinkDetails {
                                my_name: nm(&d.my_name),
                                owner_name: self.name(&d.owner_name, env),
                                other_name: self.name(&d.other_name, env),
                            };
                            match x {
                                VerilogLink::Forward(d) => VerilogLink::Forward(f(d)),
                                VerilogLink::Backward(d) => VerilogLink::Backward(f(d)),
                                VerilogLink::Bidirectional(d) => VerilogLink::Bidirectional(f(d)),
                            }
                        })
                        .collect(),
                )),
                S::Macro(m) => self.rblock(m, env, out),
            }
        }
    }
    fn rif(&self, c: &VerilogConditional, env: &mut Vec<(String, usize)>) -> VerilogConditional {
        let mut then = vec![];
        self.rblock(&c.then, env, &mut then);
        let otherwise = match &c.otherwise {
            VerilogBlockOrConditional::Block(b) => {
                let mut o = vec![];
                self.rblock(b, env, &mut o);
                VerilogBlockOrConditional::Block(o)
            }
            VerilogBlockOrConditional::Conditional(s) => {
                let mut o = vec![];
                self.rblock(std::slice::from_ref(s), env, &mut o);
                VerilogBlockOrConditional::Conditional(Box::new(o.remove(0)))
            }
            VerilogBlockOrConditional::None => VerilogBlockOrConditional::None,
        };
        VerilogConditional { test: self.rex(&c.test, env), then, otherwise }
    }
    // ---- typed expression printing
    fn width(&self, e: &E) -> Option<usize> {
        match e {
            E::Signal(s) => {
                if s.as_bytes()[0].is_ascii_digit() {
                    None
                } else {
                    Some(self.w.get(s).unwrap_or_else(|| self.err(format!("unknown signal {s}"))).0)
                }
            }
            E::Literal(l) => {
                if lit(l).1 == 1 {
                    Some(1)
                } else {
                    None
                }
            }
            E::Cast(_, n) => Some(*n),
            E::Signed(x) | E::Unsigned(x) | E::Paren(x) => self.width(x),
            E::Binary(l, o, r) => match o {
                VerilogOp::Eq
                | VerilogOp::Ne
                | VerilogOp::Lt
                | VerilogOp::Le
                | VerilogOp::Gt
                | VerilogOp::Ge
                | VerilogOp::LogicalAnd
                | VerilogOp::LogicalOr => Some(1),
                VerilogOp::Shl | VerilogOp::Shr => self.width(l),
                _ => self.width(l).or(self.width(r)),
            },
            E::Unary(o, x) => match o {
                VerilogOpUnary::Not | VerilogOpUnary::Neg => self.width(x),
                _ => Some(1),
            },
            E::Index(..) => Some(1),
            E::Slice(_, w, _) => Some(*w),
            E::IndexReplace(x, ..) => self.width(x),
        }
    }
    fn cst(&self, e: &E) -> Option<u128> {
        match e {
            E::Signal(s) => s.parse().ok(),
            E::Literal(l) => Some(lit(l).0),
            E::Paren(x) => self.cst(x),
            E::Binary(l, o, r) => {
                let (l, r) = (self.cst(l)?, self.cst(r)?);
                Some(match o {
                    VerilogOp::Add => l + r,
                    VerilogOp::Sub => l.checked_sub(r)?,
                    VerilogOp::Mul => l * r,
                    VerilogOp::BitAnd => l & r,
                    VerilogOp::BitOr => l | r,
                    VerilogOp::BitXor => l ^ r,
                    VerilogOp::Shl => l << r,
                    VerilogOp::Shr => l >> r,
                    _ => return None,
                })
            }
            _ => None,
        }
    }
    fn slice(&mut self, x: &E, w: usize, off: &E) -> String {
        let wx = self.width(x).unwrap_or_else(|| self.err("slice of unsized"));
        let base = self.ex(x, Some(wx));
        let simple = matches!(x, E::Signal(_)) && !self.m.enums.contains_key(&base);
        match self.cst(off) {
            Some(o) => {
                let o = o as usize;
                if o >= wx {
                    return format!("{w}'h0");
                }
                let ww = w.min(wx - o);
                let s = if wx == 1 {
                    base
                } else if simple {
                    if ww == 1 {
                        format!("{base}[{o}]")
                    } else {
                        format!("{base}[{}:{o}]", o + ww - 1)
                    }
                } else {
                    self.funcs.insert(format!("function [{}:0] slice_{wx}_{o}_{ww}(input [{}:0] v);\n        slice_{wx}_{o}_{ww} = v[{}:{o}];\n    endfunction", ww - 1, wx - 1, o + ww - 1));
                    format!("slice_{wx}_{o}_{ww}({base})")
                };
                if ww < w {
                    format!("{{{}'h0, {s}}}", w - ww)
                } else {
                    s
                }
            }
            None => {
                let ow = self.width(off).unwrap_or(32);
                let o = self.ex(off, Some(ow));
                if simple && wx > 1 {
                    return if w == 1 { format!("{base}[{o}]") } else { format!("{base}[{o} +: {w}]") };
                }
                self.funcs.insert(format!("function [{}:0] vslice_{wx}_{ow}_{w}(input [{}:0] v, input [{}:0] o);\n        vslice_{wx}_{ow}_{w} = v[o +: {w}];\n    endfunction", w - 1, wx - 1, ow - 1));
                format!("vslice_{wx}_{ow}_{w}({base}, {o})")
            }
        }
    }
    fn sized(&self, v: u128, want: Option<usize>) -> String {
        let w = want.unwrap_or(32);
        if w < 128 && v >> w != 0 {
            self.err(format!("literal {v:#x} does not fit {w} bits"));
        }
        format!("{w}'h{v:x}")
    }
    fn ex(&mut self, e: &E, want: Option<usize>) -> String {
        if let Some(v) = self.cst(e) {
            if !matches!(e, E::Signal(s) if self.w.contains_key(s)) {
                return self.sized(v, want);
            }
        }
        match e {
            E::Signal(s) => s.clone(),
            E::Literal(l) => self.sized(lit(l).0, want),
            E::Paren(x) => self.ex(x, want),
            E::Cast(x, n) => {
                if let Some(v) = self.cst(x) {
                    return self.sized(v, Some(*n));
                }
                let wx = self.width(x).unwrap();
                if *n == wx {
                    self.ex(x, Some(wx))
                } else if *n > wx {
                    let s = self.ex(x, Some(wx));
                    format!("{{{}'h0, {s}}}", n - wx)
                } else {
                    self.slice(x, *n, &E::Literal(0u32.into()))
                }
            }
            E::Signed(x) => {
                let s = self.ex(x, want);
                format!("$signed({s})")
            }
            E::Unsigned(x) => {
                let s = self.ex(x, want);
                format!("$unsigned({s})")
            }
            E::Binary(l, o, r) => {
                let sh = matches!(o, VerilogOp::Shl | VerilogOp::Shr);
                let cmp = matches!(
                    o,
                    VerilogOp::Eq | VerilogOp::Ne | VerilogOp::Lt | VerilogOp::Le | VerilogOp::Gt | VerilogOp::Ge
                );
                let w = self.width(l).or(if sh { None } else { self.width(r) }).or(if cmp { None } else { want });
                if !sh {
                    if let (Some(a), Some(b)) = (self.width(l), self.width(r)) {
                        if a != b {
                            self.err(format!("width {a} vs {b} in {o:?}"));
                        }
                    }
                }
                let ls = self.ex(l, w);
                let rs = if sh {
                    match self.cst(r) {
                        Some(v) => v.to_string(),
                        None => {
                            let rw = self.width(r);
                            self.ex(r, rw)
                        }
                    }
                } else {
                    self.ex(r, w)
                };
                let os = match o {
                    VerilogOp::Add => "+",
                    VerilogOp::Sub => "-",
                    VerilogOp::Mul => "*",
                    VerilogOp::LogicalAnd => "&&",
                    VerilogOp::LogicalOr => "||",
                    VerilogOp::BitXor => "^",
                    VerilogOp::BitAnd => "&",
                    VerilogOp::BitOr => "|",
                    VerilogOp::Shl => "<<",
                    VerilogOp::Shr => ">>",
                    VerilogOp::Eq => "==",
                    VerilogOp::Lt => "<",
                    VerilogOp::Le => "<=",
                    VerilogOp::Ne => "!=",
                    VerilogOp::Ge => ">=",
                    VerilogOp::Gt => ">",
                };
                // drop parens for left-nested chains of the same bitwise operator
                let ls = if matches!(
                    (&**l, o),
                    (E::Binary(_, VerilogOp::BitXor, _), VerilogOp::BitXor)
                        | (E::Binary(_, VerilogOp::BitOr, _), VerilogOp::BitOr)
                        | (E::Binary(_, VerilogOp::Add, _), VerilogOp::Add)
                ) {
                    ls[1..ls.len() - 1].to_string()
                } else {
                    ls
                };
                format!("({ls} {os} {rs})")
            }
            E::Unary(o, x) => {
                let w = self.width(x).or(want);
                let s = self.ex(x, w);
                let os = match o {
                    VerilogOpUnary::Not => "~",
                    VerilogOpUnary::Neg => "-",
                    VerilogOpUnary::All => "&",
                    VerilogOpUnary::Any => "|",
                    VerilogOpUnary::Xor => "^",
                };
                format!("({os}{s})")
            }
            E::Index(x, i) => self.slice(x, 1, i),
            E::Slice(x, w, o) => self.slice(x, *w, o),
            E::IndexReplace(x, i, v) => {
                let w = self.width(x).unwrap();
                let (xs, vs) = (self.ex(x, Some(w)), self.ex(v, Some(1)));
                let is = match self.cst(i) {
                    Some(c) => c.to_string(),
                    None => {
                        let iw = self.width(i);
                        self.ex(i, iw)
                    }
                };
                let pad = if w > 1 { format!("{{{}'h0, {vs}}}", w - 1) } else { vs };
                format!("(({xs} & (~({w}'h1 << {is}))) | ({pad} << {is}))")
            }
        }
    }
    fn strip(s: String) -> String {
        if s.starts_with('(') && s.ends_with(')') {
            let mut d = 0;
            for (i, c) in s.char_indices() {
                if c == '(' {
                    d += 1
                }
                if c == ')' {
                    d -= 1;
                    if d == 0 && i + 1 < s.len() {
                        return s;
                    }
                }
            }
            return s[1..s.len() - 1].to_string();
        }
        s
    }
    fn stmts(&mut self, b: &[VerilogStatement], ind: usize, o: &mut String) {
        use VerilogStatement as S;
        let p = "    ".repeat(ind);
        for s in b {
            match s {
                S::Assignment(l, r) => {
                    let E::Signal(n) = l else { self.err("lhs") };
                    if let (E::Signal(src), Some(i)) = (r, self.clock_stub(n)) {
                        if ind == 2 {
                            self.clk.insert(i, src.clone());
                            continue;
                        }
                    }
                    let w = self.width(l);
                    if let (Some(a), Some(b)) = (w, self.width(r)) {
                        if a != b {
                            self.err(format!("assign {n}: {a} <- {b} bits"))
                        }
                    }
                    self.regs.insert(n.clone());
                    let v = Self::strip(self.ex(r, w));
                    writeln!(o, "{p}{n} = {v};").unwrap();
                }
                S::SliceAssignment { base, width, offset, replacement } => {
                    let E::Signal(n) = base else { self.err("slice lhs") };
                    self.regs.insert(n.clone());
                    let off = self.cst(offset).unwrap_or_else(|| self.err("variable slice lhs")) as usize;
                    let v = Self::strip(self.ex(replacement, Some(*width)));
                    writeln!(o, "{p}{n}[{}:{off}] = {v};", off + width - 1).unwrap();
                }
                S::If(c) => {
                    o.push_str(&p);
                    self.cond(c, ind, o);
                }
                S::Match(m) => {
                    let w = self.width(&m.test);
                    let t = Self::strip(self.ex(&m.test, w));
                    writeln!(o, "{p}case ({t})").unwrap();
                    for c in &m.cases {
                        let n = nm(&c.condition);
                        let n = if n == "default" || self.w.contains_key(&n) {
                            n
                        } else if let Ok(v) = n.parse::<u128>() {
                            self.sized(v, w)
                        } else {
                            format!("{}'{}", w.unwrap(), n.trim_start_matches("0x").to_string().replace("0b", "b"))
                        };
                        writeln!(o, "{p}    {n}: begin").unwrap();
                        self.stmts(&c.block, ind + 2, o);
                        writeln!(o, "{p}    end").unwrap();
                    }
                    if !m.cases.iter().any(|c| c.condition == "default") {
                        writeln!(o, "{p}    default: begin end").unwrap();
                    }
                    writeln!(o, "{p}endcase").unwrap();
                }
                S::Comment(c) => writeln!(o, "{p}// {c}").unwrap(),
                S::Link(_) | S::Loop(_) | S::Macro(_) => {}
            }
        }
    }
    fn cond(&mut self, c: &VerilogConditional, ind: usize, o: &mut String) {
        let p = "    ".repeat(ind);
        let t = Self::strip(self.ex(&c.test, Some(1)));
        writeln!(o, "if ({t}) begin").unwrap();
        self.stmts(&c.then, ind + 1, o);
        match &c.otherwise {
            VerilogBlockOrConditional::None => writeln!(o, "{p}end").unwrap(),
            VerilogBlockOrConditional::Block(b) => {
                writeln!(o, "{p}end else begin").unwrap();
                self.stmts(b, ind + 1, o);
                writeln!(o, "{p}end").unwrap();
            }
            VerilogBlockOrConditional::Conditional(s) => {
                if let VerilogStatement::If(c) = &**s {
                    write!(o, "{p}end else ").unwrap();
                    self.cond(c, ind, o);
                }
            }
        }
    }
    fn clock_stub(&self, n: &str) -> Option<String> {
        for c in &self.m.children {
            if let Some(r) = n.strip_prefix(&format!("{}__", c.inst)) {
                if c.ports.iter().any(|p| p.name == r && p.clock && p.kind == AtomKind::InputParameter) {
                    return Some(n.to_string());
                }
            }
        }
        None
    }
    fn rng(w: usize) -> String {
        if w == 1 {
            String::new()
        } else {
            format!("[{}:0] ", w - 1)
        }
    }
    fn module(mut self) -> String {
        let m = self.m;
        let mut code = String::new();
        let mut assigns = vec![];
        match &m.code {
            Verilog::Combinatorial(b) => {
                let mut flat = vec![];
                self.rblock(b, &mut vec![], &mut flat);
                for s in &flat {
                    if let VerilogStatement::Link(l) = s {
                        for x in l {
                            let j = |a: &str, b: &str| {
                                if b.is_empty() {
                                    a.to_string()
                                } else {
                                    format!("{a}__{}", b.trim_start_matches("__"))
                                }
                            };
                            match x {
                                VerilogLink::Forward(d) => {
                                    assigns.push((j(&d.other_name, &d.my_name), j(&d.owner_name, &d.my_name)))
                                }
                                VerilogLink::Backward(d) => {
                                    assigns.push((j(&d.owner_name, &d.my_name), j(&d.other_name, &d.my_name)))
                                }
                                VerilogLink::Bidirectional(_) => self.err("inout"),
                            }
                        }
                    }
                }
                self.stmts(&flat, 2, &mut code);
            }
            Verilog::Custom(c) => code = c.trim().lines().map(|l| format!("    {l}\n")).collect(),
            Verilog::Wrapper(w) => code = w.code.trim().lines().map(|l| format!("    {l}\n")).collect(),
            _ => {}
        }
        let comb = matches!(m.code, Verilog::Combinatorial(_));
        let custom = matches!(m.code, Verilog::Custom(_));
        let mut o = String::from(" (\n");
        let ps: Vec<String> = m
            .atoms
            .iter()
            .filter(|a| a.kind.is_parameter())
            .map(|a| {
                let dir = match a.kind {
                    AtomKind::InputParameter => "input  wire",
                    AtomKind::InOutParameter => "inout  wire",
                    _ => {
                        if custom || (comb && self.regs.contains(&a.name)) {
                            "output reg "
                        } else {
                            "output wire"
                        }
                    }
                };
                format!("    {dir} {}{}{}", if a.signed { "signed " } else { "" }, Self::rng(a.width), a.name)
            })
            .collect();
        o += &ps.join(",\n");
        o += "\n);\n";
        for a in m.atoms.iter().filter(|a| a.kind == AtomKind::Constant) {
            writeln!(o, "    localparam {}{} = {};", Self::rng(a.width), a.name, a.lit).unwrap();
        }
        let full = format!("{code}");
        for (n, (w, v)) in &m.enums {
            if full.contains(n.as_str()) {
                writeln!(o, "    localparam {}{n} = {w}'d{v};", Self::rng(*w)).unwrap();
            }
        }
        for a in m.atoms.iter().filter(|a| a.kind == AtomKind::LocalSignal) {
            writeln!(o, "    reg {}{}{};", if a.signed { "signed " } else { "" }, Self::rng(a.width), a.name).unwrap();
        }
        if !matches!(m.code, Verilog::Wrapper(_) | Verilog::Custom(_)) {
            for c in &m.children {
                for p in &c.ports {
                    let n = format!("{}__{}", c.inst, p.name);
                    if self.clk.contains_key(&n) {
                        continue;
                    }
                    let init = match &c.dff_init {
                        Some(x) if p.kind != AtomKind::InputParameter => {
                            let (_, d) = x.split_once('\'').unwrap();
                            format!("\n    initial {n} = {}'{d};", p.width)
                        }
                        _ => String::new(),
                    };
                    let k = if self.regs.contains(&n) || !init.is_empty() { "reg " } else { "wire " };
                    writeln!(o, "    {k}{}{}{n};{init}", if p.signed { "signed " } else { "" }, Self::rng(p.width))
                        .unwrap();
                }
            }
            for c in &m.children {
                if c.dff_init.is_some() {
                    let ck = format!("{}__clock", c.inst);
                    let ck = self.clk.get(&ck).cloned().unwrap_or(ck);
                    writeln!(o, "    always @(posedge {ck}) {0}__q <= {0}__d;", c.inst).unwrap();
                    continue;
                }
                let args: Vec<String> = c
                    .ports
                    .iter()
                    .map(|p| {
                        let n = format!("{}__{}", c.inst, p.name);
                        format!("        .{}({})", p.name, self.clk.get(&n).cloned().unwrap_or(n))
                    })
                    .collect();
                writeln!(
                    o,
                    "    {} {} (\n{}\n    );",
                    c.blackbox.as_ref().unwrap_or(&c.module),
                    c.inst,
                    args.join(",\n")
                )
                .unwrap();
            }
        }
        for (d, s) in &assigns {
            writeln!(o, "    assign {d} = {s};").unwrap();
        }
        for f in &self.funcs {
            writeln!(o, "    {f}").unwrap();
        }
        if comb {
            if !code.trim().is_empty() {
                writeln!(o, "    always @* begin\n{code}    end").unwrap();
            }
        } else {
            o += &code;
        }
        o
    }
}
