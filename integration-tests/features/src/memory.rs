//! Has each of our clients stream a large result, and looks at the most memory its adapter ever had.
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::adapter::Adapter;
use crate::known_failing::OURS;
use crate::problem::{At, Problem, Result};
use crate::world::{Client, Server, Setting, Tenant, World};

/// The result: rows of a text of this many bytes, 2 GiB of texts.
const TEXT_BYTES: u64 = 1024;
const ROWS: u64 = 2 << 20;
/// The most memory the process of a client may ever have had.
const MEMORY_BYTES_MAX: u64 = 250 << 20;
/// How long the stream may take.
const STREAMING: Duration = Duration::from_secs(1200);
const CALL: Duration = Duration::from_secs(60);

/// Tries those of our clients that the world has, one after the other, in the setting `embedded`.
pub async fn measure(world: &World) -> Result<bool> {
    let setting = world.settings.get("embedded").ok_or_else(|| Problem::new("the world has no setting `embedded`"))?;
    let mut is_good = true;
    let mut count = 0;
    for (name, client) in world.clients.iter().filter(|(name, _)| OURS.contains(&name.as_str())) {
        let started = Instant::now();
        let peak = stream(client, &setting.servers[0], &setting_tenant(setting), world, name).await.at(name)?;
        let verdict = if peak <= MEMORY_BYTES_MAX { "" } else { "  FAILED" };
        is_good &= peak <= MEMORY_BYTES_MAX;
        count += 1;
        let (gibibytes, seconds) = ((ROWS * TEXT_BYTES) >> 30, started.elapsed().as_secs_f64());
        println!(
            "{name:<21} {gibibytes} GiB streamed, {} MiB at most of {} MiB, {seconds:.1} s{verdict}",
            peak >> 20,
            MEMORY_BYTES_MAX >> 20
        );
    }
    if count == 0 { Err(Problem::new("the world has none of our clients")) } else { Ok(is_good) }
}

fn setting_tenant(setting: &Setting) -> Tenant {
    setting.tenants["a"].clone()
}

async fn stream(client: &Client, server: &Server, tenant: &Tenant, world: &World, name: &str) -> Result<u64> {
    let mut adapter = Adapter::start(client, &world.own.join(format!("{name}-memory.log"))).await?;
    let connect = json!({"session": "main", "host": server.host, "port": server.port, "use_ssl": false,
        "user_id": tenant.user_id, "session_id": Uuid::new_v4().to_string()});
    good(&adapter.ask("connect", map(connect), CALL).await?)?;
    let text = format!("concat(lpad(CAST(id AS STRING), 20, '0'), repeat('x', {}))", TEXT_BYTES - 20);
    let frame = json!([{"range": {"end": ROWS}}, {"select_expr": ["id", format!("{text} AS text")]}]);
    let run = json!({"session": "main", "frame": frame, "action": {"stream": {}}});
    let answer = adapter.ask("run", map(run), STREAMING).await?;
    good(&answer)?;
    if answer["ok"]["value"]["rows"] != ROWS {
        return Err(Problem::new(format!("{ROWS} rows were to come, the client says {}", answer["ok"]["value"])));
    }
    let peak = adapter.id().map(peak_bytes).transpose()?.ok_or_else(|| Problem::new("the adapter has ended"))?;
    good(&adapter.ask("close", map(json!({"session": "main"})), CALL).await?)?;
    adapter.end().await?;
    Ok(peak)
}

/// The most memory that was ever resident in a process, as the kernel says.
fn peak_bytes(process: u32) -> Result<u64> {
    let file = format!("/proc/{process}/status");
    let status = std::fs::read_to_string(&file).at(&file)?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kibibytes.map(|kibibytes| kibibytes << 10).ok_or_else(|| Problem::new("the kernel does not say VmHWM").at(file))
}

fn good(answer: &Value) -> Result<()> {
    if answer.get("ok").is_some() { Ok(()) } else { Err(Problem::new(answer.to_string())) }
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
