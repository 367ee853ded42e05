import type { DeliveryState } from "../../sdk/api";
import { CheckIcon, ChecksIcon, ClockIcon, WarnIcon } from "../kit/icons";
import { texts } from "../texts";
import classes from "./DeliveryIcon.module.css";

const ICONS = { sending: ClockIcon, sent: CheckIcon, delivered: ChecksIcon, seen: ChecksIcon, failed: WarnIcon } as const;

/** How far a message of one's own has come: a drawing, and its name for who does not see it. */
export function DeliveryIcon({ state, size = 16 }: { state: DeliveryState; size?: number }) {
  const Icon = ICONS[state];
  const name = texts.chat.states[state];
  return (
    <span className={classes.icon} data-state={state} title={name}>
      <Icon size={size} />
      <span className="visually-hidden">{name}</span>
    </span>
  );
}
