import { useEffect, useMemo } from "react";
import type { ChatSummary, Presence, Sentinel } from "../../sdk/api";
import { useSentinel, useWatched } from "../kit/sentinel";

function others(chats: readonly ChatSummary[]): string {
  return chats
    .slice(0, 200)
    .map((chat) => chat.otherUserId)
    .filter((id) => id !== null)
    .sort()
    .join(",");
}

function othersOf(sentinel: Sentinel) {
  return { watch: sentinel.chats.watch.bind(sentinel.chats), get: () => others(sentinel.chats.get().chats) };
}

/** Watches the people of the private chats, and asks for their names. */
export function usePresence(): void {
  const sentinel = useSentinel();
  const ids = useWatched(useMemo(() => othersOf(sentinel), [sentinel]));
  useEffect(() => {
    const userIds = ids === "" ? [] : ids.split(",");
    sentinel.needPeople(userIds);
    sentinel.watchPresence(userIds);
  }, [sentinel, ids]);
}

/** How somebody is; null while that is not known. */
export function usePresenceOf(userId: string | null): Presence | null {
  const presence = useWatched(useSentinel().presence);
  return userId === null ? null : (presence.get(userId) ?? null);
}
