import { readFile } from "node:fs/promises";
import { picture } from "./picture";
import { expect, test } from "./world";

test("pictures and files: chosen, pasted, dropped; progress, cancel; thumbnail, viewer, download", async ({ ana, ben }) => {
  // A message may come before its file is ready: then the file is not there yet, and asked for again.
  ben.allowed.push(/status of 404.*\/media\//);
  // The store of files may be slow: 503 says that one is to ask again, which the library does.
  ana.allowed.push(/status of 404.*\/media\//, /status of 503.*\/media\/.*\/complete/);
  await ana.startChat(ben.name);
  await ben.row(ana.name).waitFor();
  await ben.openChat(ana.name);
  const chooser = ana.page.locator("input[type=file]");

  await chooser.setInputFiles([{ name: "hills.png", mimeType: "image/png", buffer: picture(640, 400) }]);
  await expect(ana.page.getByRole("list", { name: "Files to be sent" })).toContainText("hills.png");
  await ana.field().fill("the hills");
  await ana.field().press("Enter");
  const thumbnail = ben.page.getByRole("img", { name: "hills.png" });
  await expect(thumbnail).toBeVisible();
  await expect.poll(() => thumbnail.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expect(ben.message("the hills")).toBeVisible();

  await ana.page.evaluate(
    async (bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type: "image/png" }));
      document.querySelector("textarea")?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
      const dropped = new DataTransfer();
      dropped.items.add(new File(["some words"], "notes.txt", { type: "text/plain" }));
      window.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
    },
    [...picture(300, 300)],
  );
  await expect(ana.page.getByRole("list", { name: "Files to be sent" }).getByRole("listitem")).toHaveCount(2);
  await ana.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(ben.page.getByRole("img", { name: "pasted.png" })).toBeVisible();

  await ben.page.getByRole("button", { name: "Open hills.png" }).click();
  const viewer = ben.page.getByRole("dialog", { name: "Picture" });
  await expect(viewer.getByRole("img", { name: "hills.png" })).toBeVisible();
  await ben.page.keyboard.press("ArrowRight");
  await expect(viewer.getByRole("img", { name: "pasted.png" })).toBeVisible();
  await ben.page.keyboard.press("Escape");
  await expect(viewer).toHaveCount(0);

  const [file] = await Promise.all([
    ben.page.waitForEvent("download"),
    ben.page.getByRole("button", { name: "Download notes.txt" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("notes.txt");
  expect(await readFile(await file.path(), "utf8")).toBe("some words");

  // On a slow line one sees how far it is.
  const cdp = await ana.context.newCDPSession(ana.page);
  await cdp.send("Network.enable");
  const line = { offline: false, latency: 0, downloadThroughput: -1 };
  await cdp.send("Network.emulateNetworkConditions", { ...line, uploadThroughput: 400_000 });
  await chooser.setInputFiles([{ name: "long.txt", mimeType: "text/plain", buffer: Buffer.alloc(900_000, "a") }]);
  await ana.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(ana.page.getByRole("progressbar", { name: /^Uploading, [1-9]\d? %/ })).toBeVisible();
  await cdp.send("Network.emulateNetworkConditions", { ...line, uploadThroughput: -1 });
  await expect(ana.page.getByRole("button", { name: "Download long.txt" })).toBeVisible();

  // Bytes that do not get through: progress stands still, and the upload can be taken back.
  await ana.context.route(/sentinel-media/, () => undefined);
  await chooser.setInputFiles([{ name: "big.txt", mimeType: "text/plain", buffer: Buffer.alloc(300_000, "a") }]);
  await ana.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(ana.page.getByRole("progressbar")).toBeVisible();
  await ana.page.getByRole("button", { name: "Cancel upload" }).click();
  await expect(ana.page.getByText("big.txt")).toHaveCount(0);
});
