//! How many replicas a metric asks for (`ReplicaCalculator`).

/// A pod as the calculation sees it; amounts in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// What it requests.
    pub request: i64,
    /// What it uses; `None` if nobody measured that.
    pub usage: Option<i64>,
    /// Whether it counts already: it has started and been ready.
    pub ready: bool,
}

/// What a metric is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Use by requests, in percent.
    Utilization(i64),
    /// Use by pods, in thousandths.
    AverageValue(i64),
}

/// Within these parts above and below the target nothing is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerances {
    /// Above the target.
    pub up: f64,
    /// Below the target.
    pub down: f64,
}

impl Default for Tolerances {
    fn default() -> Tolerances {
        Tolerances { up: 0.1, down: 0.1 }
    }
}

/// What a metric asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proposal {
    /// So many replicas.
    pub replicas: i64,
    /// The use in percent of the requests, if they matter.
    pub utilization: Option<i64>,
    /// The average use in thousandths.
    pub average: i64,
}

/// Proposes replicas for `current` ones; `None` if no pod was measured.
pub fn propose(
    samples: &[Sample],
    current: i64,
    target: Target,
    tolerances: Tolerances,
) -> Option<Proposal> {
    let counted: Vec<Sample> =
        samples.iter().copied().filter(|sample| sample.ready && sample.usage.is_some()).collect();
    if samples.iter().all(|sample| sample.usage.is_none()) || counted.is_empty() {
        return None;
    }
    let usage = ratio(&counted, target);
    let proposal =
        |replicas| Proposal { replicas, utilization: usage.utilization, average: usage.average };
    let unready = samples.iter().any(|sample| !sample.ready);
    let missing = samples.iter().any(|sample| sample.ready && sample.usage.is_none());
    let rises_with_unready = unready && usage.ratio > 1.0;
    if !rises_with_unready && !missing {
        let replicas = if tolerances.hold(usage.ratio) {
            current
        } else {
            round_up(usage.ratio * counted.len() as f64)
        };
        return Some(proposal(replicas));
    }
    let assumed: Vec<Sample> = samples
        .iter()
        .filter(|sample| sample.ready || rises_with_unready)
        .map(|sample| assume(*sample, usage.ratio, target))
        .collect();
    let again = ratio(&assumed, target).ratio;
    let turns = (usage.ratio < 1.0 && again > 1.0) || (usage.ratio > 1.0 && again < 1.0);
    if tolerances.hold(again) || turns {
        return Some(proposal(current));
    }
    let replicas = round_up(again * assumed.len() as f64);
    let against = (again < 1.0 && replicas > current) || (again > 1.0 && replicas < current);
    Some(proposal(if against { current } else { replicas }))
}

/// A pod that nobody measured is assumed to use what makes the change smaller.
fn assume(sample: Sample, ratio: f64, target: Target) -> Sample {
    if sample.ready && sample.usage.is_some() {
        return sample;
    }
    let usage = match target {
        _ if ratio > 1.0 || !sample.ready => 0,
        Target::Utilization(percent) => sample.request.saturating_mul(percent.max(100)) / 100,
        Target::AverageValue(value) => value,
    };
    Sample { usage: Some(usage), ..sample }
}

struct Usage {
    ratio: f64,
    utilization: Option<i64>,
    average: i64,
}

fn ratio(samples: &[Sample], target: Target) -> Usage {
    let used = samples.iter().filter_map(|sample| sample.usage).fold(0, i64::saturating_add);
    let count = i64::try_from(samples.len()).unwrap_or(1).max(1);
    let average = used / count;
    match target {
        Target::Utilization(percent) => {
            let requests = samples.iter().map(|sample| sample.request);
            let requested = requests.fold(0, i64::saturating_add);
            let utilization = used.saturating_mul(100) / requested.max(1);
            let ratio = utilization as f64 / percent.max(1) as f64;
            Usage { ratio, utilization: Some(utilization), average }
        }
        Target::AverageValue(value) => {
            Usage { ratio: average as f64 / value.max(1) as f64, utilization: None, average }
        }
    }
}

impl Tolerances {
    /// Whether a ratio is near enough to the target.
    pub fn hold(self, ratio: f64) -> bool {
        (1.0 - self.down..=1.0 + self.up).contains(&ratio)
    }
}

fn round_up(number: f64) -> i64 {
    // A cast of a float saturates.
    number.ceil() as i64
}
