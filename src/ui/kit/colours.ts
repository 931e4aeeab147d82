import type { ColourToken } from '../../pattern-kit/pattern.ts';

const TEXT: Readonly<Record<ColourToken, string>> = {
  message: '--msg',
  ok: '--ok',
  bad: '--bad',
  warn: '--warn',
  event: '--purple',
  accent: '--accent',
  quiet: '--faint',
};

const SOFT: Partial<Record<ColourToken, string>> = {
  ok: '--ok-soft',
  bad: '--bad-soft',
  warn: '--warn-soft',
  accent: '--accent-soft',
};

/** The theme's value of a colour token, for text and lines (4.5:1). */
export const colourVar = (token: ColourToken): string => `var(${TEXT[token]})`;

/** A fill that text of the same token stays readable on. */
export const softVar = (token: ColourToken): string => `var(${SOFT[token] ?? '--bg'})`;
