//! The schema of the format: it says what the reader reads, no more and no less.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use tending::keys::{Key, PART, PLACES, Place};
use tending::schema::{File, schema};

use crate::golden::{entries, folder, load, same};

fn exercises() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises")
}

fn validator(file: File) -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(&schema(file)).expect("JSON");
    jsonschema::draft202012::meta::validate(&schema).expect("a schema");
    jsonschema::validator_for(&schema).expect("a schema")
}

/// A TOML file as JSON; nothing where it cannot be read.
fn json(text: &str) -> Option<Value> {
    toml::from_str::<toml::Table>(text).ok().map(|table| value(toml::Value::Table(table)))
}

fn value(of: toml::Value) -> Value {
    match of {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(is) => json!(is),
        toml::Value::Datetime(at) => json!(at.to_string()),
        toml::Value::Array(items) => items.into_iter().map(value).collect(),
        toml::Value::Table(table) => {
            let entries = table.into_iter().map(|(name, item)| (name, value(item)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

fn fits(file: File, path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let json = json(&text).ok_or_else(|| "it is no TOML".to_owned())?;
    let faults: Vec<String> = validator(file)
        .iter_errors(&json)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

#[test]
fn the_committed_schemas_are_those_that_are_made() {
    for file in File::ALL {
        let path = exercises().join(format!("{}.schema.json", file.name()));
        assert!(same(&path, &schema(file)), "TENDING_ACCEPT=1 writes it anew");
    }
}

#[test]
fn every_shipped_file_fits_its_schema() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for exercise in entries(&exercises()).iter().filter(|path| path.is_dir()) {
        let mut hold = |file, path: &Path| {
            seen += 1;
            if let Err(faults) = fits(file, path) {
                wrong.push(format!("{}: {faults}", path.display()));
            }
        };
        hold(File::Exercise, &exercise.join("exercise.toml"));
        for (inside, file) in [("parts", File::Part), ("scenarios", File::Scenario)] {
            let inside = exercise.join(inside);
            if inside.is_dir() {
                entries(&inside).iter().for_each(|path| hold(file, path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 100, "the shipped files were not found");
    fits(File::Exercise, &folder("fixtures/everything.toml")).expect("all keys there are");
}

#[test]
fn what_is_broken_does_not_fit() {
    // Read without fault, and wrong in a way that a schema cannot say.
    let beyond = [
        "braces-in-texts.toml",
        "no-end.toml",
        "private-and-shared.toml",
        "roles-missing.toml",
        "slips-in-guards.toml",
    ];
    let files = entries(&folder("broken")).into_iter().filter_map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name.ends_with(".toml") && fits(File::Exercise, &path).is_ok()).then_some(name)
    });
    assert_eq!(files.collect::<Vec<_>>(), beyond, "broken, and fits");
    let fits = |text: &str| {
        let head = "format = 1\nid = \"x\"\ntitle = \"X\"\n";
        validator(File::Exercise).is_valid(&json(&format!("{head}{text}")).expect("TOML"))
    };
    assert!(fits(
        "[step.a]\nask = \"What?\"\nlines = \"many\"\nnext = \"b\"\n[step.b]\nend = \"done\""
    ));
    assert!(!fits("[step.a]\nask = \"What?\"\npause = \"20s\""), "two actions");
    assert!(!fits("[step.a]\nsay = \"Hello\"\nlines = \"many\""), "a key of another action");
    assert!(!fits("[step.a]\nconfirm = \"So?\"\nat_most = 3"), "half a pair");
    assert!(!fits("[step.a]\npause = \"twenty seconds\""), "no length");
    assert!(!fits("[step.a]\nsya = \"Hello\""), "an unknown key");
}

/// An exercise or part in which `key` stands in its place, with what it needs beside it.
fn placed(place: &Place, key: &Key) -> String {
    let example = |name: &str| place.key(name).map(|key| format!("{name} = {}\n", key.example));
    let line = format!("{} = {}\n", key.name, key.example);
    let pairs = place.pairs.iter().filter(|(half, _)| *half == key.name);
    let beside: String = pairs.filter_map(|(_, other)| example(other)).collect();
    let needed = place.keys.iter().filter(|other| other.required && other.name != key.name);
    let needed: Vec<String> =
        needed.map(|other| format!("{} = {}", other.name, other.example)).collect();
    let group = |also: &str| {
        let mut inside = needed.clone();
        inside.push(format!("{} = {}", key.name, key.example));
        inside.extend((!also.is_empty()).then(|| also.to_owned()));
        format!("{{ {} }}", inside.join(", "))
    };
    let head = "format = 1\nid = \"x\"\ntitle = \"X\"\n";
    let done = "\n[step.done]\nend = \"completed\"\n";
    match place.name {
        "the head" => {
            let rest = needed.join("\n").replace("step = ", "#");
            format!("{line}{rest}\n{}", if key.name == "step" { "" } else { done })
        }
        "a part" => format!("{line}{}", if key.name == "step" { "" } else { done }),
        "`reviewed`" => format!("{head}reviewed = {}{done}", group("")),
        "a timer" => format!("{head}timer = {{ t = {} }}{done}", group("")),
        "`[[moved]]`" => format!("{head}moved = [{}]{done}", group("")),
        "`[host]`" => format!("{head}host = {}{done}", group("")),
        "a function of the host" => {
            format!("{head}host.functions.f = {}{done}", group(""))
        }
        "an entry of `say`" => format!("{head}[step.a]\nsay = [{}]{done}", group("")),
        "a way on" => format!("{head}[step.a]\nsay = \"A\"\nnext = [{}]{done}", group("")),
        "`follow_up`" => {
            let also = if ["after", "on"].contains(&key.name) { "" } else { "after = \"7d\"" };
            format!("{head}[step.a]\nsay = \"A\"\nfollow_up = {}{done}", group(also))
        }
        "a choice" => {
            format!("{head}[step.a]\nchoose = \"A\"\nchoices = [{}]{done}", group(""))
        }
        "`scale`" => format!("{head}[step.a]\nrate = \"A\"\nscale = {}{done}", group("")),
        "`breathe`" => format!("{head}[step.a]\npause = \"9s\"\nbreathe = {}{done}", group("")),
        "a step" => match place.one_of.iter().find(|action| action.key(key.name).is_some()) {
            Some(action) => {
                let begin = &action.keys[0];
                let begin = match begin.name == key.name {
                    true => String::new(),
                    false => format!("{} = {}\n", begin.name, begin.example),
                };
                let also = if action.name == "choose" && key.name == "choose" {
                    "choices = \"needs\"\n"
                } else if action.name == "choose" && !key.name.starts_with("choices") {
                    "choices = { yes = \"Yes\", no = \"No\", maybe = \"Maybe\" }\n"
                } else {
                    ""
                };
                format!("{head}[step.a]\n{begin}{also}{line}{done}")
            }
            None => {
                let asks = ["save", "open", "tells", "kept", "within", "late"];
                let asks =
                    if asks.contains(&key.name) { "ask = \"What?\"\n" } else { "say = \"A\"\n" };
                let asks = if key.name == "say" { "" } else { asks };
                format!("{head}[step.a]\n{asks}{line}{beside}{done}")
            }
        },
        other => panic!("`{other}` is new: say here where it stands"),
    }
}

/// Every key that is described is read: its example stands there without a word.
#[test]
fn every_key_that_is_described_is_read() {
    let scenario = ["a scenario", "a line of `play`", "`choose`"];
    let of_shape = [
        "unknown-key",
        "unknown-heading",
        "key-of-another-action",
        "wrong-kind",
        "half-a-pair",
        "missing-key",
        "bad-name",
        "bad-length",
        "bad-date",
        "bad-bounds",
        "unknown-value",
        "head-below-heading",
        "nothing-here",
    ];
    for place in PLACES.iter().filter(|place| !scenario.contains(&place.name)) {
        let further = place.one_of.iter().flat_map(|place| place.keys);
        for key in place.keys.iter().chain(further) {
            let text = placed(place, key);
            let mut memory = tending::loader::Memory::default();
            if place.name == PART.name {
                let call = "format = 1\nid = \"x\"\ntitle = \"X\"\n[step.a]\ncall = \"./p\"\n[step.b]\nend = \"z\"";
                memory.add("x", "exercise.toml", call);
                memory.add("x", "parts/p.toml", &text);
            } else {
                memory.add("x", "exercise.toml", &text);
            }
            let loaded = load(memory);
            let wrong: Vec<_> =
                loaded.diagnostics.iter().filter(|d| of_shape.contains(&d.code.name)).collect();
            assert!(wrong.is_empty(), "{} in {}:\n{text}\n{wrong:#?}", key.name, place.name);
            let file = if place.name == PART.name { File::Part } else { File::Exercise };
            let json = json(&text).unwrap_or_else(|| panic!("no TOML:\n{text}"));
            let fault = validator(file).iter_errors(&json).next().map(|fault| fault.to_string());
            assert_eq!(fault, None, "{} in {}:\n{text}", key.name, place.name);
        }
    }
}
