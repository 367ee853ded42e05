import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { Problem } from "../kit/Problem";
import { useSentinel } from "../kit/sentinel";
import { useTask } from "../kit/useTask";
import { texts } from "../texts";
import { Section } from "./Section";
import classes from "./Section.module.css";

/** Changes the password; all other sessions end. */
export function Password({ username }: { username: string }) {
  const sentinel = useSentinel();
  const task = useTask();
  const [changed, setChanged] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const done = await task.run(() => sentinel.changePassword(String(form.get("current")), String(form.get("next"))));
    setChanged(done);
    if (done) element.reset();
  };
  return (
    <Section title={texts.settings.password}>
      <form onSubmit={(event) => void submit(event)} className={classes.line}>
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <label>
          {texts.settings.currentPassword}
          <input name="current" type="password" autoComplete="current-password" required className={classes.input} />
        </label>
        <label>
          {texts.settings.newPassword}
          <input name="next" type="password" autoComplete="new-password" required className={classes.input} />
        </label>
        <Button type="submit" size="sm" h={40} loading={task.busy}>
          {texts.settings.changePassword}
        </Button>
      </form>
      <Problem failure={task.failure} />
      <p role="status" className={classes.dim}>
        {changed ? texts.settings.passwordChanged : ""}
      </p>
    </Section>
  );
}
