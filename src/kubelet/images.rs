//! Images: their full names and ids, and what is said when one cannot be had.

use super::digest::sha256;
use crate::time::Milliseconds;

/// The size that every image is said to have, in bytes.
pub const SIZE: u64 = 72_330_004;

/// Whether an image cannot be pulled: by convention, when its name contains `bad`.
pub fn is_missing(image: &str) -> bool {
    image.contains("bad")
}

/// What is wrong with an image's name; `None` if nothing is.
pub fn fault(image: &str) -> Option<String> {
    let repository = image.split('@').next().unwrap_or_default();
    let tagged = repository.rsplit_once(':').filter(|(_, tag)| !tag.contains('/'));
    let (path, tag) = tagged.unwrap_or((repository, "latest"));
    let why = if path.chars().any(|c| c.is_ascii_uppercase()) {
        let full = if path.contains('/') { path.to_owned() } else { format!("library/{path}") };
        format!("invalid reference format: repository name ({full}) must be lowercase")
    } else if path.is_empty() || tag.is_empty() || !path.chars().all(is_path_character) {
        "invalid reference format".to_owned()
    } else {
        return None;
    };
    Some(format!(
        "Failed to apply default image tag \"{image}\": couldn't parse image name \"{image}\": {why}"
    ))
}

fn is_path_character(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/:".contains(c)
}

/// `docker.io/library/nginx:1.27`: an image's name with its registry and tag.
pub fn full_name(image: &str) -> String {
    let last = image.rsplit('/').next().unwrap_or(image);
    let image = if last.contains(':') || last.contains('@') {
        image.to_owned()
    } else {
        format!("{image}:latest")
    };
    match image.split_once('/') {
        None => format!("docker.io/library/{image}"),
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => image,
        Some(_) => format!("docker.io/{image}"),
    }
}

/// The id under which a machine has an image: its repository and the digest of its name.
pub fn id(image: &str) -> String {
    let name = full_name(image);
    let repository = match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => repository,
        _ => &name,
    };
    format!("{repository}@sha256:{}", sha256(image))
}

/// What the registry says of a missing image.
pub fn pull_error(image: &str) -> String {
    let name = full_name(image);
    format!(
        "failed to pull and unpack image \"{name}\": failed to resolve reference \"{name}\": \
         {name}: not found"
    )
}

/// How long it takes to pull an image, where that takes time: from 0.6 to 2.6 seconds by its name.
pub fn pull_time(image: &str) -> Milliseconds {
    let sum: i64 = image.bytes().map(i64::from).sum();
    600 + sum * 37 % 2_000
}

/// As kubelets print how long a pull took: `812ms`, `1.234s`.
pub fn shown(length: Milliseconds) -> String {
    if length < 1_000 {
        return format!("{length}ms");
    }
    let text = format!("{}.{:03}", length / 1_000, length % 1_000);
    format!("{}s", text.trim_end_matches('0').trim_end_matches('.'))
}
