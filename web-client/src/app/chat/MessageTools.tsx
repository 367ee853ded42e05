import { Menu } from "@mantine/core";
import { lazy, Suspense, type ReactNode } from "react";
import type { Entry } from "../../sdk/api";
import { BinIcon, CopyIcon, DotsIcon, InfoIcon, PenIcon, ReplyIcon, SmileIcon } from "../kit/icons";
import { copyText } from "../kit/copy";
import { texts } from "../texts";
import { useLines, type Lines } from "./context";
import classes from "./MessageTools.module.css";

const EmojiPanel = lazy(() => import("../kit/EmojiPanel"));
const CHANGE_WITHIN = 48 * 3_600_000;

function isYoung(entry: Entry): boolean {
  return Date.now() - entry.at < CHANGE_WITHIN;
}

export function canEdit(lines: Lines, entry: Entry): boolean {
  return lines.canWrite && entry.senderId === lines.me && entry.content !== null && isYoung(entry);
}

export function canRemove(lines: Lines, entry: Entry): boolean {
  return lines.canWrite && (lines.canDeleteAll || (entry.senderId === lines.me && isYoung(entry)));
}

interface Props {
  readonly entry: Entry;
  readonly tool: "react" | "more" | null;
  readonly onTool: (tool: "react" | "more" | null) => void;
}

/** What can be done with a message: a small bar at its upper edge. */
export function MessageTools({ entry, tool, onTool }: Props) {
  const lines = useLines();
  const react = (emoji: string) => {
    onTool(null);
    const mine = entry.reactions.some((each) => each.emoji === emoji && each.userIds.includes(lines.me));
    lines.attempt(lines.chat.react(entry.messageId, emoji, mine));
  };
  return (
    <div className={classes.tools} role="toolbar" aria-label={texts.chat.actions}>
      {lines.canWrite && (
        <>
          <Menu opened={tool === "react"} onChange={(open) => onTool(open ? "react" : null)} transitionProps={{ duration: 0 }}>
            <Menu.Target>
              <Tool label={texts.chat.react}>
                <SmileIcon size={18} />
              </Tool>
            </Menu.Target>
            <Menu.Dropdown aria-label={texts.chat.react}>
              <Suspense fallback={<div className={classes.wait} />}>
                <EmojiPanel label={texts.chat.reactWith} onPick={react} />
              </Suspense>
            </Menu.Dropdown>
          </Menu>
          <Tool label={texts.chat.reply} onClick={() => lines.reply(entry)}>
            <ReplyIcon size={18} />
          </Tool>
        </>
      )}
      <Menu opened={tool === "more"} onChange={(open) => onTool(open ? "more" : null)} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Tool label={texts.chat.actions}>
            <DotsIcon size={18} />
          </Tool>
        </Menu.Target>
        <Menu.Dropdown>
          {canEdit(lines, entry) && (
            <Menu.Item leftSection={<PenIcon size={16} />} onClick={() => lines.edit(entry)}>
              {texts.chat.edit}
            </Menu.Item>
          )}
          {entry.content && (
            <Menu.Item leftSection={<CopyIcon size={16} />} onClick={() => lines.attempt(copyText(entry.content ?? ""))}>
              {texts.chat.copy}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<InfoIcon size={16} />} onClick={() => lines.info(entry)}>
            {texts.chat.info}
          </Menu.Item>
          {canRemove(lines, entry) && (
            <Menu.Item leftSection={<BinIcon size={16} />} color="red" onClick={() => lines.remove(entry)}>
              {texts.chat.delete}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function Tool({ label, children, ...rest }: { label: string; children: ReactNode } & React.ComponentProps<"button">) {
  return (
    <button {...rest} type="button" className={classes.tool} aria-label={label} title={label}>
      {children}
    </button>
  );
}
