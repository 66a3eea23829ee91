//! Sealing: keys, what a passphrase makes of itself, and bytes that only a key opens again. Each
//! sealed thing says where it belongs, so that none can stand in for another. Knows no database.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::trouble::Trouble;

const KEY: usize = 32;
const NONCE: usize = 24;
/// What makes sure that sealed bytes are as they were, and stands at their end.
pub(crate) const TAG: usize = 16;
/// Lengths are only told so roughly, in bytes.
const ROUGH: usize = 256;

/// A key; gone from memory when it is dropped.
#[derive(Clone)]
pub(crate) struct Key(Zeroizing<[u8; KEY]>);

/// What was typed as a passphrase; gone from memory when it is dropped.
pub(crate) struct Passphrase(pub(crate) Zeroizing<String>);

/// The end of what was sealed last.
pub(crate) type Tag = [u8; TAG];

/// How much work it is to make a key of a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Work {
    /// Memory, in KiB.
    pub(crate) memory: u32,
    /// Rounds.
    pub(crate) rounds: u32,
}

impl Work {
    /// What new passphrases get: RFC 9106's second choice, in one lane.
    pub(crate) const NEW: Work = Work { memory: 64 * 1024, rounds: 3 };
    /// More than this is no record of ours.
    const MOST: Work = Work { memory: 1024 * 1024, rounds: 64 };
}

/// What is sealed, and where it belongs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stands<'a> {
    /// What it is.
    pub(crate) what: &'static str,
    /// Of which session or person.
    pub(crate) mark: &'a [u8],
    /// The how-manieth.
    pub(crate) number: u64,
    /// What was sealed before it.
    pub(crate) before: Tag,
}

impl<'a> Stands<'a> {
    /// Something of which there is one.
    pub(crate) fn once(what: &'static str, mark: &'a [u8]) -> Stands<'a> {
        Stands { what, mark, number: 0, before: Tag::default() }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.what.len() as u8];
        bytes.extend(self.what.as_bytes());
        bytes.push(self.mark.len() as u8);
        bytes.extend(self.mark);
        bytes.extend(self.number.to_le_bytes());
        bytes.extend(self.before);
        bytes
    }
}

impl Key {
    /// A new one.
    pub(crate) fn new() -> Result<Key, Trouble> {
        Ok(Key(chance::<KEY>()?))
    }

    /// The key that a passphrase makes, with as much work as that is meant to be.
    pub(crate) fn of(passphrase: &Passphrase, salt: &[u8], work: Work) -> Result<Key, Trouble> {
        if work.memory > Work::MOST.memory || work.rounds > Work::MOST.rounds {
            return Err(Trouble::Damaged);
        }
        let params = Params::new(work.memory, work.rounds, 1, Some(KEY));
        let params = params.map_err(|_| Trouble::Damaged)?;
        let mut key = Zeroizing::new([0; KEY]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.0.as_bytes(), salt, key.as_mut())
            .map_err(|_| Trouble::NoKeys)?;
        Ok(Key(key))
    }

    /// The key that was written down so.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Key> {
        Some(Key(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// To be sealed with another key.
    pub(crate) fn bytes(&self) -> &[u8; KEY] {
        &self.0
    }

    /// Seals `plain`, with its length told only roughly.
    pub(crate) fn seal(&self, stands: &Stands<'_>, plain: &[u8]) -> Result<Vec<u8>, Trouble> {
        let mut padded = Zeroizing::new(Vec::with_capacity(plain.len() + ROUGH + 4));
        padded.extend(u32::try_from(plain.len()).map_err(|_| Trouble::Full)?.to_le_bytes());
        padded.extend(plain);
        let whole = padded.len().next_multiple_of(ROUGH);
        padded.resize(whole, 0);
        let nonce = chance::<NONCE>()?;
        let aad = stands.bytes();
        let payload = Payload { msg: &padded, aad: &aad };
        let sealed = self.cipher().encrypt(&XNonce::from(*nonce), payload);
        let mut all = nonce.to_vec();
        all.extend(sealed.map_err(|_| Trouble::NoKeys)?);
        Ok(all)
    }

    /// What was sealed with this key to stand there; nothing if it was not, or was changed.
    pub(crate) fn open(&self, stands: &Stands<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let aad = stands.bytes();
        let payload = Payload { msg: sealed, aad: &aad };
        let opened = self.cipher().decrypt(&XNonce::from(nonce), payload).ok()?;
        let mut opened = Zeroizing::new(opened);
        let length = u32::from_le_bytes(opened.get(..4)?.try_into().ok()?) as usize;
        opened.drain(..4);
        (length <= opened.len()).then(|| {
            opened.truncate(length);
            opened
        })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.as_slice().try_into().unwrap_or(&Default::default()))
    }
}

/// The end of something sealed.
pub(crate) fn tag(sealed: &[u8]) -> Tag {
    sealed.last_chunk().copied().unwrap_or_default()
}

/// Bytes that nobody can foresee.
pub(crate) fn chance<const N: usize>() -> Result<Zeroizing<[u8; N]>, Trouble> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut()).map_err(|_| Trouble::NoKeys)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Stands<'static> =
        Stands { what: "said", mark: b"one session", number: 3, before: [7; TAG] };

    #[test]
    fn what_is_sealed_opens_only_with_its_key_in_its_place() {
        let (key, other) = (Key::new().unwrap(), Key::new().unwrap());
        let sealed = key.seal(&HERE, b"a quiet word").unwrap();
        assert_eq!(key.open(&HERE, &sealed).unwrap().as_slice(), b"a quiet word");
        assert!(other.open(&HERE, &sealed).is_none());
        let elsewhere = [
            Stands { what: "moved", ..HERE },
            Stands { mark: b"another", ..HERE },
            Stands { number: 4, ..HERE },
            Stands { before: [8; TAG], ..HERE },
        ];
        assert!(elsewhere.iter().all(|place| key.open(place, &sealed).is_none()));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(&HERE, &changed).is_none());
        }
        assert!(key.open(&HERE, &sealed[..10]).is_none());
    }

    #[test]
    fn lengths_are_told_roughly() {
        let key = Key::new().unwrap();
        let length = |plain: &[u8]| key.seal(&HERE, plain).unwrap().len();
        assert_eq!(length(b""), length(&[b'x'; 200]));
    }

    #[test]
    fn a_passphrase_makes_the_same_key_again_and_another_one_another() {
        let work = Work { memory: 64, rounds: 1 };
        let key = |words: &str| {
            let words = Passphrase(Zeroizing::new(words.to_owned()));
            Key::of(&words, b"sixteen bytes ..", work).unwrap()
        };
        assert_eq!(key("one").bytes(), key("one").bytes());
        assert_ne!(key("one").bytes(), key("two").bytes());
    }
}
