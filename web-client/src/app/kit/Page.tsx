import type { ReactNode } from "react";
import { texts } from "../texts";
import { usePhone } from "./Dialog";
import { IconButton } from "./IconButton";
import { BackIcon } from "./icons";
import { go } from "./route";
import classes from "./Page.module.css";

/** What stands where a chat would: a head, and what scrolls under it. */
export function Page({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.page} aria-labelledby="page-title">
      <header className={classes.head}>
        {usePhone() && (
          <IconButton label={texts.back} onClick={() => go({ page: "home" })}>
            <BackIcon />
          </IconButton>
        )}
        <h2 id="page-title" className={classes.title}>
          {title}
        </h2>
        {action}
      </header>
      <div className={classes.scroll} tabIndex={-1}>
        <div className={classes.column}>{children}</div>
      </div>
    </section>
  );
}
