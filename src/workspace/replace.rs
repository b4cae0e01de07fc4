//! Files written as a whole: beside the old one first, then in its place, so that nobody ever finds half of one.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// Replaces the file at `path` by what `write` writes; the old one stays where that fails.
///
/// Permissions stay, a new file gets the usual ones, and a link stays one. What is no plain
/// file, `/dev/stderr` or a pipe, is written to.
///
/// # Errors
/// What the system or `write` refuses.
pub fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&real).ok();
    if old.as_ref().is_some_and(|old| !old.is_file() && !old.is_dir()) {
        return whole(fs::OpenOptions::new().write(true).open(&real)?, write).map(drop);
    }
    let folder =
        real.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or(PathBuf::from("."), Path::to_owned);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".planvet-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The name of a file that is no more helps nobody.
    let file = builder.tempfile_in(folder).map_err(|e| io::Error::from(e.kind()))?;
    whole(file.as_file(), write)?.sync_all()?;
    if let Some(old) = old {
        fs::set_permissions(file.path(), old.permissions())?;
    }
    file.persist(&real).map_err(|e| e.error)?;
    Ok(())
}

/// Gives `file` to `write`, and back when all of it has arrived.
fn whole<W: Write>(file: W, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<W> {
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}
