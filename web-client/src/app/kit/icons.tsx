// Small line drawings, 20 by 20. They say nothing to a screen reader: what they stand for is named beside them.
import type { ReactNode } from "react";

function drawn(children: ReactNode, mirrored = false) {
  return function Icon({ size = 20 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        data-mirrored={mirrored || undefined}
      >
        {children}
      </svg>
    );
  };
}

export const SearchIcon = drawn(<path d="M14 14l3.5 3.500M9 15.200A6.2 6.2 0 1 0 9 2.800a6.2 6.2 0 0 0 0 12.400z" />);
export const PenIcon = drawn(
  <path d="M3.5 16.500h3L16.2 6.800a1.6 1.6 0 0 0 0-2.300l-.7-.7a1.6 1.6 0 0 0-2.3 0L3.5 13.500zM11.7 5.300l3 3" />,
);
export const BellIcon = drawn(<path d="M5 8.500a5 5 0 0 1 10 0c0 4 1.5 5 1.5 5h-13s1.5-1 1.5-5zM8.3 16.500a2 2 0 0 0 3.4 0" />);
export const MutedIcon = drawn(
  <path d="M5.2 7.500c-.1.4-.2.7-.2 1 0 4-1.5 5-1.5 5H13M15 10.500v-2a5 5 0 0 0-7.5-4.300M8.3 16.500a2 2 0 0 0 3.4 0M3 3l14 14" />,
);
export const GearIcon = drawn(
  <path d="M3 5.500h7M14 5.500h3M3 14.500h3M10 14.500h7M12 3.300a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.400zM8 12.300a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.400z" />,
);
export const BackIcon = drawn(<path d="M12.5 4L6.5 10l6 6" />, true);
export const ForwardIcon = drawn(<path d="M7.5 4l6 6-6 6" />, true);
export const CloseIcon = drawn(<path d="M5 5l10 10M15 5L5 15" />);
export const PlusIcon = drawn(<path d="M10 4v12M4 10h12" />);
export const SendIcon = drawn(<path d="M3.5 10L16.8 3.5 12.5 17l-3-5.800zM9.5 11.200l7.3-7.7" />, true);
export const ClipIcon = drawn(
  <path d="M15.8 9.200l-6.3 6.300a3.6 3.6 0 0 1-5.1-5.100l6.8-6.800a2.4 2.4 0 0 1 3.4 3.400l-6.7 6.700a1.2 1.2 0 0 1-1.7-1.700l6-6" />,
);
export const SmileIcon = drawn(
  <path d="M10 17.200a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.400zM7 11.800s1 1.7 3 1.7 3-1.7 3-1.700M7.5 8v.1M12.5 8v.1" />,
);
export const ReplyIcon = drawn(<path d="M8 5L3.5 9.5 8 14M3.5 9.500h7c4 0 6 2 6 6" />, true);
export const DotsIcon = drawn(<path d="M4.5 10h.01M10 10h.01M15.5 10h.01" strokeWidth="2.6" />);
export const DownIcon = drawn(<path d="M10 4v12M5 11l5 5 5-5" />);
export const DownloadIcon = drawn(<path d="M10 3v9.500M6 9l4 4 4-4M3.5 16.500h13" />);
export const FileIcon = drawn(
  <path d="M11.5 2.800H6A1.5 1.5 0 0 0 4.5 4.300v11.400A1.5 1.5 0 0 0 6 17.200h8a1.5 1.5 0 0 0 1.5-1.500V6.800zM11.5 2.800v4h4" />,
);
export const PeopleIcon = drawn(
  <path d="M7.5 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.500c0-3 2.4-4.8 5.5-4.800s5.5 1.8 5.5 4.800M13 3.800a3 3 0 0 1 0 5.500M15 12c1.9.6 3 2.2 3 4.5" />,
);
export const InfoIcon = drawn(<path d="M10 17.200a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.400zM10 9.300v4M10 6.500v.1" />);
export const BinIcon = drawn(<path d="M3.5 5.500h13M8 5.500V3.300h4v2.200M5.5 5.500l.7 11h7.600l.7-11" />);
export const CopyIcon = drawn(<path d="M7.5 7h9v9.500h-9zM4 13V3.500h9" />);
export const ClockIcon = drawn(<path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4l2.5 2" />);
export const CheckIcon = drawn(<path d="M4.5 10.500l3.7 3.7 7.3-8" />);
export const ChecksIcon = drawn(<path d="M1.8 10.500l3.7 3.7 7.3-8M9.5 13.500l.8.7 7.3-8" />);
export const WarnIcon = drawn(<path d="M10 3.300l7.5 13.200h-15zM10 8.500v3.500M10 14.300v.1" />);

/** The mark: a lamp over a tower. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#1f6a57" />
      <path d="M6.5 13.5a9.5 9.5 0 0 1 19 0" fill="none" stroke="#bfe3d5" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="16" cy="13.5" r="3.4" fill="#fff" />
      <path d="M11.5 26.5 13 19.500h6l1.5 7z" fill="#fff" />
    </svg>
  );
}
