import type { Entry } from "../../sdk/api";
import { problemText } from "../kit/Problem";
import { WordButton } from "../kit/WordButton";
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
      <WordButton label={texts.chat.retry} onClick={() => attempt(chat.retry(entry.messageId))} />
      <WordButton label={texts.chat.discard} onClick={() => attempt(chat.discard(entry.messageId))} />
    </p>
  );
}
