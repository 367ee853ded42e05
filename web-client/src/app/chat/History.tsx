import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from "react";
import { Virtuoso, type Components, type VirtuosoHandle } from "react-virtuoso";
import type { Chat, ChatView, Entry } from "../../sdk/api";
import { Line } from "./Line";
import { NewAbove, NewestButton } from "./NewestButton";
import { NewerLine } from "./NewerLine";
import { OlderLine } from "./OlderLine";
import { firstSpan, follow } from "./rows";
import { lineAt } from "./useJump";
import { useSeen } from "./useSeen";
import classes from "./History.module.css";

export interface Target {
  readonly messageId: string;
  readonly round: number;
}

export interface HistoryHandle {
  move(from: string, to: "next" | "previous" | "first" | "last"): void;
}

interface Props {
  readonly chat: Chat;
  readonly view: ChatView;
  readonly me: string;
  /** What one jumped to. */
  readonly target: Target | null;
  /** The number that one is jumping to, whose line may just have come. */
  readonly aim: { readonly current: number | null };
  /** One wants to go to where "new" begins. */
  readonly onNew: (seq: number) => void;
  readonly label: string;
  readonly ref: Ref<HistoryHandle>;
}

interface ListContext {
  readonly chat: Chat;
  readonly view: ChatView;
  readonly firstIndex: number;
  readonly newFrom: number | null;
  readonly stop: string | null;
  readonly target: Target | null;
}

const components: Components<Entry, ListContext> = {
  Header: ({ context }) => (context ? <OlderLine chat={context.chat} view={context.view} /> : null),
  Footer: ({ context }) => (
    <>
      {context && <NewerLine chat={context.chat} view={context.view} />}
      <div className={classes.foot} />
    </>
  ),
  List: ({ ref, ...props }) => <div {...props} ref={ref} role="list" />,
  Item: ({ item: _, context: __, ...props }) => <div {...props} role="listitem" />,
};

function draw(index: number, entry: Entry, context: ListContext) {
  const at = index - context.firstIndex;
  const { entries, hasOlder } = context.view;
  return (
    <Line
      entry={entry}
      before={entries[at - 1]}
      after={entries[at + 1]}
      newFrom={context.newFrom}
      hasOlder={hasOlder}
      stop={entry.messageId === context.stop}
      lit={context.target?.messageId === entry.messageId ? context.target.round : 0}
    />
  );
}

/** Where one begins to read: at what one jumped to, or is jumping to, at what is new, or at the end. */
function beginAt(view: ChatView, target: Target | null, aim: number | null) {
  const covered = aim !== null && (view.entries[0]?.seq ?? Infinity) <= aim;
  const messageId = covered ? lineAt(view.entries, aim)?.messageId : target?.messageId;
  const at = view.entries.findIndex((entry) => entry.messageId === messageId);
  if (at >= 0) return { index: at, align: "center" as const };
  const { newFrom } = view;
  const firstNew = newFrom === null ? -1 : view.entries.findIndex((entry) => entry.seq !== null && entry.seq >= newFrom);
  if (firstNew > 0) return { index: firstNew, align: "start" as const, offset: -80 };
  return { index: view.entries.length - 1, align: "end" as const };
}

/** The messages. Only those that can be seen are drawn; the place is kept when older ones are put before them. */
export function History({ chat, view, me, target, aim, onNew, label, ref }: Props) {
  const [span, setSpan] = useState(() => firstSpan(view.entries));
  const now = follow(span, view.entries);
  if (now !== span) setSpan(now);
  const list = useRef<VirtuosoHandle>(null);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [focused, setFocused] = useState<string | null>(null);
  const { entries } = view;
  const latest = useRef(target);
  latest.current = target;
  // The library names it where it is loaded; of more than a page one knows up to where one had seen when this was opened.
  const [unseen] = useState(() => (view.summary.unread > 0 ? view.summary.seenSeq + 1 : null));
  const newFrom = view.newFrom ?? unseen;
  useSeen(chat, scroller);

  useEffect(() => {
    if (!target) return;
    const index = chat.view.get().entries.findIndex((entry) => entry.messageId === target.messageId);
    if (index >= 0) list.current?.scrollToIndex({ index, align: "center" });
  }, [chat, target]);

  const last = entries[entries.length - 1];
  const lastId = last?.messageId;
  const mineIsLast = last?.senderId === me && last.seq === null;
  useEffect(() => {
    if (mineIsLast) list.current?.scrollToIndex({ index: "LAST", align: "end" });
  }, [lastId, mineIsLast]);

  useImperativeHandle(
    ref,
    () => ({
      move(from, to) {
        const all = chat.view.get().entries;
        const at = all.findIndex((entry) => entry.messageId === from);
        const index = nextOf(all, at, to);
        const messageId = all[index]?.messageId;
        if (messageId === undefined) return;
        setFocused(messageId);
        const focus = () =>
          scroller?.querySelector<HTMLElement>(`[data-id="${CSS.escape(messageId)}"]`)?.focus({ preventScroll: true });
        list.current?.scrollIntoView({ index, done: () => requestAnimationFrame(focus) });
      },
    }),
    [chat, scroller],
  );

  const stop =
    focused !== null && entries.some((entry) => entry.messageId === focused) ? focused : (lastMessage(entries) ?? null);
  const context = useMemo<ListContext>(
    () => ({ chat, view, firstIndex: now.firstIndex, newFrom, stop, target }),
    [chat, view, now.firstIndex, newFrom, stop, target],
  );
  const toNewest = useCallback(async () => {
    await chat.toNewest();
    requestAnimationFrame(() => list.current?.scrollToIndex({ index: "LAST", align: "end" }));
  }, [chat]);

  // Of this span only: another value later would be another place to begin at.
  const begin = useMemo(() => beginAt(chat.view.get(), latest.current, aim.current), [chat, aim, now.epoch]);

  return (
    <div className={classes.history}>
      <Virtuoso<Entry, ListContext>
        key={now.epoch}
        ref={list}
        className={classes.scroller}
        data={entries}
        context={context}
        components={components}
        itemContent={draw}
        computeItemKey={(_, entry) => entry.messageId}
        firstItemIndex={now.firstIndex}
        initialTopMostItemIndex={begin}
        increaseViewportBy={{ top: 600, bottom: 400 }}
        alignToBottom
        atBottomThreshold={40}
        atBottomStateChange={setAtEnd}
        followOutput={(bottom) => (bottom && !view.hasNewer ? "auto" : false)}
        startReached={() => void (view.hasOlder && view.loading === null && !view.failure && chat.loadOlder().catch(ignore))}
        endReached={() => void (view.hasNewer && view.loading === null && !view.failure && chat.loadNewer().catch(ignore))}
        scrollerRef={(element) => setScroller(element instanceof HTMLElement ? element : null)}
        onFocus={(event) => setFocused(event.target.closest<HTMLElement>("[data-id]")?.dataset["id"] ?? null)}
        tabIndex={-1}
        role="region"
        aria-label={label}
      />
      <NewAbove view={view} newFrom={newFrom} onClick={onNew} />
      {(!atEnd || view.hasNewer) && <NewestButton count={view.summary.unread} onClick={() => void toNewest().catch(ignore)} />}
    </div>
  );
}

/** What went wrong is in the view. */
function ignore(): void {}

function lastMessage(entries: readonly Entry[]): string | undefined {
  return entries.findLast((entry) => entry.type !== "system")?.messageId;
}

function nextOf(all: readonly Entry[], at: number, to: "next" | "previous" | "first" | "last"): number {
  const step = to === "next" || to === "first" ? 1 : -1;
  let index = to === "first" ? 0 : to === "last" ? all.length - 1 : at + step;
  while (all[index]?.type === "system") index += step;
  return index;
}
