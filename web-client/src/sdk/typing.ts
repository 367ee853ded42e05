import { Timers } from "./timers";

const SHOWN_MS = 6_000;

/** Who types where: for 6 s after each time that it was said, or until the message comes. */
export class Typing {
  readonly #timers = new Timers();
  readonly #ends = new Map<string, Map<string, () => void>>();

  /** @param changed is told who types in a chat now */
  constructor(private readonly changed: (chatId: string, userIds: readonly string[]) => void) {}

  heard(chatId: string, userId: string): void {
    const chat = this.#ends.get(chatId) ?? new Map<string, () => void>();
    this.#ends.set(chatId, chat);
    const again = chat.get(userId);
    again?.();
    chat.set(
      userId,
      this.#timers.after(SHOWN_MS, () => this.stopped(chatId, userId)),
    );
    if (again === undefined) {
      this.changed(chatId, [...chat.keys()]);
    }
  }

  stopped(chatId: string, userId: string): void {
    const chat = this.#ends.get(chatId);
    const cancel = chat?.get(userId);
    if (chat !== undefined && cancel !== undefined) {
      cancel();
      chat.delete(userId);
      this.changed(chatId, [...chat.keys()]);
    }
  }

  /** Nobody types, as far as one can know without a connection. */
  clear(): void {
    for (const [chatId, chat] of this.#ends) {
      chat.forEach((cancel) => cancel());
      this.#ends.delete(chatId);
      this.changed(chatId, []);
    }
  }

  end(): void {
    this.#timers.end();
  }
}
