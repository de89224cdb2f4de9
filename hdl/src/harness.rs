//! A block with any number of pins, behind three: for place and route of the block alone.
//!
//! ```text
//!   sin -->[ shift register over all inputs ]--> block -->[ registers ]--> parity, 6 bits a stage --> sout
//! ```
//! Every path into and out of the block begins or ends in a register beside it, so what limits the clock is the block.

use vgen::{Dir, Port};

/// `text`, whose top module is `name` with these ports, below a module `top` with the ports `clk`, `sin` and `sout`.
pub fn wrap(name: &str, text: &str, ports: &[Port]) -> String {
    let total = |dir: Dir| ports.iter().filter(|p| p.dir == dir && !p.clock).map(|p| p.width).sum::<usize>();
    let (inputs, outputs) = (total(Dir::In), total(Dir::Out));
    let (mut next_in, mut next_out) = (0, 0);
    let mut pins = vec![];
    for port in ports {
        let (from, at) = match port.dir {
            _ if port.clock => {
                pins.push(format!("        .{}(clk)", port.name));
                continue;
            }
            Dir::In => ("feed", &mut next_in),
            _ => ("drain", &mut next_out),
        };
        pins.push(format!("        .{}({from}[{}:{}])", port.name, *at + port.width - 1, *at));
        *at += port.width;
    }
    let chains: Vec<_> = (0..inputs).step_by(CHAIN).map(|low| (low, (low + CHAIN).min(inputs) - 1)).collect();
    let feed = match chains[..] {
        [_] => "        feed <= {feed, sin};\n".to_owned(),
        // Each with a loop of its own: alike they would be one.
        _ => chains
            .iter()
            .map(|(low, high)| format!("        feed[{high}:{low}] <= {{feed[{high}:{low}], sin ^ feed[{high}]}};\n"))
            .collect(),
    };
    let mut parity = String::new();
    let (mut stage, mut width) = ("caught".to_string(), outputs);
    while width > 1 {
        let groups = width.div_ceil(6);
        let next = format!("parity{groups}");
        parity += &format!("    reg [{}:0] {next};\n    always @(posedge clk) begin\n", groups - 1);
        for g in 0..groups {
            let (low, high) = (6 * g, (6 * g + 5).min(width - 1));
            parity += &format!("        {next}[{g}] <= ^{stage}[{high}:{low}];\n");
        }
        parity += "    end\n";
        (stage, width) = (next, groups);
    }
    format!(
        "{text}\n\
         // {name} in a harness of shift registers.\n\
         module top(input wire clk, input wire sin, output wire sout);\n    \
             reg [{}:0] feed;\n    wire [{}:0] drain;\n    reg [{}:0] caught;\n    \
             always @(posedge clk) begin\n{feed}        caught <= drain;\n    end\n    \
             {name} dut(\n{}\n    );\n{parity}    assign sout = {stage}[0];\nendmodule\n",
        inputs - 1,
        outputs - 1,
        outputs - 1,
        pins.join(",\n"),
    )
}

/// Bits of the longest shift register: Yosys sorts cells by recursion, for whose depth its build in WebAssembly has little room.
const CHAIN: usize = 2600;
