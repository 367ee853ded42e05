import { memo, type KeyboardEvent } from "react";
import type { ChatSummary } from "../../sdk/api";
import { DeliveryIcon } from "../chat/DeliveryIcon";
import { Avatar } from "../kit/Avatar";
import { exactly, listTime } from "../kit/dates";
import { MutedIcon } from "../kit/icons";
import { nameOf, type People } from "../kit/sentinel";
import { texts } from "../texts";
import { chatName, entryText } from "./summary";
import classes from "./ChatRow.module.css";

interface Props {
  readonly chat: ChatSummary;
  readonly people: People;
  readonly me: string;
  readonly online: boolean;
  readonly open: boolean;
  readonly href: string;
  readonly inTabOrder: boolean;
  readonly onKeyDown: (event: KeyboardEvent<HTMLAnchorElement>) => void;
}

/** One line of the list: who, what was said last, when, and what is new. */
export const ChatRow = memo(function ChatRow({ chat, people, me, online, open, href, inTabOrder, onKeyDown }: Props) {
  const name = chatName(chat, people);
  const last = chat.last;
  return (
    <li>
      <a
        className={classes.row}
        href={href}
        aria-current={open ? "page" : undefined}
        tabIndex={inTabOrder ? 0 : -1}
        onKeyDown={onKeyDown}
        data-chat={chat.chatId}
        data-unread={chat.unread > 0 || undefined}
      >
        <Avatar id={chat.otherUserId ?? chat.chatId} name={name} group={chat.kind === "group"} online={online} size={44} />
        <span className={classes.name} dir="auto">
          {name}
        </span>
        {last && (
          <time className={classes.time} dateTime={new Date(last.at).toISOString()} title={exactly(last.at)}>
            {listTime(last.at)}
          </time>
        )}
        <span className={classes.preview}>
          <Preview chat={chat} people={people} me={me} open={open} />
        </span>
        <span className={classes.marks}>
          {chat.muted && (
            <span className={classes.muted} title={texts.chats.muted}>
              <MutedIcon size={15} />
              <span className="visually-hidden">{texts.chats.muted}</span>
            </span>
          )}
          {chat.unread > 0 && (
            <span className={classes.badge} data-muted={chat.muted || undefined}>
              <span aria-hidden="true">{chat.unread > 999 ? "999+" : chat.unread}</span>
              <span className="visually-hidden">{texts.chats.unread(chat.unread)}</span>
            </span>
          )}
        </span>
      </a>
    </li>
  );
});

function Preview({ chat, people, me, open }: Pick<Props, "chat" | "people" | "me" | "open">) {
  const [first] = chat.typing;
  if (first !== undefined) {
    const typing = chat.kind === "group" ? texts.chats.typingName(nameOf(people, first)) : texts.chats.typing;
    return <span className={classes.typing}>{typing}</span>;
  }
  if (chat.draft !== "" && !open) {
    return (
      <span className={classes.text} dir="auto">
        <span className={classes.draft}>{texts.chats.draft}</span> {chat.draft}
      </span>
    );
  }
  const last = chat.last;
  if (!last) return null;
  const mine = last.senderId === me && last.type !== "system";
  const inGroup = chat.kind === "group" && !mine && last.type !== "system";
  return (
    <>
      {mine && <DeliveryIcon state={last.state} size={15} />}
      <span className={classes.text} dir="auto">
        {inGroup && `${nameOf(people, last.senderId)}: `}
        {entryText(last, people, me)}
      </span>
    </>
  );
}
