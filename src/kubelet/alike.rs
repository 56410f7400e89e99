//! Ten thousand pods that start together say the same of themselves: they share it.

use super::behaviour::Behaviour;
use super::images::Image;
use super::script::Play;
use super::status::{Beginning, Said};
use crate::api::Value;
use crate::time::Time;
use smol_str::SmolStr;
use std::rc::Rc;

/// What is asked is compared with so many things that were asked lately.
const MOST: usize = 4;

/// What pods said lately.  It changes nothing but what a cluster weighs.
#[derive(Clone, Default)]
pub struct Alike {
    beginnings: Lately<Beginning, Value>,
    said: Lately<Said, Value>,
    /// Seconds in words.
    seconds: Lately<Time, SmolStr>,
    /// By the container's entry in its pod's spec, what its script does.
    plays: Lately<Value, Option<Play>>,
    behaviour: Rc<Behaviour>,
    /// The image that was last started.
    image: Option<Rc<Image>>,
}

/// What was answered lately, by what was asked; the last first.
#[derive(Clone)]
struct Lately<Asked, Answer>(Vec<(Asked, Answer)>);

impl<Asked: PartialEq, Answer: Clone> Lately<Asked, Answer> {
    fn get(&self, asked: &Asked) -> Option<Answer> {
        let known = self.0.iter().find(|(known, _)| known == asked);
        known.map(|(_, answer)| answer.clone())
    }

    fn keep(&mut self, asked: Asked, answer: &Answer) {
        self.0.truncate(MOST - 1);
        self.0.insert(0, (asked, answer.clone()));
    }
}

impl<Asked, Answer> Default for Lately<Asked, Answer> {
    fn default() -> Lately<Asked, Answer> {
        Lately(Vec::new())
    }
}

impl Alike {
    /// The first status of a pod, or that of another for which the same decides on it.
    pub fn beginning(
        &mut self,
        beginning: Beginning,
        status: impl FnOnce(&mut Alike) -> Value,
    ) -> Value {
        self.beginnings.get(&beginning).unwrap_or_else(|| {
            let status = status(self);
            self.beginnings.keep(beginning, &status);
            status
        })
    }

    /// A pod's conditions, or those of another of which the same was said.
    pub fn conditions(&mut self, said: Said) -> Value {
        self.said.get(&said).unwrap_or_else(|| {
            let conditions = said.conditions();
            self.said.keep(said, &conditions);
            conditions
        })
    }

    /// An instant in words.
    pub fn instant(&mut self, time: Time) -> Value {
        let second = time.truncated_to_second();
        let known = self.seconds.get(&second).unwrap_or_else(|| {
            let words = second.rfc3339();
            self.seconds.keep(second, &words);
            words
        });
        known.into()
    }

    /// What the script of a container does.  It is remembered if it `is_indifferent`, that is, does
    /// the same wherever and whenever it runs.
    pub fn play(
        &mut self,
        container: &Value,
        is_indifferent: impl FnOnce() -> bool,
        play: impl FnOnce() -> Option<Play>,
    ) -> Option<Play> {
        self.plays.get(container).unwrap_or_else(|| {
            let played = play();
            if is_indifferent() {
                self.plays.keep(container.clone(), &played);
            }
            played
        })
    }

    /// What is known of an image by its name.
    pub fn image(&mut self, name: &str) -> Rc<Image> {
        let known = self.image.take().filter(|image| image.name == name);
        self.image.insert(known.unwrap_or_else(|| Rc::new(Image::new(name)))).clone()
    }

    /// The behaviour, or the equal one of the last container that started.
    pub fn behaviour(&mut self, behaviour: Behaviour) -> Rc<Behaviour> {
        if *self.behaviour != behaviour {
            self.behaviour = Rc::new(behaviour);
        }
        self.behaviour.clone()
    }
}
