import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { Mark } from "../kit/icons";
import { Problem } from "../kit/Problem";
import { useSentinel } from "../kit/sentinel";
import { useTask } from "../kit/useTask";
import { texts } from "../texts";
import classes from "./Welcome.module.css";

/** The door: log in, or make an account. */
export default function Welcome() {
  const sentinel = useSentinel();
  const [mode, setMode] = useState<"in" | "new">("in");
  const task = useTask();
  const isNew = mode === "new";

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string) => String(form.get(name) ?? "");
    void task.run(() =>
      isNew
        ? sentinel.register(value("username").trim(), value("password"), value("email").trim())
        : sentinel.logIn(value("username").trim(), value("password")),
    );
  };
  const errorOf = (field: string) => task.failure?.fields.find((each) => each.field === field)?.message;
  const change = () => {
    setMode(isNew ? "in" : "new");
    task.clear();
  };

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <header className={classes.head}>
          <Mark size={44} />
          <div>
            <h1 className={classes.title}>{texts.product}</h1>
            <p className={classes.tagline}>{texts.tagline}</p>
          </div>
        </header>
        <form onSubmit={submit} className={classes.form} aria-label={isNew ? texts.account.register : texts.account.logIn}>
          <TextInput
            name="username"
            label={texts.account.username}
            description={isNew ? texts.account.usernameHint : undefined}
            error={errorOf("username")}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            size="md"
            dir="auto"
            required
            withAsterisk={false}
            autoFocus
          />
          {isNew && (
            <TextInput
              name="email"
              type="email"
              label={texts.account.email}
              error={errorOf("email")}
              autoComplete="email"
              size="md"
              required
              withAsterisk={false}
            />
          )}
          <PasswordInput
            name="password"
            label={texts.account.password}
            description={isNew ? texts.account.passwordHint : undefined}
            error={errorOf("password")}
            autoComplete={isNew ? "new-password" : "current-password"}
            size="md"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": "Show password" }}
          />
          <Problem failure={task.failure} />
          <Button type="submit" size="md" loading={task.busy}>
            {isNew ? texts.account.register : texts.account.logIn}
          </Button>
        </form>
        <p className={classes.other}>
          {isNew ? texts.account.hasAccount : texts.account.noAccount}{" "}
          <button type="button" className={classes.link} onClick={change}>
            {isNew ? texts.account.logIn : texts.account.register}
          </button>
        </p>
      </div>
    </main>
  );
}
