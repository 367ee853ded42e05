import type { Session as Known } from "./api";
import { Rest, type Access } from "./rest";
import type { SentinelStorage, StoredSession } from "./storage";
import type { TabMessage, Tabs } from "./tabs";
import { backoff, Timers } from "./timers";
import { Cell } from "./watched";
import { tokens, type Tokens } from "./wire/people";
import { failed, failureOf } from "./wire/problem";

/** A token is renewed this long before it ends: a socket lives on it, and clocks of timers are slow in pages that nobody looks at. */
const AHEAD_MS = 120_000;
/** So that the last try, which waits as long as any call, is asked within the 10 s that the server forgives. */
const REFRESH_PATIENCE_MS: readonly (number | undefined)[] = [3_000, 3_000, undefined];
/** Only the server's own word ends a session: a 401 may also be the page of a network that wants its users to sign in. */
const OVER: readonly string[] = ["unauthenticated", "bad_credentials", "invalid_token", "token_expired", "session_revoked"];

interface AccessToken {
  readonly token: string;
  readonly expiresAt: number;
}

/**
 * Who is signed in. The refresh token is in the storage, which tabs share; only the newest one is ever used, for an old one ends the
 * session on the server. Where the browser has locks, tabs take turns; where not, the server forgives an old one for 10 s.
 */
export class Session implements Access {
  readonly current: Cell<Known | null>;
  readonly #timers = new Timers();
  readonly #tokenListeners = new Set<(token: string) => void>();
  #access: AccessToken | null = null;
  #refreshing: Promise<string> | null = null;
  #cancelRefresh: () => void = () => undefined;

  /**
   * @param ended is called when the session is over, for whatever reason but {@link forget}; `asked`: the person logged out, in
   *   another tab
   */
  constructor(
    private readonly storage: SentinelStorage,
    private readonly open: Rest,
    private readonly tabs: Tabs,
    private readonly ended: (asked: boolean) => void,
  ) {
    const stored = storage.readSession();
    this.current = new Cell(stored === null ? null : { userId: stored.userId, username: stored.username });
  }

  register(username: string, password: string, email: string): Promise<void> {
    return this.#signIn("/register", { username, password, email });
  }

  logIn(username: string, password: string): Promise<void> {
    return this.#signIn("/login", { username, password });
  }

  async token(): Promise<string> {
    const access = this.#access;
    return access !== null && access.expiresAt - Date.now() > 10_000 ? access.token : this.#refresh();
  }

  async renewed(refused: string): Promise<string> {
    const access = this.#access;
    return access !== null && access.token !== refused ? access.token : this.#refresh();
  }

  /** Calls `listener` with each newer token, until the function that it returns is called. */
  onToken(listener: (token: string) => void): () => void {
    this.#tokenListeners.add(listener);
    return () => void this.#tokenListeners.delete(listener);
  }

  heard(message: TabMessage): void {
    if (message.kind === "tokens" && message.userId === this.current.get()?.userId) {
      this.#take({ token: message.accessToken, expiresAt: message.expiresAt });
    } else if (message.kind === "signed_in") {
      const stored = this.storage.readSession();
      this.#access = null;
      this.current.set(stored === null ? null : { userId: stored.userId, username: stored.username });
    } else if (message.kind === "signed_out" && message.userId === this.current.get()?.userId) {
      // It may have come late, and he be here again.
      if (this.storage.readSession()?.userId !== message.userId) {
        this.ended(message.asked);
      }
    }
  }

  /** Nobody is signed in here from now on. @returns whether other tabs do not know that yet */
  forget(): boolean {
    this.#cancelRefresh();
    this.#access = null;
    const known = this.current.get();
    const first = known !== null && this.storage.readSession()?.userId === known.userId;
    if (first) {
      this.storage.writeSession(null);
    }
    this.current.set(null);
    return first;
  }

  end(): void {
    this.#timers.end();
  }

  async #signIn(path: string, body: unknown): Promise<void> {
    const answer = await this.open.call("POST", path, { body, decode: tokens });
    this.#keep(answer);
    this.current.set({ userId: answer.userId, username: answer.username });
    this.tabs.tell({ kind: "signed_in", userId: answer.userId });
  }

  #refresh(): Promise<string> {
    const before = this.#access;
    this.#refreshing ??= this.tabs
      .alone("refresh", () => this.#refreshAlone(before))
      .finally(() => {
        this.#refreshing = null;
      });
    return this.#refreshing;
  }

  async #refreshAlone(before: AccessToken | null): Promise<string> {
    const access = this.#access;
    if (access !== null && access !== before && access.expiresAt > Date.now()) {
      return access.token; // Another tab was faster, and told.
    }
    for (let tries = 0; ; tries++) {
      const stored = this.storage.readSession();
      if (stored === null || stored.userId !== this.current.get()?.userId) {
        throw this.#over("unauthenticated");
      }
      try {
        const answer = await this.open.call("POST", "/token/refresh", {
          body: { refresh_token: stored.refreshToken },
          decode: tokens,
          patienceMs: REFRESH_PATIENCE_MS[tries],
        });
        return this.#refreshed(stored, answer);
      } catch (thrown) {
        const why = failureOf(thrown);
        const newer = this.storage.readSession()?.refreshToken !== stored.refreshToken;
        const over = why.status === 401 && OVER.includes(why.code);
        if (over && !newer) {
          throw this.#over(why.code);
        }
        // An answer that was lost is asked for again at once: the server forgives that for 10 s only.
        if (tries + 1 >= REFRESH_PATIENCE_MS.length || !(over || why.code === "network")) {
          throw thrown;
        }
      }
    }
  }

  /** An answer may be late: then what is in the storage by now is newer, or somebody else's. */
  #refreshed(asked: StoredSession, answer: Tokens): string {
    const stored = this.storage.readSession();
    if (stored?.refreshToken === asked.refreshToken) {
      return this.#keep(answer);
    }
    if (stored === null || stored.userId !== answer.userId || this.current.get()?.userId !== answer.userId) {
      throw failed("unauthenticated", "Somebody else is signed in by now, or nobody");
    }
    return this.#access?.token ?? answer.accessToken;
  }

  #over(code: string): Error {
    this.ended(false);
    return failed(code, "You are not signed in any more", { status: 401 });
  }

  #keep(answer: Tokens): string {
    this.storage.writeSession({ userId: answer.userId, username: answer.username, refreshToken: answer.refreshToken });
    const access = { token: answer.accessToken, expiresAt: Date.now() + answer.expiresInMs };
    this.tabs.tell({ kind: "tokens", userId: answer.userId, accessToken: access.token, expiresAt: access.expiresAt });
    this.#take(access);
    return access.token;
  }

  #take(access: AccessToken): void {
    this.#access = access;
    this.#cancelRefresh();
    const ahead = Math.min(AHEAD_MS, (access.expiresAt - Date.now()) / 3);
    this.#refreshIn(Math.max(1_000, access.expiresAt - Date.now() - ahead - Math.random() * (ahead / 2)), 0);
    for (const listener of [...this.#tokenListeners]) {
      listener(access.token);
    }
  }

  #refreshIn(ms: number, failures: number): void {
    this.#cancelRefresh = this.#timers.after(ms, () => {
      if (this.current.get() !== null) {
        this.#refresh().catch(() => this.#refreshIn(backoff(failures, 2_000, 30_000, 500), failures + 1));
      }
    });
  }
}
