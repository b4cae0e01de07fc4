use super::*;

#[test]
fn paths_are_printed_with_slashes() {
    let join = |parts: &[&str]| parts.iter().collect::<PathBuf>();
    assert_eq!(display(&join(&["/", "r", "docs", "a.md"]), &join(&["/", "r"])), "docs/a.md");
    assert_eq!(display(Path::new("/other/a.md"), Path::new("/r")), "/other/a.md");
    assert_eq!(display(Path::new("/r"), Path::new("/r")), ".");
}

#[test]
fn lists_are_separated_by_nul() {
    assert_eq!(list(b"a.md\0b c.md\0"), [PathBuf::from("a.md"), PathBuf::from("b c.md")]);
}

#[test]
fn paths_are_seen_from_a_folder() {
    for (path, folder, seen) in [
        ("docs/a.md", ".", "docs/a.md"),
        ("docs/a.md", "docs", "a.md"),
        ("docs/deeper/a.md", "docs/deep", "../deeper/a.md"),
        ("a.md", "docs/deep", "../../a.md"),
        ("docs/docs/a.md", "docs/x/docs", "../../docs/a.md"),
        ("docs", "docs", "."),
        ("-", "docs", "-"),
        ("/tmp/a.md", "docs", "/tmp/a.md"),
    ] {
        assert_eq!(seen_from(path, folder), seen, "{path} from {folder}");
    }
}
