//! Bytes to text.

/// The text of a file, and what there is to say about its encoding.
pub(super) fn decode(bytes: &[u8]) -> (String, Option<&'static str>) {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> (String, Option<&'static str>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), None);
    }
    // Every byte is a character of Latin-1, the usual encoding of what is not UTF-8.
    let text = bytes.iter().map(|&byte| char::from(byte)).collect();
    (text, Some("the file is not UTF-8 and is read as Latin-1"))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, Option<&'static str>) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text = String::from_utf16_lossy(&pairs.iter().map(|&pair| unit(pair)).collect::<Vec<_>>());
    let broken = !rest.is_empty() || text.contains('\u{fffd}');
    (text, broken.then_some("the file is UTF-16 with broken characters"))
}
