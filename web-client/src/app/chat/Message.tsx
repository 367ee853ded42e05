import { useEffect, useMemo, useRef, useState, type FocusEvent, type KeyboardEvent } from "react";
import type { Entry } from "../../sdk/api";
import { Avatar, nameClass } from "../kit/Avatar";
import { clock, exactly } from "../kit/dates";
import { linked } from "../kit/links";
import { nameOf } from "../kit/sentinel";
import { Media } from "../media/Media";
import { texts } from "../texts";
import { useLines } from "./context";
import { DeliveryIcon } from "./DeliveryIcon";
import { FailedLine } from "./FailedLine";
import { canEdit, canRemove, MessageTools } from "./MessageTools";
import { Quote } from "./Quote";
import { Reactions } from "./Reactions";
import type { Place } from "./rows";
import classes from "./Message.module.css";

interface Props {
  readonly entry: Entry;
  readonly place: Place;
  readonly stop: boolean;
  readonly lit: number;
}

/** A message. It can be focused; what can be done with it appears then, or when one points at it. */
export function Message({ entry, place, stop, lit }: Props) {
  const lines = useLines();
  const [near, setNear] = useState(false);
  const [tool, setTool] = useState<"react" | "more" | null>(null);
  const element = useRef<HTMLElement>(null);
  const mine = entry.senderId === lines.me;
  const name = mine ? texts.you : nameOf(lines.people, entry.senderId);
  const alive = entry.deletedAt === null;
  const numbered = entry.seq !== null;
  useLight(element, lit);

  const key = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const done = act(event.key);
    if (done) event.preventDefault();
  };
  const act = (pressed: string): boolean => {
    if (pressed === "ArrowDown") lines.move(entry.messageId, "next");
    else if (pressed === "ArrowUp") lines.move(entry.messageId, "previous");
    else if (pressed === "Home") lines.move(entry.messageId, "first");
    else if (pressed === "End") lines.move(entry.messageId, "last");
    else if (pressed === "Escape") lines.leave();
    else if (!alive || !numbered) return false;
    else if (pressed === "r" && lines.canWrite) lines.reply(entry);
    else if (pressed === "e" && canEdit(lines, entry)) lines.edit(entry);
    else if (pressed === "Delete" && canRemove(lines, entry)) lines.remove(entry);
    else if (pressed === "i") lines.info(entry);
    else if (pressed === "+" && lines.canWrite) setTool("react");
    else return false;
    return true;
  };
  const blur = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setNear(false);
  };

  return (
    <article
      ref={element}
      className={classes.message}
      data-mine={mine || undefined}
      data-first={place.first || undefined}
      data-last={place.last || undefined}
      data-id={entry.messageId}
      data-state={entry.state}
      aria-label={`${name}, ${clock(entry.at)}`}
      tabIndex={stop ? 0 : -1}
      onKeyDown={key}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={(event) => setNear(event.currentTarget.contains(document.activeElement))}
      onFocus={() => setNear(true)}
      onBlur={blur}
    >
      {lines.group && !mine && (
        <span className={classes.face}>{place.last && <Avatar id={entry.senderId} name={name} size={32} />}</span>
      )}
      <div className={classes.body}>
        {lines.group && !mine && place.first && (
          <p className={`${classes.sender} ${nameClass(entry.senderId)}`} dir="auto">
            {name}
          </p>
        )}
        <div className={classes.hold}>
          <div className={classes.bubble} data-media={(entry.type !== "text" && alive) || undefined}>
            {entry.replyTo && alive && <Quote messageId={entry.replyTo} />}
            {alive && entry.type !== "text" && <Media entry={entry} />}
            <Words entry={entry} />
            <span className={classes.meta}>
              {entry.editedAt !== null && alive && <span title={exactly(entry.editedAt)}>{texts.chat.edited}</span>}
              <time dateTime={new Date(entry.at).toISOString()} title={exactly(entry.at)}>
                {clock(entry.at)}
              </time>
              {mine && alive && <DeliveryIcon state={entry.state} />}
            </span>
          </div>
          {(near || tool !== null) && alive && numbered && <MessageTools entry={entry} tool={tool} onTool={setTool} />}
        </div>
        {entry.reactions.length > 0 && alive && <Reactions entry={entry} />}
        {entry.state === "failed" && <FailedLine entry={entry} />}
      </div>
    </article>
  );
}

function Words({ entry }: { entry: Entry }) {
  const { content } = entry;
  const words = useMemo(() => (content === null ? null : linked(content)), [content]);
  if (entry.deletedAt !== null) return <p className={classes.gone}>{texts.chats.deleted}</p>;
  if (entry.content === null) {
    return entry.type === "text" ? <p className={classes.gone}>{texts.chats.unreadable}</p> : null;
  }
  if (entry.content === "") return null;
  return (
    <p className={classes.text} dir="auto" data-big={isFewEmojis(entry.content) || undefined}>
      {words}
    </p>
  );
}

function isFewEmojis(text: string): boolean {
  return (
    text.length <= 24 && /^(?:\p{Extended_Pictographic}(?:\ufe0f|\p{EMod}|\u200d\p{Extended_Pictographic})*\s*){1,3}$/u.test(text)
  );
}

/** Shows for a moment that this is what one jumped to. */
function useLight(element: { readonly current: HTMLElement | null }, lit: number): void {
  useEffect(() => {
    const target = element.current;
    if (lit === 0 || !target) return;
    target.dataset["lit"] = "";
    target.focus({ preventScroll: true });
    const timer = setTimeout(() => delete target.dataset["lit"], 2500);
    return () => {
      clearTimeout(timer);
      delete target.dataset["lit"];
    };
  }, [element, lit]);
}
