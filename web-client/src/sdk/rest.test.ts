import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Clock } from "./clock";
import { Rest, type Access } from "./rest";
import type { Fields } from "./wire/fields";

const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  Response.json({ code, title: code, status, retryable: status >= 429 }, { status, headers });

const name = (fields: Fields): string => fields.text("name");

/** Answers one after the other; an Error is none. */
function rest(answers: (Response | Error)[], access: Access | null = null): { rest: Rest; asked: RequestInit[] } {
  const asked: RequestInit[] = [];
  const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    asked.push(init ?? {});
    const answer = answers.shift() ?? new Error("nobody expected that");
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  return {
    rest: new Rest("http://sentinel", fetch as typeof globalThis.fetch, access, new AbortController().signal, new Clock()),
    asked,
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a GET", () => {
  it("is asked again while the failure can pass, as late as Retry-After says", async () => {
    const { rest: here, asked } = rest([
      problem(429, "too_many_requests", { "retry-after": "3" }),
      new Error("cut"),
      Response.json({ name: "ana" }),
    ]);
    const answer = here.get("/x", name);
    await vi.advanceTimersByTimeAsync(2_900);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked.length).toBeGreaterThan(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await answer).toBe("ana");
  });

  it("gives up after five tries, or when it would wait too long", async () => {
    const { rest: here, asked } = rest(Array.from({ length: 9 }, () => new Error("cut")));
    const failed = expect(here.get("/x", name)).rejects.toMatchObject({
      failure: { code: "network", retryable: true, status: null },
    });
    await vi.advanceTimersByTimeAsync(60_000);
    await failed;
    expect(asked).toHaveLength(5);
    const late = rest([problem(429, "too_many_requests", { "retry-after": "300" })]);
    await expect(late.rest.get("/x", name)).rejects.toMatchObject({
      failure: { code: "too_many_requests", retryAfterMs: 300_000 },
    });
  });

  it("is refused for good at once", async () => {
    const { rest: here, asked } = rest([problem(404, "chat_not_found")]);
    await expect(here.get("/x", name)).rejects.toMatchObject({ failure: { code: "chat_not_found", status: 404 } });
    expect(asked).toHaveLength(1);
  });

  it.each([["<html>"], ["[]"], ['{"name": 5}'], ["{}"]])("that is answered by %s is a failure, not a crash", async (body) => {
    const { rest: here } = rest([new Response(body)]);
    await expect(here.get("/x", name)).rejects.toMatchObject({ failure: { code: "invalid_answer" } });
  });
});

describe("a POST", () => {
  it("is not asked again by itself: it may have been done", async () => {
    const { rest: here, asked } = rest([problem(503, "store_unavailable")]);
    await expect(here.call("POST", "/x", { body: {} })).rejects.toMatchObject({ failure: { code: "store_unavailable" } });
    expect(asked).toHaveLength(1);
  });
});

describe("a token", () => {
  it("that is refused is renewed, once", async () => {
    const access = {
      token: () => Promise.resolve("old"),
      renewed: (refused: string) => Promise.resolve(`newer than ${refused}`),
    };
    const good = rest([problem(401, "token_expired"), Response.json({ name: "ana" })], access);
    expect(await good.rest.get("/x", name)).toBe("ana");
    expect(good.asked.map((init) => (init.headers as Record<string, string>)["authorization"])).toEqual([
      "Bearer old",
      "Bearer newer than old",
    ]);
    const bad = rest([problem(401, "token_expired"), problem(401, "invalid_token")], access);
    await expect(bad.rest.get("/x", name)).rejects.toMatchObject({ failure: { code: "invalid_token" } });
  });
});
