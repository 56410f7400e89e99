//! Which class is meant where none is named.

use super::{Kind, Object};

/// The annotations that mark such a class of a kind.
fn marks(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::StorageClass => &[
            "storageclass.kubernetes.io/is-default-class",
            "storageclass.beta.kubernetes.io/is-default-class",
        ],
        Kind::IngressClass => &["ingressclass.kubernetes.io/is-default-class"],
        _ => &[],
    }
}

/// Whether what names no class gets this one.
pub fn is_default_class(class: &Object) -> bool {
    marks(class.kind).iter().any(|mark| class.annotation(mark) == Some("true"))
}
