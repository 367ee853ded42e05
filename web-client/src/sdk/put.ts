import { failed } from "./wire/problem";

/**
 * PUTs `body` to a signed address. Rejects with `network` when no answer came, `cancelled` after `signal`, and `status_…` otherwise.
 *
 * @param progress is told how many bytes went out so far; where there is no XMLHttpRequest (Node), only at the end
 */
export function put(
  fetch: typeof globalThis.fetch,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Blob,
  signal: AbortSignal,
  progress: (sent: number) => void,
): Promise<void> {
  // Whoever sends sets the length by the body; browsers do not let others say it.
  const own = Object.entries(headers).filter(
    ([name]) => name.toLowerCase() !== "content-length" && name.toLowerCase() !== "host",
  );
  return typeof XMLHttpRequest === "undefined"
    ? putByFetch(fetch, url, own, body, signal, progress)
    : putByRequest(url, own, body, signal, progress);
}

async function putByFetch(
  fetch: typeof globalThis.fetch,
  url: string,
  headers: [string, string][],
  body: Blob,
  signal: AbortSignal,
  progress: (sent: number) => void,
): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(url, { method: "PUT", headers, body, signal, credentials: "omit" });
    await answer.arrayBuffer();
  } catch {
    throw signal.aborted ? cancelled() : unanswered();
  }
  if (!answer.ok) {
    throw refused(answer.status);
  }
  progress(body.size);
}

function putByRequest(
  url: string,
  headers: [string, string][],
  body: Blob,
  signal: AbortSignal,
  progress: (sent: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    request.open("PUT", url);
    for (const [name, value] of headers) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => (request.status >= 200 && request.status < 300 ? resolve() : reject(refused(request.status)));
    request.onerror = () => reject(unanswered());
    request.ontimeout = () => reject(unanswered());
    request.onabort = () => reject(cancelled());
    request.onloadend = () => signal.removeEventListener("abort", abort);
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    signal.addEventListener("abort", abort, { once: true });
    request.send(body);
  });
}

function cancelled(): Error {
  return failed("cancelled", "It was cancelled");
}

function unanswered(): Error {
  return failed("network", "The server did not answer", { retryable: true });
}

function refused(status: number): Error {
  return failed(`status_${status}`, `The store answered ${status}`, { status, retryable: true });
}
