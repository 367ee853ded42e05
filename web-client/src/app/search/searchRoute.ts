import { go, parseRoute, type Route } from "../kit/route";

/** Looks for something, and stays where one is; on a phone the list is another page than the chat. */
export function setSearch(change: Partial<NonNullable<Route["search"]>>, phone: boolean): void {
  const route = parseRoute(location.hash);
  const search = { q: "", chatId: null, sort: "newest" as const, ...route.search, ...change };
  go(phone ? { page: "home", search } : { ...route, search }, route.search !== null);
}

/** Opens the search box for one chat. */
export function searchWithin(chatId: string, phone: boolean): void {
  setSearch({ q: "", chatId }, phone);
  requestAnimationFrame(() => document.getElementById("search")?.focus());
}

export function endSearch(): void {
  const route = parseRoute(location.hash);
  go({ ...route, search: null });
}
