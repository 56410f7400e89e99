//! Where everything stands: a scene on a surface of some width, in pixels.
//!
//! Pods lie in one layer above the grid, so that a pod that gets a node is the same mark at
//! another place and glides there.

use super::pod::PodMark;
use super::row::OwnerRow;
use super::{Glyph, Scene};
use crate::ordered::{OrderedMap, OrderedSet};
use smol_str::{SmolStr, format_smolstr};
use std::rc::Rc;

/// The most columns that are drawn.
const COLUMNS: usize = 100;
/// The most pods that are drawn one by one; of the others cells say how many there are.
const PODS: usize = 600;

/// What there is room on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surface {
    /// In pixels.
    pub width: i32,
    /// Whether it is a phone's.
    pub is_narrow: bool,
}

/// How large the marks are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Density {
    /// With letters, badge, name and claims.
    #[default]
    Large,
    /// With letters and badge.
    Medium,
    /// Contour only.
    Small,
}

/// A picture of a scene.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// How large the marks are.
    pub density: Density,
    /// The mark's width and height.
    pub glyph: i32,
    /// The whole width; above the surface's when the columns do not fit.
    pub width: i32,
    /// The height below the heads.
    pub height: i32,
    /// The width of the owners' column.
    pub owners: i32,
    /// The width of the column of what is on no node yet.
    pub waiting: i32,
    /// The columns of the nodes, as many as are drawn, in the scene's order.
    pub nodes: Vec<NodeBox>,
    /// How many nodes have no column.
    pub hidden_nodes: usize,
    /// The rows in the scene's order.
    pub rows: Vec<RowBox>,
    /// The pods.
    pub pods: Vec<PlacedPod>,
    /// What is wanted and does not exist, and how many pods are not drawn one by one.
    pub cells: Vec<Cell>,
}

/// A node's column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeBox {
    /// From the left.
    pub x: i32,
    /// In pixels.
    pub width: i32,
}

/// An owner's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowBox {
    /// From below the heads.
    pub y: i32,
    /// In pixels.
    pub height: i32,
    /// Where the leaving revision begins, during a rollout.
    pub divider: Option<i32>,
}

/// A pod at its place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedPod {
    /// The pod.
    pub pod: Rc<PodMark>,
    /// The letters on it.
    pub letters: SmolStr,
    /// Its owner's place in the order of first appearance.
    pub hue: usize,
    /// From the left.
    pub x: i32,
    /// From below the heads.
    pub y: i32,
}

/// A place with a text: a slot of a pod to come, or a number of pods that are not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What tells it from the others.
    pub key: SmolStr,
    /// What it says.
    pub text: SmolStr,
    /// Whether it stands for a pod to come.
    pub is_slot: bool,
    /// The hue of its row.
    pub hue: usize,
    /// From the left.
    pub x: i32,
    /// From below the heads.
    pub y: i32,
}

/// The measures of one density on one kind of surface, in pixels.
#[derive(Clone, Copy)]
struct Measures {
    glyph: i32,
    step_x: i32,
    step_y: i32,
    claim_x: i32,
    claim_y: i32,
    least_column: i32,
}

const PADDING: i32 = 8;
const SPLIT: i32 = 6;

fn measures(density: Density, is_narrow: bool) -> Measures {
    let [glyph, step_x, step_y, least_column] = match (density, is_narrow) {
        (Density::Large, false) => [32, 44, 52, 80],
        (Density::Large, true) => [36, 44, 56, 64],
        (Density::Medium, _) => [20, 26, 26, 44],
        (Density::Small, _) => [10, 13, 13, 28],
    };
    let (claim_x, claim_y) = if density == Density::Large { (64, 16) } else { (0, 0) };
    Measures { glyph, step_x, step_y, claim_x, claim_y, least_column }
}

/// One row's pods by column; `None` is the column of what is on no node yet.
type Places<'row> = OrderedMap<Option<usize>, Vec<&'row Rc<PodMark>>>;

impl Picture {
    /// The picture of a scene.
    pub fn of(scene: &Scene, surface: Surface) -> Picture {
        let columns = scene.nodes.len().min(COLUMNS);
        let number: OrderedMap<&str, usize> = scene.nodes[..columns]
            .iter()
            .enumerate()
            .map(|(index, node)| (node.name.as_str(), index))
            .collect();
        let hidden: OrderedMap<&str, ()> =
            scene.nodes[columns..].iter().map(|node| (node.name.as_str(), ())).collect();
        let places: Vec<Places> = scene
            .rows
            .iter()
            .map(|row| {
                let mut places = Places::new();
                for pod in row.pods.iter().filter(|pod| !hidden.contains_key(pod.node.as_str())) {
                    places.entry(number.get(pod.node.as_str()).copied()).or_default().push(pod);
                }
                places
            })
            .collect();
        let busiest = places.iter().flat_map(|row| row.values().map(Vec::len)).max().unwrap_or(0);
        let density = density(columns, busiest, surface);
        let cells = places.iter().map(OrderedMap::len).sum::<usize>().max(1);
        let most = if scene.pod_count() > PODS { (PODS / cells).max(4) } else { usize::MAX };
        Painter::new(density, columns, surface, most).paint(scene, &places, columns)
    }
}

impl Picture {
    /// This picture with at most so many pods that `before` does not show, and how many of them
    /// were held back: a crowd enters in groups, so that no picture takes long to draw.
    pub fn entering(mut self, before: &Picture, most: usize) -> (Picture, usize) {
        let whole = self.pods.len();
        if whole > most {
            let known: OrderedSet<&str> =
                before.pods.iter().map(|placed| placed.pod.uid.as_str()).collect();
            let mut entered = 0;
            self.pods.retain(|placed| {
                let is_new = !known.contains(placed.pod.uid.as_str());
                entered += usize::from(is_new);
                !is_new || entered <= most
            });
        }
        let held_back = whole - self.pods.len();
        (self, held_back)
    }
}

fn density(columns: usize, busiest: usize, surface: Surface) -> Density {
    let few = if surface.is_narrow { 4 } else { 6 };
    match () {
        () if columns <= few && busiest <= 12 => Density::Large,
        () if columns <= 2 * few && busiest <= 60 => Density::Medium,
        () => Density::Small,
    }
}

struct Painter {
    measures: Measures,
    column: i32,
    least_row: i32,
    most: usize,
    picture: Picture,
}

impl Painter {
    fn new(density: Density, columns: usize, surface: Surface, most: usize) -> Painter {
        let measures = measures(density, surface.is_narrow);
        let (owners, waiting) = match surface.width {
            _ if surface.is_narrow => (92, 50),
            width if width < 560 => (136, 52),
            _ => (180, 68),
        };
        let room = surface.width - owners - waiting;
        let column = (room / i32::try_from(columns.max(1)).unwrap_or(1)).max(measures.least_column);
        let nodes = (0..columns)
            .map(|index| NodeBox { x: owners + waiting + index as i32 * column, width: column })
            .collect::<Vec<_>>();
        let right = nodes.last().map_or(owners + waiting, |last| last.x + last.width);
        let picture = Picture {
            density,
            glyph: measures.glyph,
            width: right.max(surface.width),
            owners,
            waiting,
            nodes,
            ..Picture::default()
        };
        let least_row = if surface.is_narrow { 84 } else { 56 };
        Painter { measures, column, least_row, most, picture }
    }

    fn paint(mut self, scene: &Scene, places: &[Places], columns: usize) -> Picture {
        self.picture.hidden_nodes = scene.nodes.len() - columns;
        let mut y = 0;
        for (row, places) in scene.rows.iter().zip(places) {
            let height = self.row(row, places, y);
            y += height;
        }
        self.picture.height = y;
        self.picture
    }

    /// Paints a row and answers its height.
    fn row(&mut self, row: &OwnerRow, places: &Places, y: i32) -> i32 {
        let claims = row.pods.iter().map(|pod| pod.claims.len()).max().unwrap_or_default().min(2);
        let step_x = if claims > 0 {
            self.measures.step_x.max(self.measures.claim_x)
        } else {
            self.measures.step_x
        };
        let step_y = self.measures.step_y + self.measures.claim_y * claims as i32;
        let step = (step_x, step_y);
        let groups: &[bool] = if row.is_rolling { &[false, true] } else { &[false] };
        let mut below = y + PADDING;
        let mut divider = None;
        for leaving in groups {
            if *leaving {
                divider = Some(below);
                below += SPLIT;
            }
            let mut lines = 0;
            for (place, pods) in places {
                let group: Vec<&Rc<PodMark>> = pods
                    .iter()
                    .copied()
                    .filter(|pod| !row.is_rolling || pod.is_leaving == *leaving)
                    .collect();
                lines = lines.max(self.cell(row, *place, &group, below, step));
            }
            if !leaving {
                lines = lines.max(self.slots(row, places, below, step));
            }
            below += lines.max(1) * step_y;
        }
        let least = self.least_row + if row.tally.is_some() { 12 } else { 0 };
        let height = (below - y).max(least);
        self.picture.rows.push(RowBox { y, height, divider });
        height
    }

    fn per_line(&self, place: Option<usize>, step_x: i32) -> usize {
        let width = if place.is_some() { self.column } else { self.picture.waiting };
        let fit = (width - PADDING) / step_x;
        usize::try_from(fit).unwrap_or(1).max(1)
    }

    fn left(&self, place: Option<usize>) -> i32 {
        let x = match place {
            Some(index) => self.picture.nodes[index].x,
            None => self.picture.owners,
        };
        x + PADDING
    }

    /// Paints the pods of one cell and answers how many lines they take.
    fn cell(
        &mut self,
        row: &OwnerRow,
        place: Option<usize>,
        pods: &[&Rc<PodMark>],
        y: i32,
        step: (i32, i32),
    ) -> i32 {
        let (per_line, left) = (self.per_line(place, step.0), self.left(place));
        let at = |index: usize| {
            (left + (index % per_line) as i32 * step.0, y + (index / per_line) as i32 * step.1)
        };
        let drawn = if pods.len() > self.most { self.most } else { pods.len() };
        for (index, pod) in pods[..drawn].iter().enumerate() {
            let (x, y) = at(index);
            let (letters, hue) = (row.mark.clone(), row.hue);
            self.picture.pods.push(PlacedPod { pod: Rc::clone(pod), letters, hue, x, y });
        }
        if drawn == pods.len() {
            return lines(pods.len(), per_line);
        }
        let rest = pods.len() - drawn;
        let ready = pods[drawn..].iter().filter(|pod| pod.glyph == Glyph::Ready).count();
        let y = y + lines(drawn, per_line) * step.1;
        self.picture.cells.push(Cell {
            key: format_smolstr!("more-{}-{place:?}-{y}", row.key),
            text: format_smolstr!("+{rest}, {ready} ready"),
            is_slot: false,
            hue: row.hue,
            x: left,
            y,
        });
        lines(drawn, per_line) + 2
    }

    /// Paints the pods to come below those on no node, and answers how many lines both take.
    fn slots(&mut self, row: &OwnerRow, places: &Places, y: i32, step: (i32, i32)) -> i32 {
        let per_line = self.per_line(None, step.0);
        let waiting = places.get(&None).map_or(0, Vec::len).min(self.most);
        for (index, slot) in row.slots.iter().enumerate() {
            let index = index + waiting;
            self.picture.cells.push(Cell {
                key: format_smolstr!("slot-{}-{slot}", row.key),
                text: slot.rsplit('-').next().unwrap_or(slot).into(),
                is_slot: true,
                hue: row.hue,
                x: self.left(None) + (index % per_line) as i32 * step.0,
                y: y + (index / per_line) as i32 * step.1,
            });
        }
        if row.slots.is_empty() { 0 } else { lines(waiting + row.slots.len(), per_line) }
    }
}

fn lines(count: usize, per_line: usize) -> i32 {
    i32::try_from(count.div_ceil(per_line)).unwrap_or(i32::MAX)
}
