//! Defaults of volumes.

use super::draft::Draft;
use super::{container, storage};
use crate::api::Map;

/// What files of secrets and the like may be done with: `rw-r--r--`.
const FILE_MODE: i64 = 0o644;

pub(super) fn volume(volume: &mut Draft) {
    let has_source =
        volume.value().entries().iter().any(|(key, value)| key != "name" && !value.is_null());
    if !has_source {
        volume.set("emptyDir", Map::default());
    }
    for kind in ["secret", "configMap", "downwardAPI", "projected"] {
        volume.within(kind, |source| source.fill("defaultMode", FILE_MODE));
    }
    volume.within("downwardAPI", downward_items);
    volume.within("projected", |projected| {
        projected.each("sources", |source| {
            source.within("serviceAccountToken", |token| token.fill("expirationSeconds", 3600));
            source.within("downwardAPI", downward_items);
        });
    });
    volume.within("hostPath", |path| path.fill("type", ""));
    volume.within("ephemeral", |ephemeral| {
        ephemeral.within("volumeClaimTemplate", |template| {
            template.map("metadata", |_| {});
            template.map("spec", storage::persistent_volume_claim);
        });
    });
    volume.within("image", |image| {
        if image.get("pullPolicy").str().is_empty() {
            image.set("pullPolicy", container::pull_policy(image.get("reference").str()));
        }
    });
}

fn downward_items(source: &mut Draft) {
    source.each("items", container::field_reference);
}
