//! ControllerRevisions: the templates that a StatefulSet or a DaemonSet has had, numbered.

use crate::api::{Key, Kind, Object, Value};
use crate::ordered::OrderedSet;
use crate::store::{DeleteOptions, Step, View, Write};
use crate::time::Time;
use crate::value;
use smol_str::SmolStr;
use std::rc::Rc;

/// Longer names of owners are cut in a revision's name.
const LONGEST_PREFIX: usize = 223;

/// A template as a revision keeps it: a patch that would bring it back.
pub fn data_of(template: &Value) -> Value {
    let mut template = template.clone();
    template.make_map().insert("$patch", "replace");
    value!({ "spec": { "template": template } })
}

/// The template that a revision keeps.
pub fn template_of(revision: &Object) -> Value {
    let mut template = revision.body.at("data.spec.template").clone();
    template.make_map().remove("$patch");
    template
}

/// The number of a revision.
pub fn number(revision: &Object) -> i64 {
    revision.body.get("revision").int()
}

/// Revisions in the order of their numbers; of two with one number the older comes first.
pub fn sort(revisions: &mut [Rc<Object>]) {
    fn order(revision: &Object) -> (i64, Option<Time>, &SmolStr) {
        (number(revision), revision.meta.creation_timestamp, &revision.meta.name)
    }
    crate::order::sort_by(revisions, |left, right| order(left).cmp(&order(right)));
}

/// A revision that does not exist yet.
pub struct Draft<'owner> {
    /// Whose template it keeps.
    pub owner: &'owner Object,
    /// The label under which it bears the hash of the template.
    pub hash_label: &'static str,
    /// The hash.
    pub hash: String,
    /// Its number.
    pub number: i64,
}

impl Draft<'_> {
    /// `<owner>-<hash>`.
    pub fn key(&self) -> Key {
        let meta = &self.owner.meta;
        let prefix: String = meta.name.chars().take(LONGEST_PREFIX).collect();
        let name = format!("{prefix}-{}", self.hash);
        Key::new(Kind::ControllerRevision, &meta.namespace, &name)
    }

    /// The revision, as it would be created.
    pub fn object(&self) -> Object {
        let key = self.key();
        let template = self.owner.spec().get("template");
        let mut object = Object::new(key.kind, &key.namespace, &key.name);
        object.meta.labels = template.at("metadata.labels").as_map().cloned().unwrap_or_default();
        object.meta.labels.insert(self.hash_label, &self.hash as &str);
        object.meta.annotations = self.owner.meta.annotations.clone();
        object.meta.owner_references = vec![self.owner.controller_reference()].into();
        object.body.set("data", data_of(template));
        object.body.set("revision", self.number);
        object
    }

    /// Whether a stranger bears its name: something that is not the owner's, or keeps another
    /// template.
    pub fn collides(&self, view: &View) -> bool {
        view.get(&self.key()).is_some_and(|present| {
            let data = data_of(self.owner.spec().get("template"));
            !present.is_controlled_by(&self.owner.meta.uid) || *present.body.get("data") != data
        })
    }
}

/// The step that gives a revision another number.
pub fn renumbered(revision: &Object, number: i64) -> Step {
    let mut revision = revision.clone();
    revision.body.set("revision", number);
    Step::write(Write::Update(revision))
}

/// The deletions of the lowest revisions beyond the owner's `revisionHistoryLimit`, given in the
/// order of their numbers; those `in_use` stay and do not count.
pub fn clean_up(
    owner: &Object,
    revisions: &[Rc<Object>],
    in_use: impl Fn(&Object) -> bool,
) -> Vec<Step> {
    let limit = owner.spec().get("revisionHistoryLimit").as_int().unwrap_or(10);
    let idle: Vec<&Rc<Object>> = revisions.iter().filter(|revision| !in_use(revision)).collect();
    let surplus = idle.len().saturating_sub(usize::try_from(limit).unwrap_or(0));
    idle.into_iter()
        .take(surplus)
        .map(|revision| Step::attempt(Write::Delete(revision.key(), DeleteOptions::default())))
        .collect()
}

/// The values of a label that these objects bear.
pub fn label_values<'objects>(
    objects: impl IntoIterator<Item = &'objects Rc<Object>>,
    label: &str,
) -> OrderedSet<&'objects str> {
    objects.into_iter().filter_map(|object| object.label(label)).collect()
}
