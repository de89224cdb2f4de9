//! QEMU, run out of a tree that is not installed.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use clap::ValueEnum;

use super::qmp::Qmp;
use super::{Arguments, Iommu};
use crate::Checked;

/// A running machine. Dropping it ends it.
pub struct Machine {
    emulator: Emulator,
    qmp: Qmp,
}

struct Emulator(Child);

impl Machine {
    pub fn start(arguments: &Arguments, initrd: &Path, card: &Path) -> Checked<Machine> {
        let tree = arguments.machine.join("qemu");
        let control = arguments.into.join("qmp");
        let _ = std::fs::remove_file(&control);
        let (iommu, kernel): (&[&str], &str) = match arguments.iommu {
            // Without the caching mode a device that is not QEMU's own never hears of mappings.
            Iommu::Intel => (&["-device", "intel-iommu,intremap=on,caching-mode=on"], "intel_iommu=on"),
            Iommu::Virtio => (&["-device", "virtio-iommu-pci"], "vfio_iommu_type1.allow_unsafe_interrupts=1"),
        };
        let groups = arguments.steps.iter().filter_map(ValueEnum::to_possible_value);
        let groups: Vec<String> = groups.map(|group| group.get_name().to_owned()).collect();
        let steps = if groups.is_empty() { String::new() } else { format!(" respite.steps={}", groups.join(",")) };
        let rows = arguments.rows.as_ref().map_or(String::new(), |rows| format!(" respite.rows={rows}"));
        let path = |at: &str| tree.join(at).into_os_string();
        let mut socket = OsString::from("unix:");
        socket.push(&control);
        socket.push(",server=on,wait=off");
        let mut console = OsString::from("file:");
        console.push(arguments.into.join("console"));
        let mut command = Command::new(tree.join("usr/lib64/ld-linux-x86-64.so.2"));
        command.arg("--library-path").arg(path("usr/lib/x86_64-linux-gnu")).arg(path("usr/bin/qemu-system-x86_64"));
        command.arg("-L").arg(path("usr/share/qemu")).arg("-L").arg(path("usr/share/seabios"));
        command.args(["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"]);
        command.args([
            "-machine",
            "q35,memory-backend=memory",
            "-accel",
            "tcg,thread=multi",
            "-cpu",
            "max",
            "-smp",
            "2",
        ]);
        command.args(["-m", MEMORY, "-object", &format!("memory-backend-memfd,id=memory,size={MEMORY},share=on")]);
        command.args(["-serial", "stdio", "-serial"]).arg(console).arg("-qmp").arg(socket);
        command.args(iommu);
        for slot in [1, 2] {
            command.args(["-device", &format!("pcie-root-port,id=rp{slot},bus=pcie.0,chassis={slot},slot={slot}")]);
        }
        command.args(["-device", &device(card, 1).to_string()]);
        command.arg("-kernel").arg(arguments.machine.join("vmlinuz")).arg("-initrd").arg(initrd);
        command.args([
            "-append",
            &format!("console=ttyS1 panic=-1 quiet no_timer_check mitigations=off {kernel}{steps}{rows}"),
        ]);
        let emulator = Emulator(command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?);
        let qmp = Qmp::connect(&control)?;
        Ok(Machine { emulator, qmp })
    }

    /// The guest's first serial line.
    pub fn take_output(&mut self) -> Option<ChildStdout> {
        self.emulator.0.stdout.take()
    }

    /// Puts the card on this socket into the second slot.
    pub fn plug(&mut self, card: &Path) -> Checked<()> {
        self.qmp.execute("device_add", device(card, 2))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // Whoever has ended already needs no ending.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn device(card: &Path, slot: u8) -> serde_json::Value {
    serde_json::json!({
        "driver": "vfio-user-pci", "id": format!("card{slot}"), "bus": format!("rp{slot}"), "rombar": 0,
        "socket": { "type": "unix", "path": card },
    })
}

const MEMORY: &str = "1G";
