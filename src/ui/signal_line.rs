//! The signal line: you → API server → controllers → scheduler → kubelet, and on it the last
//! facts as beads that travel to the station of whoever made them.

use super::parts::path;
use crate::cluster::FactId;
use crate::scene::{Chronicle, Entry, Station};
use std::rc::Rc;
use yew::prelude::*;

/// A fact on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bead {
    fact: FactId,
    station: Station,
    hue: Option<usize>,
    what: String,
}

impl Bead {
    /// The bead of an entry.
    pub fn of(entry: &Entry, chronicle: &Chronicle) -> Bead {
        Bead {
            fact: entry.fact,
            station: if entry.station == Station::You { Station::ApiServer } else { entry.station },
            hue: entry.row.as_ref().map(|row| chronicle.hue(row)),
            what: entry.what.clone(),
        }
    }
}

const STATIONS: [(Station, &str); 5] = [
    (Station::You, "you"),
    (Station::ApiServer, "API server"),
    (Station::Controllers, "controllers"),
    (Station::Scheduler, "scheduler"),
    (Station::Kubelet, "kubelet"),
];

fn x(station: Station) -> i32 {
    28 + station as i32 * 104
}

/// What the signal line shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The beads, oldest first.
    pub beads: Rc<Vec<Bead>>,
}

/// The line with its stations and beads.
#[component]
pub fn SignalLine(props: &Props) -> Html {
    let ends = format!("M{} 13.5H{}", x(Station::You), x(Station::Kubelet));
    html! {
        <svg class="signal-line" width="480" height="40" role="img"
            aria-label="From you by the API server, controllers and scheduler to the kubelet">
            { path("track", ends) }
            { for STATIONS.iter().map(|(station, name)| html! {
                <g>
                    { path("station", format!("M{}.5 9v9", x(*station))) }
                    <text x={x(*station).to_string()} y="33">{ *name }</text>
                </g>
            }) }
            { for props.beads.iter().map(bead) }
        </svg>
    }
}

fn bead(bead: &Bead) -> Html {
    let end = x(bead.station);
    let hue = bead.hue.map_or("is-yours".to_owned(), |hue| format!("hue-{}", hue % 6));
    html! {
        <g key={bead.fact.0} class={classes!("bead", hue)}>
            <title>{ bead.what.clone() }</title>
            <path d={format!("M{} 13.5H{end}", end - 36)} />
            <circle cx={end.to_string()} cy="13.5" r="4.5" />
        </g>
    }
}
