use super::World;
use podarium::api::{Kind, Object, OwnerReference};
use podarium::store::Propagation;
use podarium::value;

/// A ConfigMap that names these ConfigMaps as its owners.
fn dependent(world: &mut World, name: &str, owners: &[&str]) {
    let mut object = Object::new(Kind::ConfigMap, "default", name);
    object.meta.owner_references = owners.iter().map(|owner| reference(world, owner)).collect();
    world.request(|server| server.create(object)).expect("valid");
}

fn reference(world: &World, owner: &str) -> OwnerReference {
    let owner = world.get(Kind::ConfigMap, owner).expect("there");
    OwnerReference { controller: false, ..owner.controller_reference() }
}

fn names(world: &World) -> Vec<String> {
    let view = world.cluster.view();
    let maps = view.list(Kind::ConfigMap, Some("default"));
    let names = maps.map(|object| object.meta.name.to_string());
    names.filter(|name| name != "kube-root-ca.crt").collect()
}

#[test]
fn in_the_background_dependents_follow_their_owner_and_theirs_follow_them() {
    let mut world = World::new();
    dependent(&mut world, "a", &[]);
    dependent(&mut world, "b", &["a"]);
    dependent(&mut world, "c", &["b"]);
    world.delete(Kind::ConfigMap, "a", Propagation::Background);
    assert_eq!(names(&world), ["b", "c"]);
    world.pass(1);
    assert!(names(&world).is_empty());
}

#[test]
fn in_the_foreground_the_owner_waits_for_its_dependents() {
    let mut world = World::new();
    dependent(&mut world, "a", &[]);
    dependent(&mut world, "b", &["a"]);
    dependent(&mut world, "c", &["b"]);
    world.change(Kind::ConfigMap, "c", |object| object.meta.finalizers.push("x/hold".into()));
    world.delete(Kind::ConfigMap, "a", Propagation::Foreground);
    world.pass(1);
    assert_eq!(names(&world), ["a", "b", "c"]);
    assert!(world.get(Kind::ConfigMap, "b").expect("waits").is_deleting());
    world.change(Kind::ConfigMap, "c", |object| object.meta.finalizers = Default::default());
    world.pass(1);
    assert!(names(&world).is_empty());
}

#[test]
fn an_orphan_stays_and_forgets_its_owner() {
    let mut world = World::new();
    dependent(&mut world, "a", &[]);
    dependent(&mut world, "b", &["a"]);
    world.delete(Kind::ConfigMap, "a", Propagation::Orphan);
    world.pass(1);
    assert_eq!(names(&world), ["b"]);
    assert!(world.get(Kind::ConfigMap, "b").expect("stays").meta.owner_references.is_empty());
}

#[test]
fn an_object_with_two_owners_goes_with_the_last() {
    let mut world = World::new();
    dependent(&mut world, "a", &[]);
    dependent(&mut world, "b", &[]);
    dependent(&mut world, "c", &["a", "b"]);
    world.delete(Kind::ConfigMap, "a", Propagation::Background);
    world.pass(1);
    let owners = world.get(Kind::ConfigMap, "c").expect("stays").meta.owner_references.clone();
    assert_eq!(owners.len(), 1);
    world.delete(Kind::ConfigMap, "b", Propagation::Background);
    world.pass(1);
    assert!(names(&world).is_empty());
}

#[test]
fn an_object_whose_owner_was_never_there_goes() {
    let mut world = World::new();
    dependent(&mut world, "a", &[]);
    let mut reference = reference(&world, "a");
    reference.uid = "00000000-0000-4000-8000-000000000000".into();
    let mut object = Object::new(Kind::ConfigMap, "default", "b");
    object.meta.owner_references = vec![reference].into();
    world.request(|server| server.create(object)).expect("valid");
    world.pass(1);
    assert_eq!(names(&world), ["a"]);
}

#[test]
fn an_owner_in_another_namespace_is_told_of() {
    let mut world = World::new();
    dependent(&mut world, "a", &[]);
    let reference = reference(&world, "a");
    let mut object = Object::new(Kind::ConfigMap, "kube-public", "b");
    object.body.set("data", value!({}));
    object.meta.owner_references = vec![reference.clone()].into();
    world.request(|server| server.create(object)).expect("valid");
    world.pass(1);
    assert!(world.cluster.view().find(Kind::ConfigMap, "kube-public", "b").is_none());
    let wanted = format!(
        "OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: kube-public, name: a, uid: \
         {}] does not exist in namespace \"kube-public\"",
        reference.uid
    );
    assert_eq!(world.events("b"), [wanted]);
}
