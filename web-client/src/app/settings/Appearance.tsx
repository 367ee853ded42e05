import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { texts } from "../texts";
import { Section } from "./Section";

/** Light, dark, or as the system is. */
export function Appearance() {
  // Without `keepTransitions` a <style> element would be made, which the Content-Security-Policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Section title={texts.settings.appearance}>
      <SegmentedControl
        aria-label={texts.settings.appearance}
        value={colorScheme}
        onChange={(value) => setColorScheme(value === "light" || value === "dark" ? value : "auto")}
        data={[
          { value: "auto", label: texts.settings.system },
          { value: "light", label: texts.settings.light },
          { value: "dark", label: texts.settings.dark },
        ]}
      />
    </Section>
  );
}
