//! Stores on disk.

use super::*;
use crate::evidence::record::tests::sound;

#[test]
fn what_is_written_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::new(folder.path());
    assert!(store.plans().is_empty() && store.records("014-intake").is_empty());
    let record = sound();
    let path = store.write(&record, Some(b"signed")).expect("written");
    assert_eq!(store.write(&record, None).expect("again"), path);
    assert_eq!(store.plans(), ["014-intake"]);
    let found = store.records("014-intake");
    let [one] = &found[..] else { panic!("{found:?}") };
    assert_eq!((&one.path, &one.record, &one.signature), (&path, &Ok(record), &Some(Ok(b"signed".to_vec()))));
    assert_eq!(fs::read_to_string(folder.path().join(FOLDER).join(".gitattributes")).expect("there"), "* -text\n");
}

/// What the one record in the store is refused for after `change` was done to its file.
fn refusal(change: impl Fn(&Path)) -> Refused {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::new(folder.path());
    let path = folder.path().join(store.write(&sound(), None).expect("written"));
    change(&path);
    let all: Vec<Stored> = store.plans().iter().flat_map(|plan| store.records(plan)).collect();
    let [one] = &all[..] else { panic!("{all:?}") };
    one.record.clone().expect_err("refused")
}

#[test]
fn what_was_tampered_with_is_refused() {
    assert_eq!(
        refusal(|path| fs::rename(path, path.with_file_name("lint-0123456789abcdef.json")).unwrap()),
        Refused::Name
    );
    let edited = |path: &Path| {
        let text = fs::read_to_string(path).unwrap().replace("\"tests\": 12", "\"tests\": 13");
        fs::write(path, text).unwrap();
    };
    assert_eq!(refusal(edited), Refused::Name);
    let moved = |path: &Path| {
        let other = path.parent().unwrap().with_file_name("T013");
        fs::rename(path.parent().unwrap(), other).unwrap();
    };
    assert!(matches!(refusal(moved), Refused::Place(_)));
    assert_eq!(refusal(|path| fs::write(path, vec![b' '; 2 << 20]).unwrap()), Refused::TooLarge(record::MAX_BYTES));
    assert!(matches!(refusal(|path| fs::write(path, "{").unwrap()), Refused::Malformed(Malformed::Unreadable(_))));
    #[cfg(unix)]
    assert_eq!(
        refusal(|path| {
            let kept = path.with_extension("kept");
            fs::rename(path, &kept).unwrap();
            std::os::unix::fs::symlink(&kept, path).unwrap();
        }),
        Refused::NoFile
    );
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (folder, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    Store::new(elsewhere.path()).write(&sound(), None).expect("written");
    std::os::unix::fs::symlink(elsewhere.path().join(".planvet"), folder.path().join(".planvet")).expect("a link");
    let store = Store::new(folder.path());
    assert!(store.plans().is_empty() && store.records("014-intake").is_empty());
    assert!(store.write(&sound(), None).is_err());
}

#[test]
fn many_may_write_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    std::thread::scope(|scope| {
        for n in 0..16 {
            let root = folder.path();
            scope.spawn(move || {
                let mut record = sound();
                record.predicate.plan_evidence.command.argv.push(n.to_string());
                Store::new(root).write(&record, None).expect("written");
            });
        }
    });
    let found = Store::new(folder.path()).records("014-intake");
    assert_eq!(found.iter().filter(|s| s.record.is_ok()).count(), 16);
}
