//! Images: their full names and ids, and what is said when one cannot be had.

use super::digest::sha256;
use crate::time::Milliseconds;
use smol_str::SmolStr;

/// The size that every image is said to have, in bytes.
pub const SIZE: u64 = 72_330_004;

/// What a kubelet says of an image: worked out once for all pods that start it.
#[derive(Clone, Debug)]
pub struct Image {
    /// Its name.
    pub name: SmolStr,
    /// What is wrong with that; `None` if nothing is.
    pub fault: Option<String>,
    /// The id under which machines have it.
    pub id: SmolStr,
    /// What is told if it need not be pulled.
    pub is_present: SmolStr,
}

impl Image {
    /// What is said of the image of this name.
    pub fn new(name: &str) -> Image {
        let text = "\" already present on machine and can be accessed by the pod";
        Image {
            name: name.into(),
            fault: fault(name),
            id: id(name).into(),
            is_present: ["Container image \"", name, text].concat().into(),
        }
    }
}

/// Whether an image cannot be pulled: by convention, when its name contains `bad`.
pub fn is_missing(image: &str) -> bool {
    image.contains("bad")
}

/// What is wrong with an image's name; `None` if nothing is.
fn fault(image: &str) -> Option<String> {
    let repository = image.split('@').next().unwrap_or_default();
    let tagged = repository.rsplit_once(':').filter(|(_, tag)| !tag.contains('/'));
    let (path, tag) = tagged.unwrap_or((repository, "latest"));
    let why = if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let full = if path.contains('/') { path.to_owned() } else { format!("library/{path}") };
        format!("invalid reference format: repository name ({full}) must be lowercase")
    } else if path.is_empty() || tag.is_empty() || !path.bytes().all(is_of_path) {
        "invalid reference format".to_owned()
    } else {
        return None;
    };
    Some(format!(
        "Failed to apply default image tag \"{image}\": couldn't parse image name \"{image}\": {why}"
    ))
}

fn is_of_path(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b'/' | b':')
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
fn id(image: &str) -> String {
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
