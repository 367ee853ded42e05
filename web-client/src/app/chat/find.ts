import type { Entry } from "../../sdk/api";

const found = new WeakMap<readonly Entry[], Map<string, Entry>>();

/** Finds entries by their ids. What it builds is kept for as long as the entries are. */
export function entryFinder(entries: readonly Entry[]): (messageId: string) => Entry | null {
  let byId = found.get(entries);
  if (!byId) {
    byId = new Map(entries.map((entry) => [entry.messageId, entry]));
    found.set(entries, byId);
  }
  const map = byId;
  return (messageId) => map.get(messageId) ?? null;
}
