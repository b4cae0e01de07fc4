//! Replaces a file as a whole, or not at all.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

/// Why a file was not written; it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// Somebody else wrote it meanwhile.
    #[error("it changed while it was read; run planvet again")]
    Changed,
    /// Its permissions forbid it.
    #[error("it is read-only")]
    ReadOnly,
    /// A pipe or a device.
    #[error("it is no regular file")]
    NoFile,
    /// No file can be made beside it, and without one it could not be replaced as a whole.
    #[error("nothing can be written to its folder: {0}")]
    Folder(io::Error),
    /// The operating system refused.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Writes `new` over the file at `path`, which has to hold `old`.
///
/// The new text goes to a file beside it that then takes its name, so that whoever reads or interrupts sees the one
/// or the other. Permissions stay, the owner where the system allows it, and a link stays one.
///
/// # Errors
/// [`Unwritten`].
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), Unwritten> {
    let real = fs::canonicalize(path)?;
    let meta = fs::metadata(&real)?;
    if !meta.is_file() {
        return Err(Unwritten::NoFile);
    }
    if meta.permissions().readonly() {
        return Err(Unwritten::ReadOnly);
    }
    if fs::read(&real)? == new {
        // Under another name it was written already.
        return Ok(());
    }
    let folder = real.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let mut file = tempfile::Builder::new().prefix(".planvet-").suffix(".tmp").tempfile_in(folder).map_err(|e| {
        // The name of a file that is no more helps nobody.
        Unwritten::Folder(e.kind().into())
    })?;
    file.write_all(new)?;
    own(file.as_file(), &meta);
    // Behind the owner, since a new one takes away some permissions.
    file.as_file().set_permissions(meta.permissions())?;
    file.as_file().sync_all()?;
    if fs::read(&real)? != old {
        return Err(Unwritten::Changed);
    }
    file.persist(&real).map_err(|e| e.error)?;
    Ok(())
}

/// Gives `file` the owner that `meta` names; only some may do that, and to keep the text matters more.
#[cfg(unix)]
fn own(file: &fs::File, meta: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let same = file.metadata().is_ok_and(|m| m.uid() == meta.uid() && m.gid() == meta.gid());
    if !same && fchown(file, Some(meta.uid()), Some(meta.gid())).is_err() {
        let _ = fchown(file, None, Some(meta.gid()));
    }
}

#[cfg(not(unix))]
fn own(_: &fs::File, _: &fs::Metadata) {}
