import { useLayoutEffect, useRef } from "react";

const HELD_FOR = 400;
const MOST_LINE = 120;

/**
 * Keeps the scrolled area as high as it may become while lines are put before the first. The virtual list moves to where one was some
 * frames before it draws what is there; a browser would not scroll that far into what is lower still, and the place would be lost.
 */
export function useStrut(scroller: HTMLElement | null, firstIndex: number): void {
  const before = useRef(firstIndex);
  useLayoutEffect(() => {
    const added = before.current - firstIndex;
    before.current = firstIndex;
    if (added <= 0 || !scroller) return;
    const strut = document.createElement("div");
    strut.ariaHidden = "true";
    Object.assign(strut.style, { position: "absolute", insetBlockStart: "0", inlineSize: "1px", pointerEvents: "none" });
    strut.style.blockSize = `${scroller.scrollHeight + added * MOST_LINE}px`;
    scroller.append(strut);
    const timer = setTimeout(() => strut.remove(), HELD_FOR);
    return () => {
      clearTimeout(timer);
      strut.remove();
    };
  }, [scroller, firstIndex]);
}
