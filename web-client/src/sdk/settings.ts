import type { Preferences } from "./api";
import type { Rest } from "./rest";
import type { Store } from "./storage";
import type { Tabs } from "./tabs";
import { Debounced, Timers } from "./timers";
import { preferences } from "./wire/notifications";

const PATH = "/notification-preferences";

/** Mutes, which are the server's, and drafts, which are this device's. */
export class Settings {
  readonly #timers = new Timers();
  readonly #drafts = new Map<string, string>();
  readonly #unsaved = new Set<string>();
  readonly #saving: Debounced;
  #mutes = new Map<string, number | null>();
  #cancelEnd: () => void = () => undefined;

  constructor(
    private readonly userId: string,
    private readonly rest: Rest,
    private readonly store: Store,
    private readonly tabs: Tabs,
    /** What is shown of this chat, or of all, changed. */
    private readonly changed: (chatId: string | null) => void,
  ) {
    this.#saving = new Debounced(this.#timers, 300, () => this.#save());
  }

  async load(): Promise<void> {
    for (const draft of (await this.store.all("drafts")) as { chatId: string; text: string }[]) {
      if (!this.#drafts.has(draft.chatId)) {
        this.#drafts.set(draft.chatId, draft.text);
      }
    }
    const mutes = (await this.store.get("settings", "mutes")) as Preferences["mutedChats"] | undefined;
    if (mutes !== undefined && this.#mutes.size === 0) {
      this.#took(mutes);
    }
    this.changed(null);
  }

  draft(chatId: string): string {
    return this.#drafts.get(chatId) ?? "";
  }

  setDraft(chatId: string, text: string): void {
    if (text !== this.draft(chatId)) {
      this.heardDraft(chatId, text);
      this.#unsaved.add(chatId);
      this.#saving.soon();
    }
  }

  /** Another tab has this draft now, and has stored it. */
  heardDraft(chatId: string, text: string): void {
    this.#drafts.set(chatId, text);
    this.changed(chatId);
  }

  muted(chatId: string): boolean {
    const until = this.#mutes.get(chatId);
    return until !== undefined && (until === null || until > Date.now());
  }

  async preferences(): Promise<Preferences> {
    const answer = await this.rest.get(PATH, preferences);
    this.#took(answer.mutedChats);
    this.changed(null);
    await this.store.put("settings", "mutes", answer.mutedChats).catch(() => undefined);
    return answer;
  }

  async setPreferences(wanted: Preferences): Promise<void> {
    await this.rest.call("PUT", PATH, {
      repeatable: true,
      body: {
        previews: wanted.previews,
        quiet_hours: wanted.quietHours,
        muted_chats: wanted.mutedChats.map(({ chatId, until }) => ({ chat_id: chatId, until: isoTime(until) })),
      },
    });
    await this.#muted();
  }

  async mute(chatId: string, until: number | null): Promise<void> {
    const body = until === null ? {} : { until: isoTime(until) };
    await this.rest.call("PUT", `${PATH}/muted-chats/${encodeURIComponent(chatId)}`, { body, repeatable: true });
    await this.#muted();
  }

  async unmute(chatId: string): Promise<void> {
    await this.rest.call("DELETE", `${PATH}/muted-chats/${encodeURIComponent(chatId)}`, { repeatable: true });
    await this.#muted();
  }

  flush(): void {
    this.#saving.flush();
  }

  end(): void {
    this.flush();
    this.#timers.end();
  }

  async #muted(): Promise<void> {
    await this.preferences();
    this.tabs.tell({ kind: "muted", userId: this.userId });
  }

  #took(mutes: Preferences["mutedChats"]): void {
    this.#mutes = new Map(mutes.map(({ chatId, until }) => [chatId, until]));
    this.#cancelEnd();
    const next = Math.min(...mutes.flatMap(({ until }) => (until !== null && until > Date.now() ? [until] : [])));
    if (Number.isFinite(next)) {
      this.#cancelEnd = this.#timers.after(next - Date.now() + 1, () => {
        this.#took(mutes);
        this.changed(null);
      });
    }
  }

  #save(): void {
    for (const chatId of this.#unsaved) {
      const text = this.draft(chatId);
      const stored = text === "" ? this.store.remove("drafts", chatId) : this.store.put("drafts", chatId, { chatId, text });
      stored.catch(() => undefined);
      this.tabs.tell({ kind: "draft", userId: this.userId, chatId, text });
    }
    this.#unsaved.clear();
  }
}

/** As the server reads times. */
export function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
