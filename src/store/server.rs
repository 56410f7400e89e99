//! The API server: the only way in which objects change.

use super::admission;
use super::delete::{DeleteOptions, is_free_to_go};
use super::siblings::{Sibling, Wish};
use super::{Change, Store, Verb, quota_status};
use crate::api::{
    Body, ErrorReason, FieldError, Key, Kind, List, Map, Object, StatusError, Value, defaults,
    validation,
};
use crate::random::Random;
use crate::time::Time;
use crate::value;
use smol_str::{SmolStr, SmolStrBuilder};
use std::rc::Rc;

/// A request, as a component decides on it.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// Makes an object; its name may be left to `generateName`.
    Create(Object),
    /// Replaces an object but for its status, where that is written apart.
    Update(Object),
    /// Replaces the status of the object of this key.
    UpdateStatus(Key, Value),
    /// Replaces the status and the annotations of the object of this key: all that a controller
    /// may change of an object without giving it a new generation.
    UpdateStatusAndAnnotations(Key, Value, Map),
    /// Begins the deletion of the object of this key.
    Delete(Key, DeleteOptions),
    /// Binds a pod to a node.
    Bind(Key, SmolStr),
}

/// What etcd says when its disk's share is used up.
const NO_ROOM: &str = "etcdserver: mvcc: database space exceeded";
/// The random end of a generated name has this length.
const SUFFIX_LENGTH: usize = 5;
/// A generated name's beginning is cut to this length.
const PREFIX_LENGTH: usize = 63 - SUFFIX_LENGTH;
/// How often a taken name is drawn again before the request is refused.
const NAME_ATTEMPTS: usize = 8;

/// A store, open for requests at one instant.  It collects the changes that they make.
pub struct Server<'cluster> {
    store: &'cluster mut Store,
    random: &'cluster mut Random,
    now: Time,
    changes: Vec<Change>,
    warnings: Vec<String>,
}

impl<'cluster> Server<'cluster> {
    /// Opens `store` for requests at `now`.
    pub fn new(
        store: &'cluster mut Store,
        random: &'cluster mut Random,
        now: Time,
    ) -> Server<'cluster> {
        Server { store, random, now, changes: Vec::new(), warnings: Vec::new() }
    }

    /// Lets the changes be collected in an empty list that has room already.
    pub fn collect_in(&mut self, changes: Vec<Change>) {
        self.changes = changes;
    }

    /// The changes that the requests made so far, in order, and the warnings they gave.
    pub fn finish(self) -> (Vec<Change>, Vec<String>) {
        (self.changes, self.warnings)
    }

    /// The objects as they are now.
    pub fn store(&self) -> &Store {
        self.store
    }

    pub(super) fn store_mut(&mut self) -> &mut Store {
        self.store
    }

    /// Tells whoever asks of something that is done all the same.
    pub(super) fn warn(&mut self, text: Option<&str>) {
        self.warnings.extend(text.map(str::to_owned));
    }

    /// Draws what makes a name one of its own.
    pub fn suffix(&mut self) -> SmolStr {
        self.random.suffix(SUFFIX_LENGTH)
    }

    /// Draws the bits of a uid.
    pub(super) fn draw(&mut self) -> [u64; 2] {
        [self.random.next_bits(), self.random.next_bits()]
    }

    /// The instant of the requests.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Carries out a component's request.  Answers the object as it is afterwards, or as it last
    /// was when it is gone.
    ///
    /// # Errors
    /// Whatever the request is refused with.
    pub fn apply(&mut self, write: Write) -> Result<Rc<Object>, StatusError> {
        match write {
            Write::Create(object) => self.create(object),
            Write::Update(object) => self.update(object),
            Write::UpdateStatus(key, status) => self.update_status(&key, status),
            Write::UpdateStatusAndAnnotations(key, status, annotations) => {
                self.update_status_and_annotations(&key, status, annotations)
            }
            Write::Delete(key, options) => {
                let before = self.existing(&key)?;
                Ok(self.delete(&key, &options)?.unwrap_or(before))
            }
            Write::Bind(key, node) => self.bind(&key, &node),
        }
    }

    /// Makes an object.
    ///
    /// # Errors
    /// `AlreadyExists`, `Invalid` with every fault, `NotFound` for its namespace, `Forbidden` by
    /// admission, and etcd's own refusal when there is no room.
    pub fn create(&mut self, mut object: Object) -> Result<Rc<Object>, StatusError> {
        let wish = Wish::of(&object);
        let sibling = wish.as_ref().and_then(|wish| self.store.siblings.of(wish).cloned());
        let is_first = sibling.is_none();
        match sibling {
            Some(sibling) => self.follow(&mut object, sibling)?,
            None => {
                self.prepare_creation(&mut object)?;
                // Whatever is read back from the store gets its defaults once more: so a Job has
                // the labels that its template was given only while it was made.
                defaults::apply(&mut object);
            }
        }
        let key = self.free_key(&object)?;
        if self.store.is_full() && object.kind != Kind::Event {
            return Err(StatusError::new(ErrorReason::Unknown, NO_ROOM));
        }
        let object = self.store.put(key, Rc::new(object));
        if let Some(wish) = wish.filter(|_| is_first) {
            self.store.siblings.remember(wish, &object);
        }
        self.record(Verb::Added, None, object.clone());
        Ok(object)
    }

    /// Stores an object that a new cluster has, complete and valid as it is.
    pub fn install(&mut self, mut object: Object) {
        self.begin_life(&mut object);
        let object = self.store.put(object.key(), Rc::new(object));
        self.record(Verb::Added, None, object);
    }

    /// Completes an object as its sibling was completed, but for what is its own.
    fn follow(&mut self, object: &mut Object, sibling: Sibling) -> Result<(), StatusError> {
        let namespace = self.begin_creation(object)?;
        let volumes = |body: &Body| body.spec.get("volumes").items().len();
        if volumes(&object.body) < volumes(&sibling.body) {
            // Its token's volume has the sibling's name; chance goes its way as if it had drawn
            // one.
            drop(self.suffix());
        }
        object.body = sibling.body;
        if object.kind == Kind::Job {
            defaults::generate_job_selector(object);
            defaults::copy_labels(object);
        }
        refuse_faults(object, validation::validate_metadata(object, &sibling.meta))?;
        admission::check_security(namespace.as_deref(), object)?;
        admission::check_quota(self.store, object)
    }

    /// Gives an object what every new one has; answers its namespace.
    fn begin_creation(&mut self, object: &mut Object) -> Result<Option<Rc<Object>>, StatusError> {
        if !object.kind.row().namespaced {
            object.meta.namespace = SmolStr::default();
        }
        let namespace = admission::check_namespace(self.store, object)?;
        self.name(object);
        self.begin_life(object);
        Ok(namespace)
    }

    fn begin_life(&mut self, object: &mut Object) {
        object.resource_version = 0;
        let meta = &mut *object.meta;
        meta.uid = self.random.uid();
        meta.creation_timestamp = Some(self.now.truncated_to_second());
        meta.deletion_timestamp = None;
        meta.deletion_grace_period_seconds = None;
        meta.generation = i64::from(object.kind.row().has_generation);
    }

    /// What an object would become if it were created: `--dry-run=server`.
    ///
    /// # Errors
    /// As [`Server::create`].
    pub fn prepare_creation(&mut self, object: &mut Object) -> Result<(), StatusError> {
        let is_named = !object.meta.name.is_empty();
        let namespace = self.begin_creation(object)?;
        defaults::apply(object);
        self.complete(object, is_named)?;
        defaults::prepare_creation(object);
        let chance = self.random.clone();
        admission::allocate(self.store, self.random, object, None)?;
        self.refuse(object, validation::validate_creation(object), chance)?;
        admission::check_limits(self.store, object)?;
        let warned = admission::check_security(namespace.as_deref(), object)?;
        // Nobody reads what a controller is warned of, and its template was warned of before.
        if object.controller().is_none() {
            self.warnings.extend(validation::warnings(object));
            self.warnings.extend(warned);
        }
        admission::check_quota(self.store, object)?;
        // What is stored gets its defaults again when it is read.
        defaults::apply(object);
        self.free_key(object).map(drop)
    }

    /// Completes an object by admission, which comes before a name is drawn, and tells of it so.
    fn complete(&mut self, object: &mut Object, is_named: bool) -> Result<(), StatusError> {
        if is_named {
            return admission::admit(self.store, self.random, object);
        }
        let name = std::mem::take(&mut object.meta.name);
        admission::admit(self.store, self.random, object)?;
        object.meta.name = name;
        Ok(())
    }

    /// The key of an object; refuses one of which there is one already.
    fn free_key(&self, object: &Object) -> Result<Key, StatusError> {
        let key = object.key();
        match self.store.get(&key) {
            None => Ok(key),
            Some(_) => Err(StatusError::already_exists(object.kind, &object.meta.name)),
        }
    }

    /// Replaces an object but for its status, where that is written apart.  A `resourceVersion`
    /// other than 0 must be the current one.
    ///
    /// # Errors
    /// `NotFound`, `Conflict`, `Invalid`.
    pub fn update(&mut self, object: Object) -> Result<Rc<Object>, StatusError> {
        let (kind, meta) = (object.kind, &object.meta);
        let before = self.store.find(kind, &meta.namespace, &meta.name).cloned();
        let before = before.ok_or_else(|| StatusError::not_found(kind, &meta.name))?;
        let object = self.prepare_update(&before, object)?;
        if object == *before {
            return Ok(before);
        }
        if is_free_to_go(&object) {
            self.take(&before.key());
            return Ok(Rc::new(object));
        }
        Ok(self.change(before, Rc::new(object)))
    }

    /// What an object would become if it were updated: `--dry-run=server`.
    ///
    /// # Errors
    /// As [`Server::update`].
    pub fn prepare_update(
        &mut self,
        before: &Object,
        mut object: Object,
    ) -> Result<Object, StatusError> {
        if !object.meta.uid.is_empty() && object.meta.uid != before.meta.uid {
            return Err(StatusError::other_uid(before, &object.meta.uid));
        }
        if object.resource_version != 0 && object.resource_version != before.resource_version {
            return Err(StatusError::conflict(object.kind, &object.meta.name));
        }
        object.resource_version = before.resource_version;
        let meta = &mut *object.meta;
        meta.uid = before.meta.uid.clone();
        meta.creation_timestamp = before.meta.creation_timestamp;
        meta.deletion_timestamp = before.meta.deletion_timestamp;
        meta.deletion_grace_period_seconds = before.meta.deletion_grace_period_seconds;
        meta.generation = before.meta.generation;
        if object.kind.row().has_status {
            match before.status() {
                Value::Null => drop(object.body.remove("status")),
                status => object.body.set("status", status),
            }
        }
        match object.body == before.body {
            // It got its defaults when it came to be as it is.
            true => defaults::copy_labels(&mut object),
            false => defaults::apply(&mut object),
        }
        admission::admit_update(before, &mut object);
        defaults::begin_update(&mut object, before);
        let chance = self.random.clone();
        admission::allocate(self.store, self.random, &mut object, Some(before))?;
        defaults::prepare_update(&mut object, before);
        if changes_generation(before, &object) {
            object.meta.generation += 1;
        }
        self.refuse(&object, validation::validate_update(&object, before), chance)?;
        admission::check_limits_update(self.store, before, &object)?;
        self.warnings.extend(validation::update_warnings(&object, before));
        self.warnings.extend(admission::secure_update(self.store, before, &object)?);
        admission::check_quota_update(self.store, before, &object)?;
        Ok(object)
    }

    /// Replaces an object's status.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn update_status(&mut self, key: &Key, status: Value) -> Result<Rc<Object>, StatusError> {
        let before = self.existing(key)?;
        if *before.status() == status {
            return Ok(before);
        }
        let mut object = before.clone();
        *Rc::make_mut(&mut object).body.status_mut() = status;
        Ok(self.change(before, object))
    }

    /// Replaces the status of an object as somebody asks who is no controller.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`.
    pub fn change_status(&mut self, key: &Key, status: Value) -> Result<Rc<Object>, StatusError> {
        let before = self.existing(key)?;
        let mut object = (*before).clone();
        object.body.set("status", status);
        refuse_faults(&object, validation::validate_status(&object, &before))?;
        Ok(self.replace(before, object))
    }

    /// Replaces an object's status and its annotations; its generation stays.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn update_status_and_annotations(
        &mut self,
        key: &Key,
        status: Value,
        annotations: Map,
    ) -> Result<Rc<Object>, StatusError> {
        let before = self.existing(key)?;
        let mut object = (*before).clone();
        object.body.set("status", status);
        object.meta.annotations = annotations;
        Ok(self.replace(before, object))
    }

    /// Binds a pod to a node (`pods/binding`).
    ///
    /// # Errors
    /// `NotFound`, or `Conflict` when it is bound already.
    pub fn bind(&mut self, key: &Key, node: &str) -> Result<Rc<Object>, StatusError> {
        let before = self.existing(key)?;
        if !before.spec().get("nodeName").str().is_empty() {
            return Err(StatusError::conflict(key.kind, &key.name));
        }
        let mut object = (*before).clone();
        object.body.spec.set("nodeName", node);
        let scheduled = value!({
            "lastProbeTime": null, "lastTransitionTime": (self.now.rfc3339()), "status": "True",
            "type": "PodScheduled"
        });
        let others = before.status().get("conditions").items().iter();
        let others = others.filter(|other| other.get("type").str() != "PodScheduled").cloned();
        let conditions: List = std::iter::once(scheduled).chain(others).collect();
        let status = object.body.status_mut();
        status.set("conditions", conditions);
        status.remove("nominatedNodeName");
        Ok(self.change(before, Rc::new(object)))
    }

    /// The object of this key.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn existing(&self, key: &Key) -> Result<Rc<Object>, StatusError> {
        let found = self.store.get(key).cloned();
        found.ok_or_else(|| StatusError::not_found(key.kind, &key.name))
    }

    /// Stores a changed object; the same object again is no change.
    pub(super) fn replace(&mut self, before: Rc<Object>, object: Object) -> Rc<Object> {
        if object == *before { before } else { self.change(before, Rc::new(object)) }
    }

    fn change(&mut self, before: Rc<Object>, object: Rc<Object>) -> Rc<Object> {
        let object = self.store.put(before.key(), object);
        self.record(Verb::Modified, Some(before), object.clone());
        object
    }

    pub(super) fn take(&mut self, key: &Key) {
        if let Some(object) = self.store.take(key) {
            self.record(Verb::Deleted, Some(object.clone()), object);
        }
    }

    fn record(&mut self, verb: Verb, before: Option<Rc<Object>>, object: Rc<Object>) {
        let counts = self.store.has_any(Kind::ResourceQuota)
            && quota_status::matters(verb, before.as_deref(), &object);
        let namespace = counts.then(|| object.meta.namespace.clone());
        self.changes.push(Change { verb, before, object, revision: self.store.revision() });
        if let Some(namespace) = namespace {
            self.recount(&namespace);
        }
    }

    /// Refuses an object with faults, and gives back what was drawn for it since `chance`.
    fn refuse(
        &mut self,
        object: &Object,
        faults: Vec<FieldError>,
        chance: Random,
    ) -> Result<(), StatusError> {
        if !faults.is_empty() {
            *self.random = chance;
        }
        refuse_faults(object, faults)
    }

    fn name(&mut self, object: &mut Object) {
        if !object.meta.name.is_empty() || object.meta.generate_name.is_empty() {
            return;
        }
        let prefix = object.meta.generate_name.clone();
        let is_long = prefix.len() > PREFIX_LENGTH;
        let end = is_long.then(|| prefix.char_indices().nth(PREFIX_LENGTH)).flatten();
        let prefix = &prefix[..end.map_or(prefix.len(), |(end, _)| end)];
        for _ in 0..NAME_ATTEMPTS {
            let mut name = SmolStrBuilder::new();
            name.push_str(prefix);
            name.push_str(&self.suffix());
            object.meta.name = name.finish();
            if self.store.find(object.kind, &object.meta.namespace, &object.meta.name).is_none() {
                return;
            }
        }
    }
}

fn refuse_faults(object: &Object, faults: Vec<FieldError>) -> Result<(), StatusError> {
    if faults.is_empty() {
        return Ok(());
    }
    Err(StatusError::invalid(object.kind, &object.meta.name, faults))
}

/// Whether `metadata.generation` counts this update: a changed spec does, and for Deployments
/// changed annotations as well (`deploymentStrategy.PrepareForUpdate`).
fn changes_generation(before: &Object, after: &Object) -> bool {
    after.kind.row().has_generation
        && (before.spec() != after.spec()
            || (matches!(after.kind, Kind::EndpointSlice | Kind::PodTemplate)
                && before.body != after.body)
            || (after.kind == Kind::Deployment
                && before.meta.annotations != after.meta.annotations))
}
