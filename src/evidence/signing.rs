//! Signatures of records: SSHSIG, as `ssh-keygen -Y sign` makes and checks them.
//!
//! The format is `PROTOCOL.sshsig` of OpenSSH; verifying needs no other program.

mod allowed;
mod signer;
#[cfg(test)]
mod tests;

pub use allowed::{AllowedSigners, Problem};
pub use signer::{CannotSign, Signer};

use ssh_key::{LineEnding, PublicKey, SshSig};

/// What signatures of records are for; one made for anything else proves nothing here.
pub const NAMESPACE: &str = "planvet-evidence";

/// The most that a signature may hold, in bytes.
pub const MAX_BYTES: usize = 1 << 16;

/// Why a signature does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// The bytes are no SSHSIG.
    #[error("the signature cannot be read: {0}")]
    Unreadable(String),
    /// It was made for something else.
    #[error("the signature is for `{0}`, not for `{NAMESPACE}`")]
    Namespace(String),
    /// It was not made of these bytes by that key.
    #[error("the signature does not fit the record")]
    Wrong,
    /// Nobody allowed that key, or not at that time.
    #[error("its key is not allowed to sign: {0}")]
    NotAllowed(String),
}

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The principals of the line that allows the key.
    pub principals: Vec<String>,
    /// The key's fingerprint, `SHA256:…`.
    pub fingerprint: String,
}

impl Signed {
    /// Whether the key is one of continuous integration: its principal is `ci` or begins with `ci@`, `ci-` or `ci:`.
    pub fn is_ci(&self) -> bool {
        self.principals
            .iter()
            .any(|p| p.strip_prefix("ci").is_some_and(|rest| rest.is_empty() || rest.starts_with(['@', '-', ':'])))
    }
}

/// Signs `record`; the bytes of the signature's file.
///
/// # Errors
/// Why `signer` could not.
pub fn sign(record: &[u8], signer: &Signer) -> Result<Vec<u8>, CannotSign> {
    let signature = signer.sign(NAMESPACE, record)?;
    Ok(signature.to_pem(LineEnding::LF).map_err(|e| CannotSign(e.to_string()))?.into_bytes())
}

/// Whether what `signer` signs at `time`, in seconds since 1970, counts; else the fingerprint of its key.
///
/// # Errors
/// The fingerprint.
pub fn is_allowed(signer: &Signer, allowed: &AllowedSigners, time: i64) -> Result<(), String> {
    let key = signer.public();
    match allowed.principals(key.key_data(), time) {
        Some(_) => Ok(()),
        None => Err(key.fingerprint(ssh_key::HashAlg::Sha256).to_string()),
    }
}

/// Who signed `record`, a record that was finished at `time`, in seconds since 1970.
///
/// # Errors
/// Why the signature does not count.
pub fn verify(record: &[u8], signature: &[u8], allowed: &AllowedSigners, time: i64) -> Result<Signed, Invalid> {
    if signature.len() > MAX_BYTES {
        return Err(Invalid::Unreadable("it is too large".to_owned()));
    }
    let signature = SshSig::from_pem(signature).map_err(|e| Invalid::Unreadable(e.to_string()))?;
    if signature.namespace() != NAMESPACE {
        return Err(Invalid::Namespace(signature.namespace().chars().take(80).collect()));
    }
    let key = PublicKey::from(signature.public_key().clone());
    key.verify(NAMESPACE, record, &signature).map_err(|_| Invalid::Wrong)?;
    let fingerprint = key.fingerprint(ssh_key::HashAlg::Sha256).to_string();
    match allowed.principals(key.key_data(), time) {
        Some(principals) => Ok(Signed { principals: principals.to_vec(), fingerprint }),
        None => Err(Invalid::NotAllowed(fingerprint)),
    }
}
