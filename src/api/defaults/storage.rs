//! Defaults of volumes, claims and their classes.

use super::draft::Draft;
use super::resources;

pub(super) fn persistent_volume(spec: &mut Draft) {
    resources::canonical(spec, "capacity");
    spec.fill_zero("persistentVolumeReclaimPolicy", "Retain");
    spec.fill("volumeMode", "Filesystem");
    spec.within("hostPath", |path| path.fill("type", ""));
}

pub(super) fn persistent_volume_claim(spec: &mut Draft) {
    spec.fill("volumeMode", "Filesystem");
    spec.map("resources", resources::requirements);
}

pub(super) fn storage_class(class: &mut Draft) {
    class.fill("reclaimPolicy", "Delete");
    class.fill("volumeBindingMode", "Immediate");
}
