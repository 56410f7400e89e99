//! Names of container images: `registry.example.com:5000/team/web:1.2@sha256:…`.

/// The tag of an image: `latest` if it names neither tag nor digest, empty if it names only a
/// digest; `None` if it is no image's name at all (`parsers.ParseImageName`).
pub fn tag(image: &str) -> Option<&str> {
    let (rest, digest) = match image.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (image, None),
    };
    let after_slash = rest.rfind('/').map_or(0, |place| place + 1);
    let (name, tag) = match rest[after_slash..].split_once(':') {
        Some((last, tag)) => (&rest[..after_slash + last.len()], Some(tag)),
        None => (rest, None),
    };
    let fits = is_name(name) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
    fits.then(|| tag.unwrap_or(if digest.is_some() { "" } else { "latest" }))
}

/// Lower-case components parted by slashes; the first may be a host.
fn is_name(name: &str) -> bool {
    let mut components = name.split('/').peekable();
    let mut first = true;
    while let Some(component) = components.next() {
        let host = first && components.peek().is_some() && is_host(component);
        if !host && !is_component(component) {
            return false;
        }
        first = false;
    }
    true
}

fn is_host(component: &str) -> bool {
    let (name, port) = component.split_once(':').unwrap_or((component, "0"));
    !port.is_empty()
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && name.split('.').all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !part.starts_with('-')
                && !part.ends_with('-')
        })
}

/// Lower-case letters and digits; between them one dot, one or two underscores, or dashes.
fn is_component(component: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let separators = component.split(|letter: char| letter.is_ascii() && is_word(letter as u8));
    let edges_fit = component.bytes().next().is_some_and(is_word)
        && component.bytes().last().is_some_and(is_word);
    edges_fit
        && separators.into_iter().all(|separator| {
            matches!(separator, "" | "." | "_" | "__") || separator.bytes().all(|b| b == b'-')
        })
}

fn is_tag(tag: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=128).contains(&tag.len())
        && tag.bytes().next().is_some_and(is_word)
        && tag.bytes().all(|byte| is_word(byte) || byte == b'.' || byte == b'-')
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hash)| {
        !algorithm.is_empty() && hash.len() >= 32 && hash.bytes().all(|b| b.is_ascii_hexdigit())
    })
}
