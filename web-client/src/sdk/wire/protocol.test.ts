import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { chatPage, historyPage, listedChat, receiptPage, receiptsOfOne, syncAnswer } from "./chats";
import { serverEvent } from "./events";
import { Fields, WireError } from "./fields";
import { announced, mediaFile, mediaLinks } from "./media";
import { alertPage, decisionPage, notification, preferences, webPush } from "./notifications";
import { deviceSessions, people, presences, status, tokens } from "./people";
import { problem } from "./problem";
import { pieces, searchAnswer } from "./search";

const PROTOCOL = readFileSync(new URL("../../../../docs/protocol.md", import.meta.url), "utf8");

/** A block is one value, or one on each line. */
const SAMPLES: Record<string, unknown>[] = [...PROTOCOL.matchAll(/```json\n([\s\S]*?)```/g)].flatMap(([, block = ""]) => {
  const lines = block.trim().split("\n");
  return (lines.every((line) => line.startsWith("{")) ? lines : [block]).map(
    (json) => JSON.parse(json) as Record<string, unknown>,
  );
});

/** By which fields a sample is known, and what reads it. Null: it is what a client sends. */
const READERS: [name: string, fields: string[], read: ((fields: Fields, json: unknown) => unknown) | null][] = [
  ["an event", ["event"], (_, json) => serverEvent(json)],
  ["tokens", ["access_token", "refresh_token"], tokens],
  ["a chat", ["unread_count"], listedChat],
  ["a page of history", ["messages", "stored_seq"], historyPage],
  ["receipts", ["receipts"], receiptPage],
  ["receipts of one message", ["seen_by"], receiptsOfOne],
  ["presences", ["users"], presences],
  ["preferences", ["quiet_hours"], preferences],
  ["alerts", ["items", "unseen"], alertPage],
  ["decisions", ["decisions"], decisionPage],
  ["a push", ["tag", "data"], webPush],
  ["hits", ["hits"], searchAnswer],
  ["an upload", ["upload"], announced],
  ["a file", ["file_name", "state"], mediaFile],
  ["a sync", ["chats", "left"], syncAnswer],
  ["a problem", ["type", "code", "status"], (fields, json) => problem(fields.whole("status"), json, null)],
  ["a message to send", ["message_id", "chat_id", "type", "content"], null],
  ["a registration of a browser", ["platform", "subscription"], null],
];

const readerOf = (sample: Record<string, unknown>) => READERS.find(([, fields]) => fields.every((field) => field in sample));

describe("the samples of docs/protocol.md", () => {
  it("are all there", () => {
    expect(SAMPLES.length).toBeGreaterThan(30);
  });

  it.each(SAMPLES.map((sample) => [JSON.stringify(sample).slice(0, 100), sample] as const))("%s", (_, sample) => {
    const reader = readerOf(sample);
    expect(reader, "nothing here reads it").toBeDefined();
    const read = reader?.[2]?.(new Fields(sample), sample);
    expect(read).not.toMatchObject({ event: "unknown" });
  });

  it("show every shape that is read here", () => {
    expect(READERS.filter((reader) => !SAMPLES.some((sample) => readerOf(sample) === reader)).map(([name]) => name)).toEqual([]);
  });

  it("have values where the protocol says so", () => {
    const [page] = SAMPLES.filter((sample) => "stored_seq" in sample && "messages" in sample).map((one) =>
      historyPage(new Fields(one)),
    );
    expect(page).toMatchObject({
      storedSeq: 7,
      headSeq: 7,
      messages: [{ seq: 7, seenAt: Date.parse("2026-11-21T07:04:36.004Z") }],
    });
    const [hits] = SAMPLES.filter((sample) => "hits" in sample).map((one) => searchAnswer(new Fields(one)));
    expect(hits?.hits[0]?.snippet).toEqual([
      { text: "the ", found: false },
      { text: "grey fox", found: true },
      { text: " & co", found: false },
    ]);
    expect(hits?.indexedThrough.get("0b5e…")).toBe(7);
    const [refused] = SAMPLES.filter((sample) => "request_id" in sample && "errors" in sample && "status" in sample);
    expect(problem(422, refused, "3")).toMatchObject({
      code: "validation_failed",
      retryAfterMs: 3000,
      fields: [{ field: "seq", message: "is 1 or more" }],
    });
  });
});

describe("the events of docs/protocol.md", () => {
  const table = PROTOCOL.slice(
    PROTOCOL.indexOf("### What a client hears"),
    PROTOCOL.indexOf("Events go to subscribed sockets only"),
  );
  const names = [...table.matchAll(/^\| ((?:`\w+`(?: · )?)+) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
  );

  it("are found in the table", () => {
    expect(names.length).toBeGreaterThan(25);
  });

  it.each(names)("%s is known here", (event) => {
    let name: string;
    try {
      name = serverEvent({ event }).event;
    } catch (thrown) {
      // It is known: its fields are missed.
      expect(thrown).toBeInstanceOf(WireError);
      name = event;
    }
    expect(name).toBe(event);
  });

  it("that are not known keep their number", () => {
    expect(serverEvent({ event: "poll_closed", chat_id: "c", seq: 9 })).toEqual({
      event: "unknown",
      name: "poll_closed",
      chatId: "c",
      seq: 9,
    });
    expect(serverEvent({ event: "poll_made", message: { chat_id: "c", seq: 8 } })).toMatchObject({ event: "unknown", seq: 8 });
    expect(serverEvent({ event: "weather" })).toMatchObject({ event: "unknown", seq: null });
  });
});

describe("what is not as the protocol says", () => {
  it.each([
    [null],
    ["text"],
    [[]],
    [{}],
    [{ event: 5 }],
    [{ event: "typing", chat_id: 5, user_id: "u" }],
    [{ event: "receive_message", message: null }],
    [
      {
        event: "receive_message",
        message: { message_id: "m", chat_id: "c", sender_id: "u", type: "text", timestamp: "x", seq: 1 },
      },
    ],
    [{ event: "message_seen", chat_id: "c", user_id: "u", seq: "5", at: "2026-11-21T07:04:36.004Z" }],
    [{ event: "message_seen", chat_id: "c", user_id: "u", seq: -1, at: "2026-11-21T07:04:36.004Z" }],
    [{ event: "sync_complete", left: 0, chats: {} }],
  ])("%j is an error", (json) => {
    expect(() => serverEvent(json)).toThrow(WireError);
  });

  it("takes fields that are not known for nothing", () => {
    expect(serverEvent({ event: "typing", chat_id: "c", user_id: "u", mood: "good" })).toEqual({
      event: "typing",
      chatId: "c",
      userId: "u",
    });
  });

  it("is a failure of the answer, not of the page", () => {
    expect(problem(502, "<html>", null)).toMatchObject({ code: "status_502", retryable: true });
    expect(problem(429, { code: "too_many_requests", title: "Too many", retryable: true }, "7")).toMatchObject({
      detail: "Too many",
      retryAfterMs: 7000,
    });
  });
});

describe("answers without a sample", () => {
  it("are read as the READMEs say", () => {
    const user = { username: "ana", user_id: "u" };
    expect(people(new Fields({ users: [user], next_cursor: null }))).toEqual([{ userId: "u", username: "ana" }]);
    expect(status(new Fields({ kind: "away", text: null, until: null }))).toEqual({ kind: "away", text: null, until: null });
    const session = {
      session_id: "s",
      created_at: "2026-11-21T07:04:35.120Z",
      last_used_at: "2026-11-21T07:04:35.120Z",
      expires_at: "x",
    };
    expect(deviceSessions(new Fields({ sessions: [{ ...session, device: null, current: true }] }))[0]).toMatchObject({
      current: true,
    });
    expect(chatPage(new Fields({ chats: [], next_cursor: null }))).toEqual({ chats: [], nextCursor: null });
    const links = { content: "/sentinel-media/x?X-Amz-1", thumbnail: null, expires_at: "2026-11-21T07:04:35.120Z" };
    expect(mediaLinks(new Fields(links))).toEqual({ ...links, expires_at: undefined, expiresAt: Date.parse(links.expires_at) });
    const [page] = SAMPLES.filter((sample) => "unseen" in sample && "items" in sample) as { items: unknown[] }[];
    expect(notification({ event: "notification", unseen: 1, item: page?.items[0] })).toMatchObject({
      unseen: 1,
      item: { messages: 3 },
    });
    expect(notification({ event: "weather" })).toBeNull();
  });
});

describe("a snippet", () => {
  it.each([
    ["", []],
    ["plain", [["plain", false]]],
    ["<em>a</em>b<em>c</em>", [["a", true], ["b", false], ["c", true]]], // prettier-ignore
    ["&lt;b&gt;&#39;&quot;&#x1F98A;&amp;lt;", [["<b>'\"🦊&lt;", false]]],
    ["<script>alert(1)</script>", [["<script>alert(1)</script>", false]]],
    ["<em onclick=x>a</em>", [["<em onclick=x>a", false]]],
    ["&#0;&#xD800;&#9999999;&nope;", [["&#0;&#xD800;&#9999999;&nope;", false]]],
    ["<em>open", [["open", true]]],
  ])("%s", (html, expected) => {
    expect(pieces(html)).toEqual(expected.map(([text, found]) => ({ text, found })));
  });
});
