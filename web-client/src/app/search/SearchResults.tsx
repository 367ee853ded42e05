import { Button, SegmentedControl } from "@mantine/core";
import { lazy, Suspense, useEffect, useState } from "react";
import type { ChatList, Hit } from "../../sdk/api";
import { chatName } from "../chats/summary";
import { exactly, listTime } from "../kit/dates";
import { usePhone } from "../kit/Dialog";
import { Problem } from "../kit/Problem";
import { formatRoute, useRoute, type Route } from "../kit/route";
import { nameOf, usePeople, useSentinel, useSession, useWatched, type People } from "../kit/sentinel";
import { texts } from "../texts";
import { setSearch } from "./searchRoute";
import { useSearch, type Found } from "./useSearch";
import classes from "./SearchResults.module.css";

const SearchHelp = lazy(() => import("./SearchHelp"));

/** What was found, and how complete it is. */
export default function SearchResults({ search }: { search: NonNullable<Route["search"]> }) {
  const sentinel = useSentinel();
  const chats = useWatched(sentinel.chats);
  const people = usePeople();
  const me = useSession().userId;
  const phone = usePhone();
  const route = useRoute();
  const [help, setHelp] = useState(false);
  const { found, busy, failure, more, again } = useSearch(search);
  const hits = found?.hits;
  useEffect(() => {
    if (hits) sentinel.needPeople(hits.map((hit) => hit.senderId));
  }, [sentinel, hits]);
  const within = chats.chats.find((chat) => chat.chatId === search.chatId);

  return (
    <section className={classes.results} aria-label={texts.search.label}>
      <div className={classes.tools}>
        <SegmentedControl
          size="xs"
          aria-label={texts.search.sort}
          value={search.sort}
          onChange={(value) => setSearch({ sort: value === "best" ? "best" : "newest" }, phone)}
          data={[
            { value: "newest", label: texts.search.newest },
            { value: "best", label: texts.search.best },
          ]}
        />
        {search.chatId !== null && (
          <button
            type="button"
            className={classes.within}
            title={texts.search.everywhere}
            aria-label={`${texts.search.within(within ? chatName(within, people) : "…")}. ${texts.search.everywhere}`}
            onClick={() => setSearch({ chatId: null }, phone)}
          >
            {texts.search.within(within ? chatName(within, people) : "…")} ×
          </button>
        )}
        <button type="button" className={classes.help} aria-expanded={help} onClick={() => setHelp(!help)}>
          {texts.search.help}
        </button>
      </div>
      <div className={classes.scroll}>
        {help && (
          <Suspense fallback={null}>
            <SearchHelp />
          </Suspense>
        )}
        <Problem failure={failure} onRetry={again} />
        <div role="status" className={classes.status}>
          {!found && !failure && !help && search.q.trim() === "" && texts.search.type}
          {found && (found.hits.length === 0 ? texts.search.none : texts.search.results(found.hits.length, found.next !== null))}
          {found && <Completeness found={found} chats={chats} chatId={search.chatId} />}
        </div>
        {found?.fuzzy && <p className={classes.fuzzy}>{texts.search.fuzzy}</p>}
        <ul aria-busy={busy}>
          {found?.hits.map((hit) => (
            <HitLine
              key={hit.messageId}
              hit={hit}
              href={formatRoute({ page: "chat", chatId: hit.chatId, at: hit.seq, search })}
              open={route.chatId === hit.chatId && route.at === hit.seq}
              chat={nameOfChat(hit, chats, people)}
              sender={hit.senderId === me ? texts.you : nameOf(people, hit.senderId)}
            />
          ))}
        </ul>
        {found?.next && (
          <div className={classes.more}>
            <Button variant="subtle" size="sm" loading={busy} onClick={more}>
              {texts.more}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

function nameOfChat(hit: Hit, chats: ChatList, people: People): string {
  const chat = chats.chats.find((each) => each.chatId === hit.chatId);
  return chat ? chatName(chat, people) : "";
}

/** Up to where was searched, of one chat; of all chats it is said only where something may be missing. */
function Completeness({ found, chats, chatId }: { found: Found; chats: ChatList; chatId: string | null }) {
  const behind = chats.chats
    .filter((chat) => (chatId === null || chat.chatId === chatId) && found.indexedThrough.has(chat.chatId))
    .map((chat) => chat.lastSeq - (found.indexedThrough.get(chat.chatId) ?? 0))
    .filter((count) => count > 0);
  if (behind.length > 0) return <> {texts.search.behind(behind.reduce((sum, count) => sum + count))}</>;
  return found.indexedThrough.size > 0 ? <> {texts.search.complete}</> : null;
}

interface HitProps {
  readonly hit: Hit;
  readonly href: string;
  readonly open: boolean;
  readonly chat: string;
  readonly sender: string;
}

function HitLine({ hit, href, open, chat, sender }: HitProps) {
  const label = hit.type === "image" ? texts.chats.photo : texts.chats.file;
  return (
    <li>
      <a className={classes.hit} href={href} aria-current={open || undefined}>
        <span className={classes.who}>
          <bdi className={classes.sender}>{sender}</bdi>
          {chat !== "" && chat !== sender && <bdi className={classes.chat}>{chat}</bdi>}
        </span>
        <time className={classes.time} dateTime={new Date(hit.at).toISOString()} title={exactly(hit.at)}>
          {listTime(hit.at)}
        </time>
        <span className={classes.snippet} dir="auto">
          {hit.snippet.length === 0 && label}
          {hit.snippet.map((piece, index) => (piece.found ? <mark key={index}>{piece.text}</mark> : piece.text))}
        </span>
      </a>
    </li>
  );
}
