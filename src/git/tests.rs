//! What is asked, and how often, of a git that only plays one.

use super::*;
use std::sync::{Arc, Mutex};

const COMMIT: &str = "78981922613b2afb6025042ff6bd878ac1994e85";
const TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// Answers by the beginning of a question, and notes each.
#[derive(Debug, Default, Clone)]
struct Player {
    answers: Vec<(&'static str, i32, String)>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Player {
    fn new(answers: &[(&'static str, i32, &str)]) -> Self {
        let discovered = [("rev-parse", 0, "false\ntrue\nfalse\nsha1\n/r\n")];
        let answers = answers.iter().chain(&discovered).map(|(q, code, out)| (*q, *code, (*out).to_owned())).collect();
        Self { answers, asked: Arc::default() }
    }

    fn answer(&self, question: String) -> (Option<i32>, Vec<u8>) {
        let found = self.answers.iter().find(|(start, ..)| question.starts_with(start));
        let answer = found.map_or((Some(128), Vec::new()), |(_, code, out)| (Some(*code), out.clone().into_bytes()));
        self.asked.lock().expect("a list").push(question);
        answer
    }

    fn repository(&self) -> Result<Option<Repository>, Error> {
        Repository::at(Box::new(self.clone()), &Settings::default())
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("a list"))
    }
}

impl Plumbing for Player {
    fn run(&self, call: Call<'_>) -> Result<Output, Error> {
        let (code, out) = self.answer(call.args.join(" "));
        Ok(Output { code, out, err: b"fatal: no\n".to_vec() })
    }

    fn changes(&self, trees: [Oid; 2]) -> Result<Option<Vec<u8>>, Error> {
        let (code, out) = self.answer(format!("diff-tree {} {}", trees[0], trees[1]));
        Ok(code.filter(|code| *code == 0).map(|_| out))
    }

    fn object(&self, want: Want, name: &[u8]) -> Result<Object, Error> {
        let name = String::from_utf8_lossy(name);
        let (code, body) = self.answer(format!("{want:?} {name}"));
        let oid = Oid::parse(COMMIT.as_bytes()).expect("an id");
        let size = body.len() as u64;
        Ok(if code == Some(0) { Object::Found { oid, kind: "commit".to_owned(), size, body } } else { Object::Missing })
    }
}

#[test]
fn each_question_is_asked_once_and_none_before_it_is() {
    let commit = format!("tree {TREE}\nauthor a <> 1 +0\ncommitter a <> 1 +0\n\n");
    let git = Player::new(&[
        ("Header", 0, ""),
        ("Content", 0, &commit),
        ("symbolic-ref", 0, "refs/heads/main\n"),
        ("diff-tree", 0, "a\0"),
        ("config", 0, ""),
        ("ls-files", 0, ""),
        ("diff-files", 0, ""),
    ]);
    let r = git.repository().expect("an answer").expect("a repository");
    assert_eq!(git.asked().len(), 1, "only where it is");
    for round in 0..3 {
        let Ok(Lookup::Found(commit)) = r.commit(&COMMIT[..8]) else { panic!("no commit") };
        assert_eq!(r.touched(&commit).expect("an answer").expect("paths").len(), 1);
        assert_eq!(r.head().expect("an answer").branch.as_deref(), Some("main"));
        assert!(matches!(r.snapshot(&Scope::all()), Ok(Snapshot::Known(tree)) if tree.leaves.is_empty()));
        let asked = git.asked();
        assert_eq!(asked.is_empty(), round > 0, "{asked:?}");
    }
}

#[test]
fn what_failed_once_is_not_tried_again() {
    let git = Player::new(&[]);
    let r = git.repository().expect("an answer").expect("a repository");
    for round in 0..3 {
        let failed = Error::Failed { command: "ls-files".to_owned(), message: "no".to_owned() };
        assert_eq!(r.snapshot(&Scope::all()), Err(failed));
        assert!(r.head().is_err());
        assert_eq!(git.asked().is_empty(), round > 0, "{round}");
    }
}

#[test]
fn an_answer_that_is_cut_off_is_none() {
    let whole = "false\ntrue\nfalse\nsha1\n/r\n";
    for end in 1..whole.len() - 3 {
        let found = Player::new(&[("rev-parse", 0, &whole[..end])]).repository();
        assert!(matches!(found, Err(Error::Garbled(_))), "{end}: {found:?}");
    }
    let odd = Player::new(&[("rev-parse", 0, "false\ntrue\nfalse\nsha1\n/r\nwith\nlines\n\n")]).repository();
    assert_eq!(odd.expect("an answer").expect("a repository").root(), Path::new("/r\nwith\nlines\n"));
}
