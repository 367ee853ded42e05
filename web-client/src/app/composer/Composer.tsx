import { lazy, Suspense, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import type { ClipboardEvent, KeyboardEvent, Ref } from "react";
import { Menu } from "@mantine/core";
import type { Chat, ChatView, Entry, Failure } from "../../sdk/api";
import { chatName } from "../chats/summary";
import { canEdit } from "../chat/MessageTools";
import { useLines } from "../chat/context";
import { ClipIcon, SendIcon, SmileIcon } from "../kit/icons";
import { IconButton } from "../kit/IconButton";
import { isComposing } from "../kit/keys";
import { Problem } from "../kit/Problem";
import { usePeople } from "../kit/sentinel";
import { texts } from "../texts";
import { DropZone } from "./DropZone";
import { post, type About, type Said, type Unsent } from "./post";
import { Subject } from "./Subject";
import { Tray } from "./Tray";
import { useDraft } from "./useDraft";
import classes from "./Composer.module.css";

const EmojiPanel = lazy(() => import("../kit/EmojiPanel"));
const MOST_BYTES = 16 * 1024;
const encoder = new TextEncoder();

export interface ComposerHandle {
  reply(entry: Entry): void;
  edit(entry: Entry): void;
  focus(): void;
}

interface Props {
  readonly chat: Chat;
  readonly view: ChatView;
  readonly ref: Ref<ComposerHandle>;
}

/** Where one writes. Enter sends, Shift and Enter begin a line. What is not sent stays, for each chat. */
export function Composer({ chat, view, ref }: Props) {
  const lines = useLines();
  const people = usePeople();
  const field = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const [subject, setSubject] = useState<About | null>(null);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [text, setText] = useDraft(chat, view.summary.draft, field, subject?.what === "edit");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [unsent, setUnsent] = useState<readonly Unsent[]>([]);
  const now = useRef<Said>({ text, files, about: subject });
  now.current = { text, files, about: subject };
  const tooLong = text.length > MOST_BYTES / 4 && encoder.encode(text).length > MOST_BYTES;
  const ready = !tooLong && (text.trim() !== "" || (files.length > 0 && subject?.what !== "edit"));

  useImperativeHandle(ref, () => ({
    reply(entry) {
      if (subject?.what === "edit") end();
      setSubject({ what: "reply", entry });
      field.current?.focus();
    },
    edit(entry) {
      setSubject({ what: "edit", entry });
      setText(entry.content ?? "", false);
      field.current?.focus();
    },
    focus: () => field.current?.focus(),
  }));
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.blockSize = "auto";
    element.style.blockSize = `${element.scrollHeight + 2}px`;
  }, [text]);
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches && !location.hash.includes("/at/")) field.current?.focus({ preventScroll: true });
  }, []);

  const end = () => {
    if (subject?.what === "edit") setText(view.summary.draft, false);
    setSubject(null);
  };
  const send = () => {
    if (!ready) return;
    const edit = subject?.what === "edit";
    setFailure(null);
    setSubject(null);
    const next = edit ? view.summary.draft : "";
    setText(next, !edit);
    if (!edit) setFiles([]);
    start({ text: text.trim(), files: edit ? [] : files, about: subject }, next);
  };
  // Each by itself: an edit takes as long as the way to the server is closed, and one writes on meanwhile.
  const start = (said: Said, next: string) => void post(chat, said).then((left) => left && putBack(left, next));
  /** Where one wrote it, unless one wrote on after `next`, what was there then; it waits until one tries again then. */
  const putBack = (left: Unsent, next: string) => {
    const { text: written, files: staged, about } = now.current;
    const { draft } = chat.view.get().summary;
    const edit = left.said.about?.what === "edit";
    const free =
      about === null && (edit ? written === next && written === draft : written === "" && draft === "" && staged.length === 0);
    if (!free) {
      setUnsent((before) => [...before, left]);
      return;
    }
    setFailure(left.failure);
    setSubject(left.said.about);
    setText(left.said.text, !edit);
    if (!edit) setFiles(left.said.files);
  };
  const again = (left: Unsent) => {
    setUnsent((before) => before.filter((each) => each !== left));
    start(left.said, text);
  };
  const key = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && subject) end();
    else if (event.key === "ArrowUp" && text === "" && !subject && !event.altKey) {
      const last = view.entries.findLast((entry) => entry.type === "text" && entry.seq !== null && canEdit(lines, entry));
      if (!last) return;
      event.preventDefault();
      setSubject({ what: "edit", entry: last });
      setText(last.content ?? "", false);
    }
  };
  const paste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files];
    // Cells of a table come as a text, and as a picture of it. A file that was copied has its name as text, but is no formatted one.
    const isText = ["text/plain", "text/html"].every((type) => event.clipboardData.types.includes(type));
    if (pasted.length === 0 || isText) return;
    event.preventDefault();
    add(pasted);
  };
  const add = (more: readonly File[]) => {
    setFiles((before) => [...before, ...more].slice(0, 20));
    field.current?.focus();
  };
  const insert = (emoji: string) => {
    const element = field.current;
    const start = element?.selectionStart ?? text.length;
    setText(text.slice(0, start) + emoji + text.slice(element?.selectionEnd ?? start), true);
    element?.focus();
  };
  const name = chatName(view.summary, people);

  return (
    <div className={classes.composer}>
      <DropZone onFiles={add} />
      <div className={classes.inner}>
        <Problem failure={failure} />
        {unsent.map((left, index) => (
          <Problem key={index} failure={left.failure} onRetry={() => again(left)} />
        ))}
        {tooLong && (
          <p role="alert" className={classes.warning}>
            {texts.composer.tooLong}
          </p>
        )}
        {subject && <Subject what={subject.what} entry={subject.entry} onEnd={end} />}
        {files.length > 0 && <Tray files={files} onRemove={(file) => setFiles(files.filter((each) => each !== file))} />}
        <div className={classes.row}>
          <IconButton label={texts.composer.attach} onClick={() => chooser.current?.click()}>
            <ClipIcon />
          </IconButton>
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              add([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = "";
            }}
          />
          <textarea
            ref={field}
            className={classes.field}
            rows={1}
            value={text}
            placeholder={texts.composer.placeholder(name)}
            aria-label={texts.composer.label}
            dir="auto"
            enterKeyHint="send"
            onChange={(event) => {
              setText(event.currentTarget.value, true);
              if (event.currentTarget.value !== "" && subject?.what !== "edit") chat.typing();
            }}
            onKeyDown={key}
            onPaste={paste}
          />
          <Menu position="top-end" transitionProps={{ duration: 0 }}>
            <Menu.Target>
              <IconButton label={texts.composer.emoji}>
                <SmileIcon />
              </IconButton>
            </Menu.Target>
            <Menu.Dropdown aria-label={texts.composer.emoji}>
              <Suspense fallback={null}>
                <EmojiPanel label={(emoji) => emoji} onPick={insert} />
              </Suspense>
            </Menu.Dropdown>
          </Menu>
          <IconButton label={texts.composer.send} variant="filled" onClick={send} disabled={!ready}>
            <SendIcon />
          </IconButton>
        </div>
      </div>
    </div>
  );
}
