import {
  Clock,
  ClockAlert,
  CloudRain,
  CopyPlus,
  FastForward,
  Files,
  Gauge,
  HardDrive,
  HeartPulse,
  Hourglass,
  Link,
  MailX,
  Metronome,
  Pause,
  Play,
  PowerOff,
  RefreshCw,
  RotateCcw,
  Scissors,
  Shuffle,
  Skull,
  SlidersHorizontal,
  Split,
  Terminal,
  Timer,
  ToggleRight,
  Turtle,
  Zap,
  type LucideIcon,
} from 'lucide-react';

/** The icons that the action catalogue names; only these are shipped. */
const ICONS: Readonly<Record<string, LucideIcon>> = {
  clock: Clock,
  'clock-alert': ClockAlert,
  'cloud-rain': CloudRain,
  'copy-plus': CopyPlus,
  'fast-forward': FastForward,
  files: Files,
  gauge: Gauge,
  'hard-drive': HardDrive,
  'heart-pulse': HeartPulse,
  hourglass: Hourglass,
  link: Link,
  'mail-x': MailX,
  metronome: Metronome,
  pause: Pause,
  play: Play,
  'power-off': PowerOff,
  'refresh-cw': RefreshCw,
  'rotate-ccw': RotateCcw,
  scissors: Scissors,
  shuffle: Shuffle,
  skull: Skull,
  'sliders-horizontal': SlidersHorizontal,
  split: Split,
  terminal: Terminal,
  timer: Timer,
  'toggle-right': ToggleRight,
  turtle: Turtle,
};

/** The mark of an action, by the name that the catalogue gives it. */
export function ActionIcon({ name, size = 16 }: { readonly name: string; readonly size?: number }) {
  const Icon = ICONS[name] ?? Zap;
  return <Icon size={size} aria-hidden />;
}

export const hasActionIcon = (name: string): boolean => name in ICONS;
