import type { Entry } from "../../sdk/api";
import { nameOf } from "../kit/sentinel";
import { texts } from "../texts";
import { useLines } from "./context";
import classes from "./Reactions.module.css";

/** What others say without words; a click adds one's own, or takes it back. */
export function Reactions({ entry }: { entry: Entry }) {
  const { chat, me, people, canWrite, attempt } = useLines();
  return (
    <ul className={classes.reactions}>
      {entry.reactions.map(({ emoji, count, userIds }) => {
        const mine = userIds.includes(me);
        const who = userIds.map((id) => (id === me ? texts.you : nameOf(people, id))).join(", ");
        return (
          <li key={emoji}>
            <button
              type="button"
              className={classes.reaction}
              aria-pressed={mine}
              aria-label={texts.chat.reaction(emoji, count, mine)}
              title={who}
              disabled={!canWrite}
              onClick={() => attempt(chat.react(entry.messageId, emoji, mine))}
            >
              <span aria-hidden="true">{emoji}</span>
              <span aria-hidden="true">{count}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
