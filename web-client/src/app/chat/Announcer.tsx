import { useEffect, useRef, useState } from "react";
import type { ChatView } from "../../sdk/api";
import { entryText } from "../chats/summary";
import { nameOf, type People } from "../kit/sentinel";
import { texts } from "../texts";

/**
 * Reads out what comes, politely. The list of messages itself is no live region: what is drawn there comes and goes as one scrolls.
 */
export function Announcer({ view, people, me }: { view: ChatView; people: People; me: string }) {
  const [said, setSaid] = useState<readonly { key: number; text: string }[]>([]);
  const known = useRef(Number.POSITIVE_INFINITY);
  const { entries, hasNewer, summary } = view;
  useEffect(() => {
    const last = summary.lastSeq;
    const news = entries.slice(-20).filter((entry) => entry.seq !== null && entry.seq > known.current && entry.senderId !== me);
    if (!hasNewer && news.length > 0) {
      const spoken = news.map((entry) => ({
        key: entry.seq ?? 0,
        text:
          entry.type === "system"
            ? entryText(entry, people, me)
            : `${nameOf(people, entry.senderId)}: ${entryText(entry, people, me)}`,
      }));
      setSaid((before) => [...before, ...spoken].slice(-5));
    }
    known.current = last;
  }, [entries, hasNewer, summary.lastSeq, people, me]);
  return (
    <div className="visually-hidden" role="log" aria-live="polite" aria-label={texts.chat.messages}>
      {said.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}
