import { useSyncExternalStore } from "react";

/** Where one is. It is all in the hash, since paths belong to REST. */
export interface Route {
  readonly page: "home" | "chat" | "settings" | "alerts";
  readonly chatId: string | null;
  /** An entry to be shown, of {@link chatId}. */
  readonly at: number | null;
  /** Not null while something is looked for, `q` may be empty then. */
  readonly search: { readonly q: string; readonly chatId: string | null; readonly sort: "newest" | "best" } | null;
}

const ID = /^[0-9a-f-]{36}$/i;

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const parts = path.split("/").filter((part) => part !== "");
  const params = new URLSearchParams(query);
  const within = params.get("in");
  const search =
    params.has("q") || parts[0] === "search"
      ? {
          q: params.get("q") ?? "",
          chatId: within && ID.test(within) ? within : null,
          sort: params.get("sort") === "best" ? ("best" as const) : ("newest" as const),
        }
      : null;
  if (parts[0] === "chats" && parts[1] && ID.test(parts[1])) {
    const at = parts[2] === "at" ? Number(parts[3]) : NaN;
    return { page: "chat", chatId: parts[1], at: Number.isSafeInteger(at) && at > 0 ? at : null, search };
  }
  const page = parts[0] === "settings" || parts[0] === "alerts" ? parts[0] : "home";
  return { page, chatId: null, at: null, search };
}

export function formatRoute(route: Partial<Route>): string {
  const search = route.search ?? null;
  let path = "/";
  if (route.chatId) path = `/chats/${route.chatId}${route.at ? `/at/${route.at}` : ""}`;
  else if (route.page === "settings" || route.page === "alerts") path = `/${route.page}`;
  else if (search) path = "/search";
  if (!search) return `#${path}`;
  const params = new URLSearchParams({ q: search.q });
  if (search.chatId) params.set("in", search.chatId);
  if (search.sort === "best") params.set("sort", "best");
  return `#${path}?${params}`;
}

/**
 * `replace`: without a step that the back button would take. The page is told before this returns: what is typed into the address must
 * be there when the field is drawn again.
 */
export function go(route: Partial<Route>, replace = false): void {
  const hash = formatRoute(route);
  if (hash === location.hash) return;
  if (replace) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

let known = { hash: "", route: parseRoute("") };

function current(): Route {
  if (known.hash !== location.hash) known = { hash: location.hash, route: parseRoute(location.hash) };
  return known.route;
}

function watch(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

export function useRoute(): Route {
  return useSyncExternalStore(watch, current);
}
