//! The page that describes the protocol: its conversation is real, and it names all there is.

use serde_json::Value;

use super::{Client, page, schema};
use crate::golden::same;

#[test]
fn the_conversation_of_the_page_is_a_real_one() {
    let path = page().join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut client = Client::begin(&["--path", "../../examples/serve/exercises"]);
    let mut came = String::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```text";
        }
        match line.strip_prefix("> ").filter(|_| inside) {
            Some(message) => {
                let request: Value = serde_json::from_str(message).unwrap();
                if let (Some(id), Some(method)) = (request["id"].as_u64(), request.get("method")) {
                    client.asked.insert(id, method.as_str().unwrap().to_owned());
                }
                super::fits(&super::CLIENT, &request);
                client.line(message);
            }
            None if inside && line.starts_with('<') => {
                client.traffic.clear();
                client.next();
                came.push_str(&client.traffic);
                continue;
            }
            None => {}
        }
        came.push_str(line);
        came.push('\n');
    }
    client.end_well();
    assert!(same(&path, &came), "TENDING_ACCEPT=1 writes it anew");
}

#[test]
fn the_page_names_all_that_can_be_said() {
    let text = std::fs::read_to_string(page().join("README.md")).unwrap();
    let (client, server) = (schema("client"), schema("server"));
    let mut names = Vec::new();
    constants(&client["$defs"]["Message"], "method", &mut names);
    constants(&server["$defs"]["Message"], "method", &mut names);
    constants(&client["$defs"]["Act"], "act", &mut names);
    constants(&server["$defs"]["Output"], "output", &mut names);
    constants(&server["$defs"]["Reason"], "", &mut names);
    constants(&server["$defs"]["PromptKind"], "kind", &mut names);
    constants(&server["$defs"]["Notice"], "notice", &mut names);
    // What goes over the line as a request of its own.
    names.retain(|name| !["returned", "failed", "host"].contains(&name.as_str()));
    assert!(names.len() > 70, "{names:?}");
    for name in names {
        let named = text.contains(&format!("`{name}`")) || text.contains(&format!("\"{name}\""));
        assert!(named, "`{name}` is not on the page");
    }
}

/// The constants of the property `of` anywhere in a schema.
fn constants(schema: &Value, of: &str, found: &mut Vec<String>) {
    match schema {
        Value::Object(map) => {
            let here = if of.is_empty() { map.get("const") } else { map.get(of) };
            let here = here.map(|inner| inner.get("const").unwrap_or(inner));
            found.extend(here.and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|inner| constants(inner, of, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| constants(inner, of, found)),
        _ => {}
    }
}
