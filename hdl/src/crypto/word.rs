//! Words of bits that are either values or the text of a Verilog function.
//!
//! A circuit written once, generic over [`Word`], is simulated on [`Value`] and printed on [`Net`], so that the two cannot
//! differ.

use std::cell::RefCell;
use std::rc::Rc;

/// A word of a fixed width.
pub trait Word: Clone {
    /// Bits.
    fn width(&self) -> usize;
    /// Exclusive or of equal widths.
    fn xor(&self, other: &Self) -> Self;
    /// `width` bits from bit `low` on.
    fn slice(&self, low: usize, width: usize) -> Self;
    /// Zero-extended to `width` bits and shifted left by `low`; what does not fit is lost.
    fn place(&self, low: usize, width: usize) -> Self;
    /// All bits if bit `bit` of `by` is set, else zero.
    fn gate(&self, by: &Self, bit: usize) -> Self;
}

/// A number of at most 256 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Value {
    low: u128,
    high: u128,
    width: usize,
}

impl Value {
    /// A number of `width` bits, at most 128.
    pub fn new(value: u128, width: usize) -> Value {
        Value { low: value, high: 0, width }.cut()
    }

    /// Its low 128 bits.
    pub fn low(&self) -> u128 {
        self.low
    }

    fn cut(mut self) -> Value {
        let mask = |bits: usize| if bits >= 128 { !0 } else { (1u128 << bits) - 1 };
        self.low &= mask(self.width);
        self.high &= mask(self.width.saturating_sub(128));
        self
    }

    fn up(self, by: usize) -> Value {
        match by {
            0 => self,
            128.. => Value { low: 0, high: self.low.checked_shl(by as u32 - 128).unwrap_or(0), ..self },
            _ => Value { low: self.low << by, high: self.high << by | self.low >> (128 - by), ..self },
        }
    }

    fn down(self, by: usize) -> Value {
        match by {
            0 => self,
            128.. => Value { low: self.high.checked_shr(by as u32 - 128).unwrap_or(0), high: 0, ..self },
            _ => Value { low: self.low >> by | self.high << (128 - by), high: self.high >> by, ..self },
        }
    }
}

impl Word for Value {
    fn width(&self) -> usize {
        self.width
    }

    fn xor(&self, other: &Value) -> Value {
        assert_eq!(self.width, other.width);
        Value { low: self.low ^ other.low, high: self.high ^ other.high, ..*self }
    }

    fn slice(&self, low: usize, width: usize) -> Value {
        assert!(low + width <= self.width);
        Value { width, ..self.down(low) }.cut()
    }

    fn place(&self, low: usize, width: usize) -> Value {
        Value { width, ..self.up(low) }.cut()
    }

    fn gate(&self, by: &Value, bit: usize) -> Value {
        match by.slice(bit, 1).low {
            0 => Value { low: 0, high: 0, ..*self },
            _ => *self,
        }
    }
}

/// A variable of a Verilog function that is being written.
#[derive(Clone)]
pub struct Net {
    name: String,
    width: usize,
    lines: Rc<RefCell<Vec<Line>>>,
}

struct Line {
    width: usize,
    expression: String,
}

impl Net {
    fn net(&self, width: usize, expression: String) -> Net {
        let mut lines = self.lines.borrow_mut();
        lines.push(Line { width, expression });
        Net { name: format!("t{}", lines.len() - 1), width, lines: self.lines.clone() }
    }
}

impl Word for Net {
    fn width(&self) -> usize {
        self.width
    }

    fn xor(&self, other: &Net) -> Net {
        assert_eq!(self.width, other.width);
        self.net(self.width, format!("{} ^ {}", self.name, other.name))
    }

    fn slice(&self, low: usize, width: usize) -> Net {
        assert!(low + width <= self.width);
        self.net(width, format!("{}[{}:{low}]", self.name, low + width - 1))
    }

    fn place(&self, low: usize, width: usize) -> Net {
        let kept = self.width.min(width - low);
        let mut parts = vec![];
        if width > low + kept {
            parts.push(format!("{}'d0", width - low - kept));
        }
        parts.push(format!("{}[{}:0]", self.name, kept - 1));
        if low > 0 {
            parts.push(format!("{low}'d0"));
        }
        self.net(width, format!("{{{}}}", parts.join(", ")))
    }

    fn gate(&self, by: &Net, bit: usize) -> Net {
        self.net(self.width, format!("{} & {{{}{{{}[{bit}]}}}}", self.name, self.width, by.name))
    }
}

/// The Verilog function `name` that computes `body` of its arguments, each a name and a width.
pub fn function(name: &str, arguments: &[(String, usize)], body: impl FnOnce(&[Net]) -> Net) -> String {
    let lines = Rc::new(RefCell::new(vec![]));
    let net = |(name, width): &(String, usize)| Net { name: name.clone(), width: *width, lines: lines.clone() };
    let inputs: Vec<Net> = arguments.iter().map(net).collect();
    let result = body(&inputs);
    let range = |width: usize| format!("[{}:0]", width - 1);
    let list: Vec<String> = arguments.iter().map(|(name, width)| format!("input {} {name}", range(*width))).collect();
    let mut text = format!("function {} {name}({});\n", range(result.width), list.join(", "));
    for (i, line) in lines.borrow().iter().enumerate() {
        text += &format!("    reg {} t{i};\n", range(line.width));
    }
    text += "    begin\n";
    for (i, line) in lines.borrow().iter().enumerate() {
        text += &format!("        t{i} = {};\n", line.expression);
    }
    text + &format!("        {name} = {};\n    end\nendfunction\n", result.name)
}
