import type { Chat, Member, Role } from "./api";
import type { Changes } from "./changes";
import type { Chats } from "./chats";
import type { ChatState } from "./chatstate";
import type { Clock } from "./clock";
import type { Groups } from "./groups";
import type { Outbox } from "./outbox";
import type { OutboxItem } from "./outboxitem";
import type { Rest } from "./rest";
import type { Settings } from "./settings";
import { passport, receiptsOfOne } from "./wire/chats";

/** What an open chat works with. */
export interface ChatParts {
  readonly me: string;
  readonly rest: Rest;
  readonly clock: Clock;
  readonly chats: Chats;
  readonly outbox: Outbox;
  readonly changes: Changes;
  readonly groups: Groups;
  readonly settings: Settings;
  /** What was loaded may have entries that wait to be confirmed. */
  loaded(state: ChatState): void;
  met(userIds: readonly string[]): void;
  send(destination: string, body: unknown): boolean;
  /** One has seen all up to `seq`. */
  saw(chatId: string, seq: number): void;
  /** Keeps the bytes of a file for its upload. */
  keepFile(messageId: string, file: File): Promise<OutboxItem["file"]>;
}

/** What is one call to the server each, about one chat. */
export abstract class ChatCalls {
  constructor(
    readonly chatId: string,
    protected readonly parts: ChatParts,
  ) {}

  async receipts(seq: number): Promise<{ delivered: number; seen: number; seenBy: readonly string[] }> {
    const answer = await this.parts.rest.get(`${this.#path}/receipts`, receiptsOfOne, { seq });
    this.parts.met(answer.seenBy);
    return answer;
  }

  async delivery(messageId: string): ReturnType<Chat["delivery"]> {
    const { seq: _, ...answer } = await this.parts.rest.get(
      `${this.#path}/messages/${encodeURIComponent(messageId)}/delivery`,
      passport,
    );
    return answer;
  }

  async members(): Promise<readonly Member[]> {
    const members = await this.parts.groups.members(this.chatId);
    this.parts.met(members.map((member) => member.userId));
    return members;
  }

  addMember(userId: string): Promise<void> {
    return this.parts.groups.addMember(this.chatId, userId);
  }

  removeMember(userId: string): Promise<void> {
    return this.parts.groups.removeMember(this.chatId, userId);
  }

  setRole(userId: string, role: Role): Promise<void> {
    return this.parts.groups.setRole(this.chatId, userId, role);
  }

  rename(title: string): Promise<void> {
    return this.parts.groups.rename(this.chatId, title);
  }

  leave(): Promise<void> {
    return this.parts.groups.removeMember(this.chatId, this.parts.me);
  }

  mute(until: number | null): Promise<void> {
    return this.parts.settings.mute(this.chatId, until);
  }

  unmute(): Promise<void> {
    return this.parts.settings.unmute(this.chatId);
  }

  get #path(): string {
    return `/users/chat/${encodeURIComponent(this.chatId)}`;
  }
}
