import type { Chat, ChatView } from "../../sdk/api";
import { texts } from "../texts";
import classes from "./OlderLine.module.css";

/** Above the first line, while there are older ones: a way to them without scrolling. */
export function OlderLine({ chat, view }: { chat: Chat; view: ChatView }) {
  if (!view.hasOlder) return null;
  const loading = view.loading === "older";
  return (
    <div className={classes.line}>
      {view.failure && <span role="alert">{texts.chat.loadFailed} </span>}
      <button
        type="button"
        className={classes.button}
        disabled={loading}
        onClick={() => void chat.loadOlder().catch(() => undefined)}
      >
        {loading ? `${texts.chat.loadingOlder}…` : view.failure ? texts.retry : texts.chat.older}
      </button>
    </div>
  );
}
