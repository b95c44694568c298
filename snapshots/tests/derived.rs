//! Tests that were derived from alerts, run by promtool.

#[test]
fn probe() {
    let catalog = plimsoll_thresholds::catalog();
    for pack in &catalog.packs {
        let phases: Vec<Option<&str>> = if pack.phases.is_empty() {
            vec![None]
        } else {
            pack.phases.iter().map(|phase| Some(phase.name)).collect()
        };
        for environment in &pack.environments {
            for phase in &phases {
                if *phase != environment.phase && std::env::var("ALL").is_err() {
                    continue;
                }
                if std::env::var("ONLY").is_ok_and(|only| {
                    !format!("{} {} {phase:?}", pack.name, environment.name).contains(&only)
                }) {
                    continue;
                }
                let plan = plimsoll::plan::lower(pack, environment.name, *phase).unwrap();
                let begin = std::time::Instant::now();
                let (tests, without) = plimsoll_behaviour::derive(pack, &plan);
                println!(
                    "{} {} {phase:?}: {} tests in {:?}",
                    pack.name,
                    environment.name,
                    tests.len(),
                    begin.elapsed()
                );
                for without in without {
                    println!("  NO {}: {}", without.alert, without.why);
                }
                let folder = std::path::Path::new("/tmp/behave")
                    .join(pack.name)
                    .join(environment.name)
                    .join(phase.unwrap_or("none"));
                std::fs::create_dir_all(&folder).unwrap();
                let rules = plimsoll::render::all(&plan);
                let rules = rules.iter().find(|file| file.path.ends_with("/rules.yaml")).unwrap();
                std::fs::write(folder.join("rules.yaml"), &rules.text).unwrap();
                for file in plimsoll::render::behaviour(&plan, &tests) {
                    let name = file.path.rsplit('/').next().unwrap();
                    std::fs::write(folder.join(name), &file.text).unwrap();
                }
            }
        }
    }
}

#[test]
fn mutation_probe() {
    let catalog = plimsoll_thresholds::catalog();
    for pack in &catalog.packs {
        for environment in &pack.environments {
            if std::env::var("ONLY")
                .is_ok_and(|only| !format!("{} {}", pack.name, environment.name).contains(&only))
            {
                continue;
            }
            let plan = plimsoll::plan::lower(pack, environment.name, environment.phase).unwrap();
            let (tests, _) = plimsoll_behaviour::derive(pack, &plan);
            for test in &tests {
                test.run(&plan).unwrap();
            }
            let begin = std::time::Instant::now();
            let mutants = plimsoll_behaviour::mutants(&plan);
            let mut killed = std::collections::BTreeMap::<_, (usize, usize)>::new();
            let mut equal = 0;
            let mut survivors = String::new();
            for mutant in &mutants {
                let mutated = mutant.apply(&plan);
                let dead = tests
                    .iter()
                    .filter(|test| mutant.alerts.contains(test.alert))
                    .any(|test| test.run(&mutated).is_err());
                if let Some(reason) = mutant.equivalent {
                    equal += 1;
                    if dead {
                        survivors.push_str(&format!(
                            "!!! {} {} {}: {reason}\n",
                            mutant.kind, mutant.rule, mutant.change
                        ));
                    }
                    continue;
                }
                let count = killed.entry(mutant.kind).or_default();
                count.1 += 1;
                if dead {
                    count.0 += 1
                } else {
                    survivors.push_str(&format!("{} {} {}\n", mutant.kind, mutant.rule, mutant.change));
                }
            }
            let sum = killed.values().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
            println!(
                "{} {}: {} in {:?}; {equal} equivalent, {sum:?} {:.1} % {killed:?}\n{survivors}",
                pack.name,
                environment.name,
                mutants.len(),
                begin.elapsed(),
                sum.0 as f64 / sum.1 as f64 * 100.0
            );
        }
    }
}
