import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Chat } from "./api";
import { MemoryStorage } from "./index";
import { sentinel, stopAll, tokens } from "./testclient";
import { Messages } from "./testmessages";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(async () => {
  vi.useRealTimers();
  await stopAll();
});

/** A chat of 1,000 entries, on a server that answers pages as long as nothing else is said. */
function opened(refusal: { now: Response | null }): Chat {
  const messages = new Messages();
  messages.say("c", ...Array.from({ length: 1_000 }, (_, index) => `text ${index + 1}`));
  const page = (url: URL): Response => {
    const around = Number(url.searchParams.get("around_seq") ?? 976);
    const seqs = Array.from({ length: 50 }, (_, index) => Math.max(1, around - 25) + index);
    const lines = seqs.reverse().map((seq) => messages.message("c", seq));
    return refusal.now?.clone() ?? Response.json({ messages: lines, stored_seq: 1_000, head_seq: 1_000, next_cursor: "more" });
  };
  const storage = new MemoryStorage();
  storage.writeSession({ userId: "ana", username: "ana", refreshToken: "r" });
  const here = sentinel(storage, { "/token/refresh": tokens, "/users/chat/c": page });
  here.start();
  return here.chat("c");
}

const last = (chat: Chat): string | null | undefined => chat.view.get().entries.at(-1)?.content;

function leave(unwatch: () => void): void {
  unwatch();
  vi.setSystemTime(Date.now() + 2_000);
}

describe("who comes back to a chat", () => {
  it("sees its newest entries, where he was far in the past", async () => {
    const chat = opened({ now: null });
    const unwatch = chat.view.watch(() => undefined);
    await vi.waitFor(() => expect(last(chat)).toBe("text 1000"));
    await chat.jumpTo(100);
    expect(last(chat)).toBe("text 124");
    leave(unwatch);
    chat.view.watch(() => undefined);
    await vi.waitFor(() => expect(last(chat)).toBe("text 1000"));
  });

  it("sees its entries, where they could not be loaded before", async () => {
    const refusal: { now: Response | null } = { now: Response.json({ code: "internal", title: "No" }, { status: 418 }) };
    const chat = opened(refusal);
    const unwatch = chat.view.watch(() => undefined);
    await vi.waitFor(() => expect(chat.view.get().failure).not.toBeNull());
    leave(unwatch);
    refusal.now = null;
    chat.view.watch(() => undefined);
    await vi.waitFor(() => expect(last(chat)).toBe("text 1000"));
    expect(chat.view.get().failure).toBeNull();
  });
});
