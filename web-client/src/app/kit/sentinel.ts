import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { Person, Sentinel, Session, Watched } from "../../sdk/api";
import { texts } from "../texts";

/** The one {@link Sentinel} of this page. */
export const SentinelContext = createContext<Sentinel | null>(null);

export function useSentinel(): Sentinel {
  const sentinel = useContext(SentinelContext);
  if (!sentinel) throw new Error("no Sentinel around this part of the page");
  return sentinel;
}

/** What is watched, as of now: the component is drawn again when it changes. Nothing of it is kept twice. */
export function useWatched<T>(watched: Watched<T>): T {
  const watch = useCallback((listener: () => void) => watched.watch(listener), [watched]);
  const get = useCallback(() => watched.get(), [watched]);
  return useSyncExternalStore(watch, get);
}

export function useSession(): Session {
  const session = useWatched(useSentinel().session);
  if (!session) throw new Error("nobody is signed in");
  return session;
}

export type People = ReadonlyMap<string, Person>;

/** All names that are known; ask for those that one shows with `needPeople`. */
export function usePeople(): People {
  return useWatched(useSentinel().people);
}

/** The name of somebody as one shows it: never empty. */
export function nameOf(people: People, userId: string | null): string {
  if (userId === null) return texts.someone;
  const person = people.get(userId);
  if (!person) return "…";
  return person.username ?? texts.erasedPerson;
}
