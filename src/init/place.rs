//! Puts a file into the repository, whole or not at all.

use crate::workspace::canonical;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Writes `text` to `path`, a file below `root`, and makes its folder. What is there is replaced where `replace` says
/// so; its permissions stay, and a link stays one.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`]; where a link leads out of the repository; what the system refuses.
pub fn put(root: &Path, path: &Path, text: &str, replace: bool) -> io::Result<()> {
    let folder = path.parent().unwrap_or(root);
    fs::create_dir_all(folder)?;
    let (folder, there) = (inside(root, folder)?, fs::symlink_metadata(path).is_ok());
    if there && !replace {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let real = match there {
        true => inside(root, path)?,
        false => folder.join(path.file_name().unwrap_or_default()),
    };
    let folder = real.parent().unwrap_or(&folder);
    let mut file = builder().prefix(".planvet-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    if there {
        fs::set_permissions(file.path(), fs::metadata(&real)?.permissions())?;
        file.persist(&real).map_err(|e| e.error)?;
    } else {
        file.persist_noclobber(&real).map_err(|e| e.error)?;
    }
    Ok(())
}

/// Where `path` really lies, which has to be below `root`.
fn inside(root: &Path, path: &Path) -> io::Result<PathBuf> {
    let real = canonical(path)?;
    match real.starts_with(root) {
        true => Ok(real),
        false => Err(io::Error::other("it is a link that leads out of the repository")),
    }
}

/// A new file gets the permissions that the person's other files get.
fn builder() -> tempfile::Builder<'static, 'static> {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_once_and_replaced_when_asked() {
        let room = tempfile::tempdir().expect("a folder");
        let root = canonical(room.path()).expect("a path");
        let path = root.join(".claude/settings.json");
        put(&root, &path, "one", false).expect("written");
        assert_eq!(put(&root, &path, "two", false).expect_err("refused").kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).expect("read"), "one");
        put(&root, &path, "three", true).expect("written");
        assert_eq!(fs::read_to_string(&path).expect("read"), "three");
        assert_eq!(fs::read_dir(root.join(".claude")).expect("a folder").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_repository_is_not_followed() {
        let (room, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let root = canonical(room.path()).expect("a path");
        fs::write(home.path().join("settings.json"), "{}").expect("written");
        std::os::unix::fs::symlink(home.path(), root.join(".claude")).expect("a link");
        assert!(put(&root, &root.join(".claude/settings.json"), "x", true).is_err());
        assert!(put(&root, &root.join(".claude/new.json"), "x", true).is_err());
        std::os::unix::fs::symlink(home.path().join("settings.json"), root.join("settings.json")).expect("a link");
        assert!(put(&root, &root.join("settings.json"), "x", true).is_err());
        assert_eq!(fs::read_to_string(home.path().join("settings.json")).expect("read"), "{}");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay() {
        use std::os::unix::fs::PermissionsExt;
        let room = tempfile::tempdir().expect("a folder");
        let root = canonical(room.path()).expect("a path");
        let path = root.join("a.json");
        fs::write(&path, "{}").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        put(&root, &path, "{ }", true).expect("written");
        assert_eq!(fs::metadata(&path).expect("meta").permissions().mode() & 0o777, 0o640);
    }
}
