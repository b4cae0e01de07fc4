//! Signatures with keys of ssh-keygen.

use crate::room::Room;
use std::{fs, process::Command};

/// In GitHub Actions.
const CI: [(&str, &str); 4] = [
    ("GITHUB_ACTIONS", "true"),
    ("GITHUB_SERVER_URL", "https://github.example"),
    ("GITHUB_REPOSITORY", "a/b"),
    ("GITHUB_RUN_ID", "42"),
];

/// A room with two keys beside it, neither of which is allowed.
pub struct Signers {
    pub room: Room,
}

impl Signers {
    pub fn new() -> Option<Self> {
        let room = Room::new();
        for name in ["ann", "robot"] {
            let path = room.beside(name);
            let args = ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"];
            let Ok(status) = Command::new("ssh-keygen").args(args).arg(&path).status() else {
                eprintln!("skipped: there is no ssh-keygen");
                return None;
            };
            assert!(status.success(), "a key");
        }
        Some(Self { room })
    }

    pub fn public(&self, name: &str) -> String {
        fs::read_to_string(self.room.beside(&format!("{name}.pub"))).expect("a key").trim().to_owned()
    }

    /// Allows keys, each as `principal key`.
    pub fn allow(&self, lines: &[(&str, &str)]) {
        let lines = lines.iter().map(|(principal, key)| format!("{principal} {}\n", self.public(key)));
        self.room.write(".planvet/allowed_signers", lines.collect::<String>());
    }

    /// Records `unit` for an item, signed with a key; the path of the record.
    #[track_caller]
    pub fn sign(&self, item: &str, key: &str, vars: &[(&str, &str)]) -> String {
        let before = self.room.records();
        let args = format!("record unit --item {item} --sign {}", self.room.beside(key).display());
        self.room.planvet_with(&args, vars).is(0, "unit passed");
        self.room.records().into_iter().find(|r| !before.contains(r)).expect("a record")
    }

    /// The same for a check that fails.
    #[track_caller]
    pub fn sign_fails(&self, item: &str, key: &str) {
        let args = format!("record unit --item {item} --sign {}", self.room.beside(key).display());
        self.room.planvet(&args).is(1, "unit failed");
    }

    /// Asks for a level.
    pub fn require(&self, level: &str) {
        let policy = self.room.read("planvet.toml");
        let require = format!("\n[require.evidence]\nitem = {{ checks = [\"unit\"], level = \"{level}\" }}\n");
        self.room.write("planvet.toml", policy.split("\n[require").next().expect("a part").to_owned() + &require);
    }
}

#[test]
fn an_allowed_key_makes_it_signed() {
    let Some(signers) = Signers::new() else { return };
    signers.allow(&[("ann@example", "ann")]);
    signers.require("signed");
    signers.room.record("T1");
    signers.room.planvet("tick T1").is(1, "unit is recorded, and signed is asked for");
    let path = signers.sign("T1", "ann", &[]);
    assert!(signers.room.read(&format!("{path}.sig")).starts_with("-----BEGIN SSH SIGNATURE-----"));
    assert!(signers.room.line("T1").contains("signed"));
    signers.room.planvet("evidence show T1").is(0, ", signature");
    signers.room.planvet("tick T1").is(0, "T1: ticked");
    // ssh-keygen agrees.
    let verify = format!(
        "ssh-keygen -q -Y verify -f .planvet/allowed_signers -I ann@example -n planvet-evidence -s {path}.sig < {path}"
    );
    let agrees = Command::new("sh").args(["-c", &verify]).current_dir(&signers.room.root).status().expect("sh runs");
    assert!(agrees.success());
}

#[test]
fn what_ssh_keygen_signs_counts() {
    let Some(signers) = Signers::new() else { return };
    signers.allow(&[("ann@example", "ann")]);
    let path = signers.room.record("T1");
    let key = signers.room.beside("ann");
    let args = ["-q", "-Y", "sign", "-n", "planvet-evidence", "-f"];
    let signed = Command::new("ssh-keygen").args(args).args([&key, &signers.room.root.join(path)]).output();
    assert!(signed.expect("ssh-keygen runs").status.success());
    assert!(signers.room.line("T1").contains("signed"), "{}", signers.room.line("T1"));
}

#[test]
fn a_key_that_nobody_allowed_adds_nothing() {
    let Some(signers) = Signers::new() else { return };
    signers.allow(&[("robot@example", "robot")]);
    signers.sign("T1", "ann", &[]);
    assert!(signers.room.line("T1").contains("recorded"));
    signers.room.planvet("evidence verify").is(1, "NOT signature: its key is not allowed to sign: SHA256:");
    signers.require("signed");
    signers.room.planvet("tick T1").is(1, "is not allowed to sign");
}

#[test]
fn a_key_that_only_the_branch_allows_is_not_allowed() {
    let Some(signers) = Signers::new() else { return };
    signers.allow(&[("robot@example", "robot")]);
    signers.require("signed");
    signers.room.commit("policy");
    signers.room.git(&["checkout", "-q", "-b", "work"]);
    signers.allow(&[("robot@example", "robot"), ("ann@example", "ann")]);
    signers.sign("T1", "ann", &[]);
    signers.room.commit("work");
    signers.room.planvet("evidence verify").is(0, "1 record, it holds");
    signers
        .room
        .planvet("evidence verify --policy-from main")
        .is(1, "NOT signature: its key is not allowed to sign: SHA256:");
    signers.room.planvet("tick T1 --policy-from main").is(1, "is not allowed to sign");
    signers.room.planvet("tick T1").is(0, "T1: ticked");
}

#[test]
fn a_policy_that_the_branch_loosened_is_not_the_policy() {
    let room = Room::new();
    room.git(&["checkout", "-q", "-b", "work"]);
    room.edit(
        "planvet.toml",
        "[\"sh\", \"check.sh\"]",
        "[\"sh\", \"-c\", \"mkdir -p out; cp src/report out/junit.xml\"]",
    );
    room.write("src/lib", "broken\n");
    room.record("T1");
    room.commit("work");
    room.planvet("evidence verify").is(0, "1 record, it holds");
    room.planvet("evidence verify --policy-from main").is(1, "NOT check: `unit` is declared in another way now");
    room.planvet("tick T1 --policy-from main").is(1, "is declared in another way now");
    room.planvet("tick T1 --policy-from nowhere").is(2, "there is no revision `nowhere` here");
    // Nor does a configuration further down.
    room.write("docs/plan.md", "# Plan\n\n- [ ] T9 Write it\n");
    room.write("docs/planvet.toml", "[require.evidence]\nitem = { level = \"ticked\" }\n");
    room.planvet("tick T9 --policy-from main").is(1, "T9: not ticked");
}

#[test]
fn attested_needs_the_key_and_the_place() {
    let Some(signers) = Signers::new() else { return };
    signers.allow(&[("ci@example", "robot"), ("ann@example", "ann")]);
    signers.require("attested");
    signers.sign("T1", "robot", &[]);
    assert!(signers.room.line("T1").contains("signed"), "the key of CI, on somebody's machine");
    signers.sign("T2", "ann", &CI);
    assert!(signers.room.line("T2").contains("signed"), "in CI, with a person's key");
    signers.room.planvet_with("record unit --item T3", &CI).is(0, "unit passed");
    assert!(signers.room.line("T3").contains("recorded"), "in CI, without a key");
    signers.room.planvet("tick --ready").is(0, "");
    signers.room.planvet("tick T1").is(1, "unit is signed, and attested is asked for");
    let path = signers.sign("T1", "robot", &CI);
    assert!(signers.room.read(&path).contains("https://github.example/a/b/actions/runs/42"));
    assert!(signers.room.line("T1").contains("attested"));
    signers.room.planvet("tick --ready").is(0, "T1: ticked");
}

#[test]
fn a_later_unsigned_record_does_not_weaken_a_signed_one_and_a_failure_does() {
    let Some(signers) = Signers::new() else { return };
    signers.allow(&[("ann@example", "ann")]);
    let signed = signers.sign("T1", "ann", &[]);
    signers.room.record("T1");
    assert!(signers.room.line("T1").contains("signed"));
    signers.room.planvet("evidence prune --write").is(0, "1 removed");
    assert_eq!(signers.room.records(), [signed]);
    signers.room.write("check.sh", "exit 1\n");
    signers.room.planvet("record unit --item T1").is(1, "unit failed");
    assert!(signers.room.line("T1").contains("unit failed"));
}

#[test]
fn a_key_that_cannot_sign_is_told_before_anything_runs() {
    let room = Room::new();
    room.write("check.sh", "touch ran\n");
    room.planvet("record unit --item T1 --sign /nowhere/key").is(2, "no key can be read from");
    room.write("key", "no key\n").planvet("record unit --item T1 --sign key").is(2, "no key can be read from");
    assert!(!room.root.join("ran").exists());
}

#[test]
fn signers_that_cannot_be_understood_are_told() {
    let room = Room::new();
    for (text, said) in [
        (&b"ann@example ssh-ed25519 nonsense\n"[..], ".planvet/allowed_signers, line 1: this is no public key"),
        (b"\xff\xfe", ".planvet/allowed_signers is no text"),
    ] {
        room.write(".planvet/allowed_signers", text);
        // Nobody is told of what is not used.
        assert!(!room.planvet("check").err.contains("allowed_signers"));
        room.planvet("evidence list").is(2, said);
        fs::remove_file(room.root.join(".planvet/allowed_signers")).expect("removed");
        room.record("T1");
        room.write(".planvet/allowed_signers", text);
        let answer = room.planvet("check");
        assert!(answer.code == 0 && answer.err.contains(&format!("note: {said}")), "{answer:?}");
        assert!(!room.planvet("check -q").err.contains("note:"));
        fs::remove_dir_all(room.root.join(".planvet")).expect("removed");
    }
}
