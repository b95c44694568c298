//! `traffic` of `pack()`.

use super::definition::Chain;
use super::literal::{UNITS, string};
use super::writer::Writer;
use crate::Located;
use crate::data::{NoData, ThresholdsFile, Traffic, TrafficPhase};

pub(super) fn traffic(out: &mut Writer, file: &ThresholdsFile, traffic: &Located<Traffic>) {
    let Traffic { stable_replicas, no_data, phases } = &traffic.value;
    let mut chain = Chain::new("traffic", &format!("Traffic::new({})", stable_replicas.value));
    chain.then(no_data.map(|no_data| {
        let name = match no_data.value {
            NoData::Hold => "Hold",
            NoData::Fail => "Fail",
        };
        format!("no_data(model::NoData::{name})")
    }));
    for phase in phases {
        chain.then(Some(format!("phase({})", self::phase(file, phase))));
    }
    chain.at(out, file, traffic.place);
}

fn phase(file: &ThresholdsFile, phase: &TrafficPhase) -> String {
    let TrafficPhase { place, name, weight, replicas, dwell, started } = phase;
    let (name, weight) = (string(&name.value), UNITS.quantity(weight.value));
    let mut text = format!("model::TrafficPhase::new({name}, {weight}, {})", replicas.value);
    text.extend(dwell.map(|dwell| format!(".dwell({})", UNITS.duration(dwell.value))));
    text.extend(started.as_ref().map(|alert| format!(".started({})", string(&alert.value))));
    text + &format!(".at({})", UNITS.origin(&file.file, *place))
}
