import type { Chat, ChatView } from "./api";
import { ChatCalls, type ChatParts } from "./chatcalls";
import { loadFacts, loadReceipts } from "./chatfacts";
import type { ChatState } from "./chatstate";
import { History } from "./history";
import { checkText, type OutboxItem } from "./outboxitem";
import { Derived } from "./watched";

const TYPING_EVERY_MS = 3_000;
/** Who comes back sooner never left: pages watch anew while they draw. */
const LEFT_MS = 1_000;

/** One chat as a page uses it. It is loaded when somebody first looks at it, and kept complete from then on. */
export class OpenChat extends ChatCalls implements Chat {
  readonly view: Derived<ChatView>;
  readonly #state: ChatState;
  readonly #history: History;
  #watched = false;
  #typedAt = 0;
  #leftAt = 0;

  constructor(chatId: string, parts: ChatParts) {
    super(chatId, parts);
    this.#state = parts.chats.state(chatId);
    this.#history = new History(this.#state, parts.rest, () => {
      parts.loaded(this.#state);
      parts.chats.sync.soon();
    });
    this.view = new Derived(
      () => this.#state.view(),
      (count) => this.#watchers(count),
    );
  }

  /** Somebody looks at it now. */
  get watched(): boolean {
    return this.#watched;
  }

  /** What the state shows is another now. */
  invalidate(): void {
    this.view.invalidate();
  }

  /** After each connect, and when it is opened: what no event tells again. */
  async refresh(): Promise<void> {
    if (!this.#state.active) {
      return;
    }
    const loads = [this.#loadFacts(), this.#loadReceipts()];
    if (this.#state.log === null) {
      loads.push(this.#loadFirst());
    } else if (this.#state.log.stale) {
      loads.push(this.#history.again());
    }
    await Promise.allSettled(loads);
  }

  /** What nobody looks at needs no thousands of entries. */
  trim(): void {
    if (this.#watched || this.#state.log === null) {
      return;
    }
    if (this.#state.log.hasNewer) {
      this.#state.log = null;
      this.#state.active = false;
    } else {
      this.#state.log.keepNewest(100);
    }
    this.view.invalidate();
  }

  async loadOlder(options: { keep?: boolean } = {}): Promise<void> {
    this.#open();
    await this.#history.older(options.keep ?? false);
  }

  async loadNewer(): Promise<void> {
    this.#open();
    await this.#history.newer();
  }

  async jumpTo(seq: number): Promise<void> {
    this.#state.active = true;
    await this.#history.around(seq);
  }

  async toNewest(): Promise<void> {
    this.#state.active = true;
    if (this.#state.log === null || this.#state.log.hasNewer) {
      await this.#history.newest();
    }
  }

  async send(text: string, options: { replyTo?: string; to?: string } = {}): Promise<string> {
    checkText(text);
    const item = this.#item({ content: text, replyTo: options.replyTo ?? null, to: options.to ?? null });
    await this.#add(item);
    return item.messageId;
  }

  async sendFile(file: File, options: { caption?: string; replyTo?: string } = {}): Promise<string> {
    const caption = options.caption ?? "";
    if (caption !== "") {
      checkText(caption);
    }
    const item = this.#item({
      phase: "uploading",
      type: file.type.startsWith("image/") ? "image" : "file",
      content: caption === "" ? null : caption,
      replyTo: options.replyTo ?? null,
    });
    await this.#add({ ...item, file: await this.parts.keepFile(item.messageId, file) });
    return item.messageId;
  }

  retry(messageId: string): Promise<void> {
    return this.parts.outbox.retry(messageId);
  }

  discard(messageId: string): Promise<void> {
    return this.parts.outbox.discard(messageId);
  }

  async edit(messageId: string, text: string): Promise<void> {
    checkText(text);
    await this.#change("/app/edit_message", messageId, { content: text });
  }

  delete(messageId: string): Promise<void> {
    return this.#change("/app/delete_message", messageId, {});
  }

  react(messageId: string, emoji: string, remove = false): Promise<void> {
    return this.#change("/app/react", messageId, { emoji, remove });
  }

  seen(seq: number): void {
    const upTo = Math.min(seq, Math.max(this.#state.through, this.#state.log?.high ?? 0));
    if (this.#state.sawUpTo(upTo)) {
      this.parts.chats.settle(this.#state);
      this.parts.chats.marks.seen(this.chatId, upTo);
    }
    this.parts.saw(this.chatId, upTo);
  }

  typing(): void {
    const now = Date.now();
    if (now - this.#typedAt >= TYPING_EVERY_MS && this.parts.send("/app/typing", { chat_id: this.chatId })) {
      this.#typedAt = now;
    }
  }

  setDraft(text: string): void {
    this.parts.settings.setDraft(this.chatId, text);
  }

  #watchers(count: number): void {
    const watched = count > 0;
    if (watched && !this.#watched && Date.now() - this.#leftAt > LEFT_MS) {
      this.#begin();
    } else if (!watched && this.#watched) {
      this.#leftAt = Date.now();
    }
    this.#watched = watched;
  }

  #open(): void {
    if (!this.#state.active) {
      this.#begin();
    }
  }

  /** Somebody begins to look: what is new is what was not seen until now. */
  #begin(): void {
    const state = this.#state;
    const first = !state.active;
    state.active = true;
    state.newFrom = state.unread > 0 ? (state.log?.above(state.seenSeq)?.seq ?? state.seenSeq + 1) : null;
    if (state.log !== null && state.through - state.log.high > 400) {
      state.log = null;
    }
    state.changed();
    if (first || state.log === null || state.log.stale) {
      void this.refresh();
    }
    this.parts.chats.settle(state);
  }

  async #loadFirst(): Promise<void> {
    const { seenSeq, unread } = this.#state;
    await this.#history.newest();
    if (unread > 0 && this.#state.log?.covers(seenSeq + 1) === true) {
      this.#state.newFrom = this.#state.log.above(seenSeq)?.seq ?? null;
      this.#state.changed();
    }
    this.parts.met(this.#state.entries().map((entry) => entry.senderId));
  }

  async #loadFacts(): Promise<void> {
    await loadFacts(this.#state, this.parts.rest, () => this.members());
  }

  async #loadReceipts(): Promise<void> {
    await loadReceipts(this.#state, this.parts.rest);
    this.parts.chats.settle(this.#state);
  }

  #item(more: Partial<OutboxItem>): OutboxItem {
    return {
      messageId: this.parts.clock.id(),
      chatId: this.chatId,
      phase: "waiting",
      tried: false,
      type: "text",
      content: null,
      replyTo: null,
      to: null,
      mediaId: null,
      at: this.parts.clock.now(),
      failure: null,
      file: null,
      ...more,
    };
  }

  async #add(item: OutboxItem): Promise<void> {
    await this.parts.outbox.add(item);
    if (this.#state.log?.hasNewer === true) {
      void this.toNewest().catch(() => undefined);
    }
  }

  #change(destination: string, target: string, body: Record<string, unknown>): Promise<void> {
    return this.parts.changes.make(destination, { chat_id: this.chatId, target_message_id: target, ...body });
  }
}
