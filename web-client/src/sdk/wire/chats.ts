import type { Change, Member, Reaction, Role } from "../api";
import type { Fields } from "./fields";

/** A line of a chat as the server shows it. */
export interface Message {
  readonly messageId: string;
  readonly chatId: string;
  readonly senderId: string;
  readonly type: "text" | "image" | "file" | "system";
  readonly at: number;
  readonly content: string | null;
  readonly seenAt: number | null;
  readonly seq: number;
  readonly replyTo: string | null;
  readonly to: string | null;
  readonly mediaId: string | null;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
  readonly reactions: readonly Reaction[];
  readonly change: Change | null;
}

export interface ListedChat {
  readonly chatId: string;
  readonly kind: "private" | "group";
  readonly title: string | null;
  readonly memberCount: number;
  readonly memberIds: readonly string[];
  readonly lastMessage: Message | null;
  readonly lastSeq: number;
  readonly seenSeq: number;
  readonly unread: number;
}

export interface HistoryPage {
  /** Ascending by `seq`, whatever the order on the wire. */
  readonly messages: readonly Message[];
  readonly storedSeq: number;
  readonly headSeq: number | null;
  readonly nextCursor: string | null;
}

export interface ChatFacts {
  readonly chatId: string;
  readonly kind: "private" | "group";
  readonly title: string | null;
  readonly memberCount: number;
  readonly role: Role | null;
}

/** How far one member has come. */
export interface Receipt {
  readonly userId: string;
  readonly delivered: number;
  readonly seen: number;
}

export interface SyncedChat {
  readonly chatId: string;
  readonly events: readonly unknown[];
  readonly throughSeq: number;
  readonly storedSeq: number;
  readonly headSeq: number | null;
  readonly code: string | null;
}

const ROLES = ["owner", "admin", "member"] as const;
const TYPES = ["text", "image", "file", "system"] as const;

/** A type that is not known here is shown as a text: its content is one. */
export function message(fields: Fields): Message {
  return {
    messageId: fields.text("message_id"),
    chatId: fields.text("chat_id"),
    senderId: fields.text("sender_id"),
    type: fields.oneOf("type", TYPES, "text"),
    at: fields.time("timestamp"),
    content: fields.maybeText("content"),
    seenAt: fields.maybeTime("seen_at"),
    seq: fields.whole("seq"),
    replyTo: fields.maybeText("reply_to"),
    to: fields.maybeText("to"),
    mediaId: fields.maybeText("media_id"),
    editedAt: fields.maybeTime("edited_at"),
    deletedAt: fields.maybeTime("deleted_at"),
    reactions: fields.has("reactions") ? fields.list("reactions", reaction) : [],
    change: fields.maybeObject("change", change),
  };
}

function reaction(fields: Fields): Reaction {
  return { emoji: fields.text("emoji"), count: fields.whole("count"), userIds: fields.texts("user_ids") };
}

function change(fields: Fields): Change {
  return {
    userId: fields.maybeText("user_id"),
    role: fields.has("role") ? fields.oneOf("role", ROLES, null) : null,
    title: fields.maybeText("title"),
    newMembersSee: fields.has("new_members_see")
      ? fields.oneOf("new_members_see", ["from_joining", "everything"] as const, null)
      : null,
    memberCount: fields.maybeWhole("member_count"),
  };
}

export function listedChat(fields: Fields): ListedChat {
  return {
    chatId: fields.text("chat_id"),
    kind: fields.oneOf("kind", ["private", "group"] as const, "group"),
    title: fields.maybeText("title"),
    memberCount: fields.whole("member_count"),
    memberIds: fields.has("member_ids") ? fields.texts("member_ids") : [],
    lastMessage: fields.maybeObject("last_message", message),
    lastSeq: fields.whole("last_seq"),
    seenSeq: fields.whole("seen_seq"),
    unread: fields.whole("unread_count"),
  };
}

export function chatPage(fields: Fields): { chats: ListedChat[]; nextCursor: string | null } {
  return { chats: fields.list("chats", listedChat), nextCursor: fields.maybeText("next_cursor") };
}

export function historyPage(fields: Fields): HistoryPage {
  return {
    messages: fields.list("messages", message).sort((a, b) => a.seq - b.seq),
    storedSeq: fields.whole("stored_seq"),
    headSeq: fields.maybeWhole("head_seq"),
    nextCursor: fields.maybeText("next_cursor"),
  };
}

export function chatFacts(fields: Fields): ChatFacts {
  return {
    chatId: fields.text("chat_id"),
    kind: fields.oneOf("kind", ["private", "group"] as const, "group"),
    title: fields.maybeText("title"),
    memberCount: fields.whole("member_count"),
    role: fields.has("role") ? fields.oneOf("role", ROLES, null) : null,
  };
}

export function memberPage(fields: Fields): { members: Member[]; nextCursor: string | null } {
  return {
    members: fields.list("members", (member) => ({
      userId: member.text("user_id"),
      role: member.oneOf("role", ROLES, "member" as const),
      joinedSeq: member.whole("joined_seq"),
    })),
    nextCursor: fields.maybeText("next_cursor"),
  };
}

export function receiptPage(fields: Fields): { receipts: Receipt[]; nextCursor: string | null } {
  return {
    receipts: fields.list("receipts", (one) => ({
      userId: one.text("user_id"),
      delivered: one.whole("delivered_seq"),
      seen: one.whole("seen_seq"),
    })),
    nextCursor: fields.maybeText("next_cursor"),
  };
}

export function receiptsOfOne(fields: Fields): { delivered: number; seen: number; seenBy: string[] } {
  return { delivered: fields.whole("delivered"), seen: fields.whole("seen"), seenBy: fields.texts("seen_by") };
}

/** The delivery passport of a message of one's own. */
export function passport(fields: Fields): {
  acceptedAt: number | null;
  seq: number | null;
  recipients: number;
  delivered: number;
  pushed: number | null;
  seen: number;
} {
  return {
    acceptedAt: fields.maybeTime("accepted_at"),
    seq: fields.maybeWhole("seq"),
    recipients: fields.whole("recipients"),
    delivered: fields.whole("delivered"),
    pushed: fields.maybeWhole("pushed"),
    seen: fields.whole("seen"),
  };
}

export function syncAnswer(fields: Fields): { chats: SyncedChat[]; left: number } {
  return {
    chats: fields.list("chats", (chat) => ({ ...syncedTo(chat), events: chat.has("events") ? chat.values("events") : [] })),
    left: fields.whole("left"),
  };
}

/** How far a sync came in one chat. A chat with a `code` has no numbers. */
export function syncedTo(chat: Fields): Omit<SyncedChat, "events"> {
  const code = chat.maybeText("code");
  return {
    chatId: chat.text("chat_id"),
    throughSeq: code === null ? chat.whole("through_seq") : (chat.maybeWhole("through_seq") ?? 0),
    storedSeq: code === null ? chat.whole("stored_seq") : (chat.maybeWhole("stored_seq") ?? 0),
    headSeq: chat.maybeWhole("head_seq"),
    code,
  };
}
