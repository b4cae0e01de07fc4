//! The command line end to end, with every bad input that a user can hand it.

use std::{
    ffi::OsStr,
    fs,
    io::{Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// A folder with files, and planvet in it.
struct Place {
    folder: tempfile::TempDir,
}

#[derive(Debug)]
struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Answer {
    #[track_caller]
    fn is(self, code: i32, says: &[&str]) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        for what in says {
            assert!(self.out.contains(what) || self.err.contains(what), "{what}: {self:#?}");
        }
        assert!(!self.err.contains("panicked") && !self.out.contains("internal-error"), "{self:#?}");
        self
    }
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    fn with(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
        self
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command.env_remove("FORCE_COLOR").env_remove("COLUMNS");
        command
    }

    /// Runs `planvet` with the words of `line`, findings one a line.
    fn run(&self, line: &str) -> Answer {
        let args: Vec<&str> = ["--format", "concise"].into_iter().chain(line.split_whitespace()).collect();
        self.run_with(&args, b"")
    }

    fn run_with(&self, args: &[&str], stdin: &[u8]) -> Answer {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("planvet starts");
        // planvet need not read what it is given.
        let _ = child.stdin.take().map(|mut pipe| pipe.write_all(stdin));
        let output = child.wait_with_output().expect("planvet ends");
        Answer {
            code: output.status.code().expect("an exit code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

/// A plan in which a line is garbled: one error.
const GARBLED: &str = "# Plan\n\n| Task | Owner | Status |\n|---|---|---|\n| Tag ‚Üí publish | Ana | open |\n";
const CLEAN: &str = "# Plan\n\n| Task | Owner | Status |\n|---|---|---|\n| Tag → publish | Ana | open |\n";

#[test]
fn the_exit_code_says_what_happened() {
    let place = Place::new().with("bad.md", GARBLED).with("good.md", CLEAN);
    place.run("good.md").is(0, &["1 plan"]);
    place.run("bad.md").is(1, &["bad.md:5:7: error[mojibake]"]);
    place.run("check bad.md").is(1, &["mojibake", "1 file,"]);
    place.run("show bad.md").is(2, &["put `show` before its flags"]);
    place.run_with(&["check", "bad.md"], b"").is(1, &["mojibake"]);
    place.run_with(&["."], b"").is(1, &["mojibake", "2 files"]);
    place.run_with(&[], b"").is(1, &["mojibake", "2 files"]);
    place.run("bad.md --fail-on never").is(0, &["mojibake"]);
    place.run("bad.md --severity mojibake=warning").is(0, &["warning[mojibake]"]);
    place.run("bad.md --severity mojibake=warning --fail-on warning").is(1, &["warning[mojibake]"]);
    place.run("bad.md --severity mojibake=off").is(0, &["1 plan"]);
    place.run("bad.md --select dependencies").is(0, &["1 plan"]);
    place.run("bad.md --ignore text").is(0, &["1 plan"]);
}

#[test]
fn statistics_count_and_time_beside_the_findings() {
    let place = Place::new().with("bad.md", GARBLED).with("good.md", CLEAN);
    let plain = place.run("bad.md good.md -q").is(1, &[]);
    let asked =
        place.run("bad.md good.md -q --statistics").is(1, &["rule", "findings", "mojibake", "stage", "markdown"]);
    // What a program reads is the same with them.
    assert_eq!(plain.out, asked.out);
    assert!(plain.err.is_empty(), "{plain:?}");
    let words = |name: &str| {
        let line = asked.err.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}: {asked:?}"));
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(words("mojibake")[1..5], ["1", "1", "0", "0"]);
    let shares: Vec<u32> =
        ["source", "markdown", "plan", "rules"].iter().map(|stage| words(stage)[3].parse().expect("a share")).collect();
    assert!((97..=103).contains(&shares.iter().sum::<u32>()), "{shares:?}");
    assert_eq!(words("sum")[2..], ["ms", "on", "all", "cores", "together"]);
}

#[test]
fn missing_paths_do_not_stop_the_rest() {
    let place = Place::new().with("bad.md", GARBLED);
    place
        .run("nowhere.md bad.md")
        .is(2, &["nowhere.md:1:1: error[unreadable-file] nowhere.md does not exist", "mojibake"]);
}

#[test]
fn a_folder_without_markdown_is_said() {
    let place = Place::new().with("docs/a.txt", "text");
    place.run("docs").is(0, &["there is no Markdown in docs"]);
    let quiet = place.run("docs -q").is(0, &[]);
    assert!(quiet.err.is_empty() && quiet.out.is_empty(), "{quiet:?}");
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new().with("secret.md", CLEAN).with("shut/a.md", CLEAN).with("bad.md", GARBLED);
    for path in ["secret.md", "shut"] {
        fs::set_permissions(place.path(path), fs::Permissions::from_mode(0o000)).expect("permissions");
    }
    // The superuser may read everything.
    if fs::read(place.path("secret.md")).is_err() {
        place.run(".").is(2, &["secret.md may not be read", "shut may not be read: permission denied", "mojibake"]);
    }
    fs::set_permissions(place.path("shut"), fs::Permissions::from_mode(0o755)).expect("permissions");
}

#[test]
fn other_encodings_are_named_with_their_place() {
    let utf16: Vec<u8> = "\u{FEFF}# Plan\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bare: Vec<u8> = "# Plan\n- [ ] a\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let place = Place::new()
        .with("latin.md", b"# Plan\n\ncaf\xE9\n")
        .with("wide.md", utf16)
        .with("bare.md", bare)
        .with("binary.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        .with("nul.md", b"# Plan\n\n- [ ] a\0b\n");
    place.run(".").is(
        2,
        &[
            "latin.md:3:4: error[unreadable-file] latin.md cannot be read: this is not UTF-8 (byte 0xE9",
            "wide.md:1:1: error[unreadable-file] wide.md cannot be read: this is UTF-16, not UTF-8: save it as UTF-8",
            "bare.md:1:1: error[unreadable-file] bare.md cannot be read: this is UTF-16",
            "binary.md:1:1: error[unreadable-file] binary.md cannot be read: this looks like a binary file",
            "nul.md:3:8: error[unreadable-file] nul.md cannot be read: this looks like a binary file",
        ],
    );
}

#[test]
fn every_line_ending_and_a_byte_order_mark_give_the_same_places() {
    for (name, ending, mark) in [("lf", "\n", ""), ("crlf", "\r\n", ""), ("cr", "\r", ""), ("bom", "\n", "\u{FEFF}")] {
        let text = format!("{mark}{}", GARBLED.replace('\n', ending));
        let place = Place::new().with("plan.md", &text);
        place.run("plan.md").is(1, &["plan.md:5:7: error[mojibake]", "1 plan"]);
        let json = place.run_with(&["--format", "json", "plan.md"], b"").is(1, &[]);
        let offset = text.find('‚').expect("the garbled arrow");
        assert!(json.out.replace(' ', "").contains(&format!("\"offset\":{offset}")), "{name}: {}", json.out);
    }
    let first = format!("\u{FEFF}{}", GARBLED.replace("# Plan", "# ‚Üí"));
    Place::new().with("plan.md", first).run("plan.md").is(1, &["plan.md:1:3: error[mojibake]"]);
}

/// Runs planvet on a document that is hard work, with an allowance for a slow machine.
fn endures(name: &str, text: String) {
    let place = Place::new().with("hard.md", text);
    let start = Instant::now();
    place.run("hard.md").is(0, &["1 file"]);
    assert!(start.elapsed() < Duration::from_secs(60), "{name} took {:?}", start.elapsed());
}

#[test]
fn fifty_megabytes_are_read() {
    endures("prose", "The release train leaves on time — always.\n\n".repeat(50 * 1024 * 1024 / 46));
}

#[test]
fn ten_thousand_levels_are_no_danger() {
    endures("quotes", format!("{}x\n", "> ".repeat(10_000)));
    endures("items", format!("{}x\n", "- ".repeat(10_000)));
    endures("brackets", format!("{}x{}\n", "[".repeat(10_000), "]".repeat(10_000)));
    endures("emphasis", format!("{}x\n", "*a _b ".repeat(10_000)));
    endures("comments", "<!-- ".repeat(10_000));
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_end() {
    let place = Place::new().with("docs/bad.md", GARBLED);
    std::os::unix::fs::symlink("..", place.path("docs/up")).expect("a link");
    std::os::unix::fs::symlink("round.md", place.path("round.md")).expect("a link");
    place.run(".").is(1, &["docs/bad.md:5:7", "1 file"]);
    place.run("round.md docs").is(2, &["round.md", "unreadable-file", "mojibake"]);
}

#[test]
fn a_file_named_twice_is_checked_once() {
    let place = Place::new().with("docs/bad.md", GARBLED);
    place.run("docs/bad.md docs ./docs/bad.md docs/../docs/bad.md").is(1, &["1 file,"]);
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let place = (0..300).fold(Place::new(), |place, i| place.with(&format!("{i}.md"), GARBLED));
    let mut child =
        place.command(&["--max", "0"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("planvet starts");
    let mut pipe = child.stdout.take().expect("standard output");
    let _ = pipe.read(&mut [0; 64]);
    drop(pipe);
    let output = child.wait_with_output().expect("planvet ends");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_file_that_vanishes_costs_only_itself() {
    let place = (0..200).fold(Place::new(), |place, i| place.with(&format!("docs/{i:03}.md"), CLEAN));
    let docs = place.path("docs");
    // Whichever file goes at whichever moment: all that remain are checked, and what is missed is named.
    let remover = std::thread::spawn(move || {
        for i in (0..200).rev() {
            let _ = fs::remove_file(docs.join(format!("{i:03}.md")));
        }
    });
    let answer = place.run("docs");
    remover.join().expect("the remover ends");
    assert!(answer.code == 0 || answer.code == 2 && answer.out.contains("does not exist"), "{answer:?}");
    assert!(!answer.err.contains("panicked"), "{answer:?}");
}

#[test]
fn standard_input_has_a_name() {
    let place = Place::new().with("planvet.toml", "[files.\"docs/old/**\"]\nignore = [\"text\"]\n");
    let args = |rest: &[&'static str]| [&["--format", "concise"], rest].concat();
    place.run_with(&args(&["-"]), GARBLED.as_bytes()).is(1, &["-:5:7: error[mojibake]"]);
    let named = args(&["-", "--stdin-filename", "docs/new.md"]);
    place.run_with(&named, GARBLED.as_bytes()).is(1, &["docs/new.md:5:7: error[mojibake]"]);
    let quiet = args(&["-", "--stdin-filename", "docs/old/a.md"]);
    place.run_with(&quiet, GARBLED.as_bytes()).is(0, &["1 plan"]);
    // With a name, `-` goes without saying; beside other paths it does not.
    let bare = args(&["--stdin-filename", "docs/new.md"]);
    place.run_with(&bare, GARBLED.as_bytes()).is(1, &["docs/new.md:5:7: error[mojibake]", "1 file,"]);
    let other = args(&["--stdin-filename", "docs/new.md", "planvet.toml"]);
    place.run_with(&other, GARBLED.as_bytes()).is(2, &["--stdin-filename names standard input", "add `-`"]);
    place.run_with(&args(&["-"]), b"caf\xE9").is(2, &["-:1:4: error[unreadable-file]"]);
}

#[test]
fn lists_of_files_are_read() {
    let place = Place::new().with("a b.md", GARBLED).with("c.md", CLEAN).with("list", "a b.md\0c.md\0");
    place.run("--files-from list").is(1, &["a b.md:5:7", "2 files"]);
    place.run_with(&["--format", "concise", "--files-from", "-"], b"c.md\0").is(0, &["1 file,"]);
    place.run("--files-from nowhere").is(2, &["--files-from nowhere"]);
    place.run("- --files-from -").is(2, &["standard input cannot be both"]);
}

#[test]
fn wrong_configuration_is_shown_with_its_place() {
    let place = Place::new().with("bad.md", GARBLED).with("planvet.toml", "slect = [\"all\"]\nfail-on = \"never\n");
    place.run("bad.md").is(2, &["planvet.toml:2:", "this is not TOML"]);
    let place = place.with("planvet.toml", "slect = [\"all\"]\nfail-on = \"evver\"\n");
    let answer =
        place.run("bad.md").is(2, &["planvet.toml:1:1", "did you mean `select`?", "planvet.toml:2:11", "\"never\""]);
    assert!(answer.out.is_empty(), "{answer:?}");
    place.run("bad.md --isolated").is(1, &["mojibake"]);
    place.run("bad.md --config nowhere.toml").is(2, &["nowhere.toml", "cannot be read"]);
    let place = place.with("planvet.toml", b"\xFF\xFE\0");
    place.run("bad.md").is(2, &["UTF-16"]);
}

#[test]
fn one_key_can_be_set_on_the_command_line() {
    let place = Place::new().with("bad.md", GARBLED).with("planvet.toml", "fail-on = \"warning\"\n");
    place.run("bad.md --config fail-on=never").is(0, &["mojibake"]);
    place.run("bad.md --config severity.mojibake=off").is(0, &["1 plan"]);
    place.run("bad.md --config ignore=[\"mojibake\"]").is(0, &["1 plan"]);
    place.run("bad.md --config exclude=[\"bad.md\"]").is(0, &["keeps out 1 path"]);
    place.run("bad.md --config fail_on=never").is(2, &["did you mean `fail-on`?"]);
    place.run("bad.md --config ignore=[\"mojibak\"]").is(2, &["did you mean `mojibake`?"]);
}

#[test]
fn unknown_rules_are_a_warning_in_a_file_and_an_error_on_the_command_line() {
    let config = "ignore = [\"mojibak\"]\n[severity]\nnewer-rule = \"off\"\n";
    let place = Place::new().with("good.md", CLEAN).with("planvet.toml", config);
    place
        .run("good.md")
        .is(0, &["planvet.toml:1:11: warning[unknown-rule]", "planvet.toml:3:1: warning[unknown-rule]", "newer-rule"]);
    for flag in ["--select", "--extend-select", "--ignore"] {
        place.run(&format!("good.md {flag} mojibak")).is(2, &["did you mean `mojibake`?", flag]);
    }
    place.run("good.md --severity mojibak=off").is(2, &["did you mean `mojibake`?"]);
    place.run("good.md --severity mojibake=loud").is(2, &["none of error, warning, info and off"]);
}

#[test]
fn wrong_flags_are_explained() {
    let place = Place::new().with("good.md", CLEAN);
    place.run("good.md --fail-on often").is(2, &["write error, warning, info or never"]);
    place.run("good.md --today 2026-02-30").is(2, &["write a day as 2026-03-31"]);
    place.run("good.md --today 2026-02-28").is(0, &[]);
    place.run("good.md --jobs 0").is(2, &["--jobs"]);
    place.run_with(&["--format", "concize", "good.md"], b"").is(2, &["concize", "concise"]);
    place.run_with(&["--output", "json", "--output", "full", "good.md"], b"").is(2, &["two outputs"]);
    place.run_with(&["--output", "json=no/where.json", "good.md"], b"").is(2, &["where.json cannot be written"]);
}

#[test]
fn a_mistyped_select_is_always_told() {
    let place = Place::new().with("bad.md", GARBLED).with("planvet.toml", "select = [\"defualt\"]\n");
    let answer = place.run("bad.md").is(2, &["planvet.toml:1:11", "no rule or family `defualt`", "mean `default`?"]);
    assert!(answer.out.is_empty(), "{answer:?}");
    let place = place.with("planvet.toml", "select = [\"mojibak\", \"wrong-totl\"]\n");
    place.run("bad.md").is(2, &["planvet.toml:1:11", "mean `mojibake`?", "planvet.toml:1:22", "mean `wrong-total`?"]);
    let place = place.with("planvet.toml", "[files.\"*.md\"]\nselect = [\"txt\"]\n");
    place.run("bad.md").is(2, &["planvet.toml:2:11", "did you mean `text`?"]);
    // What is left is checked, since a newer planvet may know the rest.
    let place = place.with("planvet.toml", "select = [\"mojibake\", \"wrong-totl\"]\n");
    let told = "planvet.toml:1:23: warning[unknown-rule] there is no rule `wrong-totl`: did you mean `wrong-total`?";
    place.run("bad.md").is(1, &[told, "error[mojibake]"]);
    place.run("bad.md --select mojibake").is(1, &[told]);
    // Only who says so is spared.
    for (more, flags) in
        [("ignore = [\"unknown-rule\"]\n", ""), ("[severity]\nunknown-rule = \"off\"\n", ""), ("", " --ignore planvet")]
    {
        let place = Place::new()
            .with("bad.md", GARBLED)
            .with("planvet.toml", format!("select = [\"mojibake\", \"wrong-totl\"]\n{more}"));
        let answer = place.run(&format!("bad.md{flags}")).is(1, &["error[mojibake]"]);
        assert!(!answer.out.contains("unknown-rule"), "{answer:?}");
    }
}

#[test]
fn a_required_check_is_declared() {
    let require = "[require.evidence]\nitem = { checks = [\"unti\"] }\n";
    let place = Place::new().with("good.md", CLEAN).with("planvet.toml", require);
    place.run("good.md").is(2, &["planvet.toml:2:20", "no check `unti` is declared", "[check.unti] with its argv"]);
    let place = place.with("planvet.toml", format!("{require}[check.unit]\nargv = [\"true\"]\n"));
    place.run("good.md").is(2, &["planvet.toml:2:20", "did you mean `unit`?"]);
    let files = "[files.\"a/**\".require.evidence]\ngate = { checks = [\"unit\"] }\n[check.unit]\nargv = [\"true\"]\n";
    place.with("planvet.toml", files).run("good.md").is(0, &[]);
}

#[test]
fn what_was_meant_is_proposed() {
    let place = Place::new().with("docs/plan.md", CLEAN).with("list", "docs/plan.md\ndocs/other.md\n");
    let says = |args: &[&str], what: &[&str]| {
        let answer = place.run_with(args, b"").is(2, what);
        assert!(answer.out.is_empty() && !answer.err.contains("os error"), "{answer:?}");
    };
    says(&["chek", "docs"], &["did you mean `planvet check`?"]);
    says(&["-q", "shw", "docs/plan.md"], &["did you mean `planvet show`?"]);
    says(&["fix"], &["did you mean `planvet --fix`?"]);
    says(&["version"], &["did you mean `planvet --version`?"]);
    place.run("nowhere").is(2, &["nowhere does not exist"]);
    says(&["show", "nope.md"], &["error: nope.md does not exist"]);
    says(&["--format", "jsn"], &["did you mean `json`?"]);
    says(&["--output", "sarif="], &["--output sarif=: name the file"]);
    says(&["-j", "0"], &["write a number from 1 on"]);
    says(&["--files-from", "list"], &["--files-from list", "NUL is expected", "git ls-files -z"]);
    says(&["rule", "ownrship"], &["did you mean `ownership`?"]);
    let rules = |args: &[&str]| place.run_with(args, b"").out;
    assert_eq!(rules(&["rule", "all"]), rules(&["rule"]));
    let on = rules(&["rule", "default"]);
    assert!(on.contains("missing-owner") && !on.contains("disconnected-task"), "{on}");
    place.run_with(&["--help"], b"").is(0, &["Print a manual page"]);
}

#[test]
fn a_pattern_of_a_plan_that_matches_nothing_is_said() {
    let files = "[\"docs/*.md\", \"dosc/*.md\", \"old/a.md\", \"gone.md\"]";
    let config = format!("exclude = [\"old\"]\n[[plan]]\nfiles = {files}\n");
    let place = Place::new().with("docs/plan.md", CLEAN).with("old/a.md", CLEAN).with("planvet.toml", config);
    let answer = place.run(".").is(0, &["matches `dosc/*.md` of [[plan]]", "matches `gone.md` of [[plan]]"]);
    assert_eq!(answer.err.lines().count(), 2, "{answer:?}");
    // Who asks for less has not searched for them.
    assert!(place.run("docs").is(0, &[]).err.is_empty());
    assert!(place.run(". -q").is(0, &[]).err.is_empty());
}

#[test]
fn patterns_are_taken_as_they_are_meant() {
    let place = Place::new().with("docs/bad.md", GARBLED).with("old/docs/bad.md", GARBLED);
    let config = place.path("planvet.toml");
    let excluding = |patterns: &str| fs::write(&config, format!("exclude = [{patterns}]\n")).expect("a file");
    for pattern in ["\"./docs/**\"", "\"./docs/\"", "\"/docs\""] {
        excluding(pattern);
        let answer = place.run(".").is(1, &["old/docs/bad.md:5:7", "1 file,"]);
        assert!(!answer.out.contains("\ndocs/bad.md"), "{answer:?}");
    }
    excluding("\"/*\", \"!./docs\"");
    place.run(".").is(1, &["docs/bad.md:5:7", "1 file,"]);
    excluding("\"docs\\\\bad.md\"");
    place.run(".").is(2, &["planvet.toml:1:12", "folders are parted by /", "write `docs/bad.md`"]);
    // What begins nowhere matches nothing, and is said where all is asked for.
    fs::write(
        &config,
        "exclude = [\"gone/**\", \"./old/docs\", \"*.tmp\"]\n[files.\"dosc/*.md\"]\nignore = [\"text\"]\n",
    )
    .expect("a file");
    let notes = ["`gone/**` of exclude matches nothing", "`dosc/*.md` of [files] matches nothing"];
    let answer = place.run(". -v").is(1, &notes);
    assert_eq!(answer.err.lines().count(), 2, "{answer:?}");
    assert!(place.run(".").is(1, &[]).err.is_empty());
}

#[test]
fn what_a_configuration_cannot_mean_is_told_once() {
    let place = Place::new().with("good.md", CLEAN).with("planvet.toml", "[check.unit]\nargv = \"sh check.sh\"\n");
    let answer = place.run("good.md").is(2, &["argv must be a list of strings; this is a string"]);
    assert!(!answer.err.contains("has no `argv`"), "{answer:?}");
    let place = place.with("planvet.toml", "[severity]\nownership = \"warning\"\n");
    let family = "`ownership` is a family, and a severity is that of one rule";
    let answer = place.run("good.md").is(0, &["planvet.toml:2:1: warning[unknown-rule]", family]);
    assert!(!answer.out.contains("there is no rule"), "{answer:?}");
    place.run("good.md --severity ownership=warning").is(2, &[family, "missing-owner, unknown-owner"]);
    place.run("good.md --config severity.ownership=warning").is(2, &[family]);
    let place = place.with("planvet.toml", "").with(".planvet.toml", "exclude = [\"good.md\"]\n");
    place.run("good.md").is(0, &["note: .planvet.toml is not read: planvet.toml lies beside it", "1 plan"]);
    fs::remove_file(place.path("planvet.toml")).expect("a file");
    place.run("good.md").is(0, &["keeps out 1 path"]);
}

#[test]
fn a_reason_behind_dashes_is_one_and_a_start_needs_an_end() {
    let row = |comment: &str| CLEAN.replace("publish", &format!("publish <!-- planvet-ignore{comment} -->"));
    let place = Place::new().with("stale.md", row(" missing-owner -- the vendor, not us: does it"));
    let answer = place.run("stale.md").is(0, &["warning[unused-ignore] this ignore silences nothing: `missing-owner`"]);
    assert!(!answer.out.contains("unknown-rule"), "{answer:?}");
    place.run("stale.md --fix").is(0, &["fixed 1"]);
    assert_eq!(fs::read_to_string(place.path("stale.md")).expect("a file"), CLEAN);
    // Words that nothing sets apart are told once, with what to write.
    let bad = GARBLED.replace("publish", "publish <!-- planvet-ignore mojibake the vendor wrote it -->");
    let place = place.with("prose.md", bad);
    let answer = place.run_with(&["prose.md"], b"").is(0, &["`the vendor wrote it` names no rule", "behind a colon"]);
    assert_eq!(answer.out.matches("[unknown-rule]").count(), 1, "{answer:?}");
    let open = format!("<!-- planvet-ignore-start mojibake: old -->\n\n{GARBLED}");
    place.with("open.md", &open).run("open.md").is(0, &["open.md:1:6: warning[unused-ignore] this is never ended"]);
    let place = Place::new().with("closed.md", format!("{open}\n<!-- planvet-ignore-end -->\n"));
    place.run("closed.md").is(0, &["no findings, 1 ignored"]);
}

#[test]
fn what_holds_for_a_document_can_be_asked() {
    let root = "fail-on = \"warning\"\nexclude = [\"old\"]\nbaseline = \"known.toml\"\n\
                [severity]\nmojibake = \"warning\"\n[files.\"docs/**\"]\nignore = [\"conflict-marker\"]\n\
                [[plan]]\nfiles = [\"docs/a.md\"]\n[check.unit]\nargv = [\"true\"]\n\
                [require.evidence]\nitem = { checks = [\"unit\"] }\n";
    let place = Place::new()
        .with("planvet.toml", root)
        .with("docs/a.md", CLEAN)
        .with("sub/.planvet.toml", "select = [\"all\"]");
    let lines = |args: &[&str]| {
        let answer = place.run_with(&[&["config"], args].concat(), b"").is(0, &[]);
        answer.out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    let all = |lines: &[String], wanted: &[&str]| {
        for want in wanted {
            assert!(lines.iter().any(|line| line.starts_with(want)), "{want}: {lines:#?}");
        }
    };
    let own = lines(&["docs/a.md", "old/b.md"]);
    all(&own, &["docs/a.md", "configuration: planvet.toml", "override: [files.\"docs/**\"]", "plan: docs/a.md"]);
    all(&own, &["baseline: known.toml", "switched off: conflict-marker", "severity: mojibake = warning"]);
    all(&own, &["fail-on: warning", "items need: unit, recorded", "checks: unit", "old/b.md", "excluded: by"]);
    all(&lines(&["sub/new.md"]), &["configuration: sub/.planvet.toml", "switched on: ", "fail-on: error"]);
    all(&lines(&["sub/new.md", "--isolated"]), &["configuration: none"]);
    all(&lines(&[]), &[".", "configuration: planvet.toml"]);
    let place = place.with("planvet.toml", "[sevrity]\n");
    place.run_with(&["config", "docs/a.md"], b"").is(2, &["planvet.toml:1:2", "did you mean `severity`?"]);
}

#[test]
fn what_other_tools_call_a_flag_is_known() {
    let place = Place::new().with("old/bad.md", GARBLED).with("bad.md", GARBLED);
    place.run(". --exclude old,x").is(1, &["bad.md:5:7", "1 file,"]);
    place.run(". --exclude old\\bad").is(2, &["--exclude:1:", "write `old/bad`"]);
    place.run(". --exit-zero").is(0, &["mojibake"]);
    place.run(". --exit-zero --fail-on warning").is(2, &["cannot be used with"]);
    place.run_with(&["explain", "mojibake"], b"").is(0, &["mojibake"]);
    place.run("--explain mojibake").is(2, &["there is no flag `--explain`; `planvet rule RULE` prints its page"]);
    place.run("--list-rules").is(2, &["`planvet rule` lists them"]);
    place.run(". --show-settings").is(2, &["`planvet config FILE`"]);
    place.run(". --max-warnings 0").is(2, &["write --fail-on warning"]);
    place.run(". --bogus").is(2, &["unexpected argument '--bogus'"]);
    place.run_with(&["tick"], b"").is(2, &["name the items; or say --ready"]);
    let answer = place.run_with(&["--output", "json=-", "bad.md"], b"").is(1, &["\"mojibake\""]);
    assert!(answer.out.starts_with('{') && !place.path("-").exists(), "{answer:?}");
    place.run("--output json=- bad.md").is(2, &["two outputs go to standard output"]);
}

#[test]
fn what_is_no_markdown_is_told() {
    let place = Place::new().with("src/cart.ts", "export const cart = [];\n").with("package.json", "{}\n");
    let place = place.with("plan.txt", CLEAN).with("notes.md", "Nothing to do.\n");
    place.run("src/cart.ts").is(0, &["note: src/cart.ts is not named as Markdown, and no plan was found in it"]);
    place.run("src/cart.ts package.json").is(0, &["and 1 more are not named as Markdown"]);
    assert!(place.run("plan.txt notes.md").is(0, &[]).err.is_empty());
    assert!(place.run("src/cart.ts -q").is(0, &[]).err.is_empty());
    assert!(place.run_with(&["-"], b"Nothing to do.\n").is(0, &[]).err.is_empty());
}

#[test]
fn narrow_places_and_colours_are_asked_for_by_the_environment() {
    let place = Place::new().with("bad.md", GARBLED);
    let run = |args: &[&str], set: &[(&str, &str)]| {
        let output = place.command(args).envs(set.iter().copied()).output().expect("planvet runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let widest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    for args in [&["bad.md"][..], &["rule", "mojibake"]] {
        assert!(widest(&run(args, &[])) > 50, "{args:?}");
        let narrow = run(args, &[("COLUMNS", "50")]);
        // What is copied is never broken; nor is the closing line, for `tail -n 1`.
        let whole =
            |line: &&str| line.starts_with("    ") || ["more: ", "1 file,"].iter().any(|part| line.contains(part));
        let lines: Vec<&str> = narrow.lines().filter(|line| !whole(line)).collect();
        assert!(widest(&lines.join("\n")) <= 50, "{narrow}");
    }
    let colored = |set: &[(&str, &str)]| run(&["bad.md"], set).contains('\u{1b}');
    assert!(colored(&[("FORCE_COLOR", "1")]) && colored(&[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[]) && !colored(&[("FORCE_COLOR", "0")]));
    assert!(!colored(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn several_outputs_say_the_same() {
    let place = Place::new().with("bad.md", GARBLED);
    place.run_with(&["--output", "concise", "--output", "json=out.json", "bad.md"], b"").is(1, &["bad.md:5:7"]);
    let json = fs::read_to_string(place.path("out.json")).expect("the report");
    assert!(json.contains("\"mojibake\"") && json.contains("bad.md"), "{json}");
    // A file leaves the terminal as it is.
    place.run("--output json=out.json bad.md").is(1, &["bad.md:5:7: error[mojibake]"]);
    place.run_with(&["--output", "json=out.json", "bad.md"], b"").is(1, &["╭─[bad.md:5:7]", "1 file, 1 plan"]);
    place.run("--output json bad.md").is(2, &["two outputs go to standard output"]);
}

#[test]
fn exclude_wins_over_a_path_named_by_hand() {
    let place = Place::new().with("old/bad.md", GARBLED).with("planvet.toml", "exclude = [\"old\"]\n");
    place.run("old/bad.md").is(0, &["keeps out 1 path"]);
    let answer = place.run(".").is(0, &["there is no Markdown in . beside what `exclude` keeps out"]);
    assert_eq!(answer.err.lines().count(), 1, "{answer:?}");
    place.run("old").is(0, &["there is no Markdown in old beside what `exclude` keeps out"]);
    place.run("old/bad.md --isolated").is(1, &["mojibake"]);
}

#[test]
fn gitignore_holds_only_for_what_is_found() {
    let place = Place::new().with(".gitignore", "drafts/\n").with("drafts/bad.md", GARBLED).with("good.md", CLEAN);
    place.run(".").is(0, &["1 file,"]);
    place.run(". --no-ignore").is(1, &["drafts/bad.md:5:7"]);
    place.run("drafts/bad.md").is(1, &["drafts/bad.md:5:7"]);
}

#[test]
fn people_read_paths_where_they_stand_and_programs_from_the_repository() {
    let place = Place::new()
        .with(".git/HEAD", "")
        .with("docs/deep/bad.md", GARBLED)
        .with("docs/deeper/bad.md", GARBLED)
        .with("planvet.toml", "fail-on = \"never\"\nignore = [\"nope\"]\n");
    let run = |args: &[&str], stdin: &str| {
        let mut command = place.command(args);
        command.current_dir(place.path("docs/deep")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("planvet starts");
        let _ = child.stdin.take().map(|mut pipe| pipe.write_all(stdin.as_bytes()));
        let output = child.wait_with_output().expect("planvet ends");
        assert_eq!(output.status.code(), Some(0), "the configuration at the root holds");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let concise = run(&["--format", "concise", ".", "../deeper"], "");
    let starts: Vec<_> = concise.lines().map(|line| line.split(": ").next().unwrap_or_default()).collect();
    assert_eq!(starts[..3], ["bad.md:5:7", "../deeper/bad.md:5:7", "../../planvet.toml:2:11"], "{concise}");
    let full = run(&["bad.md"], "");
    assert!(full.contains("╭─[bad.md:5:7]") && full.contains("╭─[../../planvet.toml:2:11]"), "{full}");
    for format in ["json", "jsonl", "sarif", "gitlab", "github", "junit", "rdjson", "markdown"] {
        assert!(run(&["--format", format, "bad.md"], "").contains("docs/deep/bad.md"), "{format}");
    }
    let piped = run(&["--format", "concise", "--stdin-filename", "new.md", "-"], GARBLED);
    assert!(piped.starts_with("new.md:5:7"), "{piped}");
    assert!(run(&["--format", "concise", "-"], GARBLED).starts_with("-:5:7"));
}

#[test]
fn ignores_silence_and_stale_ones_speak() {
    let silenced = GARBLED.replace("| open |", "| open <!-- planvet-ignore mojibake: the example is meant --> |");
    let place = Place::new().with("plan.md", silenced);
    place.run("plan.md").is(0, &["1 plan"]);
    let place = place.with("plan.md", CLEAN.replace("| open |", "| open <!-- planvet-ignore mojibake: why --> |"));
    place.run("plan.md").is(0, &["plan.md:5:50: warning[unused-ignore]"]);
    place.run("plan.md --ignore mojibake").is(0, &["no findings"]);
}

#[test]
fn a_comment_is_nothing_that_a_cell_says() {
    let rows = "| Store it | <!-- planvet-ignore missing-ownr: later --> |\n| Lay it | TBD <!-- planvet-disable missing-owner --> |\n";
    let text = format!("# Plan\n\n| Task | Owner |\n|---|---|\n| Tag it | Ana |\n{rows}| Lie low | Ben |\n");
    Place::new().with("plan.md", text).run("plan.md").is(
        1,
        &[
            "`Store it` has no owner: `Owner` is empty\n",
            "this ignore names `missing-ownr`, and there is no such rule: did you mean `missing-owner`?\n",
            "`Lay it` has no owner: `Owner` says only TBD\n",
            "`planvet-disable` is no ignore that planvet knows, so it silences nothing: did you mean `planvet-ignore`?\n",
        ],
    );
}

#[test]
fn the_same_run_says_the_same() {
    let place = (0..40).fold(Place::new(), |place, i| place.with(&format!("d{}/{i}.md", i % 7), GARBLED));
    let one = place.run_with(&["--format", "json", "--jobs", "1", "."], b"").is(1, &[]);
    for _ in 0..3 {
        assert_eq!(place.run_with(&["--format", "json", "--jobs", "4", "."], b"").out, one.out);
    }
}
