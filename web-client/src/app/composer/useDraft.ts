import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import type { Chat } from "../../sdk/api";

/**
 * The text that is being written, as of this chat's draft. What another tab writes is taken over while nobody writes here.
 * The setter's `keep` says whether the text is the draft; what is edited is not.
 */
export function useDraft(
  chat: Chat,
  draft: string,
  field: RefObject<HTMLElement | null>,
  editing: boolean,
): [string, (text: string, keep: boolean) => void] {
  const [text, setText] = useState(draft);
  const mine = useRef(draft);
  useEffect(() => {
    if (draft === mine.current || editing) return;
    const writing = document.hasFocus() && document.activeElement === field.current && mine.current !== "";
    if (writing) return;
    mine.current = draft;
    setText(draft);
  }, [draft, editing, field]);
  const set = useCallback(
    (next: string, keep: boolean) => {
      setText(next);
      if (!keep || editing) return;
      mine.current = next;
      chat.setDraft(next);
    },
    [chat, editing],
  );
  return [text, set];
}
