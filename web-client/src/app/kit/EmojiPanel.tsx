import { useRef, type KeyboardEvent } from "react";
import classes from "./EmojiPanel.module.css";

const EMOJIS = [
  ..."👍 ❤️ 😂 😮 😢 🙏 🎉 👀".split(" "),
  ..."🙂 😀 😅 😉 😊 😍 🤔 😎".split(" "),
  ..."😴 😭 😡 🤯 🥳 🤝 👋 👏".split(" "),
  ..."🙌 💪 👌 👎 ✅ ❌ ❓ ❗".split(" "),
  ..."🔥 ✨ 💡 ⏰ ☕ 🍀 🚀 💚".split(" "),
];
const COLUMNS = 8;

interface Props {
  /** What picking one means. */
  readonly label: (emoji: string) => string;
  readonly onPick: (emoji: string) => void;
}

/** A small set to choose from; arrows move in it. */
export default function EmojiPanel({ label, onPick }: Props) {
  const panel = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const rtl = document.dir === "rtl" ? -1 : 1;
    const by = { ArrowRight: rtl, ArrowLeft: -rtl, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const buttons = [...(panel.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[Math.max(0, Math.min(buttons.length - 1, at + by))]?.focus();
  };
  return (
    <div ref={panel} className={classes.panel} onKeyDown={move}>
      {EMOJIS.map((emoji, index) => (
        <button
          key={emoji}
          type="button"
          role="menuitem"
          className={classes.emoji}
          aria-label={label(emoji)}
          tabIndex={index === 0 ? 0 : -1}
          autoFocus={index === 0}
          onClick={() => onPick(emoji)}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
