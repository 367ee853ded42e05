import { useDebouncedValue } from "@mantine/hooks";
import { useCallback, useEffect, useState } from "react";
import type { Failure, Hit, SearchPage } from "../../sdk/api";
import { failureOf } from "../kit/Problem";
import type { Route } from "../kit/route";
import { useSentinel } from "../kit/sentinel";

export interface Found {
  readonly hits: readonly Hit[];
  readonly fuzzy: boolean;
  readonly indexedThrough: ReadonlyMap<string, number>;
  readonly next: SearchPage["next"];
}

export interface Search {
  /** Null: nothing was looked for yet. */
  readonly found: Found | null;
  readonly busy: boolean;
  readonly failure: Failure | null;
  more(): void;
  again(): void;
}

/** Looks as one types; an answer that comes late, to what was typed before, is dropped. */
export function useSearch({ q, chatId, sort }: NonNullable<Route["search"]>): Search {
  const sentinel = useSentinel();
  const [query] = useDebouncedValue(q, 250);
  const [found, setFound] = useState<Found | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    setFailure(null);
    if (query.trim() === "") {
      setFound(null);
      return;
    }
    let late = false;
    setBusy(true);
    sentinel
      .search(query, { sort, ...(chatId === null ? {} : { chatId }) })
      .then(
        (page) => !late && setFound(page),
        (error: unknown) => !late && setFailure(failureOf(error)),
      )
      .finally(() => !late && setBusy(false));
    return () => {
      late = true;
      setBusy(false);
    };
  }, [sentinel, query, chatId, sort, round]);

  const more = useCallback(() => {
    if (!found?.next || busy) return;
    setBusy(true);
    found
      .next()
      .then(
        (page) =>
          setFound((now) => {
            if (now !== found) return now;
            const known = new Set(found.hits.map((hit) => hit.messageId));
            return {
              hits: [...found.hits, ...page.hits.filter((hit) => !known.has(hit.messageId))],
              fuzzy: found.fuzzy,
              indexedThrough: new Map([...found.indexedThrough, ...page.indexedThrough]),
              next: page.next,
            };
          }),
        (error: unknown) => setFailure(failureOf(error)),
      )
      .finally(() => setBusy(false));
  }, [found, busy]);
  return { found, busy, failure, more, again: useCallback(() => setRound((before) => before + 1), []) };
}
