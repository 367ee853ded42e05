import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** The accent. The same values are in tokens.css, since no style element is made at run time (see there). */
const pine: MantineColorsTuple = [
  "#eef6f2",
  "#dcebe4",
  "#b9d9cc",
  "#93c5b2",
  "#6cc5a9",
  "#3f8f78",
  "#1f6a57",
  "#195747",
  "#134539",
  "#0d332a",
];

export const theme = createTheme({
  colors: { pine },
  primaryColor: "pine",
  primaryShade: { light: 6, dark: 6 },
  defaultRadius: "md",
  respectReducedMotion: true,
  // `lockScroll` would add a <style> element, which the Content-Security-Policy forbids; the page itself never scrolls.
  components: {
    Modal: { defaultProps: { lockScroll: false, radius: "lg", overlayProps: { backgroundOpacity: 0.45 } } },
    Menu: { defaultProps: { radius: "md", shadow: "md", position: "bottom-end" } },
    Switch: { defaultProps: { withThumbIndicator: false } },
    TextInput: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
    PasswordInput: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
  },
});
