import type { ColourToken, Glyph, Shape } from '../../pattern-kit/pattern.ts';

/** A small still of a system in trouble, in a field of 320 × 172. Points are centres. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly links: readonly PictureLink[];
  readonly marks: readonly {
    readonly x: number;
    readonly y: number;
    readonly glyph: Glyph | 'cross';
    readonly colour: ColourToken;
  }[];
  /** A partition: where the wall stands. */
  readonly wallX?: number;
  /** A pod: x, y, width, height. */
  readonly pod?: readonly [number, number, number, number];
}

export interface PictureNode {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly shape: Shape;
  readonly letter: string;
  readonly size?: number;
  readonly tone?: ColourToken;
  readonly down?: boolean;
  readonly external?: boolean;
  /** The live figure below, in words. */
  readonly figure?: string;
  readonly figureTone?: ColourToken;
  /** Workers in use, of how many: little cells below. */
  readonly cells?: readonly [number, number];
}

export interface PictureLink {
  readonly from: string;
  readonly to: string;
  /** How far it bends, px. */
  readonly bend?: number;
  readonly cut?: boolean;
}

const dots = (
  from: readonly [number, number],
  to: readonly [number, number],
  at: readonly number[],
  glyph: Glyph = 'dot',
  colour: ColourToken = 'message',
): Picture['marks'] =>
  at.map((part) => ({ x: from[0] + (to[0] - from[0]) * part, y: from[1] + (to[1] - from[1]) * part, glyph, colour }));

export const PICTURES: Readonly<Record<string, Picture>> = {
  'circuit-breaker': {
    nodes: [
      { id: 's', x: 44, y: 80, shape: 'circle', letter: 'S' },
      {
        id: 'o',
        x: 152,
        y: 80,
        shape: 'square',
        letter: 'O',
        cells: [8, 8],
        figure: 'all workers wait',
        figureTone: 'bad',
      },
      {
        id: 'p',
        x: 268,
        y: 44,
        shape: 'square',
        letter: 'P',
        down: true,
        external: true,
        figure: 'hangs',
        figureTone: 'bad',
      },
      { id: 'i', x: 268, y: 126, shape: 'square', letter: 'I' },
    ],
    links: [
      { from: 's', to: 'o' },
      { from: 'o', to: 'p' },
      { from: 'o', to: 'i' },
    ],
    marks: [
      ...dots([66, 80], [126, 80], [0.15, 0.5, 0.85]),
      ...dots([174, 72], [244, 50], [0.3, 0.55, 0.8]),
      { x: 196, y: 98, glyph: 'cross', colour: 'bad' },
    ],
  },
  'leader-election': {
    nodes: [
      { id: 'a', x: 56, y: 48, shape: 'cylinder', letter: 'A', tone: 'accent', figure: 'leader' },
      { id: 'b', x: 56, y: 128, shape: 'cylinder', letter: 'B' },
      { id: 'c', x: 196, y: 48, shape: 'cylinder', letter: 'C', tone: 'accent', figure: 'leader' },
      { id: 'd', x: 270, y: 88, shape: 'cylinder', letter: 'D' },
      { id: 'e', x: 196, y: 128, shape: 'cylinder', letter: 'E' },
    ],
    links: [
      { from: 'a', to: 'b' },
      { from: 'c', to: 'd' },
      { from: 'c', to: 'e' },
      { from: 'd', to: 'e' },
      { from: 'a', to: 'c', cut: true },
      { from: 'b', to: 'e', cut: true },
    ],
    marks: [
      ...dots([84, 48], [168, 48], [0.25]),
      { x: 122, y: 48, glyph: 'cross', colour: 'bad' },
      ...dots([56, 66], [56, 110], [0.5], 'pulse', 'event'),
      ...dots([214, 58], [252, 80], [0.5], 'pulse', 'event'),
      ...dots([196, 66], [196, 110], [0.6], 'pulse', 'event'),
    ],
    wallX: 126,
  },
  'event-sourcing': {
    nodes: [
      { id: 't', x: 48, y: 84, shape: 'circle', letter: 'T' },
      {
        id: 'l',
        x: 154,
        y: 84,
        shape: 'square',
        letter: 'L',
        down: true,
        figure: 'crashed half way',
        figureTone: 'bad',
      },
      { id: 'a', x: 266, y: 42, shape: 'cylinder', letter: 'A', figure: '−100' },
      { id: 'b', x: 266, y: 122, shape: 'cylinder', letter: 'B', tone: 'warn', figure: '+ ?', figureTone: 'warn' },
    ],
    links: [
      { from: 't', to: 'l' },
      { from: 'l', to: 'a' },
      { from: 'l', to: 'b', cut: true },
    ],
    marks: [
      ...dots([70, 84], [130, 84], [0.5], 'triangle', 'message'),
      ...dots([176, 76], [244, 50], [0.6], 'diamond', 'event'),
      { x: 208, y: 102, glyph: 'cross', colour: 'bad' },
    ],
  },
  cqrs: {
    nodes: [
      { id: 'r1', x: 44, y: 34, shape: 'circle', letter: 'R', size: 36 },
      { id: 'r2', x: 44, y: 82, shape: 'circle', letter: 'R', size: 36 },
      { id: 'w', x: 44, y: 132, shape: 'circle', letter: 'W', size: 36 },
      { id: 's', x: 160, y: 82, shape: 'square', letter: 'S', cells: [6, 6], figure: 'queue 100', figureTone: 'bad' },
      { id: 'd', x: 268, y: 82, shape: 'cylinder', letter: 'D', tone: 'bad', figure: 'one model for all' },
    ],
    links: [
      { from: 'r1', to: 's' },
      { from: 'r2', to: 's' },
      { from: 'w', to: 's' },
      { from: 's', to: 'd' },
    ],
    marks: [
      ...dots([62, 40], [136, 74], [0.1, 0.32, 0.54, 0.76, 0.96]),
      ...dots([64, 82], [134, 82], [0.12, 0.34, 0.56, 0.78, 1]),
      ...dots([62, 126], [136, 92], [0.4], 'triangle', 'event'),
    ],
  },
  'pub-sub': {
    nodes: [
      { id: 'a', x: 48, y: 40, shape: 'circle', letter: 'S', size: 36 },
      { id: 'b', x: 48, y: 88, shape: 'circle', letter: 'S', size: 36 },
      { id: 'c', x: 48, y: 136, shape: 'circle', letter: 'S', size: 36 },
      { id: 'x', x: 266, y: 34, shape: 'square', letter: 'X', size: 38 },
      { id: 'y', x: 266, y: 84, shape: 'square', letter: 'Y', down: true, size: 38 },
      { id: 'z', x: 266, y: 134, shape: 'square', letter: 'Z', size: 38 },
    ],
    links: ['a', 'b', 'c'].flatMap((from) => ['x', 'y', 'z'].map((to) => ({ from, to }))),
    marks: [
      ...dots([66, 40], [246, 34], [0.3]),
      ...dots([66, 44], [244, 80], [0.72, 0.82, 0.92]),
      ...dots([66, 88], [244, 84], [0.66, 0.78, 0.9]),
      ...dots([66, 132], [244, 88], [0.78, 0.9]),
      ...dots([66, 136], [246, 134], [0.5]),
    ],
  },
  ambassador: {
    nodes: [
      { id: 'a', x: 48, y: 52, shape: 'square', letter: 'A', size: 40 },
      { id: 'b', x: 48, y: 122, shape: 'square', letter: 'B', size: 40 },
      {
        id: 'x',
        x: 262,
        y: 86,
        shape: 'square',
        letter: 'X',
        external: true,
        tone: 'warn',
        figure: '1 in 3 answers',
        figureTone: 'warn',
      },
    ],
    links: [
      { from: 'a', to: 'x' },
      { from: 'b', to: 'x' },
    ],
    marks: [
      ...dots([70, 56], [236, 80], [0.12, 0.3, 0.66]),
      { x: 150, y: 67, glyph: 'cross', colour: 'bad' },
      ...dots([70, 118], [236, 92], [0.2, 0.34, 0.48, 0.62]),
      { x: 204, y: 97, glyph: 'cross', colour: 'bad' },
      ...dots([70, 118], [236, 92], [0.92], 'ring', 'ok'),
    ],
  },
  sidecar: {
    nodes: [
      { id: 'u', x: 40, y: 84, shape: 'circle', letter: 'U', size: 38 },
      {
        id: 'a',
        x: 146,
        y: 84,
        shape: 'square',
        letter: 'A',
        tone: 'warn',
        cells: [5, 6],
        figure: 'writing logs',
        figureTone: 'warn',
      },
      {
        id: 'c',
        x: 268,
        y: 84,
        shape: 'cylinder',
        letter: 'C',
        down: true,
        figure: 'collector down',
        figureTone: 'bad',
      },
    ],
    links: [
      { from: 'u', to: 'a' },
      { from: 'a', to: 'c' },
    ],
    marks: [
      ...dots([60, 84], [122, 84], [0.2, 0.5, 0.8]),
      ...dots([170, 84], [242, 84], [0.3, 0.55, 0.8], 'diamond', 'event'),
    ],
    pod: [104, 34, 84, 116],
  },
  sharding: {
    nodes: [
      { id: 'r', x: 56, y: 84, shape: 'diamond', letter: '' },
      { id: 'a', x: 176, y: 40, shape: 'cylinder', letter: '1', size: 38 },
      { id: 'b', x: 250, y: 88, shape: 'cylinder', letter: '2', tone: 'bad', figure: 'hot: 91 %', figureTone: 'bad' },
      { id: 'c', x: 176, y: 136, shape: 'cylinder', letter: '3', size: 38 },
    ],
    links: [
      { from: 'r', to: 'a' },
      { from: 'r', to: 'b' },
      { from: 'r', to: 'c' },
    ],
    marks: [
      ...dots([78, 80], [154, 48], [0.5]),
      ...dots([80, 84], [224, 88], [0.08, 0.2, 0.32, 0.44, 0.56, 0.68, 0.8, 0.92]),
      ...dots([78, 90], [154, 128], [0.7]),
    ],
  },
};

/** For a pattern that brings no picture: its shape without a story. */
export const PLAIN_PICTURE: Picture = {
  nodes: [
    { id: 'a', x: 80, y: 86, shape: 'circle', letter: 'A' },
    { id: 'b', x: 240, y: 86, shape: 'square', letter: 'B' },
  ],
  links: [{ from: 'a', to: 'b' }],
  marks: dots([104, 86], [214, 86], [0.5]),
};
