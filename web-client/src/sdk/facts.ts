import type { Role } from "./api";
import type { Message } from "./wire/chats";

/**
 * What a chat is called, how many are in it, whether one is, and as what. Events tell it at once; answers of REST may be a second
 * older. So what an entry said since the last connect stays, whatever is answered.
 */
export class Facts {
  title: string | null = null;
  memberCount = 0;
  member = true;
  myRole: Role | null = null;
  /** The entries that told the name, the number, and what one is. */
  #told = { title: 0, memberCount: 0, mine: 0 };

  constructor(private readonly me: string) {}

  /** An entry says what is so from then on. One that is older than another says nothing. */
  heard(message: Pick<Message, "type" | "content" | "seq" | "change">): void {
    const { seq, change } = message;
    if (message.type !== "system" || change === null) {
      return;
    }
    if (change.title !== null && seq > this.#told.title) {
      this.title = change.title;
      this.#told.title = seq;
    }
    if (change.memberCount !== null && seq > this.#told.memberCount) {
      this.memberCount = change.memberCount;
      this.#told.memberCount = seq;
    }
    if (change.userId === this.me && seq > this.#told.mine) {
      if (message.content === "member_removed" || message.content === "member_added") {
        this.member = message.content === "member_added";
      }
      this.myRole = change.role ?? this.myRole;
      this.#told.mine = seq;
    }
  }

  /** As an answer has them. */
  answered(found: { title: string | null; memberCount: number; role?: Role | null }): void {
    if (this.#told.title === 0) {
      this.title = found.title;
    }
    if (this.#told.memberCount === 0) {
      this.memberCount = found.memberCount;
    }
    if (this.#told.mine === 0 && found.role !== undefined) {
      this.member = found.role !== null;
      this.myRole = found.role;
    }
  }

  /** Entries may have been missed: from here on answers count again. */
  missed(): void {
    this.#told = { title: 0, memberCount: 0, mine: 0 };
  }
}
