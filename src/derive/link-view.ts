import { US_PER_MS, US_PER_S, type Us } from '../kernel/time.ts';
import type { Topology } from '../kernel/topology.ts';
import type { LinkState } from '../kernel/trace.ts';
import type { Face } from '../pattern-kit/pattern.ts';
import type { Flight, Scene } from './types.ts';

/** What a link shows that changes with time. Flat, so that it can be compared field by field. */
export interface LinkView {
  /** Which directions are cut; `forth` runs from the link's `a` to its `b`. */
  readonly wall: 'none' | 'both' | 'forth' | 'back';
  readonly wallText: string;
  /** The other faults, in words; empty where it has none. */
  readonly trouble: string;
}

const percentText = (ppm: number): string => `${Number((ppm / 10_000).toFixed(2))} %`;

function bytesText(bytesPerSecond: number): string {
  if (bytesPerSecond >= 1_000_000) return `${bytesPerSecond / 1_000_000} MB/s`;
  return bytesPerSecond >= 1_000 ? `${bytesPerSecond / 1_000} kB/s` : `${bytesPerSecond} B/s`;
}

function troubles(state: LinkState | undefined): string[] {
  if (!state) return [];
  const words: string[] = [];
  if (state.addUs > 0) words.push(`+${Number((state.addUs / US_PER_MS).toFixed(1))} ms`);
  if (state.lossPpm > 0) words.push(`loses ${percentText(state.lossPpm)}`);
  if (state.duplicatePpm > 0) words.push(`doubles ${percentText(state.duplicatePpm)}`);
  if (state.reorderPpm > 0) words.push(`reorders ${percentText(state.reorderPpm)}`);
  if (state.bytesPerSecond > 0) words.push(`at most ${bytesText(state.bytesPerSecond)}`);
  return words;
}

/** What the link between two nodes shows in a scene: both directions together. */
export function linkView(a: string, b: string, scene: Scene): LinkView {
  const forth = scene.links[`${a}>${b}`];
  const back = scene.links[`${b}>${a}`];
  if (!forth && !back) return HEALTHY_LINK;
  const wall = forth?.cut ? (back?.cut ? 'both' : 'forth') : back?.cut ? 'back' : 'none';
  const since = scene.linkSinceUs?.[wall === 'back' ? `${b}>${a}` : `${a}>${b}`];
  const words = [...new Set([...troubles(forth), ...troubles(back)])];
  return { wall, wallText: wall === 'none' ? '' : cutText(since), trouble: words.join(' · ') };
}

/** Cut links more than this speak with one voice: words at each would hide what is cut. */
const FEW_WALLS = 3;

/** Whether the words at a wall say what another wall says already: of many cut at one moment, the first speaks. */
export function wallIsQuiet(a: string, b: string, scene: Scene): boolean {
  let voices = wallVoices.get(scene.links);
  if (!voices) {
    voices = voicesOf(scene);
    wallVoices.set(scene.links, voices);
  }
  const voice = voices.get(pairKey(a, b));
  return voice !== undefined && voice !== pairKey(a, b);
}
const wallVoices = new WeakMap<object, ReadonlyMap<string, string>>();

/** A link by its two nodes, whichever comes first. */
export const pairKey = (a: string, b: string): string => (a < b ? `${a}~${b}` : `${b}~${a}`);

/** Links that a pattern says to be used seldom. */
export function seldomLinks({ seldom = [] }: Pick<Face, 'seldom'>, { nodes, links }: Topology): ReadonlySet<string> {
  const roles = new Set(seldom.map(([one, other]) => pairKey(one, other)));
  const roleOf = new Map(nodes.map(({ id, program }) => [id, program]));
  const isSeldom = (a: string, b: string): boolean => roles.has(pairKey(roleOf.get(a) ?? '', roleOf.get(b) ?? ''));
  return new Set(links.flatMap(({ a, b }) => (isSeldom(a, b) ? [pairKey(a, b)] : [])));
}

/** Those of them that something is on. */
export function linksAtWork(seldom: ReadonlySet<string>, flights: readonly Flight[]): ReadonlySet<string> {
  if (seldom.size === 0) return seldom;
  const keys = flights.map(({ transit: { from, to } }) => pairKey(from, to));
  return new Set(keys.filter((key) => seldom.has(key)));
}

/** For each cut pair of nodes, the pair that speaks for it. */
function voicesOf(scene: Scene): ReadonlyMap<string, string> {
  const byMoment = new Map<Us | undefined, string[]>();
  for (const [link, state] of Object.entries(scene.links)) {
    if (!state.cut) continue;
    const [from = '', to = ''] = link.split('>');
    const since = scene.linkSinceUs?.[link];
    const pairs = byMoment.get(since) ?? [];
    if (!pairs.includes(pairKey(from, to))) byMoment.set(since, [...pairs, pairKey(from, to)]);
  }
  const voices = new Map<string, string>();
  for (const pairs of byMoment.values())
    for (const pair of pairs) voices.set(pair, pairs.length > FEW_WALLS ? pairs[0]! : pair);
  return voices;
}

const HEALTHY_LINK: LinkView = { wall: 'none', wallText: '', trouble: '' };

const cutText = (sinceUs: Us | undefined): string =>
  sinceUs === undefined ? 'cut' : `cut since ${(sinceUs / US_PER_S).toFixed(1)} s`;
