//! Ten thousand pods that start together say the same of themselves: they share it.

use super::behaviour::Behaviour;
use super::images;
use crate::api::Value;
use smol_str::SmolStr;
use std::collections::VecDeque;
use std::rc::Rc;

/// So many values are compared with a new one.
const MOST: usize = 4;

/// What pods said lately.  It changes nothing but what a cluster weighs.
#[derive(Clone, Default)]
pub struct Alike {
    values: VecDeque<Value>,
    behaviour: Rc<Behaviour>,
    /// The image that was last started, and its id.
    image: (SmolStr, SmolStr),
}

impl Alike {
    /// The value, or an equal one that is there already.
    pub fn value(&mut self, value: Value) -> Value {
        if let Some(known) = self.values.iter().find(|known| **known == value) {
            return known.clone();
        }
        self.values.truncate(MOST - 1);
        self.values.push_front(value.clone());
        value
    }

    /// The id under which machines have an image.
    pub fn image_id(&mut self, image: &str) -> SmolStr {
        if self.image.0 != image {
            self.image = (image.into(), images::id(image).into());
        }
        self.image.1.clone()
    }

    /// The behaviour, or the equal one of the last container that started.
    pub fn behaviour(&mut self, behaviour: Behaviour) -> Rc<Behaviour> {
        if *self.behaviour != behaviour {
            self.behaviour = Rc::new(behaviour);
        }
        self.behaviour.clone()
    }
}
