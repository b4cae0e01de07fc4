use super::*;
use ssh_key::{Algorithm, PrivateKey};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

const RECORD: &[u8] = b"{\"_type\":\"x\"}\n";
/// 2026-03-01T12:00:00Z
const NOON: i64 = 1_772_366_400;

fn key() -> PrivateKey {
    PrivateKey::random(&mut rand_core(), Algorithm::Ed25519).expect("a key")
}

fn rand_core() -> ssh_key::rand_core::OsRng {
    ssh_key::rand_core::OsRng
}

fn allowed(line: &str, key: &PrivateKey) -> AllowedSigners {
    let (signers, problems) =
        AllowedSigners::parse(&format!("{line} {}\n", key.public_key().to_openssh().expect("a key")));
    assert!(problems.is_empty(), "{problems:?}");
    signers
}

#[test]
fn a_signature_counts_for_its_record_alone() {
    let key = key();
    let signer = Signer::Key(Box::new(key.clone()));
    let signature = sign(RECORD, &signer).expect("signed");
    let ada = allowed("ada@example.com,ada", &key);
    let signed = verify(RECORD, &signature, &ada, NOON).expect("valid");
    assert_eq!(signed.principals, ["ada@example.com", "ada"]);
    assert!(!signed.is_ci() && signed.fingerprint.starts_with("SHA256:"));
    assert_eq!(verify(b"other", &signature, &ada, NOON), Err(Invalid::Wrong));
    assert!(matches!(verify(RECORD, &signature, &AllowedSigners::default(), NOON), Err(Invalid::NotAllowed(_))));
    let other = signer.sign("git", RECORD).expect("signed").to_pem(LineEnding::LF).expect("text");
    assert_eq!(verify(RECORD, other.as_bytes(), &ada, NOON), Err(Invalid::Namespace("git".into())));
    for hostile in
        [b"".as_slice(), b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n", &[0xFF; 100_000]]
    {
        assert!(matches!(verify(RECORD, hostile, &ada, NOON), Err(Invalid::Unreadable(_))));
    }
    let mut bent = signature.clone();
    let at = bent.len() / 2;
    bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
    assert!(verify(RECORD, &bent, &ada, NOON).is_err());
}

#[test]
fn lines_of_allowed_signers() {
    let key = key();
    let signature = sign(RECORD, &Signer::Key(Box::new(key.clone()))).expect("signed");
    for (line, counts) in [
        ("ada", true),
        ("ci@example.com namespaces=\"planvet-*\"", true),
        ("ada namespaces=\"git,planvet-evidence\"", true),
        ("ada namespaces=\"git\"", false),
        ("ada valid-after=\"20260301\"", true),
        ("ada valid-after=\"20260302\"", false),
        ("ada valid-before=\"20260301115959Z\"", false),
        ("ada valid-after=\"20260301\",valid-before=\"202603011200\"", true),
    ] {
        assert_eq!(verify(RECORD, &signature, &allowed(line, &key), NOON).is_ok(), counts, "{line}");
    }
    let openssh = key.public_key().to_openssh().expect("a key");
    let text = format!(
        "# us\n\nada cert-authority {openssh}\nada colour=\"red\" {openssh}\nada ssh-ed25519 AAAA\nada valid-after=\"soon\" {openssh}\n"
    );
    let (signers, problems) = AllowedSigners::parse(&text);
    assert!(signers.is_empty());
    assert_eq!(problems.iter().map(|p| p.line).collect::<Vec<_>>(), [3, 4, 5, 6]);
}

#[test]
fn keys_of_continuous_integration_say_so() {
    for (principal, ci) in [("ci", true), ("ci@example.com", true), ("ci-main", true), ("cindy", false), ("ada", false)]
    {
        let signed = Signed { principals: vec![principal.into()], fingerprint: String::new() };
        assert_eq!(signed.is_ci(), ci, "{principal}");
    }
}

/// Whether `ssh-keygen` can be run here; says where it cannot.
fn has_ssh_keygen() -> bool {
    let there = Command::new("ssh-keygen").arg("-?").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !there {
        eprintln!("skipped: there is no ssh-keygen");
    }
    there
}

fn ssh_keygen(folder: &Path, args: &[&str], input: &[u8]) -> bool {
    use std::io::Write;
    let mut child = Command::new("ssh-keygen")
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("ssh-keygen");
    child.stdin.take().expect("its input").write_all(input).expect("written");
    child.wait().expect("ended").success()
}

#[test]
fn ssh_keygen_reads_and_writes_the_same() {
    if !has_ssh_keygen() {
        return;
    }
    for kind in ["ed25519", "ecdsa", "rsa"] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        assert!(ssh_keygen(folder.path(), &["-q", "-t", kind, "-N", "", "-f", "key"], b""));
        let public = fs::read_to_string(path("key.pub")).expect("a key");
        fs::write(path("allowed"), format!("ada {public}")).expect("written");
        fs::write(path("record"), RECORD).expect("written");
        // Ours, checked by theirs.
        let agent = Agent::holding(&path("key"));
        for signer in [path("key"), path("key.pub")] {
            let signer = Signer::open(&signer, Some(agent.socket.clone())).expect("a key");
            fs::write(path("ours.sig"), sign(RECORD, &signer).expect("signed")).expect("written");
            let verify_args = ["-Y", "verify", "-f", "allowed", "-I", "ada", "-n", NAMESPACE, "-s", "ours.sig"];
            assert!(ssh_keygen(folder.path(), &verify_args, RECORD), "{kind}");
            assert!(!ssh_keygen(folder.path(), &verify_args, b"other"));
        }
        // Theirs, checked by ours.
        assert!(ssh_keygen(folder.path(), &["-Y", "sign", "-f", "key", "-n", NAMESPACE, "record"], b""));
        let theirs = fs::read(path("record.sig")).expect("a signature");
        let (signers, _) = AllowedSigners::parse(&format!("ada {public}"));
        assert!(verify(RECORD, &theirs, &signers, NOON).is_ok(), "{kind}");
    }
}

/// An agent with one key, for as long as the test needs it.
struct Agent {
    socket: std::path::PathBuf,
    child: std::process::Child,
    _folder: tempfile::TempDir,
}

impl Agent {
    fn holding(key: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let socket = folder.path().join("agent");
        let child =
            Command::new("ssh-agent").args(["-D", "-a"]).arg(&socket).stdout(Stdio::null()).spawn().expect("an agent");
        let add =
            || Command::new("ssh-add").arg("-q").arg(key).env("SSH_AUTH_SOCK", &socket).stderr(Stdio::null()).status();
        // It needs a moment to listen.
        for _ in 0..200 {
            if add().is_ok_and(|status| status.success()) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Self { socket, child, _folder: folder }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_key_that_only_an_agent_holds_says_so() {
    if !has_ssh_keygen() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    assert!(ssh_keygen(folder.path(), &["-q", "-t", "ed25519", "-N", "a passphrase", "-f", "key"], b""));
    let signer = Signer::open(&folder.path().join("key"), None).expect("a key");
    assert!(sign(RECORD, &signer).expect_err("no agent").0.contains("ssh-add"));
    assert!(Signer::open(&folder.path().join("none"), None).is_err());
}
