// Times as people read them, in the language and the zone of the browser.
import { texts } from "../texts";

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long" });
const shortWeekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const longDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const DAY = 86_400_000;

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function daysAgo(at: number): number {
  return Math.round((startOfDay(Date.now()) - startOfDay(at)) / DAY);
}

export function sameDay(one: number, other: number): boolean {
  return startOfDay(one) === startOfDay(other);
}

export function clock(at: number): string {
  return time.format(at);
}

/** With seconds, for those who want to know exactly. */
export function exactly(at: number): string {
  return full.format(at);
}

/** The head of a day in a chat. */
export function dayName(at: number): string {
  const ago = daysAgo(at);
  if (ago === 0) return texts.today;
  if (ago === 1) return texts.yesterday;
  if (ago > 0 && ago < 7) return weekday.format(at);
  return new Date(at).getFullYear() === new Date().getFullYear() ? dayOfYear.format(at) : longDay.format(at);
}

/** As short as it can be said, for lists. */
export function listTime(at: number): string {
  const ago = daysAgo(at);
  if (ago <= 0) return time.format(at);
  if (ago < 7) return shortWeekday.format(at);
  return shortDay.format(at);
}

/** A day and a time. */
export function moment(at: number): string {
  return `${dayName(at)}, ${time.format(at)}`;
}

export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB"];
  let size = bytes;
  let unit = -1;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
