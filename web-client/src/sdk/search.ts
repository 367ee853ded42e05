import type { SearchPage } from "./api";
import type { People } from "./people";
import type { Rest } from "./rest";
import { searchAnswer } from "./wire/search";

/** One page of hits, and how to get the next. */
export async function search(
  rest: Rest,
  query: Readonly<Record<string, string | undefined>>,
  cursor: string | null,
  people: People,
): Promise<SearchPage> {
  const answer = await rest.get("/search", searchAnswer, { ...query, cursor });
  people.need(answer.hits.map((hit) => hit.senderId));
  const { nextCursor } = answer;
  return {
    hits: answer.hits,
    fuzzy: answer.fuzzy,
    indexedThrough: answer.indexedThrough,
    next: nextCursor === null ? null : () => search(rest, query, nextCursor, people),
  };
}
