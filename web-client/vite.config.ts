import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` serves the page at its own port and passes everything else on to a system that runs (SENTINEL_URL).
const system = process.env.SENTINEL_URL ?? "http://127.0.0.1:8080";
const served = [
  "/register",
  "/login",
  "/logout",
  "/token",
  "/sessions",
  "/users",
  "/sync",
  "/search",
  "/media",
  "/sentinel-media",
  "/devices",
  "/notifications",
  "/notification-preferences",
  "/chat",
];

export default defineConfig({
  plugins: [react()],
  build: { target: "es2023", sourcemap: true, assetsInlineLimit: 0 },
  server: { proxy: Object.fromEntries(served.map((path) => [path, { target: system, ws: true }])) },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
