import type { Entry } from "../../sdk/api";
import { problemText } from "../kit/Problem";
import { texts } from "../texts";
import { useLines } from "./context";
import classes from "./FailedLine.module.css";

/** Why a message was not sent, and what can be done. */
export function FailedLine({ entry }: { entry: Entry }) {
  const { chat, attempt } = useLines();
  return (
    <p className={classes.failed} role="alert">
      <span>
        {texts.chat.failed} {entry.failure && problemText(entry.failure)}
      </span>
      <button type="button" onClick={() => attempt(chat.retry(entry.messageId))}>
        {texts.chat.retry}
      </button>
      <button type="button" onClick={() => attempt(chat.discard(entry.messageId))}>
        {texts.chat.discard}
      </button>
    </p>
  );
}
