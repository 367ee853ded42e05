import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { SentinelContext } from "./app/kit/sentinel";
import "./app/theme/styles";
import { theme } from "./app/theme/theme";
import { createSentinel } from "./sdk/index";

const sentinel = createSentinel();
sentinel.start();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <SentinelContext value={sentinel}>
        <App />
      </SentinelContext>
    </MantineProvider>
  </StrictMode>,
);
