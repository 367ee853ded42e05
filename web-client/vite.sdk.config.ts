import { defineConfig } from "vite";

// `npm run build:sdk`: the client library by itself, for Node and for other pages.
export default defineConfig({
  build: {
    target: "es2023",
    outDir: "dist-sdk",
    sourcemap: true,
    minify: false,
    copyPublicDir: false,
    lib: { entry: "src/sdk/index.ts", formats: ["es"], fileName: "sentinel" },
    rollupOptions: { output: { codeSplitting: false } },
  },
});
