import { useEffect } from "react";
import { entryText } from "../chats/summary";
import { nameOf, useSentinel } from "../kit/sentinel";
import { TwoLines } from "../kit/TwoLines";
import { texts } from "../texts";
import { useLines } from "./context";
import classes from "./Quote.module.css";

/** What a message answers; a click leads there. */
export function Quote({ messageId }: { messageId: string }) {
  const lines = useLines();
  const sentinel = useSentinel();
  const entry = lines.find(messageId);
  const senderId = entry?.senderId;
  useEffect(() => {
    if (senderId) sentinel.needPeople([senderId]);
  }, [sentinel, senderId]);
  const name = entry === null ? texts.someone : entry.senderId === lines.me ? texts.you : nameOf(lines.people, entry.senderId);
  return (
    <button type="button" className={classes.quote} aria-label={texts.chat.quoteOf(name)} onClick={() => lines.jump(messageId)}>
      <TwoLines
        headed
        above={entry ? name : undefined}
        below={entry ? entryText(entry, lines.people, lines.me) : texts.chat.quoteGone}
      />
    </button>
  );
}
