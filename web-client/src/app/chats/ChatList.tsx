import { useEffect, useMemo, useState, type KeyboardEvent } from "react";
import { Button } from "@mantine/core";
import { Empty } from "../kit/Empty";
import { formatRoute, useRoute } from "../kit/route";
import { usePeople, useSentinel, useSession, useWatched } from "../kit/sentinel";
import { useTask } from "../kit/useTask";
import { texts } from "../texts";
import { ChatRow } from "./ChatRow";
import { peopleOf } from "./summary";
import classes from "./ChatList.module.css";

const MOVES: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** The chats, the one with the newest entry first. One stop of the Tab key; arrows move within. */
export function ChatList({ onNew }: { onNew: () => void }) {
  const sentinel = useSentinel();
  const session = useSession();
  const list = useWatched(sentinel.chats);
  const people = usePeople();
  const presence = useWatched(sentinel.presence);
  const route = useRoute();
  const [stop, setStop] = useState<string | null>(null);
  const task = useTask();

  const needed = useMemo(() => list.chats.flatMap((chat) => [...(chat.last ? peopleOf(chat.last) : []), ...chat.typing]), [list]);
  useEffect(() => sentinel.needPeople(needed), [sentinel, needed]);

  const move = useMemo(
    () => (event: KeyboardEvent<HTMLAnchorElement>) => {
      const next = MOVES[event.key];
      if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
      const links = [...(event.currentTarget.closest("ul")?.querySelectorAll<HTMLElement>("a[data-chat]") ?? [])];
      const target = links[next(links.indexOf(event.currentTarget), links.length - 1)];
      event.preventDefault();
      target?.focus();
      setStop(target?.dataset["chat"] ?? null);
    },
    [],
  );

  if (list.chats.length === 0) {
    if (list.state !== "current") return <p className={classes.waiting}>{texts.loading}…</p>;
    return (
      <Empty title={texts.chats.empty} hint={texts.chats.emptyHint}>
        <Button onClick={onNew}>{texts.chats.start}</Button>
      </Empty>
    );
  }
  const wanted = [stop, route.chatId].find((id) => id !== null && list.chats.some((chat) => chat.chatId === id));
  const tabStop = wanted ?? list.chats[0]?.chatId;
  return (
    <nav className={classes.list} aria-label={texts.chats.title} data-state={list.state}>
      <ul>
        {list.chats.map((chat) => (
          <ChatRow
            key={chat.chatId}
            chat={chat}
            people={people}
            me={session.userId}
            online={chat.otherUserId !== null && (presence.get(chat.otherUserId)?.active ?? false)}
            open={chat.chatId === route.chatId}
            href={formatRoute({ page: "chat", chatId: chat.chatId })}
            inTabOrder={chat.chatId === tabStop}
            onKeyDown={move}
          />
        ))}
      </ul>
      {list.hasMore && (
        <div className={classes.more}>
          <Button variant="subtle" size="sm" loading={task.busy} onClick={() => void task.run(() => sentinel.loadMoreChats())}>
            {texts.chats.more}
          </Button>
        </div>
      )}
    </nav>
  );
}
