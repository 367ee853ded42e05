import { useCallback, useEffect, useRef, useState } from "react";
import { type Chat, type Entry, SentinelError } from "../../sdk/api";
import { texts } from "../texts";
import type { Task } from "../kit/useTask";
import type { Target } from "./History";

/** How many pages are loaded to find what a message answers. */
const PAGES = 40;
const SHOWN_FOR = 2500;

/** Where one jumped to: by the address of the page, or by a quote. */
export function useJump(chat: Chat, at: number | null, run: Task["run"]) {
  const [target, setTarget] = useState<Target | null>(null);
  const round = useRef(0);
  const show = useCallback((messageId: string | undefined) => {
    round.current += 1;
    if (messageId !== undefined) setTarget({ messageId, round: round.current });
  }, []);

  useEffect(() => {
    let gone = false;
    void run(async () => {
      if (at === null) {
        if (chat.view.get().hasNewer) await chat.toNewest();
        return;
      }
      await chat.jumpTo(at);
      if (!gone) show(lineAt(chat.view.get().entries, at)?.messageId);
    });
    return () => {
      gone = true;
    };
  }, [chat, at, run, show]);

  useEffect(() => {
    if (!target) return;
    const timer = setTimeout(() => setTarget(null), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [target]);

  const jump = useCallback(
    (messageId: string) =>
      run(async () => {
        for (let page = 0; page < PAGES; page += 1) {
          const { entries, hasOlder } = chat.view.get();
          if (entries.some((entry) => entry.messageId === messageId)) {
            show(messageId);
            return;
          }
          if (!hasOlder) break;
          await chat.loadOlder();
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
    [chat, run, show],
  );
  const jumpToSeq = useCallback(
    (seq: number) =>
      run(async () => {
        await chat.jumpTo(seq);
        show(lineAt(chat.view.get().entries, seq)?.messageId);
      }),
    [chat, run, show],
  );
  return { target, jump, jumpToSeq };
}

/** The line of this number, or the one before it: edits and reactions have numbers and no line. */
function lineAt(entries: readonly Entry[], seq: number): Entry | undefined {
  return entries.findLast((entry) => entry.seq !== null && entry.seq <= seq) ?? entries[0];
}
