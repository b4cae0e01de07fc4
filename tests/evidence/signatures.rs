//! Signatures and allowed signers that are none, and what a signature is for.

use crate::{
    forgeries::{Deed, done, fifo, refit, set},
    room::Room,
    signed::Signers,
};
use std::{fs, os::unix::fs::symlink, process::Command};

/// Signatures that are none: the record is worth what it is without one, and `verify` says why.
const SIGNATURES: &[(&str, Deed<Signers>, &str)] = &[
    (
        "of another record",
        |s, p| {
            let other = s.sign("T2", "ann", &[]);
            fs::copy(s.room.root.join(other + ".sig"), s.room.root.join(format!("{p}.sig"))).unwrap();
        },
        "the signature does not fit the record",
    ),
    (
        "for something else",
        |s, p| {
            let (path, sig) = (s.room.root.join(p), s.room.root.join(format!("{p}.sig")));
            fs::remove_file(sig).unwrap();
            let mut sign = Command::new("ssh-keygen");
            sign.args(["-q", "-Y", "sign", "-n", "git", "-f"]).args([s.room.beside("ann"), path]);
            assert!(sign.output().unwrap().status.success());
        },
        "the signature is for `git`, not for `planvet-evidence`",
    ),
    (
        "cut off",
        |s, p| {
            let sig = s.room.read(&format!("{p}.sig"));
            s.room.write(&format!("{p}.sig"), &sig[..sig.len() / 2]);
        },
        "the signature cannot be read",
    ),
    ("empty", |s, p| done(s.room.write(&format!("{p}.sig"), "")), "the signature cannot be read"),
    ("no text", |s, p| done(s.room.write(&format!("{p}.sig"), [0xff; 99])), "the signature cannot be read"),
    ("huge", |s, p| done(s.room.write(&format!("{p}.sig"), "-".repeat(1 << 20))), "it is larger than 64 KiB"),
    ("a pipe", |s, p| fifo(&s.room.root.join(format!("{p}.sig"))), "it is no plain file"),
    (
        "a link",
        |s, p| {
            let sig = s.room.root.join(format!("{p}.sig"));
            fs::rename(&sig, s.room.root.join("kept")).unwrap();
            symlink(s.room.root.join("kept"), sig).unwrap();
        },
        "it is no plain file",
    ),
    (
        "of what the record said before",
        |s, p| done(set(&s.room, p, "outputSha256", &format!("\"{}\"", "0".repeat(64)))),
        "the signature does not fit the record",
    ),
    ("by a key allowed for something else", |s, _| allow(s, "namespaces=\"git\" "), "is not allowed to sign"),
    ("by a key allowed until yesterday", |s, _| allow(s, "valid-before=\"20200101Z\" "), "is not allowed to sign"),
    ("by a key allowed from tomorrow", |s, _| allow(s, "valid-after=\"29990101Z\" "), "is not allowed to sign"),
    ("by a key struck off", |s, _| s.allow(&[("robot@example", "robot")]), "is not allowed to sign"),
    (
        "with nobody allowed",
        |s, _| fs::remove_file(s.room.root.join(".planvet/allowed_signers")).unwrap(),
        "is not allowed",
    ),
];

fn allow(signers: &Signers, options: &str) {
    signers.room.write(".planvet/allowed_signers", format!("ann@example {options}{}\n", signers.public("ann")));
}

#[test]
fn signatures_that_are_none_add_nothing_and_are_named() {
    for (name, deed, said) in SIGNATURES {
        let Some(signers) = Signers::new() else { return };
        signers.allow(&[("ann@example", "ann")]);
        let path = signers.sign("T1", "ann", &[]);
        assert!(signers.room.line("T1").contains("signed"));
        deed(&signers, &path);
        eprintln!("{name}");
        signers.room.planvet("evidence verify").is(1, "NOT signature: ").is(1, said);
        assert!(signers.room.line("T1").contains("  recorded "), "{}", signers.room.line("T1"));
    }
}

#[test]
fn allowed_signers_that_mean_harm_stop_everything() {
    let room = Room::new();
    room.record("T1");
    let path = room.root.join(".planvet/allowed_signers");
    let stops = |said: &str| done(room.planvet("evidence list").is(2, said));
    fs::write(&path, "# nobody\n".repeat(200_000)).unwrap();
    stops(".planvet/allowed_signers: it is larger than 1024 KiB");
    fs::write(&path, "ann@example ssh-ed25519 nonsense\n").unwrap();
    stops(".planvet/allowed_signers, line 1: this is no public key");
    fs::write(&path, "* cert-authority ssh-ed25519 AAAA\n").unwrap();
    stops(".planvet/allowed_signers, line 1: certificates are not supported");
    fs::write(&path, [0xff]).unwrap();
    stops(".planvet/allowed_signers is no text");
    fifo(&path);
    stops(".planvet/allowed_signers: it is no plain file");
    fs::remove_file(&path).unwrap();
    symlink("/etc/hosts", &path).unwrap();
    stops(".planvet/allowed_signers: it is no plain file");
}

/// What the manual says plainly: without a signature, whoever can write the repository can write a record.
#[test]
fn a_whole_forgery_is_taken_unsigned_and_refused_where_signatures_are_asked_for() {
    let Some(signers) = Signers::new() else { return };
    let room = &signers.room;
    signers.allow(&[("ann@example", "ann")]);
    room.write("src/lib", "broken\n").planvet("record unit --item T1").is(1, "unit failed");
    let text = room.read(&room.records()[0]).replace("\"exitCode\": 1", "\"exitCode\": 0").replace("FAILED", "PASSED");
    refit(room, &room.records()[0], &text);
    room.planvet("evidence verify").is(0, "1 record, it holds");
    room.planvet("tick T1 --dry-run").is(0, "would be ticked");
    signers.require("signed");
    room.planvet("tick T1").is(1, "unit is recorded, and signed is asked for");
    signers.sign_fails("T1", "ann");
    room.planvet("tick T1").is(1, "unit failed");
}
