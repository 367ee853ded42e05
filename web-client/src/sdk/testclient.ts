import { createSentinel, type Sentinel, type SentinelStorage, type WebSocketClass } from "./index";

/** A connection that never comes to be. */
class Silence {
  readyState = 0;
  close(): void {}
  send(): void {}
}

/** What a server answers to each path; where there is nothing it does not answer. */
export type Answers = Record<string, (url: URL) => Response | Promise<Response>>;

export const tokens = (): Response =>
  Response.json({
    user_id: "ana",
    username: "ana",
    access_token: "t",
    token_type: "Bearer",
    expires_in: 900,
    refresh_token: "r",
  });

const open: Sentinel[] = [];

/** The whole client, on a server that is a few functions and has no sockets. */
export function sentinel(storage: SentinelStorage, answers: Answers): Sentinel {
  const fetch = async (input: RequestInfo | URL): Promise<Response> => {
    const url = new URL(String(input));
    const answer = answers[url.pathname];
    return answer === undefined ? Promise.reject(new TypeError("fetch failed")) : answer(url);
  };
  const made = createSentinel({ baseUrl: "http://x", storage, WebSocket: Silence as unknown as WebSocketClass, fetch });
  open.push(made);
  return made;
}

export async function stopAll(): Promise<void> {
  await Promise.all(open.splice(0).map((one) => one.stop()));
}
