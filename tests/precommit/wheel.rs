//! The wheel that `.ci/run` has built, and the mirror that installs it, without an index.

use crate::{
    room::{BAD, GOOD, Room, WARNING, said},
    support::{self, HOME},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Puts the wheel of setuptools that virtualenv brings along into `folder`: pip builds the mirror with it.
fn seed(python: &Path, folder: &Path) {
    let code = "import glob, os, shutil, sys, virtualenv.seed.wheels.embed as embed
for wheel in glob.glob(os.path.join(os.path.dirname(embed.__file__), '*.whl')): shutil.copy(wheel, sys.argv[1])";
    said(Command::new(python).args(["-c", code]).arg(folder)).accepted("");
}

/// The Python that runs pre-commit.
fn python() -> Option<PathBuf> {
    let beside = support::tool("pre-commit")?.with_file_name(format!("python{}", std::env::consts::EXE_SUFFIX));
    let found = if beside.is_file() { Some(beside) } else { support::tool("python3") };
    found.filter(|python| {
        let enough = Command::new(python).args(["-c", "import tomllib, virtualenv"]).output();
        let enough = enough.is_ok_and(|output| output.status.success());
        if !enough {
            eprintln!("skipped: Python is older than 3.11, or has no virtualenv");
        }
        enough
    })
}

#[test]
fn the_mirror_installs_the_wheel() {
    let Some((room, python)) = Room::new().zip(python()) else { return };
    let Some(built) = support::folder_of("PLANVET_WHEELS") else { return };
    // Nothing but what lies here can be installed, and the planvet of this build is not on PATH.
    let wheels = room.folder("wheels");
    for wheel in fs::read_dir(built).expect("wheels").map(|entry| entry.expect("a wheel").path()) {
        fs::copy(&wheel, wheels.join(wheel.file_name().expect("a name"))).expect("copied");
    }
    seed(&python, &wheels);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let room = room.with("PIP_NO_INDEX", "1").with("PIP_FIND_LINKS", &wheels).with("PATH", path);

    let mirror = room.folder("mirror");
    let script = Path::new(HOME).join("packaging/mirror.py");
    room.run(Command::new(&python).arg(script).arg(&mirror)).accepted(env!("CARGO_PKG_VERSION"));
    let pre_commit = support::tool("pre-commit").expect("it was there");
    let manifest = mirror.join(".pre-commit-hooks.yaml");
    room.run(Command::new(pre_commit).arg("validate-manifest").arg(manifest)).accepted("");

    let mirror = room.commit_hooks(mirror);
    let room = room.using(&mirror, "planvet");
    room.write("plan.md", BAD).stage("plan.md");
    room.commit().refused("dependency-cycle");
    room.write("plan.md", WARNING).stage("plan.md");
    room.commit().accepted("warning[same-backup]");
    room.write("plan.md", GOOD).stage("plan.md");
    room.commit().accepted("no findings");
}
