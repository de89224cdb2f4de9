//! The host's side: makes the guest's files, starts card and machine, does what the guest asks for, and counts.

mod card;
mod machine;
mod qmp;

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{channel, RecvTimeoutError};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use self::card::CardProcess;
use self::machine::Machine;
use crate::image::Image;
use crate::line::{Line, Request};
use crate::Checked;

/// What the machine is made of.
#[derive(Debug, Args)]
pub struct Arguments {
    /// QEMU, kernel and file system, as scripts/setup --fullsystem leaves them.
    #[arg(long)]
    machine: PathBuf,
    /// The programs respite and respite-sim.
    #[arg(long)]
    programs: PathBuf,
    /// Where logs go, and what is made for the guest.
    #[arg(long)]
    into: PathBuf,
    /// The root of the repository.
    #[arg(long, default_value = ".")]
    repository: PathBuf,
    #[arg(long, value_enum, default_value_t = Iommu::Intel)]
    iommu: Iommu,
    /// Groups of steps, separated by commas; all if left out.
    #[arg(long, value_enum, value_delimiter = ',')]
    steps: Vec<Group>,
    /// A word of the suites whose rows of the table of suites are wanted; all if left out.
    #[arg(long)]
    rows: Option<String>,
    /// Seconds after which the guest is given up.
    #[arg(long, default_value_t = 900)]
    limit: u64,
}

/// A group of steps, as the guest calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Group {
    Card,
    Isolation,
    Removal,
    Recovery,
    Xfrm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Iommu {
    Intel,
    Virtio,
}

/// Boots the guest and shows what it verifies; an error if a step failed or the guest did not come to its end.
pub fn run(arguments: &Arguments) -> Checked<()> {
    fs::create_dir_all(&arguments.into)?;
    let initrd = arguments.into.join("initrd");
    files(arguments, &initrd)?;
    let socket = arguments.into.join("card");
    let start = |socket: &Path| CardProcess::start(&arguments.programs.join("respite-sim"), socket, &arguments.into);
    let mut cards = vec![start(&socket)?];
    let mut machine = Machine::start(arguments, &initrd, &socket)?;

    let (sender, lines) = channel();
    let output = BufReader::new(machine.take_output().ok_or("the machine has no serial line")?);
    std::thread::spawn(move || {
        // Ends with the machine, or when nobody listens any more.
        for line in output.split(b'\n').map_while(Result::ok) {
            if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
        }
    });
    let (mut passed, mut failed, mut done) = (0, 0, false);
    let deadline = Instant::now() + Duration::from_secs(arguments.limit);
    loop {
        let line = match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => line,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                println!("FAIL the guest did not come to its end within {} s", arguments.limit);
                failed += 1;
                break;
            }
        };
        let Ok(line) = line.parse::<Line>() else { continue };
        match &line {
            Line::Passed(_) => passed += 1,
            Line::Failed(_) => failed += 1,
            Line::Done => done = true,
            Line::Row(_) | Line::Note(_) | Line::Ask(_) => {}
        }
        if let Line::Ask(request) = line {
            match request {
                Request::Plug => {
                    let other = arguments.into.join("other-card");
                    cards.push(start(&other)?);
                    machine.plug(&other)?;
                }
            }
        } else if line != Line::Done {
            println!("{line}");
        }
    }
    drop(machine);
    println!("{passed} passed, {failed} failed");
    if !done {
        show_end(&arguments.into.join("console"))?;
        return Err("the guest did not come to its end; the last lines of its console are above".into());
    }
    if failed > 0 {
        show_end(&arguments.into.join("console"))?;
        return Err(format!("{failed} of {} steps failed", passed + failed).into());
    }
    Ok(())
}

/// The guest's first file system: Debian's part, and behind it ours.
fn files(arguments: &Arguments, initrd: &Path) -> Checked<()> {
    let mut out = BufWriter::new(File::create(initrd)?);
    io::copy(&mut File::open(arguments.machine.join("guest.cpio"))?, &mut out)?;
    let mut image = Image::new(out);
    let repository = &arguments.repository;
    for (program, name) in [("respite-fullsystem", "init"), ("respite", "usr/bin/respite")] {
        image.add(&stripped(arguments, program)?, Path::new(name))?;
    }
    image.add(&repository.join("scripts/bind-vfio"), Path::new("usr/bin/bind-vfio"))?;
    for case in crate::guest::CASES {
        let name = Path::new("fixtures").join(case);
        image.add(&repository.join("fixtures/replay").join(case), &name)?;
    }
    image.finish()?.into_inner()?;
    Ok(())
}

/// A program as it is but for what debuggers want, which is the greater part of it and would not fit the guest.
fn stripped(arguments: &Arguments, program: &str) -> Checked<PathBuf> {
    let to = arguments.into.join(program);
    let done =
        Command::new("strip").arg("--strip-debug").arg("-o").arg(&to).arg(arguments.programs.join(program)).status()?;
    if !done.success() {
        return Err(format!("strip {program}: {done}").into());
    }
    Ok(to)
}

fn show_end(file: &Path) -> Checked<()> {
    let text = String::from_utf8_lossy(&fs::read(file)?).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].iter().for_each(|line| println!("    {line}"));
    Ok(())
}
