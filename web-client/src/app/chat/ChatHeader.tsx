import { Menu } from "@mantine/core";
import type { ChatView } from "../../sdk/api";
import { chatName } from "../chats/summary";
import { usePresenceOf } from "../chats/usePresence";
import { Avatar } from "../kit/Avatar";
import { moment } from "../kit/dates";
import { usePhone } from "../kit/Dialog";
import { BackIcon, DotsIcon, MutedIcon, SearchIcon } from "../kit/icons";
import { IconButton } from "../kit/IconButton";
import { go } from "../kit/route";
import { nameOf, usePeople, useSentinel } from "../kit/sentinel";
import { searchWithin } from "../search/searchRoute";
import { texts } from "../texts";
import { useLines } from "./context";
import classes from "./ChatHeader.module.css";

interface Props {
  readonly view: ChatView;
  readonly onDetails: () => void;
  readonly onLeave: () => void;
}

/** Who one writes with, how they are, and what can be done with the chat. */
export function ChatHeader({ view, onDetails, onLeave }: Props) {
  const { summary } = view;
  const people = usePeople();
  const presence = usePresenceOf(summary.otherUserId);
  const phone = usePhone();
  const name = chatName(summary, people);
  const group = summary.kind === "group";
  const title = (
    <>
      <Avatar id={summary.otherUserId ?? summary.chatId} name={name} group={group} size={36} online={presence?.active ?? false} />
      <span className={classes.words}>
        <span className={classes.name} dir="auto">
          {name}
        </span>
        <Below view={view} />
      </span>
      {summary.muted && (
        <span className={classes.muted} title={texts.chats.muted}>
          <MutedIcon size={16} />
          <span className="visually-hidden">{texts.chats.muted}</span>
        </span>
      )}
    </>
  );
  return (
    <header className={classes.header}>
      {phone && (
        <IconButton label={texts.back} onClick={() => go({ page: "home" })}>
          <BackIcon />
        </IconButton>
      )}
      <h2 className={classes.heading}>
        {group ? (
          <button type="button" className={classes.title} onClick={onDetails}>
            {title}
          </button>
        ) : (
          <span className={classes.title}>{title}</span>
        )}
      </h2>
      <IconButton label={texts.chat.search} onClick={() => searchWithin(summary.chatId, phone)}>
        <SearchIcon />
      </IconButton>
      <ChatMenu view={view} onDetails={onDetails} onLeave={onLeave} />
    </header>
  );
}

function Below({ view }: { view: ChatView }) {
  const { summary } = view;
  const people = usePeople();
  const presence = usePresenceOf(summary.otherUserId);
  const [first] = summary.typing;
  let text = "";
  if (first !== undefined && summary.kind === "private") text = texts.chats.typing;
  else if (first !== undefined && summary.typing.length === 1) text = texts.chats.typingName(nameOf(people, first));
  else if (first !== undefined) text = texts.chats.typingMany(summary.typing.length);
  else if (summary.kind === "group") text = texts.chat.members(summary.memberCount);
  else if (presence?.status && presence.status.kind !== "available") {
    const { kind, text: says } = presence.status;
    text = says ? `${texts.settings.statusKinds[kind]}: ${says}` : texts.settings.statusKinds[kind];
  } else if (presence?.status?.text) text = presence.status.text;
  else if (presence?.active) text = texts.chats.online;
  else if (presence?.lastActiveAt) text = texts.chats.lastSeen(moment(presence.lastActiveAt));
  return (
    <span className={classes.below} data-typing={first !== undefined || undefined} dir="auto">
      {text || "\u00a0"}
    </span>
  );
}

function ChatMenu({ view, onDetails, onLeave }: Props) {
  const sentinel = useSentinel();
  const { chat, attempt } = useLines();
  const { summary } = view;
  const otherId = summary.otherUserId;
  return (
    <Menu transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <IconButton label={texts.chat.actions}>
          <DotsIcon />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {summary.kind === "group" && <Menu.Item onClick={onDetails}>{texts.chat.details}</Menu.Item>}
        {summary.muted ? (
          <Menu.Item onClick={() => attempt(chat.unmute())}>{texts.chat.unmute}</Menu.Item>
        ) : (
          <>
            <Menu.Label>{texts.chat.mute}</Menu.Label>
            <Menu.Item onClick={() => attempt(chat.mute(Date.now() + 3_600_000))}>{texts.chat.muteFor.hour}</Menu.Item>
            <Menu.Item onClick={() => attempt(chat.mute(tomorrowMorning()))}>{texts.chat.muteFor.morning}</Menu.Item>
            <Menu.Item onClick={() => attempt(chat.mute(null))}>{texts.chat.muteFor.always}</Menu.Item>
          </>
        )}
        {otherId !== null && (
          <Menu.Item color="red" onClick={() => attempt(sentinel.block(otherId))}>
            {texts.chat.block}
          </Menu.Item>
        )}
        {summary.kind === "group" && summary.member && (
          <Menu.Item color="red" onClick={onLeave}>
            {texts.chat.leave}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function tomorrowMorning(): number {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  return day.setHours(8, 0, 0, 0);
}
