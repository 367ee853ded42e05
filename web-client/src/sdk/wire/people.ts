import type { DeviceSession, Person, Presence, Status } from "../api";
import type { Fields } from "./fields";

/** What `/register`, `/login` and `/token/refresh` answer. */
export interface Tokens {
  readonly userId: string;
  readonly username: string;
  readonly accessToken: string;
  /** From now on. */
  readonly expiresInMs: number;
  readonly refreshToken: string;
}

export function tokens(fields: Fields): Tokens {
  return {
    userId: fields.text("user_id"),
    username: fields.text("username"),
    accessToken: fields.text("access_token"),
    expiresInMs: fields.whole("expires_in") * 1000,
    refreshToken: fields.text("refresh_token"),
  };
}

export function person(fields: Fields): Person {
  return { userId: fields.text("user_id"), username: fields.maybeText("username") };
}

export function people(fields: Fields): Person[] {
  return fields.list("users", person);
}

export function deviceSessions(fields: Fields): DeviceSession[] {
  return fields.list("sessions", (session) => ({
    sessionId: session.text("session_id"),
    createdAt: session.time("created_at"),
    lastUsedAt: session.time("last_used_at"),
    device: session.maybeText("device"),
    current: session.flag("current"),
  }));
}

export function presenceOf(fields: Fields): Presence {
  return {
    active: fields.flag("active"),
    lastActiveAt: fields.maybeTime("last_active_timestamp"),
    status: fields.maybeObject("status", status),
  };
}

/** The answer of a presence query. */
export function presences(fields: Fields): { userId: string; presence: Presence }[] {
  return fields.list("users", (user) => ({ userId: user.text("user_id"), presence: presenceOf(user) }));
}

export function status(fields: Fields): Status {
  return {
    kind: fields.oneOf("kind", ["available", "away", "busy", "invisible"] as const, "available"),
    text: fields.maybeText("text"),
    until: fields.maybeTime("until"),
  };
}
