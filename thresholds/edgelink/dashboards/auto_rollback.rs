//! What the machine did, and whether it helped.

use plimsoll::prelude::*;

use crate::edgelink::m;

/// Long enough for rollbacks, which are rare, to add up to a ratio.
const PERIOD: Duration = days(7);

/// One series of a namespace.
const NAMESPACE: &[&str] = &["namespace"];

/// Rollbacks over time, by reason, how many succeeded, how long they took, and whether people still had to act.
pub(in crate::edgelink) fn auto_rollback() -> Dashboard {
    let all = m::edgelink_rollback_total;
    let by = |labels: &[&str]| all.increase(Window::Panel).sum_by(labels);
    let decided = all.filter(m::result.one_of(&["success", "failure"])).increase(PERIOD);
    let succeeded = ratio(all.filter(m::result.is("success")).increase(PERIOD), decided).by(NAMESPACE);
    let (p95, mean) = (duration_p95(), duration_mean());
    Dashboard::new("edgelink-auto-rollback", "EdgeLink: automatic rollback")
        .description("What the machine rolled back and why, whether it worked, and how long services were past their lines.")
        .with_row(
            "Rollbacks",
            [
                Panel::of_signal("by-result", "By result", &by(&["namespace", "result"]), "{result}")
                    .draw(Draw::Stacked)
                    .description("Rollbacks by how they ended. `dry_run` is what the machine would have done."),
                Panel::of_signal("by-reason", "By reason", &by(&["namespace", "reason"]), "{reason}")
                    .draw(Draw::Stacked)
                    .description("Rollbacks by the alert that asked for them; `manual` is a person."),
                Panel::of_signal("history", "By deployment", &by(&["namespace", "deployment", "result"]), "{deployment} {result}")
                    .draw(Draw::Stacked)
                    .description("When which deployment was rolled back."),
            ],
        )
        .with_row(
            "Quality",
            [
                Panel::of_signal("success-ratio", "Successful", &succeeded, "of the last 7 days")
                    .draw(Draw::Stat)
                    .with_line(Line::below(percent(95.0), "target"))
                    .description("Rollbacks of the last 7 days that succeeded, as a part of those that were tried. Target: above 95 %."),
                Panel::of_signal("false-rollbacks", "False", &false_rollbacks(), "of the last 7 days")
                    .draw(Draw::Stat)
                    .with_line(Line::above(percent(2.0), "target"))
                    .description("Successful rollbacks of the last 7 days after which the signal was still past its line, as a part of all successful ones: the version was not the cause. Target: below 2 %."),
                Panel::of_signal("duration", "Duration", &p95, "P95")
                    .with_signal(&mean, "mean")
                    .description("How long a rollback took until the deployment was available, over the last 7 days."),
            ],
        )
        .with_row(
            "People",
            [
                Panel::of_signal("time-past-line", "Time past the line", &time_past_line(), "{alertname} {service}")
                    .with_line(Line::above(Quantity::minutes(5.0), "budget"))
                    .description("For how long the alerts that may roll back have been active. The budget for recovery is 5 minutes."),
            ],
        )
}

/// Episodes in which a rollback did not help, as a part of all successful rollbacks. `ALERTS_FOR_STATE` is the
/// moment at which an alert became active: each change is an episode, and the first one is none.
fn false_rollbacks() -> Signal<Ratio> {
    let episodes: Signal<Count> = Signal::raw(
        "sum by (namespace) (\
         changes(ALERTS_FOR_STATE{namespace=\"$namespace\", alertname=\"EdgeLinkRollbackDidNotHelp\"}[7d]) + 1)",
        NAMESPACE,
        PERIOD,
    );
    let succeeded =
        m::edgelink_rollback_total.filter(m::result.is("success")).increase(PERIOD).sum_by(NAMESPACE);
    episodes.over(succeeded, NAMESPACE)
}

/// For how long people's alerts have been active.
fn time_past_line() -> Signal<Seconds> {
    Signal::raw(
        "time() - ALERTS_FOR_STATE{namespace=\"$namespace\", severity=\"critical\", \
         alertname=~\"EdgeLinkHighErrorRate|EdgeLinkHighLatency|EdgeLinkPodCrashLooping\"}",
        &["alertname", "namespace", "deployment", "service"],
        Duration::ZERO,
    )
}

/// How long the slowest of twenty rollbacks took. `increase()`, not `rate()`: the week is meant, whatever a person looks
/// at.
fn duration_p95() -> Signal<Seconds> {
    Signal::raw(
        "histogram_quantile(0.95, sum by (namespace, le) (\
         increase(edgelink_rollback_duration_seconds_bucket{namespace=\"$namespace\"}[7d])))",
        NAMESPACE,
        PERIOD,
    )
}

/// How long a rollback took on average.
fn duration_mean() -> Signal<Seconds> {
    Signal::raw(
        "sum by (namespace) (increase(edgelink_rollback_duration_seconds_sum{namespace=\"$namespace\"}[7d]))\
         \n  / (sum by (namespace) (increase(edgelink_rollback_duration_seconds_count{namespace=\"$namespace\"}[7d])) > 0)",
        NAMESPACE,
        PERIOD,
    )
}
