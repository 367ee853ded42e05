import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { texts } from "../texts";

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: number;
}

export const PHONE = "(max-width: 47.99em)";

export function usePhone(): boolean {
  return useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
}

/** A dialog that is open for as long as it is drawn. On a phone it fills the screen. */
export function Dialog({ title, onClose, children, size = 440 }: Props) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size}
      fullScreen={usePhone()}
      closeButtonProps={{ "aria-label": texts.close }}
      transitionProps={{ duration: 0 }}
    >
      {children}
    </Modal>
  );
}
