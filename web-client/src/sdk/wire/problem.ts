import { SentinelError, type Failure } from "../api";
import { Fields, WireError } from "./fields";

/** The fields that a problem, or an `error` event, blames. */
export function fieldErrors(fields: Fields): Failure["fields"] {
  return fields.has("errors")
    ? fields.list("errors", (error) => ({ field: error.text("field"), message: error.text("message") }))
    : [];
}

/**
 * Why an answer is none, from its `application/problem+json`. What is no such document (a proxy's page) has the code `status_…`.
 *
 * @param retryAfter of the header, in seconds or as a date
 */
export function problem(status: number, body: unknown, retryAfter: string | null): Failure {
  const known = { status, retryAfterMs: retryAfterMs(retryAfter) };
  try {
    const fields = new Fields(body);
    return {
      ...known,
      code: fields.text("code"),
      detail: fields.maybeText("detail") ?? fields.maybeText("title") ?? fields.text("code"),
      retryable: fields.maybeFlag("retryable") ?? passes(status),
      fields: fieldErrors(fields),
    };
  } catch (e) {
    if (!(e instanceof WireError)) {
      throw e;
    }
    return { ...known, code: `status_${status}`, detail: `The server answered ${status}`, retryable: passes(status), fields: [] };
  }
}

/** A failure of this side's own. */
export function failure(code: string, detail: string, more: Partial<Failure> = {}): Failure {
  return { code, detail, status: null, retryable: false, retryAfterMs: null, fields: [], ...more };
}

export function failed(code: string, detail: string, more: Partial<Failure> = {}): SentinelError {
  return new SentinelError(failure(code, detail, more));
}

/** Whatever was thrown, as what callers are promised. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof SentinelError) {
    return thrown.failure;
  }
  if (thrown instanceof WireError) {
    return failure("invalid_answer", `The server's answer cannot be read: ${thrown.message}`);
  }
  return failure("internal", thrown instanceof Error ? thrown.message : String(thrown));
}

function passes(status: number): boolean {
  return [408, 429, 500, 502, 503, 504].includes(status);
}

function retryAfterMs(header: string | null): number | null {
  if (header === null) {
    return null;
  }
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
