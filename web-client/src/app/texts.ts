// Every word that the page says is in these two files, so that it can be said in another language.
import { aside } from "./words/aside";
import { everyday } from "./words/everyday";

export const texts = { ...everyday, ...aside } as const;
