import { SentinelError } from "../../sdk/api";
import { texts } from "../texts";

/**
 * Copies a text; call it from what a person does. Browsers know `navigator.clipboard` only where the page is served with TLS, or from
 * this machine; elsewhere the older way is tried. Rejects with words for the person.
 */
export async function copyText(text: string): Promise<void> {
  const clipboard: Clipboard | undefined = navigator.clipboard;
  try {
    if (clipboard) {
      await clipboard.writeText(text);
      return;
    }
    if (copySelected(text)) return;
  } catch {
    // Refused; said below.
  }
  throw new SentinelError({
    code: "copy_refused",
    status: null,
    detail: texts.chat.copyRefused,
    retryable: false,
    retryAfterMs: null,
    fields: [],
  });
}

function copySelected(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
}
