//! Texts near one that is good: what random bytes alone never come to.

/// What `data` makes of `good`: with an even first byte the rest of `data` is the text, with an odd one each three bytes of it are an
/// edit, replacing, inserting or deleting a character at a place.
pub(crate) fn edited(good: &str, data: &[u8]) -> String {
    let Some((kind, rest)) = data.split_first() else {
        return good.to_owned();
    };
    if kind % 2 == 0 {
        return String::from_utf8_lossy(rest).into_owned();
    }
    let mut text = good.as_bytes().to_vec();
    for edit in rest.chunks_exact(3) {
        let place = (usize::from(edit[0]) * 256 + usize::from(edit[1])) % (text.len() + 1);
        let byte = edit[2] & 0x7f;
        match kind / 2 % 3 {
            0 if place < text.len() => text[place] = byte,
            1 if place < text.len() => drop(text.remove(place)),
            _ => text.insert(place, byte),
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}
