import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { begun, heard, ME, Messages, MESSAGES_BEGAN } from "./testmessages";

beforeEach(() => void vi.useFakeTimers({ now: MESSAGES_BEGAN }));
afterEach(() => void vi.useRealTimers());

const seen = (seq: number): unknown => ({
  event: "message_seen",
  chat_id: "a",
  user_id: ME,
  seq,
  at: "2026-11-21T07:00:00.000Z",
});

async function ofHundred() {
  const server = new Messages();
  server.say("a", ...Array.from({ length: 100 }, (_, index) => `text ${index}`));
  const { chats } = await begun(server);
  await chats.catchUp();
  return { server, chats, state: chats.state("a") };
}

describe("what is unread after another device saw a part", () => {
  it("is counted again when a message came while it was counted", async () => {
    const { server, chats, state } = await ofHundred();
    heard(chats, seen(90));
    server.say("a", "new");
    heard(chats, server.event("a", 101));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.unread).toBe(11);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is counted again when it could not be counted", async () => {
    const { server, chats, state } = await ofHundred();
    server.away = true;
    heard(chats, seen(90));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.unread).toBe(100);
    server.away = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.unread).toBe(10);
    expect(vi.getTimerCount()).toBe(0);
  });
});
