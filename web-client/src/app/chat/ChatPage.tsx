import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Entry, Failure } from "../../sdk/api";
import { peopleOf } from "../chats/summary";
import { Composer, type ComposerHandle } from "../composer/Composer";
import { Empty } from "../kit/Empty";
import { go } from "../kit/route";
import { failureOf, Problem } from "../kit/Problem";
import { usePeople, useSentinel, useSession, useWatched } from "../kit/sentinel";
import { texts } from "../texts";
import { Announcer } from "./Announcer";
import { ChatHeader } from "./ChatHeader";
import { ConfirmDialog } from "./ConfirmDialog";
import { LinesContext, type Lines } from "./context";
import { entryFinder } from "./find";
import { History, type HistoryHandle } from "./History";
import { useJump } from "./useJump";
import classes from "./ChatPage.module.css";

const MessageInfo = lazy(() => import("./MessageInfo"));
const Viewer = lazy(() => import("../media/Viewer"));
const GroupDialog = lazy(() => import("../groups/GroupDialog"));

type Open =
  | { readonly what: "info" | "remove" | "view"; readonly entry: Entry }
  | { readonly what: "details" | "leave"; readonly entry: null }
  | null;

/** One chat. `at`: the entry to be shown. */
export function ChatPage({ chatId, at }: { chatId: string; at: number | null }) {
  const sentinel = useSentinel();
  const chat = useMemo(() => sentinel.chat(chatId), [sentinel, chatId]);
  const view = useWatched(chat.view);
  const people = usePeople();
  const me = useSession().userId;
  const [failure, setFailure] = useState<Failure | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const composer = useRef<ComposerHandle>(null);
  const history = useRef<HistoryHandle>(null);
  const { target, aim, jump, jumpToSeq } = useJump(chat, at, setFailure);

  const { summary, entries, myRole } = view;
  useEffect(
    () => sentinel.needPeople([...new Set(entries.flatMap(peopleOf)), ...summary.typing]),
    [sentinel, entries, summary.typing],
  );

  const group = summary.kind === "group";
  const canWrite = summary.member;
  const canDeleteAll = myRole === "owner" || myRole === "admin";
  const attempt = useCallback((work: Promise<unknown>) => {
    setFailure(null);
    work.catch((error: unknown) => setFailure(failureOf(error)));
  }, []);
  const lines = useMemo<Lines>(
    () => ({
      chat,
      me,
      group,
      canWrite,
      canDeleteAll,
      people,
      find: (messageId) => entryFinder(chat.view.get().entries)(messageId),
      reply: (entry) => composer.current?.reply(entry),
      edit: (entry) => composer.current?.edit(entry),
      remove: (entry) => setOpen({ what: "remove", entry }),
      info: (entry) => setOpen({ what: "info", entry }),
      view: (entry) => setOpen({ what: "view", entry }),
      jump: (messageId) => void jump(messageId),
      move: (from, to) => history.current?.move(from, to),
      leave: () => composer.current?.focus(),
      attempt,
    }),
    [chat, me, group, canWrite, canDeleteAll, people, jump, attempt],
  );
  const close = useCallback(() => setOpen(null), []);
  const loading = view.loading === "first" && entries.length === 0;

  return (
    <LinesContext value={lines}>
      <div className={classes.page}>
        <ChatHeader
          view={view}
          onDetails={() => setOpen({ what: "details", entry: null })}
          onLeave={() => setOpen({ what: "leave", entry: null })}
        />
        <Problem failure={failure} onRetry={undefined} />
        {entries.length > 0 ? (
          <History
            ref={history}
            chat={chat}
            view={view}
            me={me}
            target={target}
            aim={aim}
            onNew={jumpToSeq}
            label={texts.chat.messages}
          />
        ) : (
          <div className={classes.empty} aria-busy={loading}>
            {loading && <p className={classes.wait}>{texts.loading}…</p>}
            {!loading && view.failure && (
              <Problem failure={view.failure} onRetry={() => void chat.toNewest().catch(() => undefined)} />
            )}
            {!loading && !view.failure && <Empty title={texts.chat.nothing} hint={texts.chat.nothingHint} />}
          </div>
        )}
        <Announcer view={view} people={people} me={me} />
        {canWrite ? <Composer ref={composer} chat={chat} view={view} /> : <p className={classes.left}>{texts.chats.left}</p>}
      </div>
      <Suspense fallback={null}>
        {open?.what === "info" && <MessageInfo chat={chat} entry={open.entry} onClose={close} />}
        {open?.what === "view" && <Viewer view={view} start={open.entry} onClose={close} />}
        {open?.what === "details" && <GroupDialog chat={chat} view={view} onClose={close} />}
      </Suspense>
      {open?.what === "remove" && (
        <ConfirmDialog
          title={texts.chat.delete}
          question={texts.chat.deleteAsk}
          onClose={close}
          onYes={() => chat.delete(open.entry.messageId)}
        />
      )}
      {open?.what === "leave" && (
        <ConfirmDialog
          title={texts.groups.leave}
          question={texts.groups.leaveAsk}
          onClose={close}
          onYes={async () => {
            await chat.leave();
            go({ page: "home" });
          }}
        />
      )}
    </LinesContext>
  );
}
