import { memo } from "react";
import type { Entry } from "../../sdk/api";
import { changeText } from "../chats/summary";
import { texts } from "../texts";
import { useLines } from "./context";
import { Message } from "./Message";
import { placeOf } from "./rows";
import classes from "./Line.module.css";

interface Props {
  readonly entry: Entry;
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
  readonly newFrom: number | null;
  readonly hasOlder: boolean;
  readonly stop: boolean;
  /** Changes when one jumped here: it lights up. */
  readonly lit: number;
}

/** An entry, with the dividers above it. */
export const Line = memo(function Line({ entry, before, after, newFrom, hasOlder, stop, lit }: Props) {
  const place = placeOf(before, entry, after, newFrom, hasOlder);
  return (
    <div className={classes.line} data-seq={entry.seq ?? undefined}>
      {place.day && (
        <div className={classes.day} role="separator" aria-label={place.day}>
          <span>{place.day}</span>
        </div>
      )}
      {place.newHere && (
        <div className={classes.new} role="separator" aria-label={texts.chat.newHere}>
          <span>{texts.chat.newHere}</span>
        </div>
      )}
      {entry.type === "system" ? <SystemLine entry={entry} /> : <Message entry={entry} place={place} stop={stop} lit={lit} />}
    </div>
  );
});

function SystemLine({ entry }: { entry: Entry }) {
  const { people, me } = useLines();
  return (
    <p className={classes.system} dir="auto">
      {changeText(entry, people, me)}
    </p>
  );
}
