import { ActionIcon } from "@mantine/core";
import type { MouseEventHandler, ReactNode, Ref } from "react";

interface Props {
  /** What it does: its accessible name, and what is shown when one points at it. */
  readonly label: string;
  readonly children: ReactNode;
  readonly onClick?: MouseEventHandler<HTMLButtonElement>;
  readonly variant?: "subtle" | "filled" | "light";
  readonly size?: number;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button that shows a drawing only. At least 40 pixels wide, for fingers. */
export function IconButton({ label, children, variant = "subtle", size = 40, pressed, ...rest }: Props) {
  return (
    <ActionIcon
      {...rest}
      variant={variant}
      size={size}
      radius="md"
      {...(variant === "subtle" ? { color: "var(--s-text)" } : {})}
      aria-label={label}
      title={label}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
    >
      {children}
    </ActionIcon>
  );
}
