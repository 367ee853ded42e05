import type { ChatView } from "../../sdk/api";
import { DownIcon } from "../kit/icons";
import { texts } from "../texts";
import classes from "./NewestButton.module.css";

/** The way back to the end, with how many one has not seen. */
export function NewestButton({ count, onClick }: { count: number; onClick: () => void }) {
  const label = count > 0 ? texts.chat.toNewestCount(count) : texts.chat.toNewest;
  return (
    <button type="button" className={classes.button} aria-label={label} title={texts.chat.toNewest} onClick={onClick}>
      <DownIcon />
      {count > 0 && (
        <span className={classes.count} aria-hidden="true">
          {count > 999 ? "999+" : count}
        </span>
      )}
    </button>
  );
}

interface AboveProps {
  readonly view: ChatView;
  readonly newFrom: number | null;
  readonly onClick: (seq: number) => void;
}

/** The way to where "new" begins, while that is not loaded. */
export function NewAbove({ view, newFrom, onClick }: AboveProps) {
  const { entries, hasOlder } = view;
  const first = entries[0]?.seq;
  if (newFrom === null || first == null || first <= newFrom || !hasOlder) return null;
  return (
    <button type="button" className={classes.above} onClick={() => onClick(newFrom)}>
      {texts.chat.newAbove}
    </button>
  );
}
