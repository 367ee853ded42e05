import { Button } from "@mantine/core";
import { useCallback } from "react";
import { Problem } from "../kit/Problem";
import { useSentinel } from "../kit/sentinel";
import { useLoaded, useTask } from "../kit/useTask";
import { texts } from "../texts";
import { Section } from "./Section";
import classes from "./Section.module.css";

/** From whom one does not want to hear. */
export function Blocked() {
  const sentinel = useSentinel();
  const { value, failure, again } = useLoaded(useCallback(() => sentinel.blocked(), [sentinel]));
  const task = useTask();
  const unblock = async (userId: string) => {
    await task.run(() => sentinel.unblock(userId));
    again();
  };
  return (
    <Section title={texts.settings.blocked}>
      <Problem failure={failure ?? task.failure} onRetry={failure ? again : undefined} />
      {value?.length === 0 && <p className={classes.dim}>{texts.settings.noneBlocked}</p>}
      <ul className={classes.rows}>
        {value?.map((person) => {
          const name = person.username ?? texts.erasedPerson;
          return (
            <li key={person.userId}>
              <span className={classes.words} dir="auto">
                {name}
              </span>
              <Button
                variant="default"
                size="xs"
                h={34}
                aria-label={texts.settings.unblock(name)}
                disabled={task.busy}
                onClick={() => void unblock(person.userId)}
              >
                {texts.settings.unblockShort}
              </Button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
