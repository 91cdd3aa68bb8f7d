// Drawn for a grid of 20, in the colour of the text around.
const PATHS = {
  inbox: 'M3 11l2.5-6.5h9L17 11v4.5H3zM3 11h4l1 2h4l1-2h4',
  user: 'M10 10a3 3 0 100-6 3 3 0 000 6zM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.500 6 4.500',
  nobody: 'M10 10a3 3 0 100-6 3 3 0 000 6zM4 16.500c.6-3 3-4.500 6-4.500M13 13.500l4 4m0-4l-4 4',
  at: 'M13 10a3 3 0 11-6 0 3 3 0 016 0zm0 0c0 3.500 4 2.500 4-.5A7 7 0 1013 16',
  clock: 'M10 17a7 7 0 100-14 7 7 0 000 14zM10 6v4l2.500 2',
  alert: 'M10 3l7.500 13h-15zM10 8v4M10 14v.2',
  wait: 'M6 3h8M6 17h8M7 3v3l3 4 3-4V3M7 17v-3l3-4 3 4v3',
  moon: 'M16 12.500A6.500 6.500 0 017.500 4 6.500 6.500 0 1016 12.500z',
  sun: 'M10 13a3 3 0 100-6 3 3 0 000 6zM10 2v2m0 12v2M2 10h2m12 0h2M4.300 4.300l1.400 1.400m8.600 8.600l1.400 1.400m0-11.400l-1.400 1.400m-8.600 8.600l-1.400 1.400',
  check: 'M4 10.500l4 4 8-9',
  funnel: 'M3 4h14l-5.500 6.500V16l-3-1.500v-4z',
  mention: 'M4 4h12v9h-7l-4 3v-3H4zM7 7.500h6M7 10h4',
  chart: 'M3 16h14M5 13V9m3.500 4V5m3.500 8v-6m3.500 6V3',
  plug: 'M7 3v4m6-4v4M5 7h10v3a5 5 0 01-10 0zM10 15v3',
  gear: 'M10 12.500a2.500 2.500 0 100-5 2.500 2.500 0 000 5zM10 2.500v2m0 11v2m7.500-7.500h-2m-11 0h-2m12.800-5.300l-1.400 1.400m-7.800 7.800l-1.400 1.400m0-10.600l1.400 1.400m7.800 7.800l1.400 1.400',
  quick: 'M11 2.500L4.500 11.500H10l-1 6 6.500-9H10z',
  play: 'M6 4l10 6-10 6z',
  search: 'M9 14.500a5.500 5.500 0 100-11 5.500 5.500 0 000 11zM13 13l4 4',
  reply: 'M8 5L3 9.500 8 14v-3c4.500 0 7 1 9 4-.5-5-3.500-8-9-8z',
  lock: 'M5 9h10v8H5zM7 9V6.500a3 3 0 016 0V9',
  eyeOff: 'M3 10s2.500-5 7-5 7 5 7 5-2.500 5-7 5-7-5-7-5zM10 12a2 2 0 100-4 2 2 0 000 4zM4 16L16 4',
  heart: 'M10 16.500S3 12.500 3 8a3.500 3.500 0 017-1 3.500 3.500 0 017 1c0 4.500-7 8.500-7 8.500z',
  contrast: 'M10 17a7 7 0 100-14 7 7 0 000 14zM10 3v14M10 6l4.500 2M10 9.500l6.500.500M10 13l5 .5',
  globe: 'M10 17a7 7 0 100-14 7 7 0 000 14zM3 10h14M10 3c2.500 2 3 4.500 3 7s-.5 5-3 7c-2.500-2-3-4.500-3-7s.5-5 3-7z',
  more: 'M4.500 10h.2M10 10h.2M15.500 10h.2',
  close: 'M5 5l10 10M15 5L5 15',
  back: 'M12 4l-6 6 6 6',
  down: 'M5 8l5 5 5-5',
  up: 'M5 12l5-5 5 5',
  what: 'M10 17a7 7 0 100-14 7 7 0 000 14zM7.800 8a2.200 2.200 0 114.400 0c0 1.500-2.200 1.700-2.200 3.200M10 13.600v.2',
  clip: 'M14 8l-5.500 5.500a2 2 0 01-3-3L11.500 4.500a3.200 3.200 0 014.500 4.500l-6.500 6.500',
  download: 'M10 3v9m-4-3.500l4 4 4-4M4 16h12',
  merge: 'M5 3v4c0 3 5 3 5 6v4M15 3v4c0 3-5 3-5 6',
  flag: 'M5 17V3h9l-2 3.500 2 3.500H5',
  tag: 'M3 10V4h6l8 7-6 6zM6.500 7.200v.2',
  send: 'M3 4l14 6-14 6 2.500-6zM5.500 10H11',
  undo: 'M4 8h8a4 4 0 010 8H7M4 8l3.500-3.500M4 8l3.500 3.500',
  link: 'M8.500 11.500l3-3M7 9l-2 2a3 3 0 004 4l2-2m2-2l2-2a3 3 0 00-4-4L9 7',
  people: 'M7 9a2.500 2.500 0 100-5 2.500 2.500 0 000 5zM2.500 16c.4-2.800 2-4.200 4.500-4.200s4.100 1.400 4.500 4.200M13 9.500a2 2 0 10-.5-3.900M13.500 12c2.200 0 3.600 1.300 4 4',
  menu: 'M3 5.500h14M3 10h14M3 14.500h14',
  panel: 'M3 4h14v12H3zM12.500 4v12',
  keyboard: 'M2.500 5.500h15v9h-15zM5.500 8.500h.2m3 0h.2m3 0h.2m2.800 0h.2M6 11.700h8',
  bell: 'M5 14c1-1 1-2.500 1-5a4 4 0 018 0c0 2.500 0 4 1 5zM8.500 16.500h3',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  phone: 'M6.500 3l2 3.500-1.500 2c.8 1.800 2.200 3.200 4 4l2-1.500 3.500 2-1 3C9 16 4 11 3.500 4z',
  out: 'M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7',
  direction: 'M3 4.500h14M9 9h8M5.500 14h11M5.500 14l3-3M5.500 14l3 3',
  print: 'M6 8V3h8v5M6 14H3V8h14v6h-3M6 12h8v5H6z',
  save: 'M5 3h10v14l-5-4-5 4z',
  language: 'M3 5h8M7 3v2m2.500 0C9 8 6.500 11 3.500 12M5 7.500c1 2 2.500 3.500 4.500 4.500M10.500 17l3.500-8 3.500 8m-5.800-2.500h4.600',
  balance: 'M10 3v14M6 17h8M4 6h12M4 6L2 11a2.200 2.200 0 004.400 0zM16 6l-2.400 5a2.200 2.200 0 004.400 0z',
  stuck: 'M6 3h8M6 17h8M7 3v3l3 4 3-4V3M7 17v-3l3-4 3 4v3M3 10h2m10 0h2',
  facebook: 'M11 17v-6h2.200l.4-2.500H11V7c0-.9.4-1.400 1.400-1.400h1.300V3.400C13.300 3.300 12.700 3.200 12 3.200c-2 0-3.400 1.200-3.400 3.500v1.800H6.300V11h2.300v6z',
  instagram: 'M6.500 3h7A3.500 3.500 0 0117 6.500v7a3.500 3.500 0 01-3.500 3.500h-7A3.500 3.500 0 013 13.500v-7A3.500 3.500 0 016.500 3zM10 13a3 3 0 100-6 3 3 0 000 6zM14 5.900v.2',
  x: 'M4 4l12 12.500M16 4L4 16.500',
  linkedin: 'M4.500 8.500V16M4.500 5v.2M8.500 16V8.500m0 3.500c0-2 1.200-3.400 3.200-3.400S15 10 15 12v4',
  email: 'M3 5h14v10.500H3zM3 6l7 5.500L17 6',
  form: 'M5 3h10v14H5zM7.500 7h5M7.500 10h5M7.500 13h3',
} as const;
export type IconName = keyof typeof PATHS;

const isIcon = (name: string): name is IconName => name in PATHS;

/** A picture beside words; alone it needs a `label`. `turns`: it points along the line, so it is turned round in Hebrew. */
export function Icon({ name, label, turns, size = 18 }: { name: IconName; label?: string; turns?: boolean; size?: number }) {
  return (
    <svg className={turns ? 'icon turns' : 'icon'} width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}>
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark of a channel, in its colour. */
export function ChannelIcon({ channel, label, size = 16 }: { channel: string; label: string; size?: number }) {
  return <span className={`channel-icon channel-${isIcon(channel) ? channel : 'other'}`} title={label}><Icon name={isIcon(channel) ? channel : 'inbox'} label={label} size={size} /></span>;
}
