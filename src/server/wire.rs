//! Messages on a stream, as the base protocol frames them. What is malformed is answered and costs nothing else.

use lsp_server::{ErrorCode, Message};
use serde_json::{Value, json};
use std::io::{self, BufRead, Read, Write};

/// The largest message that is taken, in bytes: a document of [`crate::source::MAX_BYTES`] does not fit, and no editor
/// opens one.
const LARGEST: u64 = 64 << 20;

/// The longest header line, in bytes.
const HEADER: u64 = 4 << 10;

/// What came in.
#[derive(Debug)]
pub enum Incoming {
    /// A message.
    Message(Message),
    /// What is no message, and what to answer.
    Malformed(Value),
}

/// Reads the next message; `None` at the end of the stream.
///
/// # Errors
/// Where the stream breaks off or fails.
pub fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            match length {
                Some(length) => return body(input, length).map(Some),
                // Blank lines between messages harm nobody.
                None => continue,
            }
        }
        // Other headers say nothing that is heeded, and after garbage the next length is looked for.
        length = content_length(text).or(length);
    }
}

fn content_length(line: &[u8]) -> Option<u64> {
    let line = str::from_utf8(line).ok()?;
    let (name, value) = line.split_once(':')?;
    name.trim().eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
}

fn body(input: &mut impl BufRead, length: u64) -> io::Result<Incoming> {
    if length > LARGEST {
        let skipped = io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
        return if skipped < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(too_large(length)) };
    }
    // Grown as bytes come in: a length is only a promise.
    let mut bytes = Vec::new();
    input.by_ref().take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(match serde_json::from_slice(&bytes) {
        Ok(message) => Incoming::Message(message),
        Err(_) => match serde_json::from_slice::<Value>(&bytes) {
            Ok(value) => {
                refused(value.get("id").cloned(), ErrorCode::InvalidRequest, "this is no message of JSON-RPC 2.0")
            }
            Err(e) => refused(None, ErrorCode::ParseError, &format!("this is no JSON: {e}")),
        },
    })
}

fn too_large(length: u64) -> Incoming {
    let message = format!("the message has {length} bytes; planvet takes up to {LARGEST}");
    refused(None, ErrorCode::InvalidRequest, &message)
}

fn refused(id: Option<Value>, code: ErrorCode, message: &str) -> Incoming {
    let error = json!({ "code": code as i32, "message": message });
    Incoming::Malformed(json!({ "jsonrpc": "2.0", "id": id, "error": error }))
}

/// Writes a message as it stands.
///
/// # Errors
/// What `out` refuses.
pub fn write(out: &mut impl Write, text: &str) -> io::Result<()> {
    write!(out, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn all(stream: &str) -> Vec<Incoming> {
        let mut input = stream.as_bytes();
        std::iter::from_fn(|| read(&mut input).ok().flatten()).collect()
    }

    #[test]
    fn what_follows_a_malformed_message_is_read() {
        let good = framed(r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#);
        for bad in [
            framed("{"),
            framed(r#"{"jsonrpc":"2.0","id":7}"#),
            framed("[]"),
            framed("\u{0}\u{1}"),
            "Content-Length: x\r\n\r\n".to_owned(),
            "no header\r\n".to_owned(),
            "\r\n\r\n".to_owned(),
        ] {
            let read = all(&format!("{bad}{good}"));
            assert!(
                matches!(read.last(), Some(Incoming::Message(Message::Notification(n))) if n.method == "initialized"),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_malformed_request_is_answered_under_its_id() {
        let read = all(&framed(r#"{"jsonrpc":"2.0","id":7,"params":[]}"#));
        let Some(Incoming::Malformed(answer)) = read.first() else { panic!("{read:?}") };
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(7), &json!(-32600)));
    }

    #[test]
    fn a_stream_that_breaks_off_is_an_error() {
        assert!(read(&mut "Content-Length: 10\r\n\r\n{}".as_bytes()).is_err());
        assert!(read(&mut "Content-Length: 99999999999\r\n\r\n{}".as_bytes()).is_err());
        assert!(read(&mut "".as_bytes()).is_ok_and(|end| end.is_none()));
    }
}
