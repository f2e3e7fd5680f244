/** The imports of src/ → the picture of its rooms in docs/architecture.md. */
import { readSources, target } from "../imports.mjs";
import { withMadePart } from "../made-part.mjs";

export function generate() {
  return [withMadePart("docs/architecture.md", "scripts/gen/rooms.mjs", picture())];
}

/**
 * The folder right under src/, and `src` for what lies at the top. Inside evaluate/ the room of a dialect; what lies beside its rooms, on top of
 * them or as their ground, stands for itself.
 */
function roomOf(path, withRooms) {
  const [stage, dialect, ...rest] = path.split("/");
  if (dialect === undefined) return "src";
  if (stage !== "evaluate" || rest.length === 0) return stage;
  return withRooms.has(dialect) ? `${stage}/${dialect}/${rest[0]}` : `${stage}/${dialect}`;
}

/** For each room those from which it takes values, itself aside. */
function arrows() {
  const sources = readSources();
  const withRooms = new Set(sources.flatMap(({ path }) => /^evaluate\/([^/]+)\/[^/]+\//.exec(path)?.[1] ?? []));
  const found = new Map();
  for (const source of sources) {
    const from = roomOf(source.path, withRooms);
    const to = found.get(from) ?? new Set();
    for (const one of source.imports) {
      const path = one.typeOnly ? undefined : target(source, one.from);
      if (path !== undefined) to.add(roomOf(path, withRooms));
    }
    to.delete(from);
    found.set(from, to);
  }
  return found;
}

/** Without the arrows to where others lead as well. */
function reduced(all) {
  const reached = new Map();
  const reach = (room, way = []) => {
    if (way.includes(room)) throw new Error(`rooms of src/ lead to each other: ${[...way, room].join(", ")}`);
    if (!reached.has(room)) {
      const next = [...all.get(room)];
      reached.set(room, new Set(next.flatMap((one) => [one, ...reach(one, [...way, room])])));
    }
    return reached.get(room);
  };
  return [...all].flatMap(([room, next]) =>
    [...next].filter((one) => ![...next].some((other) => reach(other).has(one))).map((one) => [room, one]),
  );
}

function picture() {
  const all = arrows();
  const edges = reduced(all).map(([from, to]) => `  ${idOf(from)} --> ${idOf(to)}`);
  return ["```mermaid", "flowchart TD", ...boxes([...all.keys()], "", "  "), ...edges.sort(), "```", ""].join("\n");
}

/** The rooms in a folder; one in which there are others is drawn around them. */
function boxes(rooms, folder, indent) {
  const names = new Set(
    rooms.flatMap((room) => (room.startsWith(folder) ? room.slice(folder.length).split("/")[0] : [])),
  );
  return [...names].sort().flatMap((name) => {
    const room = `${folder}${name}`;
    const inner = boxes(rooms, `${room}/`, `${indent}  `);
    if (inner.length > 0) return [`${indent}subgraph ${idOf(room)}["${name}/"]`, ...inner, `${indent}end`];
    return `${indent}${idOf(room)}["${room === "src" ? "pipeline.ts, index.ts" : name.endsWith(".ts") ? name : `${name}/`}"]`;
  });
}

/** A name that Mermaid takes: `graph` alone would be a word of its own. */
function idOf(room) {
  return `room_${room.replace(/\W/g, "_")}`;
}
