import type { Failure } from "./api";
import type { OutboxFile, OutboxItem } from "./outbox";
import type { Rest } from "./rest";
import type { Store } from "./storage";
import type { Tabs } from "./tabs";
import { failure } from "./wire/problem";

/** Whom an upload tells how it goes. */
export interface UploadOwner {
  progress(messageId: string): void;
  uploaded(messageId: string, mediaId: string, type: "image" | "file"): Promise<void>;
  failed(messageId: string, why: Failure): Promise<void>;
}

export class Uploads {
  constructor(
    _rest: Rest,
    _fetch: typeof globalThis.fetch,
    _store: Store,
    _tabs: Tabs,
    private readonly owner: UploadOwner,
  ) {}

  keep(_messageId: string, file: File): Promise<OutboxFile> {
    return Promise.resolve({ name: file.name, size: file.size, contentType: file.type, uploadId: "" });
  }
  begin(item: OutboxItem): void {
    void this.owner.failed(item.messageId, failure("not_built", "Not built yet"));
  }
  cancel(_messageId: string): void {}
  sent(_messageId: string): number {
    return 0;
  }
  preview(_messageId: string): Blob | null {
    return null;
  }
  end(): void {}
}
