//! What signs: the file of a private key, or the agent that holds it.

use ssh_key::{HashAlg, PrivateKey, PublicKey, SshSig};
use std::path::{Path, PathBuf};

/// Signs with one key.
#[derive(Debug)]
pub enum Signer {
    /// A private key without a passphrase.
    Key(Box<PrivateKey>),
    /// A key that an agent holds.
    Agent {
        /// Its public half.
        key: Box<PublicKey>,
        /// Where the agent listens; `None` where none runs.
        socket: Option<PathBuf>,
    },
}

/// Why a record could not be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CannotSign(pub String);

impl Signer {
    /// With the key in the file at `path`: a private key, or a public one whose other half the agent holds. So it
    /// does for a private key with a passphrase, and for one of RSA, with which the library cannot sign
    /// (<https://github.com/RustCrypto/SSH/issues/387>). The agent listens at `socket`, commonly `SSH_AUTH_SOCK`.
    ///
    /// # Errors
    /// Why there is no key.
    pub fn open(path: &Path, socket: Option<PathBuf>) -> Result<Self, CannotSign> {
        let no = |e: &dyn std::fmt::Display| CannotSign(format!("no key can be read from {}: {e}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|e| no(&e))?;
        if !text.trim_start().starts_with("-----BEGIN") {
            let key = PublicKey::from_openssh(text.trim()).map_err(|e| no(&e))?;
            return Ok(Self::Agent { key: Box::new(key), socket });
        }
        let key = PrivateKey::from_openssh(&text).map_err(|e| no(&e))?;
        Ok(if key.is_encrypted() || key.algorithm().is_rsa() {
            Self::Agent { key: Box::new(key.public_key().clone()), socket }
        } else {
            Self::Key(Box::new(key))
        })
    }

    /// Makes sure that it can sign, without asking an agent to: that may need a person.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn prove(&self) -> Result<(), CannotSign> {
        match self {
            Self::Key(_) => self.sign(super::NAMESPACE, b"").map(drop),
            Self::Agent { key, socket: Some(socket) } => held(key, socket),
            Self::Agent { socket: None, .. } => Err(CannotSign(NO_AGENT.to_owned())),
        }
    }

    /// Its public half.
    pub(super) fn public(&self) -> &PublicKey {
        match self {
            Self::Key(key) => key.public_key(),
            Self::Agent { key, .. } => key,
        }
    }

    pub(super) fn sign(&self, namespace: &str, message: &[u8]) -> Result<SshSig, CannotSign> {
        match self {
            Self::Key(key) => key.sign(namespace, HashAlg::Sha512, message).map_err(|e| CannotSign(e.to_string())),
            Self::Agent { key, socket: Some(socket) } => by_agent(key, socket, namespace, message),
            Self::Agent { socket: None, .. } => Err(CannotSign(NO_AGENT.to_owned())),
        }
    }
}

/// What is missing where only an agent can sign.
const NO_AGENT: &str = "this key is a public one, has a passphrase or is of RSA, so that an ssh-agent has to sign, and \
                        SSH_AUTH_SOCK names none: start one and `ssh-add` the key";

#[cfg(unix)]
fn by_agent(key: &PublicKey, socket: &Path, namespace: &str, message: &[u8]) -> Result<SshSig, CannotSign> {
    let data = SshSig::signed_data(namespace, HashAlg::Sha512, message).map_err(|e| CannotSign(e.to_string()))?;
    let said = |e: ssh_agent_client_rs::Error| CannotSign(format!("the ssh-agent does not sign: {e}"));
    let mut agent = ssh_agent_client_rs::Client::connect(socket).map_err(said)?;
    let signature = agent.sign(key, &data).map_err(said)?;
    SshSig::new(key.key_data().clone(), namespace, HashAlg::Sha512, signature).map_err(|e| CannotSign(e.to_string()))
}

/// Whether the agent holds the key.
#[cfg(unix)]
fn held(key: &PublicKey, socket: &Path) -> Result<(), CannotSign> {
    let said = |e: ssh_agent_client_rs::Error| CannotSign(format!("the ssh-agent cannot be asked: {e}"));
    let keys = ssh_agent_client_rs::Client::connect(socket).map_err(said)?.list_all_identities().map_err(said)?;
    let holds = |identity: &ssh_agent_client_rs::Identity| match identity {
        ssh_agent_client_rs::Identity::PublicKey(held) => held.key_data() == key.key_data(),
        ssh_agent_client_rs::Identity::Certificate(_) => false,
    };
    match keys.iter().any(holds) {
        true => Ok(()),
        false => Err(CannotSign("the ssh-agent does not hold this key: `ssh-add` it".to_owned())),
    }
}

#[cfg(not(unix))]
fn held(key: &PublicKey, socket: &Path) -> Result<(), CannotSign> {
    by_agent(key, socket, "", b"").map(drop)
}

#[cfg(not(unix))]
fn by_agent(_: &PublicKey, _: &Path, _: &str, _: &[u8]) -> Result<SshSig, CannotSign> {
    let what = "no agent can be asked on this system: use the file of an Ed25519 key without a passphrase";
    Err(CannotSign(what.to_owned()))
}
