import { SentinelError } from "./api";
import type { Clock } from "./clock";
import { backoff, sleep } from "./timers";
import { Fields } from "./wire/fields";
import { failed, failureOf, problem } from "./wire/problem";

/** Who vouches for a request. */
export interface Access {
  /** A token that is good for some time. */
  token(): Promise<string>;
  /** One that takes the place of `refused`. Rejects when there is none to be had. */
  renewed(refused: string): Promise<string>;
}

export interface Request<T> {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | null | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Reads the answer. Without it: nothing is read. `status` tells 200 from 202. */
  readonly decode?: (fields: Fields, status: number) => T;
  /** It may be asked again when it is not known whether it was done. GETs are. */
  readonly repeatable?: boolean;
  /** How long an answer is waited for; without it 20 s. */
  readonly patienceMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const TRIES = 5;
const PATIENCE_MS = 20_000;

/**
 * REST calls. They reject with a SentinelError: the server's problem, `network` when no answer came, `invalid_answer` when it is not as
 * the protocol says. What is `repeatable` is tried 5 times while the failure can pass, as late as `Retry-After` says.
 */
export class Rest {
  constructor(
    readonly baseUrl: string,
    private readonly fetch: typeof globalThis.fetch,
    private readonly access: Access | null,
    private readonly ended: AbortSignal,
    private readonly clock: Clock,
  ) {}

  get<T>(path: string, decode: (fields: Fields) => T, query: Request<T>["query"] = {}, signal?: AbortSignal): Promise<T> {
    return this.call("GET", path, { decode, query, repeatable: true, signal });
  }

  async call<T = void>(method: string, path: string, request: Request<T> = {}): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await this.#authorised(method, path, request);
      } catch (thrown) {
        const { retryable, retryAfterMs, status } = failureOf(thrown);
        // What is a conflict passes only when something else is done first.
        if (
          request.repeatable !== true ||
          !retryable ||
          status === 409 ||
          failures + 1 >= TRIES ||
          (retryAfterMs ?? 0) > PATIENCE_MS
        ) {
          throw thrown;
        }
        await sleep(backoff(failures, 300, 5_000, retryAfterMs ?? 100), this.ended).catch(() => {
          throw thrown;
        });
      }
    }
  }

  async #authorised<T>(method: string, path: string, request: Request<T>): Promise<T> {
    if (this.access === null) {
      return this.#once(method, path, request, null);
    }
    const token = await this.access.token();
    try {
      return await this.#once(method, path, request, token);
    } catch (thrown) {
      if (failureOf(thrown).status !== 401) {
        throw thrown;
      }
      return this.#once(method, path, request, await this.access.renewed(token));
    }
  }

  async #once<T>(method: string, path: string, request: Request<T>, token: string | null): Promise<T> {
    const url = new URL(this.baseUrl + path);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== null && value !== undefined) {
        url.searchParams.set(name, String(value));
      }
    }
    const headers: Record<string, string> = { accept: "application/json", ...request.headers };
    if (token !== null) {
      headers["authorization"] = `Bearer ${token}`;
    }
    if (request.body !== undefined) {
      headers["content-type"] = "application/json";
    }
    let answer: Response;
    let text: string;
    try {
      const signals = [
        this.ended,
        AbortSignal.timeout(request.patienceMs ?? PATIENCE_MS),
        ...(request.signal === undefined ? [] : [request.signal]),
      ];
      answer = await this.fetch(url.href, {
        method,
        headers,
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.any(signals),
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
      this.clock.learn(Date.parse(answer.headers.get("date") ?? ""));
      text = await answer.text();
    } catch {
      if (request.signal?.aborted === true) {
        throw failed("cancelled", "It was cancelled");
      }
      if (this.ended.aborted) {
        throw failed("stopped", "The client was stopped");
      }
      throw failed("network", "The server did not answer", { retryable: true });
    }
    if (!answer.ok) {
      throw new SentinelError(problem(answer.status, parsed(text), answer.headers.get("retry-after")));
    }
    if (request.decode === undefined) {
      return undefined as T;
    }
    try {
      return request.decode(new Fields(parsed(text)), answer.status);
    } catch (thrown) {
      throw new SentinelError({ ...failureOf(thrown), status: answer.status });
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
