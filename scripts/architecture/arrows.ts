import type { Edge } from './imports.ts';

/**
 * Where a file stands, for the arrows: a folder of `src`, or one of the finer places:
 * `patterns` (the registry), `pattern` (one pattern's folder), `view` (its view.tsx and view/), `ui/kit`,
 * `host/node` (Node only).
 */
export function placeOf(file: string): string {
  const [, folder = '', next = '', last] = file.split('/');
  if (folder === 'patterns')
    return last === undefined ? 'patterns' : last === 'view.tsx' || last === 'view' ? 'view' : 'pattern';
  if (folder === 'ui' && next === 'kit') return 'ui/kit';
  if (folder === 'host' && next === 'node') return 'host/node';
  return folder;
}

/** What only tests share lies in files called `testing….ts`. */
const isHelper = (file: string): boolean => /\/testing[\w-]*\.tsx?$/.test(file);
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file) || isHelper(file);
const patternOf = (file: string): string => file.split('/')[2] ?? '';

/** Every place may also use itself. What is not listed is not allowed. */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  scenario: ['kernel'],
  'pattern-kit': ['kernel', 'scenario'],
  pattern: ['kernel', 'scenario', 'pattern-kit'],
  view: ['kernel', 'scenario', 'pattern-kit', 'pattern', 'derive', 'ui/kit'],
  patterns: ['pattern-kit', 'pattern'],
  explore: ['kernel', 'scenario', 'pattern-kit', 'patterns'],
  host: ['kernel', 'scenario', 'pattern-kit', 'patterns', 'explore'],
  'host/node': ['kernel', 'scenario', 'pattern-kit', 'patterns', 'explore', 'host', 'derive'],
  derive: ['kernel', 'scenario', 'pattern-kit'],
  state: ['kernel', 'scenario', 'pattern-kit', 'patterns', 'derive', 'host'],
  'ui/kit': ['kernel', 'pattern-kit', 'derive'],
  ui: ['kernel', 'scenario', 'pattern-kit', 'patterns', 'view', 'derive', 'state', 'host', 'ui/kit'],
  app: ['kernel', 'scenario', 'pattern-kit', 'patterns', 'derive', 'state', 'host', 'ui', 'ui/kit'],
};

/** Tests may look further: they bring the parts together that the code keeps apart. */
const TEST_ARROWS: Readonly<Record<string, readonly string[]>> = {
  kernel: ['scenario', 'pattern-kit', 'patterns'],
  scenario: ['pattern-kit', 'patterns'],
  'pattern-kit': ['patterns', 'explore', 'host'],
  pattern: ['patterns', 'explore', 'host', 'view'],
  patterns: ['kernel', 'scenario', 'explore', 'host'],
  derive: ['patterns', 'pattern', 'explore'],
  explore: ['pattern'],
  host: ['pattern'],
  'host/node': ['pattern'],
  state: ['pattern', 'explore'],
  ui: ['pattern'],
};

/** Packages by place; React's own helpers count with it. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  scenario: ['valibot'],
  'pattern-kit': [],
  pattern: [],
  view: ['react', 'lucide-react'],
  patterns: [],
  explore: [],
  host: [],
  'host/node': ['node'],
  derive: [],
  state: ['zustand', 'valibot'],
  'ui/kit': ['react', 'radix-ui', 'lucide-react', 'framer-motion'],
  ui: ['react', 'react-dom', 'zustand', '@xyflow/react', 'framer-motion', 'radix-ui', 'lucide-react', 'cmdk', 'uplot'],
  app: [
    'react',
    'react-dom',
    'zustand',
    'framer-motion',
    '@fontsource-variable/inter',
    '@fontsource-variable/jetbrains-mono',
  ],
};

const TEST_PACKAGES = [
  'vitest',
  'fast-check',
  'node',
  'vite',
  'cockatiel',
  'opossum',
  'kafkajs',
  'cluster-key-slot',
  'edn-data',
  'valibot',
  'react',
  'react-dom',
  'zustand',
];

/**
 * The parts of the kernel that are words, not machinery. What draws a run may use only these:
 * the trace is data, and nothing on screen runs a kernel. `chaos` draws a list of actions, which is data too.
 */
const KERNEL_WORDS =
  /^src\/kernel\/(?:json|time|topology|inspection|action|action-catalogue|chaos|trace|program|property|limits)\.ts$/;
const DRAWING = new Set(['derive', 'state', 'ui', 'ui/kit', 'app', 'view']);

/** What of `host` is meant for the other side: the protocol, and the client that speaks it. */
const HOST_DOOR = /^src\/host\/(?:protocol|session-client)\.ts$/;

/** Why an edge is not allowed, in words; null when it is. */
export function objection(edge: Edge): string | null {
  const from = placeOf(edge.from);
  const test = isTest(edge.from);
  if (edge.package) {
    const allowed = PACKAGES[from]?.includes(edge.to) || (test && TEST_PACKAGES.includes(edge.to));
    return allowed ? null : `${edge.from} uses the package ${edge.to}, which ${from} may not`;
  }
  if (!edge.to.startsWith('src/')) return null;
  const to = placeOf(edge.to);
  const says = `${edge.from} uses ${edge.to}`;
  if (isHelper(edge.to) && !test) return `${says}: that is for tests`;
  const inPattern = (place: string): boolean => place === 'pattern' || place === 'view';
  if (inPattern(from) && inPattern(to)) {
    if (patternOf(edge.from) !== patternOf(edge.to)) return `${says}: patterns never use each other`;
    return to === 'view' && from === 'pattern' && !test ? `${says}: only the interface loads a view` : null;
  }
  const allowed = to === from || ARROWS[from]?.includes(to) || (test && TEST_ARROWS[from]?.includes(to));
  if (!allowed) return `${says}: no arrow from ${from} to ${to}`;
  if (test || edge.type) return null;
  if (to === 'kernel' && DRAWING.has(from) && !KERNEL_WORDS.test(edge.to))
    return `${says}: what draws a run takes only words from the kernel`;
  if (to === 'host' && ['state', 'ui', 'app'].includes(from) && !HOST_DOOR.test(edge.to))
    return `${says}: only the protocol and its client are for others`;
  return null;
}
