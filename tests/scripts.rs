//! Scripts that mean harm: each is refused when it is loaded, or ends as an error with its place;
//! none takes long, fills the memory, panics, or says what somebody answered.

use std::fmt::Write;
use std::time::Instant;

use tending::Session;
use tending::loader::Memory;
use tending::session::{Act, Input, Output, Start};
use tending::time::Moment;

use crate::golden::{folder, load, same};

/// What an exercise is tried with: a name, its functions, and an expression that uses them.
const TRIED: &[(&str, &str, &str)] = &[
    ("loop without end", "fn f(x) { while true { } }", "f(1)"),
    ("loop that counts", "fn f(x) { let n = 0; loop { n += 1; } }", "f(1)"),
    ("recursion without end", "fn f(x) { f(x + 1) }", "f(1)"),
    ("two that call each other", "fn f(x) { g(x) }\nfn g(x) { f(x) }", "f(1)"),
    ("text that doubles", "fn f(x) { let t = \"ab\"; loop { t += t; } }", "f(1)"),
    ("text in a text", "fn f(x) { let t = \"ab\"; loop { t = `${t}${t}`; } }", "f(1)"),
    ("list that grows", "fn f(x) { let l = []; loop { l.push(1); } }", "f(1)"),
    ("list that doubles", "fn f(x) { let l = [1]; loop { l += l; } }", "f(1)"),
    ("list in a list", "fn f(x) { let l = [1]; loop { l = [l, l]; } }", "f(1)"),
    ("group in a group", "fn f(x) { let m = #{}; loop { m = #{ a: m, b: m }; } }", "f(1)"),
    (
        "group of much",
        "fn f(x) { let t = \"ab\"; while t.len() < 8000 { t += t; } let m = #{}; for i in range(0, 190) { m[`k${i}`] = t; } m }",
        "f(1)",
    ),
    (
        "group that grows",
        "fn f(x) { let m = #{}; for i in range(0, 10000) { m[`k${i}`] = i; } m }",
        "f(1)",
    ),
    (
        "replace by much",
        "fn f(x) { let t = \"aaaaaaaaaaaaaaaa\"; loop { t = t.replace(\"a\", t); } }",
        "f(1)",
    ),
    ("replace of nothing", "fn f(x) { \"abc\".replace(\"\", \"much more\") }", "f(1)"),
    (
        "join of much",
        "fn f(x) { let t = \"ab\"; while t.len() < 8000 { t += t; } let l = []; while l.len() < 400 { l.push(t); } join(l, t) }",
        "f(1)",
    ),
    (
        "bullets of much",
        "fn f(x) { let t = \"ab\"; while t.len() < 8000 { t += t; } let l = []; while l.len() < 400 { l.push(t); } bullets(l) }",
        "f(1)",
    ),
    (
        "table of wide columns",
        "fn f(x) { let t = \"ab\"; while t.len() < 8000 { t += t; } let wide = []; while wide.len() < 240 { wide.push(t); } let rows = [wide]; while rows.len() < 240 { rows.push([1]); } table(rows) }",
        "f(1)",
    ),
    ("table of no rows", "fn f(x) { table([1, 2]) }", "f(1)"),
    (
        "helper again and again",
        "fn f(x) { let t = \"you always \"; while t.len() < 8000 { t += t; } for i in range(0, 20000) { absolutes(t); } }",
        "f(1)",
    ),
    (
        "sorted again and again",
        "fn f(x) { let t = \"ab\"; while t.len() < 8000 { t += t; } let l = []; while l.len() < 400 { l.push(t + l.len()); } for i in range(0, 20000) { sorted(l); } }",
        "f(1)",
    ),
    (
        "words again and again",
        "fn f(x) { let t = \"a b \"; while t.len() < 8000 { t += t; } for i in range(0, 50000) { words(t); } }",
        "f(1)",
    ),
    ("range without end", "fn f(x) { for i in range(0, 9223372036854775807) { } }", "f(1)"),
    ("range of the language", "fn f(x) { for i in 0..9223372036854775807 { } }", "f(1)"),
    ("pad", "fn f(x) { let t = \"a\"; t.pad(1000000000, \"\"); t }", "f(1)"),
    ("blob", "fn f(x) { blob(1000000000, 1) }", "f(1)"),
    ("closure", "fn f(x) { let g = |y| y + x; g.call(1) }", "f(1)"),
    ("closure in an expression", "", "[1].map(|x| x)"),
    ("Fn", "fn f(x) { let g = Fn(\"f\"); g.call(x) }", "f(1)"),
    ("curry", "fn f(x) { f.curry(1) }", "f(1)"),
    ("eval", "fn f(x) { eval(\"1\") }", "f(1)"),
    ("eval in an expression", "", "eval(\"1\")"),
    ("import", "import \"files\" as files;\nfn f(x) { x }", "f(1)"),
    ("export", "export let a = 1;\nfn f(x) { x }", "f(1)"),
    ("module path", "fn f(x) { global::f(x) }", "f(1)"),
    ("sleep", "fn f(x) { sleep(1000.0) }", "f(1)"),
    ("timestamp", "fn f(x) { timestamp() }", "f(1)"),
    ("print", "fn f(x) { print(x); 1 }", "f(1)"),
    ("debug", "fn f(x) { debug(x); 1 }", "f(1)"),
    ("throw of an answer", "fn f(x) { throw x }", "f(\"my secret\")"),
    ("throw in an expression", "", "throw \"my secret\""),
    ("index by an answer", "fn f(x) { let m = #{ a: 1 }; m.a[x] }", "f(\"my secret\")"),
    ("sum of an answer", "fn f(x) { x - 1 }", "f(\"my secret\")"),
    ("number of an answer", "fn f(x) { parse_int(x) }", "f(\"my secret\")"),
    ("date of an answer", "fn f(x) { days_until(x) }", "f(\"my secret\")"),
    ("division by nothing", "fn f(x) { 1 / 0 }", "f(1)"),
    ("remainder by nothing", "fn f(x) { 1 % 0 }", "f(1)"),
    ("least number", "fn f(x) { let n = -9223372036854775807 - 1; n / -1 }", "f(1)"),
    (
        "least number without its sign",
        "fn f(x) { let n = -9223372036854775807 - 1; n.abs() }",
        "f(1)",
    ),
    ("number too large", "fn f(x) { 9223372036854775807 + 1 }", "f(1)"),
    ("power", "fn f(x) { 2 ** 9999999999 }", "f(1)"),
    ("shift", "fn f(x) { 1 << 100000 }", "f(1)"),
    ("not a number", "fn f(x) { 0.0 / 0.0 }", "f(1)"),
    ("number without end", "fn f(x) { 1.0 / 0.0 }", "f(1)"),
    ("float to a whole number", "fn f(x) { let n = 1.0e300; n.to_int() }", "f(1)"),
    ("letter", "fn f(x) { 'a' }", "f(1)"),
    ("beyond the list", "fn f(x) { [1][5] }", "f(1)"),
    (
        "beyond the text",
        "fn f(x) { \"ab\".sub_string(9223372036854775807, -9223372036854775807) }",
        "f(1)",
    ),
    ("inside a wide letter", "fn f(x) { \"é😀\".sub_string(1, 1).len() }", "f(1)"),
    ("chance in a guard's place", "fn f(x) { random(0) }", "f(1)"),
    ("far date", "fn f(x) { date_in(9223372036854775807) }", "f(1)"),
    ("unlike kinds in a function", "fn f(x) { x < \"a\" }", "f(1)"),
    ("unlike kinds in an expression", "", "1 >= \"a\""),
    ("nothing compared", "fn f(x) { () }", "f(1) < 7"),
    (
        "like kinds compared",
        "fn f(x) { x < 2 && 1.5 < 2 && \"a\" < \"b\" && !(2 < 1) && 2 >= 2 }",
        "f(1) && \"b\" > \"a\"",
    ),
    ("unknown function", "fn f(x) { open_file(x) }", "f(1)"),
    ("unknown variable", "fn f(x) { word }", "f(1)"),
    ("assignment outside", "", "word = 1"),
    ("try and catch", "fn f(x) { try { loop { } } catch { 1 } }", "f(1)"),
    ("try around a loop of tries", "fn f(x) { loop { try { loop { } } catch { } } }", "f(1)"),
    ("this", "fn f(x) { this }", "f(1)"),
    ("method of a number", "fn f(x) { this += 1; this }", "1.f()"),
    ("own operator", "fn `+`(a, b) { 1 }", "1 + 1"),
    ("own version of a function", "fn len(x) { 1 }", "len(\"a\")"),
];

/// Scripts that are too long or too deep to write down.
fn grown() -> Vec<(&'static str, String, String)> {
    let arms: String = (0..50_000).map(|at| format!("{at} => {at},\n")).collect();
    let some: String = (0..3_000).map(|at| format!("{at} => {at},\n")).collect();
    let variables: String = (0..200).map(|at| format!("let v{at} = 1;\n")).collect();
    let functions: String = (0..200).map(|at| format!("fn f{at}(x) {{ x }}\n")).collect();
    let chain = |sign: &str| vec!["1"; 5_000].join(sign);
    let own = |body: String| format!("fn f(x) {{ {body} }}");
    let call = || "f(1)".to_owned();
    vec![
        ("very long script", own(format!("switch x {{\n{arms}_ => 0 }}")), call()),
        ("many arms", own(format!("switch x {{\n{some}_ => 0 }}")), call()),
        ("many variables", own(variables), call()),
        ("many functions", functions, "f1(1)".to_owned()),
        ("deep brackets", String::new(), format!("{}1{}", "(".repeat(3_000), ")".repeat(3_000))),
        ("deep lists", String::new(), format!("{}1{}", "[".repeat(3_000), "]".repeat(3_000))),
        ("deep groups", String::new(), format!("{}1{}", "#{a:".repeat(3_000), "}".repeat(3_000))),
        ("deep blocks", own(format!("{}{}", "{".repeat(3_000), "}".repeat(3_000))), call()),
        ("deep ifs", own(["if true { ", "}"].map(|sign| sign.repeat(3_000)).concat()), call()),
        ("deep signs", String::new(), format!("{}1", "-".repeat(3_000))),
        ("deep nots", String::new(), format!("{}true", "!".repeat(3_000))),
        ("long sum", String::new(), chain(" + ")),
        ("long and", String::new(), vec!["true"; 5_000].join(" && ")),
        ("long chain of dots", String::new(), format!("\"a\"{}", ".trim()".repeat(3_000))),
        ("long chain of brackets", String::new(), format!("[1]{}", "[0]".repeat(3_000))),
        ("deep texts", String::new(), format!("{}1{}", "`${".repeat(1_000), "}`".repeat(1_000))),
        ("remark that never ends", "/*".repeat(3_000), "1".to_owned()),
        ("odd letters", "fn f(x) { \u{0}\u{fdd5}\u{202e} }".to_owned(), call()),
    ]
}

fn exercise(expression: &str) -> String {
    let quoted = serde_json::to_string(expression).expect("a text");
    format!(
        "format = 1\nid = \"x\"\nversion = \"1.0.0\"\ntitle = \"T\"\nsummary = \"S\"\nminutes = 1\n\
         script = \"script.rhai\"\n\n[step.first]\nask = \"A word?\"\nsave = \"word\"\n\
         set = {{ made = {quoted} }}\n\n[step.end]\nend = \"done\"\n"
    )
}

/// What becomes of it, in a line.
fn outcome(functions: &str, expression: &str) -> String {
    let mut memory = Memory::default();
    memory.add("x", "exercise.toml", exercise(expression));
    memory.add("x", "script.rhai", functions);
    let loaded = load(memory);
    let Some(program) = loaded.program else {
        let found = tending::render::concise(&loaded.diagnostics, &loaded.sources);
        return format!("refused: {}", found.trim_end().replace('\n', "\n    "));
    };
    let at = Moment::default();
    let mut session = Session::start(program, Start { at, ..Start::default() }).expect("it starts");
    while !session.poll().is_resting() {}
    match session.handle(Input::new(at, Act::Answer("my secret".to_owned()))) {
        Ok(()) => {
            let ended = matches!(session.poll(), Output::End(_));
            assert!(ended, "it goes on to the end");
            let made = session.value(None, "made");
            format!("is {}", made.as_ref().map_or("nothing", |value| value.kind()))
        }
        Err(error) => {
            assert!(error.place.is_some(), "no place: {error}");
            assert!(matches!(session.poll(), Output::Ask(_)), "the question is asked again");
            format!("fails: {error}")
        }
    }
}

/// The most memory this program ever used, in kilobytes, where the system tells.
fn most_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

#[test]
fn scripts_that_mean_harm_end_as_errors_with_a_place() {
    let short = TRIED.iter().map(|(name, functions, expression)| {
        (*name, (*functions).to_owned(), (*expression).to_owned())
    });
    let mut told = String::new();
    for (name, functions, expression) in short.chain(grown()) {
        let (began, before) = (Instant::now(), most_memory());
        let outcome = outcome(&functions, &expression);
        let (took, more) = (began.elapsed(), most_memory().saturating_sub(before));
        assert!(took.as_secs() < 10, "{name} takes {took:?}");
        assert!(more < 300_000, "{name} takes {more} kB");
        assert_eq!(outcome.find("secret"), None, "{name} tells an answer: {outcome}");
        writeln!(told, "{name}\n    {outcome}").expect("a text grows");
    }
    assert!(same(&folder("scripts.txt"), &told), "TENDING_ACCEPT=1 writes what came");
}
