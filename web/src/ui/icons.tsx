/** Our own drawings on a 24 by 24 grid, strokes only. */
const PATHS = {
  activity: 'M3 12h4l3-8 4 16 3-8h4',
  alert: 'M12 4 2.8 19.5h18.4zM12 10v4M12 16.8v.2',
  api: 'M8.5 5C6.5 5 6.5 6 6.5 8s0 3.5-2.5 4c2.5.5 2.5 2 2.5 4s0 3 2 3M15.5 5c2 0 2 1 2 3s0 3.5 2.5 4c-2.5.5-2.5 2-2.5 4s0 3-2 3',
  arrowUp: 'M12 19V5.5M6 11l6-6 6 6',
  authenticate:
    'M4 8V6a2 2 0 0 1 2-2h2M16 4h2a2 2 0 0 1 2 2v2M20 16v2a2 2 0 0 1-2 2h-2M8 20H6a2 2 0 0 1-2-2v-2M9.2 9.5v.8M14.8 9.5v.8M9 14.2c1.8 1.6 4.2 1.6 6 0',
  bucket:
    'M4.5 6.5c0-1.4 3.4-2.5 7.5-2.5s7.5 1.1 7.5 2.5S16.1 9 12 9 4.5 7.9 4.5 6.5zM4.5 6.5l2 11.8c.2 1 2.6 1.9 5.5 1.9s5.3-.9 5.5-1.9l2-11.8',
  camera:
    'M4 8h3.2l1.6-2.5h6.4L16.8 8H20a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM15.5 13a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0z',
  check: 'M4.5 12.5l5 5 10-11',
  chevronDown: 'M6 9.5l6 6 6-6',
  chevronLeft: 'M14.5 6l-6 6 6 6',
  chevronRight: 'M9.5 6l6 6-6 6',
  clock: 'M12 7v5l3.2 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  close: 'M6 6l12 12M18 6L6 18',
  collection: 'M12 3.5 3.5 8l8.5 4.5L20.5 8zM3.5 12l8.5 4.5 8.5-4.5M3.5 16l8.5 4.5 8.5-4.5',
  copy: 'M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1zM5 15H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v1',
  document:
    'M6 3.5h8l4.5 4.5v12a.5.5 0 0 1-.5.5H6a.5.5 0 0 1-.5-.5V4a.5.5 0 0 1 .5-.5zM14 3.5V8h4.5M9 13h6M9 16.5h4',
  download: 'M12 4v11M7 10.5l5 5 5-5M4.5 20h15',
  edit: 'M4 20h4L19.5 8.5a2.1 2.1 0 0 0-3-3L5 17zM14.5 7.5l3 3',
  error: 'M12 7.5v5.5M12 16.3v.2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0z',
  eyeOff:
    'M4 4l16 16M9.9 5.8c.7-.2 1.4-.3 2.1-.3 6 0 9.5 6.5 9.5 6.5s-.9 1.7-2.6 3.3M6.2 7.6C3.8 9.4 2.5 12 2.5 12s3.5 6.5 9.5 6.5c1.7 0 3.2-.5 4.5-1.2M10 10a3 3 0 0 0 4.1 4.1',
  folder: 'M3.5 6.5a1 1 0 0 1 1-1h5l2 2.5h8a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1z',
  function: 'M6 20l6.2-12.5M8 4h1.6c1.2 0 1.9.5 2.4 1.7l4.6 12.2c.4 1.1 1 1.6 2 1.6h.9',
  globe: 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
  image:
    'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM4 16.5l4.5-4.5 7.5 8M13.5 17l2.5-2.5 4 4M15.5 8.5v.1',
  info: 'M12 11v5.5M12 7.5v.2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  intake:
    'M4 13.5h4.5l1.5 2.5h4l1.5-2.5H20M4 13.5V19a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-5.5M12 3.5v7M8.8 7.5 12 10.7l3.2-3.2',
  key: 'M11.5 15a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0zM10.2 11.8 19 3M15.5 6.5l3 3',
  kiosk:
    'M6 3h12a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM12 17v4M8 21h8M9.7 8.5v.5M14.3 8.5v.5M9.5 12c1.6 1.3 3.4 1.3 5 0',
  lock: 'M6 11h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1zM8 11V8a4 4 0 0 1 8 0v3M12 15v2',
  logout: 'M10 4H5v16h5M15 8l4 4-4 4M19 12H9.5',
  monitor: 'M4 4.5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1zM12 16.5V20M8 20h8',
  more: 'M5 12v.01M12 12v.01M19 12v.01',
  offline:
    'M3 3l18 18M8.5 15.8a5 5 0 0 1 7 0M5 12.3a10 10 0 0 1 4.8-2.7M2 8.8a15 15 0 0 1 4.6-3M10.5 5A15 15 0 0 1 22 8.8M14 9.7a10 10 0 0 1 5 2.6M12 19.3v.1',
  operators:
    'M12 3l7.5 2.8V11c0 4.7-3 8.3-7.5 10-4.5-1.7-7.5-5.3-7.5-10V5.8zM14.5 10a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM8 16.7c.7-1.7 2.2-2.7 4-2.7s3.3 1 4 2.7',
  overview: 'M4 4h6.5v8H4zM13.5 4H20v5h-6.5zM13.5 12H20v8h-6.5zM4 15h6.5v5H4z',
  panel: 'M4.5 4h15a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM9.5 4v16',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  people:
    'M12.5 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM2.5 19.5c.6-3.3 3.2-5.5 6.5-5.5s5.9 2.2 6.5 5.5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.4c2.2.8 3.6 2.6 4 5.1',
  play: 'M7.5 5v14l11-7z',
  plus: 'M12 5v14M5 12h14',
  refresh: 'M20 11.5A8 8 0 0 0 5.7 7L4 9M4 4.5V9h4.5M4 12.5A8 8 0 0 0 18.3 17l1.7-2M20 19.5V15h-4.5',
  register:
    'M13.5 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM3.5 19.5c.6-3.3 3.2-5.5 6.5-5.5 1.7 0 3.2.6 4.3 1.5M18.5 14v6M15.5 17h6',
  review: 'M4 5.5l1.5 1.5L8 4.5M4 12l1.5 1.5L8 11M4 18.5 5.5 20 8 17.5M11.5 6H20M11.5 12.5H20M11.5 19H20',
  search: 'M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0zM15.2 15.2 20 20',
  setup: 'M4 7h9M17 7h3M4 17h3M11 17h9M17 7a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM11 17a2 2 0 1 1-4 0 2 2 0 0 1 4 0z',
  sun: 'M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  table:
    'M4.5 5h15a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM3.5 10h17M3.5 14.5h17M10 10v9',
  threshold: 'M3 19.5h18M4.5 16.5c4.5 0 4-11 7.5-11s3 11 7.5 11M14.5 4v15.5',
  trash: 'M4.5 6.5h15M9.5 6.5V4h5v2.5M6.5 6.5l.8 13.5h9.4l.8-13.5M10.2 10.5v6M13.8 10.5v6',
  upload: 'M12 16V5M7 9.5l5-5 5 5M4.5 20h15',
  user: 'M15.5 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM5 20c.7-3.5 3.5-6 7-6s6.3 2.5 7 6',
  webhook: 'M4 12h11M11 7.5l4.5 4.5-4.5 4.5M14 4h5a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-5',
} as const;

export type IconName = keyof typeof PATHS;

interface IconProps {
  name: IconName;
  size?: number;
  class?: string | undefined;
  strokeWidth?: number;
}

/** Decoration: what it means is said by the text beside it, or by the control's label. */
export const Icon = ({ name, size = 20, class: className, strokeWidth = 1.75 }: IconProps) => (
  <svg
    class={className}
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width={name === 'more' ? 2.75 : strokeWidth}
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={PATHS[name]} />
  </svg>
);

/** The mark: a rounded square with the outline of a face. Public/favicon.svg is the same drawing. */
export const Logo = ({ size = 28 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="#0f766e" />
    <g fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
      <path d="M10.5 12.6c0-3.2 2.3-5.1 5.5-5.1s5.5 1.9 5.5 5.1V17c0 4-2.5 7.5-5.5 7.5S10.5 21 10.5 17z" />
      <path d="M13.6 14.4v1M18.4 14.4v1M13.9 19.4c1.2.9 3 .9 4.2 0" />
    </g>
  </svg>
);
