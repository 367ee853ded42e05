import type { Failure, Presence } from "../api";
import { listedChat, message, syncedTo, type ListedChat, type Message, type SyncedChat } from "./chats";
import { Fields } from "./fields";
import { presenceOf } from "./people";
import { fieldErrors } from "./problem";

/** A numbered event that says how an earlier message changed. */
export interface MessageChanged {
  readonly event: "message_edited" | "message_deleted" | "message_reacted";
  readonly messageId: string;
  readonly chatId: string;
  readonly seq: number;
  readonly userId: string;
  readonly at: number;
  readonly targetMessageId: string;
  readonly targetSeq: number;
  readonly content: string | null;
  readonly emoji: string | null;
  readonly removed: boolean;
}

/** A numbered event with a line of its own. */
export interface NewLine {
  readonly event: "receive_message" | "chat_updated" | "member_added" | "member_removed" | "role_changed";
  readonly message: Message;
}

/** What the server tells over `/chat`; the names are those of docs/protocol.md. */
export type ServerEvent =
  | NewLine
  | MessageChanged
  | { readonly event: "message_accepted"; readonly messageId: string; readonly chatId: string }
  | {
      readonly event: "message_rejected";
      readonly messageId: string;
      readonly chatId: string;
      readonly code: string;
      readonly retryable: boolean;
    }
  | {
      readonly event: "chat_created" | "private_chat_started";
      readonly requestId: string | null;
      readonly chat: ListedChat;
      readonly message: Message | null;
    }
  | {
      readonly event: "receive_fast_message";
      readonly messageId: string;
      readonly chatId: string;
      readonly senderId: string;
      readonly content: string;
      readonly at: number;
    }
  | {
      readonly event: "sent_to_users";
      readonly messageId: string;
      readonly sent: readonly { readonly userId: string; readonly chatId: string }[];
      readonly notSent: readonly string[];
    }
  | { readonly event: "typing"; readonly chatId: string; readonly userId: string }
  | {
      readonly event: "media_changed";
      readonly mediaId: string;
      readonly chatId: string;
      readonly state: "ready" | "rejected" | "deleted" | null;
    }
  | { readonly event: "presence_changed"; readonly userId: string; readonly presence: Presence; readonly thinned: boolean }
  | {
      readonly event: "message_delivered" | "message_seen";
      readonly chatId: string;
      readonly userId: string;
      readonly seq: number;
      readonly at: number;
    }
  | {
      readonly event: "error";
      readonly requestId: string | null;
      readonly messageId: string | null;
      readonly failure: Failure;
      readonly serverTime: number;
    }
  | { readonly event: "sync_complete"; readonly left: number; readonly chats: readonly Omit<SyncedChat, "events">[] }
  | { readonly event: "sync_required"; readonly chatId: string | null; readonly all: boolean }
  | { readonly event: "going_away"; readonly reconnectAfterMs: number }
  | { readonly event: "token_refreshed"; readonly expiresAt: number }
  | { readonly event: "session_revoked" | "session_expired" };

/** An event of a newer server: not known here, but it may take a number in its chat. */
export interface UnknownEvent {
  readonly event: "unknown";
  readonly name: string;
  readonly chatId: string | null;
  readonly seq: number | null;
}

/** @throws WireError for what is not as the protocol says; an event that is not known here is none of that */
export function serverEvent(json: unknown): ServerEvent | UnknownEvent {
  const fields = new Fields(json);
  const event = fields.text("event");
  switch (event) {
    case "receive_message":
    case "chat_updated":
    case "member_added":
    case "member_removed":
    case "role_changed":
      return { event, message: fields.object("message", message) };
    case "message_edited":
    case "message_deleted":
    case "message_reacted":
      return {
        event,
        messageId: fields.text("message_id"),
        chatId: fields.text("chat_id"),
        seq: fields.whole("seq"),
        userId: fields.text("user_id"),
        at: fields.time("timestamp"),
        targetMessageId: fields.text("target_message_id"),
        targetSeq: fields.whole("target_seq"),
        content: fields.maybeText("content"),
        emoji: fields.maybeText("emoji"),
        removed: fields.maybeFlag("removed") ?? false,
      };
    case "message_accepted":
      return { event, messageId: fields.text("message_id"), chatId: fields.text("chat_id") };
    case "message_rejected":
      return {
        event,
        messageId: fields.text("message_id"),
        chatId: fields.text("chat_id"),
        code: fields.text("code"),
        retryable: fields.flag("retryable"),
      };
    case "chat_created":
    case "private_chat_started":
      return {
        event,
        requestId: fields.maybeText("request_id"),
        chat: fields.object("chat", listedChat),
        message: fields.maybeObject("message", message),
      };
    case "receive_fast_message":
      return {
        event,
        messageId: fields.text("message_id"),
        chatId: fields.text("chat_id"),
        senderId: fields.text("sender_id"),
        content: fields.text("content"),
        at: fields.time("timestamp"),
      };
    case "sent_to_users":
      return {
        event,
        messageId: fields.text("message_id"),
        sent: fields.list("sent", (one) => ({ userId: one.text("user_id"), chatId: one.text("chat_id") })),
        notSent: fields.texts("not_sent"),
      };
    case "typing":
      return { event, chatId: fields.text("chat_id"), userId: fields.text("user_id") };
    case "media_changed":
      return {
        event,
        mediaId: fields.text("media_id"),
        chatId: fields.text("chat_id"),
        state: fields.oneOf("state", ["ready", "rejected", "deleted"] as const, null),
      };
    case "presence_changed":
      return {
        event,
        userId: fields.text("user_id"),
        presence: presenceOf(fields),
        thinned: fields.maybeFlag("thinned") ?? false,
      };
    case "message_delivered":
    case "message_seen":
      return {
        event,
        chatId: fields.text("chat_id"),
        userId: fields.text("user_id"),
        seq: fields.whole("seq"),
        at: fields.time("at"),
      };
    case "error":
      return {
        event,
        requestId: fields.maybeText("request_id"),
        messageId: fields.maybeText("message_id"),
        failure: {
          code: fields.text("code"),
          status: null,
          detail: fields.maybeText("detail") ?? fields.text("code"),
          retryable: fields.flag("retryable"),
          retryAfterMs: fields.maybeWhole("retry_after_ms"),
          fields: fieldErrors(fields),
        },
        serverTime: fields.time("server_time"),
      };
    case "sync_complete":
      return { event, left: fields.whole("left"), chats: fields.list("chats", syncedTo) };
    case "sync_required":
      return { event, chatId: fields.maybeText("chat_id"), all: fields.maybeFlag("all") ?? true };
    case "going_away":
      return { event, reconnectAfterMs: fields.whole("reconnect_after_ms") };
    case "token_refreshed":
      return { event, expiresAt: fields.time("expires_at") };
    case "session_revoked":
    case "session_expired":
      return { event };
    default:
      return unknownEvent(event, fields);
  }
}

function unknownEvent(name: string, fields: Fields): UnknownEvent {
  const numbered = fields.has("message") ? fields.object("message", (inner) => inner) : fields;
  const known = numbered.has("chat_id") && numbered.has("seq");
  return {
    event: "unknown",
    name,
    chatId: known ? numbered.text("chat_id") : null,
    seq: known ? numbered.whole("seq") : null,
  };
}
