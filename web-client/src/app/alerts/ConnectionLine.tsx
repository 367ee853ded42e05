import { useEffect, useState } from "react";
import { useSentinel, useWatched } from "../kit/sentinel";
import { texts } from "../texts";
import classes from "./ConnectionLine.module.css";

const CALM = 2000;

/** Says that there is no connection, once that has lasted for two seconds. */
export function ConnectionLine() {
  const connection = useWatched(useSentinel().connection);
  const online = connection.state === "online";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (online) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), CALM);
    return () => clearTimeout(timer);
  }, [online]);
  const state = connection.state;
  const text = state === "offline" ? texts.connection.offline : state === "online" ? "" : texts.connection[state];
  return (
    <div role="status" className={classes.line} data-shown={shown || undefined}>
      {shown && (
        <p className={classes.text} data-state={state}>
          {text}
          {state === "offline" && connection.retryAt !== null && <Countdown until={connection.retryAt} />}
        </p>
      )}
    </div>
  );
}

/** Not for a screen reader: it would count aloud. */
function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((until - now) / 1000);
  if (seconds <= 0) return null;
  return (
    <span className={classes.count} aria-hidden="true">
      {texts.connection.retryIn(seconds)}
    </span>
  );
}
