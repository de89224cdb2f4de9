//! Delay line: a word comes out a fixed number of clocks after it went in.
//!
//! ```text
//!   d -->[ N clocks ]--> q      (N from 1 on; from 16 on in block RAM)
//! ```
//! There is no reset: a valid bit that travels beside it does not belong in here.

use rust_hdl_core::prelude::*;
use std::collections::VecDeque;

/// Delays `D` by `N` clocks.
#[derive(LogicBlock, Default)]
pub struct Delay<D: Synth, const N: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Word.
    pub d: Signal<In, D>,
    /// The word of `N` clocks ago.
    pub q: Signal<Out, D>,
    _line: VecDeque<D>,
}

impl<D: Synth, const N: usize> Logic for Delay<D, N> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self._line.push_back(self.d.val());
            if self._line.len() == N {
                self.q.next = self._line.pop_front().unwrap_or_default();
            }
        }
    }

    fn connect(&mut self) {
        self.q.connect();
    }

    fn hdl(&self) -> Verilog {
        assert!(N > 0, "a delay of no clocks is a wire");
        let top = D::BITS - 1;
        if N < RAM_FROM {
            let names: Vec<String> = (1..N).map(|i| format!("s{i}")).chain(["q".into()]).collect();
            let mut text = String::new();
            for name in &names[..N - 1] {
                text += &format!("reg [{top}:0] {name};\ninitial {name} = 0;\n");
            }
            text += "initial q = 0;\nalways @(posedge clock) begin\n";
            for i in (0..N).rev() {
                let from = if i == 0 { "d" } else { &names[i - 1] };
                text += &format!("    {} <= {from};\n", names[i]);
            }
            return Verilog::Custom(text + "end\n");
        }
        // Written at one edge, read N - 2 edges later into the RAM's output, and once more into its output register.
        let log2 = (N - 1).next_power_of_two().ilog2();
        let (last, back) = ((1usize << log2) - 1, N - 2);
        Verilog::Custom(format!(
            "(* ram_style = \"block\", no_rw_check *) reg [{top}:0] mem [0:{last}];\n\
             reg [{bit}:0] place;\nreg [{top}:0] read;\ninteger i;\n\
             initial begin\n    for (i = 0; i <= {last}; i = i + 1) mem[i] = 0;\n    place = 0;\n    read = 0;\n    q = 0;\nend\n\
             wire [{bit}:0] from = place - {log2}'d{back};\n\
             always @(posedge clock) begin\n    place <= place + {log2}'d1;\n    mem[place] <= d;\n    read <= mem[from];\n    \
             q <= read;\nend\n",
            bit = log2 - 1,
        ))
    }
}

const RAM_FROM: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use verilated::{lockstep, Error};

    #[test]
    fn delay_of_registers_in_lock_step() -> Result<(), Error> {
        lockstep::run("delay1", Delay::<Bits<9>, 1>::default, 100, 1)?;
        lockstep::run("delay4", Delay::<Bits<9>, 4>::default, 100, 1)
    }

    #[test]
    fn delay_of_ram_in_lock_step() -> Result<(), Error> {
        lockstep::run("delay16", Delay::<Bits<40>, 16>::default, 200, 1)?;
        lockstep::run("delay18", Delay::<Bits<40>, 18>::default, 200, 1)?;
        lockstep::run("delay27", Delay::<Bits<40>, 27>::default, 200, 1)
    }
}
