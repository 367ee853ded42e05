import { useCallback, useEffect, useState } from "react";
import { chatName, entryText } from "../chats/summary";
import { Avatar } from "../kit/Avatar";
import { CloseIcon } from "../kit/icons";
import { formatRoute, parseRoute, useRoute } from "../kit/route";
import { nameOf, usePeople, useSentinel, useSession } from "../kit/sentinel";
import { texts } from "../texts";
import { useNews, type News } from "./news";
import classes from "./Toasts.module.css";

const MOST = 3;
const SHOWN_FOR = 6000;

/** Tells calmly of messages in other chats: one line for each chat, for a few seconds. */
export function Toasts() {
  const sentinel = useSentinel();
  const [items, setItems] = useState<readonly News[]>([]);
  useNews((news) => {
    if (news.chat.muted || parseRoute(location.hash).chatId === news.chat.chatId) return;
    sentinel.needPeople([news.entry.senderId]);
    setItems((before) => [...before.filter((each) => each.chat.chatId !== news.chat.chatId), news].slice(-MOST));
  });
  const open = useRoute().chatId;
  const drop = useCallback((chatId: string) => setItems((before) => before.filter((each) => each.chat.chatId !== chatId)), []);
  useEffect(() => {
    if (open !== null) drop(open);
  }, [open, drop]);
  return (
    <div className={classes.toasts} role="status">
      {items.filter((news) => news.chat.chatId !== open).map((news) => (
        <Toast key={news.chat.chatId} news={news} onDrop={drop} />
      ))}
    </div>
  );
}

function Toast({ news: { chat, entry }, onDrop }: { news: News; onDrop: (chatId: string) => void }) {
  const people = usePeople();
  const me = useSession().userId;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => onDrop(chat.chatId), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [held, entry.messageId, chat.chatId, onDrop]);
  const name = chatName(chat, people);
  return (
    <div
      className={classes.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <a className={classes.link} href={formatRoute({ page: "chat", chatId: chat.chatId })} onClick={() => onDrop(chat.chatId)}>
        <Avatar id={chat.otherUserId ?? chat.chatId} name={name} group={chat.kind === "group"} size={36} />
        <span className={classes.words}>
          <bdi className={classes.name}>{name}</bdi>
          <span className={classes.text} dir="auto">
            {chat.kind === "group" && `${nameOf(people, entry.senderId)}: `}
            {entryText(entry, people, me)}
          </span>
        </span>
      </a>
      <button type="button" className={classes.close} aria-label={texts.alerts.dismiss} onClick={() => onDrop(chat.chatId)}>
        <CloseIcon size={16} />
      </button>
    </div>
  );
}
