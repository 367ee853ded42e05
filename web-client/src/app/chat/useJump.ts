import { useCallback, useEffect, useRef, useState } from "react";
import { type Chat, type Entry, type Failure, SentinelError } from "../../sdk/api";
import { texts } from "../texts";
import { failureOf } from "../kit/Problem";
import type { Target } from "./History";

/** How many pages are loaded to find what a message answers. */
const PAGES = 40;
const SHOWN_FOR = 2500;

/** Where one jumped to: by the address of the page, or by a quote. The latest jump counts; one before it ends without a word. */
export function useJump(chat: Chat, at: number | null, onFailure: (failure: Failure | null) => void) {
  const [target, setTarget] = useState<Target | null>(null);
  const round = useRef(0);
  /** The number that one is on the way to: a list that is drawn anew begins there. */
  const aim = useRef<number | null>(null);
  /** `find` has found the line, or nothing to be shown; it stops when it is not `wanted` any more. */
  const run = useCallback(
    async (find: (wanted: () => boolean) => Promise<string | undefined>) => {
      round.current += 1;
      const mine = round.current;
      const wanted = () => mine === round.current;
      aim.current = null;
      onFailure(null);
      try {
        const messageId = await find(wanted);
        if (!wanted()) return;
        if (messageId === undefined) aim.current = null;
        else setTarget({ messageId, round: mine });
      } catch (error) {
        if (!wanted()) return;
        aim.current = null;
        onFailure(failureOf(error));
      }
    },
    [onFailure],
  );
  const jumpToSeq = useCallback(
    (seq: number) =>
      run(async (wanted) => {
        aim.current = seq;
        await chat.jumpTo(seq);
        return wanted() ? lineAt(chat.view.get().entries, seq)?.messageId : undefined;
      }),
    [chat, run],
  );

  useEffect(() => {
    if (at !== null) void jumpToSeq(at);
    else if (chat.view.get().hasNewer) void run(() => chat.toNewest().then(() => undefined));
    return () => {
      round.current += 1;
      aim.current = null;
    };
  }, [chat, at, run, jumpToSeq]);
  useAgain(at, jumpToSeq);

  useEffect(() => {
    if (!target) return;
    const timer = setTimeout(() => {
      // Another jump may have begun meanwhile, and aims elsewhere.
      if (target.round === round.current) aim.current = null;
      setTarget(null);
    }, SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [target]);

  const jump = useCallback(
    (messageId: string) =>
      run(async (wanted) => {
        for (let page = 0; page < PAGES && wanted(); page += 1) {
          const { entries, hasOlder } = chat.view.get();
          if (entries.some((entry) => entry.messageId === messageId)) return messageId;
          if (!hasOlder) break;
          await chat.loadOlder({ keep: true });
        }
        throw new SentinelError({
          code: "quote_not_found",
          status: null,
          detail: texts.chat.notFound,
          retryable: false,
          retryAfterMs: null,
          fields: [],
        });
      }),
    [chat, run],
  );
  return { target, aim, jump, jumpToSeq };
}

/** The same link once more changes no address, and is a jump all the same. */
function useAgain(at: number | null, jumpToSeq: (seq: number) => void): void {
  useEffect(() => {
    if (at === null) return;
    const clicked = (event: MouseEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (link?.href === location.href) jumpToSeq(at);
    };
    document.addEventListener("click", clicked);
    return () => document.removeEventListener("click", clicked);
  }, [at, jumpToSeq]);
}

/** The line of this number, or the one before it: edits and reactions have numbers and no line. */
export function lineAt(entries: readonly Entry[], seq: number): Entry | undefined {
  return entries.findLast((entry) => entry.seq !== null && entry.seq <= seq) ?? entries[0];
}
