//! Ten thousand pods that start together say the same of themselves: they share it.

use super::behaviour::Behaviour;
use super::images;
use super::script::Play;
use super::status::Said;
use crate::api::Value;
use smol_str::SmolStr;
use std::collections::VecDeque;
use std::rc::Rc;

/// What is said of a pod is compared with so many things that were said lately.
const MOST: usize = 4;

/// What pods said lately.  It changes nothing but what a cluster weighs.
#[derive(Clone, Default)]
pub struct Alike {
    said: VecDeque<(Said, Value)>,
    /// By the container's entry in its pod's spec, what its script does.
    plays: VecDeque<(Value, Option<Play>)>,
    behaviour: Rc<Behaviour>,
    /// The image that was last started, and its id.
    image: (SmolStr, SmolStr),
}

impl Alike {
    /// A pod's conditions, or those of another of which the same was said.
    pub fn conditions(&mut self, said: Said) -> Value {
        if let Some((_, conditions)) = self.said.iter().find(|(known, _)| *known == said) {
            return conditions.clone();
        }
        let conditions = said.conditions();
        self.said.truncate(MOST - 1);
        self.said.push_front((said, conditions.clone()));
        conditions
    }

    /// What the script of a container does that does the same wherever and whenever it runs.
    pub fn play(&mut self, container: &Value, play: impl FnOnce() -> Option<Play>) -> Option<Play> {
        if let Some((_, played)) = self.plays.iter().find(|(known, _)| known == container) {
            return played.clone();
        }
        let played = play();
        self.plays.truncate(MOST - 1);
        self.plays.push_front((container.clone(), played.clone()));
        played
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
