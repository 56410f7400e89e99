//! What is drawn of a cluster: owners as rows, nodes as columns, pods as marks, and what the
//! journal tells.  Pure: the same store, journal and width give the same picture, so that it is
//! tested without a browser.

mod chronicle;
mod forecast;
mod glyph;
mod node;
mod picture;
mod pod;
mod row;
mod score;
mod short;

pub use chronicle::{Chronicle, Entry, Station};
pub use forecast::{Forecast, Foretold};
pub use glyph::{Badge, Glyph};
pub use node::{Gauge, NodeColumn};
pub use picture::{Cell, Density, NodeBox, Picture, PlacedPod, RowBox, Surface};
pub use pod::{Claim, PodMark};
pub use row::{OwnerRow, Tally};
pub use score::{Note, Pitch, Score};
pub use short::Short;

use crate::store::View;
use std::rc::Rc;

/// All that the cluster view shows at one instant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// The columns, in the order in which their machines joined.
    pub nodes: Vec<NodeColumn>,
    /// The rows, oldest owner first.
    pub rows: Vec<Rc<OwnerRow>>,
}

impl Scene {
    /// The scene of this instant.  `chronicle` must have read the journal up to it: it knows
    /// whose each pod is, and which hue an owner was given.
    pub fn of(view: &View, chronicle: &Chronicle) -> Scene {
        Scene { nodes: node::columns(view), rows: row::rows(view, chronicle) }
    }

    /// How many pods there are.
    pub fn pod_count(&self) -> usize {
        self.rows.iter().map(|row| row.pods.len()).sum()
    }

    /// The pod of this uid.
    pub fn pod(&self, uid: &str) -> Option<&Rc<PodMark>> {
        self.rows.iter().flat_map(|row| &row.pods).find(|pod| pod.uid == uid)
    }

    /// The node of this name.
    pub fn node(&self, name: &str) -> Option<&NodeColumn> {
        self.nodes.iter().find(|node| node.name == name)
    }
}
