// How an entry stands among its neighbours. Asked for each line that is drawn, so it looks at neighbours only.
import type { Entry } from "../../sdk/api";
import { dayName, sameDay } from "../kit/dates";

const GROUP_WITHIN = 5 * 60_000;

export interface Place {
  /** The day that begins here; null: the same as above. */
  readonly day: string | null;
  /** "New" begins here. */
  readonly newHere: boolean;
  /** The first and the last of several messages of one person in a row. */
  readonly first: boolean;
  readonly last: boolean;
}

function together(one: Entry | undefined, next: Entry | undefined): boolean {
  return (
    one !== undefined &&
    next !== undefined &&
    one.senderId === next.senderId &&
    one.type !== "system" &&
    next.type !== "system" &&
    next.at - one.at < GROUP_WITHIN &&
    sameDay(one.at, next.at)
  );
}

/** @param hasOlder the day of the first loaded line is said only where nothing comes before it: what is loaded later may be of that day */
export function placeOf(
  before: Entry | undefined,
  entry: Entry,
  after: Entry | undefined,
  newFrom: number | null,
  hasOlder: boolean,
): Place {
  const newHere = isFirstNew(before, entry, newFrom);
  const begins = before ? !sameDay(before.at, entry.at) : !hasOlder;
  return {
    day: begins ? dayName(entry.at) : null,
    newHere,
    first: newHere || !together(before, entry),
    last: !together(entry, after) || (after !== undefined && isFirstNew(entry, after, newFrom)),
  };
}

function isFirstNew(before: Entry | undefined, entry: Entry, newFrom: number | null): boolean {
  if (newFrom === null || entry.seq === null || entry.seq < newFrom) return false;
  return before?.seq != null && before.seq < newFrom;
}

/** What the virtual list counts from. It falls when lines are put before the first, so that what is seen stays where it is. */
export interface Span {
  readonly entries: readonly Entry[];
  readonly firstIndex: number;
  /** Another number: another span, nothing of the one before. */
  readonly epoch: number;
}

const START = 100_000_000;

export function firstSpan(entries: readonly Entry[]): Span {
  return { entries, firstIndex: START, epoch: 0 };
}

export function follow(span: Span, entries: readonly Entry[]): Span {
  if (span.entries === entries) return span;
  const oldFirst = span.entries[0];
  const first = entries[0];
  if (!oldFirst || !first) return { entries, firstIndex: START, epoch: span.epoch + 1 };
  if (oldFirst.messageId === first.messageId) return { ...span, entries };
  const added = entries.findIndex((entry) => entry.messageId === oldFirst.messageId);
  if (added > 0) return { ...span, entries, firstIndex: span.firstIndex - added };
  const removed = span.entries.findIndex((entry) => entry.messageId === first.messageId);
  if (removed > 0) return { ...span, entries, firstIndex: span.firstIndex + removed };
  return { entries, firstIndex: START, epoch: span.epoch + 1 };
}
