import { Button } from "@mantine/core";
import { useCallback, useState } from "react";
import type { Decision } from "../../sdk/api";
import { chatName } from "../chats/summary";
import { moment } from "../kit/dates";
import { Problem } from "../kit/Problem";
import { formatRoute } from "../kit/route";
import { usePeople, useSentinel, useWatched } from "../kit/sentinel";
import { useLoaded } from "../kit/useTask";
import { texts } from "../texts";
import { Section } from "./Section";
import classes from "./Section.module.css";

/** Why one was, or was not, told of each message. */
export function Decisions() {
  const [open, setOpen] = useState(false);
  return (
    <Section title={texts.notifications.why} hint={texts.notifications.whyHint}>
      {open ? (
        <DecisionList />
      ) : (
        <div>
          <Button variant="default" size="sm" onClick={() => setOpen(true)}>
            {texts.more}
          </Button>
        </div>
      )}
    </Section>
  );
}

function DecisionList() {
  const sentinel = useSentinel();
  const { chats } = useWatched(sentinel.chats);
  const people = usePeople();
  const { value, failure, again } = useLoaded(useCallback(() => sentinel.decisions(), [sentinel]));
  const nameOfChat = (decision: Decision) => {
    const chat = chats.find((each) => each.chatId === decision.chatId);
    return chat ? chatName(chat, people) : "…";
  };
  return (
    <>
      <Problem failure={failure} onRetry={again} />
      {value?.length === 0 && <p className={classes.dim}>{texts.notifications.noDecisions}</p>}
      <ul className={classes.rows} aria-busy={value === null && failure === null}>
        {value?.map((decision) => (
          <li key={`${decision.messageId} ${decision.deviceId}`}>
            <span className={classes.words}>
              <span>{texts.notifications.outcomes[decision.outcome] ?? decision.outcome}</span>
              <span className={classes.dim}>
                <bdi>{nameOfChat(decision)}</bdi>, {moment(decision.at)}, {decision.deviceId.slice(0, 12)}
              </span>
            </span>
            <a className={classes.dim} href={formatRoute({ page: "chat", chatId: decision.chatId, at: decision.seq })}>
              #{decision.seq}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
