import type { Preferences } from "../../sdk/api";

/**
 * Whether nothing is to be told at `now` (milliseconds), by the clock of the zone they are set in. `to` is the first minute
 * after them, on the next day where it is not after `from`: the server counts so too.
 */
export function isQuiet(hours: Preferences["quietHours"], now: number): boolean {
  if (hours === null) return false;
  const { from, to, zone } = hours;
  const time = clockIn(zone, now);
  return from < to ? from <= time && time < to : time >= from || time < to;
}

/** As "07:05". By this device's clock where its browser does not know the zone. */
function clockIn(zone: string, now: number): string {
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  try {
    return new Intl.DateTimeFormat("en-GB", { ...shape, timeZone: zone }).format(now);
  } catch {
    return new Intl.DateTimeFormat("en-GB", shape).format(now);
  }
}
