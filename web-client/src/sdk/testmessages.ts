import { Chats } from "./chats";
import { Clock } from "./clock";
import { Rest } from "./rest";
import { MemoryStorage } from "./storage";
import { serverEvent } from "./wire/events";

export const ME = "me";
/** When the first of them was said. */
export const MESSAGES_BEGAN = Date.parse("2026-11-21T07:00:00.000Z");

interface Stored {
  readonly chatId: string;
  /** One text for each number from 1 on. */
  readonly texts: string[];
  seen: number;
  /** Rows that the store does not have yet. */
  behind: number;
}

/** message-service, as far as lists, syncs and pages go, with some chats of two people. */
export class Messages {
  readonly chats = new Map<string, Stored>();
  readonly asked: string[] = [];
  /** Nobody is reached. */
  away = false;
  #time = 0;
  readonly #times = new Map<string, number>();

  say(chatId: string, ...texts: string[]): void {
    const chat = this.chats.get(chatId) ?? { chatId, texts: [], seen: 0, behind: 0 };
    this.chats.set(chatId, chat);
    chat.texts.push(...texts);
    this.#times.set(chatId, this.#time++);
  }

  message(chatId: string, seq: number): Record<string, unknown> {
    const content = this.chats.get(chatId)?.texts[seq - 1] ?? "?";
    const nothing = { seen_at: null, reply_to: null, to: null, media_id: null, edited_at: null, deleted_at: null, change: null };
    const timestamp = new Date(MESSAGES_BEGAN + (this.#times.get(chatId) ?? 0) * 1000).toISOString();
    const ids = { message_id: `${chatId}-${seq}`, chat_id: chatId, sender_id: content.startsWith("me:") ? ME : "other" };
    return { ...ids, type: "text", timestamp, content, seq, reactions: [], ...nothing };
  }

  event(chatId: string, seq: number): unknown {
    return { event: "receive_message", message: this.message(chatId, seq) };
  }

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    if (this.away) {
      throw new TypeError("fetch failed");
    }
    const url = new URL(String(input));
    const chatId = url.pathname.split("/")[3];
    if (url.pathname === "/sync") {
      const { chats } = JSON.parse(String(init.body)) as { chats: Record<string, number> };
      this.asked.push(
        `sync ${Object.entries(chats)
          .map(([id, seq]) => `${id}>${seq}`)
          .join(" ")}`,
      );
      return Response.json({ chats: Object.entries(chats).map(([id, seq]) => this.#synced(id, seq)), left: 0 });
    }
    if (chatId === undefined) {
      const at = Number(url.searchParams.get("cursor") ?? 0);
      const sorted = [...this.chats.values()].sort((a, b) => (this.#times.get(b.chatId) ?? 0) - (this.#times.get(a.chatId) ?? 0));
      this.asked.push(`list ${at}`);
      const next = at + 2 < sorted.length ? String(at + 2) : null;
      return Response.json({ chats: sorted.slice(at, at + 2).map((chat) => this.#listed(chat)), next_cursor: next });
    }
    const chat = this.chats.get(chatId);
    const after = Number(url.searchParams.get("after_seq") ?? 0);
    this.asked.push(`page ${chatId}>${after}`);
    const seqs = (chat?.texts ?? []).map((_, index) => index + 1).filter((seq) => seq > after);
    const head = chat?.texts.length ?? 0;
    const messages = seqs.reverse().map((seq) => this.message(chatId, seq));
    return Response.json({ messages, stored_seq: head, head_seq: head, next_cursor: null });
  };

  #listed(chat: Stored): unknown {
    const last = chat.texts.length;
    const facts = { chat_id: chat.chatId, kind: "private", title: null, member_count: 2, member_ids: [ME, "other"] };
    const marks = { last_seq: last, seen_seq: chat.seen, unread_count: last - chat.seen };
    return { ...facts, last_message: this.message(chat.chatId, last), ...marks };
  }

  #synced(chatId: string, from: number): unknown {
    const chat = this.chats.get(chatId);
    if (chat === undefined) {
      return { chat_id: chatId, events: [], through_seq: 0, stored_seq: 0, head_seq: null, code: "chat_not_found" };
    }
    const stored = chat.texts.length - chat.behind;
    chat.behind = Math.max(0, chat.behind - 1);
    const through = Math.min(stored, from + 3); // Answers are cut.
    const events = Array.from({ length: Math.max(0, through - from) }, (_, index) => this.event(chatId, from + 1 + index));
    return {
      chat_id: chatId,
      events,
      through_seq: Math.max(through, 0),
      stored_seq: stored,
      head_seq: chat.texts.length,
      code: null,
    };
  }
}

/** The chats of somebody who talks to that server. */
export async function begun(server: Messages) {
  const sent: { destination: string; body: unknown }[] = [];
  const rest = new Rest("http://sentinel", server.fetch as typeof fetch, null, new AbortController().signal, new Clock());
  const numbered: string[] = [];
  const link = { up: true };
  const owner = {
    me: ME,
    connected: () => link.up,
    send: (destination: string, body: unknown) => link.up && sent.push({ destination, body }) > 0,
    numbered: (messageId: string) => void numbered.push(messageId),
    sawElsewhere: () => undefined,
    met: () => undefined,
  };
  const beside = { waiting: () => [], muted: () => false, draft: () => "" };
  const store = await new MemoryStorage().open(ME);
  const chats: Chats = new Chats(owner, rest, beside, store, () => undefined);
  return { chats, sent, numbered, link, store };
}

export const heard = (chats: Chats, json: unknown): void => chats.heard(serverEvent(json));
