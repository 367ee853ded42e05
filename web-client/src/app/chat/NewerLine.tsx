import type { Chat, ChatView } from "../../sdk/api";
import { texts } from "../texts";
import classes from "./OlderLine.module.css";

/** Below the last line, where newer ones are missing and could not be loaded: a way to try again. */
export function NewerLine({ chat, view }: { chat: Chat; view: ChatView }) {
  if (!view.hasNewer || !view.failure) return null;
  return (
    <div className={classes.line}>
      <span role="alert">{texts.chat.loadFailed} </span>
      <button
        type="button"
        className={classes.button}
        disabled={view.loading !== null}
        onClick={() => void chat.loadNewer().catch(() => undefined)}
      >
        {texts.retry}
      </button>
    </div>
  );
}
