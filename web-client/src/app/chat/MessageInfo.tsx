import { useCallback, useEffect, type ReactNode } from "react";
import type { Chat, Entry } from "../../sdk/api";
import { Avatar } from "../kit/Avatar";
import { exactly } from "../kit/dates";
import { Dialog } from "../kit/Dialog";
import { Problem } from "../kit/Problem";
import { nameOf, usePeople, useSentinel, useSession } from "../kit/sentinel";
import { useLoaded } from "../kit/useTask";
import { texts } from "../texts";
import classes from "./MessageInfo.module.css";

interface Props {
  readonly chat: Chat;
  readonly entry: Entry;
  readonly onClose: () => void;
}

/** The passport of a message: when it was taken, to how many it came, and who has seen it. */
export default function MessageInfo({ chat, entry, onClose }: Props) {
  const sentinel = useSentinel();
  const people = usePeople();
  const mine = useSession().userId === entry.senderId;
  const { messageId, seq } = entry;
  const load = useCallback(async () => {
    const [receipts, passport] = await Promise.all([
      seq === null ? null : chat.receipts(seq),
      mine && seq !== null ? chat.delivery(messageId) : null,
    ]);
    return { receipts, passport };
  }, [chat, seq, messageId, mine]);
  const { value, failure, again } = useLoaded(load);
  const seenBy = value?.receipts?.seenBy;
  useEffect(() => {
    if (seenBy) sentinel.needPeople(seenBy);
  }, [sentinel, seenBy]);
  const passport = value?.passport;
  const receipts = value?.receipts;

  return (
    <Dialog title={texts.info.title} onClose={onClose}>
      <Problem failure={failure} onRetry={again} />
      <dl className={classes.facts} aria-busy={value === null && failure === null}>
        <Fact name={texts.info.sentAt}>{exactly(entry.at)}</Fact>
        {passport?.acceptedAt != null && <Fact name={texts.info.acceptedAt}>{exactly(passport.acceptedAt)}</Fact>}
        {seq !== null && <Fact name={texts.info.number}>{seq}</Fact>}
        {passport && <Fact name={texts.info.recipients}>{texts.info.people(passport.recipients)}</Fact>}
        {receipts && <Fact name={texts.info.delivered}>{texts.info.people(receipts.delivered)}</Fact>}
        {passport && (
          <Fact name={texts.info.pushed}>
            {passport.pushed === null ? texts.info.unknown : texts.info.people(passport.pushed)}
          </Fact>
        )}
        {receipts && <Fact name={texts.info.seen}>{texts.info.people(receipts.seen)}</Fact>}
      </dl>
      {receipts && receipts.seenBy.length > 0 && (
        <ul className={classes.people} aria-label={texts.info.seen}>
          {receipts.seenBy.map((userId) => (
            <li key={userId}>
              <Avatar id={userId} name={nameOf(people, userId)} size={28} />
              <span dir="auto">{nameOf(people, userId)}</span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
