import { lazy, Suspense } from "react";
import { BellIcon, GearIcon, Mark, PenIcon } from "../kit/icons";
import { IconButton } from "../kit/IconButton";
import { go, useRoute } from "../kit/route";
import { useSentinel, useWatched } from "../kit/sentinel";
import { SearchBox } from "../search/SearchBox";
import { texts } from "../texts";
import { ChatList } from "./ChatList";
import classes from "./Sidebar.module.css";

const SearchResults = lazy(() => import("../search/SearchResults"));

/** The list of chats, or what was found. */
export function Sidebar({ onNew }: { onNew: () => void }) {
  const route = useRoute();
  const unseen = useWatched(useSentinel().alerts).unseen;
  const alerts = unseen > 0 ? `${texts.alerts.title}, ${texts.alerts.unseen(unseen)}` : texts.alerts.title;
  return (
    <div className={classes.sidebar}>
      <header className={classes.head}>
        <a className={classes.home} href="#/">
          <Mark size={30} />
          <h1 className={classes.title}>{texts.product}</h1>
        </a>
        <span className={classes.bell} data-unseen={unseen > 0 || undefined}>
          <IconButton label={alerts} onClick={() => go({ page: "alerts" })}>
            <BellIcon />
          </IconButton>
        </span>
        <IconButton label={texts.settings.title} onClick={() => go({ page: "settings" })}>
          <GearIcon />
        </IconButton>
        <IconButton label={texts.chats.start} onClick={onNew} variant="light">
          <PenIcon />
        </IconButton>
      </header>
      <SearchBox />
      {route.search ? (
        <Suspense fallback={<div />}>
          <SearchResults search={route.search} />
        </Suspense>
      ) : (
        <ChatList onNew={onNew} />
      )}
    </div>
  );
}
