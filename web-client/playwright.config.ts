import { defineConfig } from "@playwright/test";

// The page of a system that runs, in the Chromium of this machine. Nothing is downloaded.
export default defineConfig({
  testDir: "e2e",
  outputDir: "node_modules/.cache/e2e",
  workers: 1,
  // Limits, not waits: a slow machine needs them, a fast one does not notice.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  retries: 0,
  reporter: [["list"]],
  use: {
    baseURL: process.env.SENTINEL_URL ?? "http://127.0.0.1:8080",
    browserName: "chromium",
    actionTimeout: 20_000,
    viewport: { width: 1180, height: 760 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage", "--font-render-hinting=none"],
    },
  },
});
