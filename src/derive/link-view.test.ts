import { expect, it } from 'vitest';
import type { LinkState } from '../kernel/trace.ts';
import { linksAtWork, linkView, pairKey, seldomLinks, wallIsQuiet } from './link-view.ts';
import { EMPTY_SCENE } from './scenes.ts';
import type { Flight, Scene } from './types.ts';

const CUT: LinkState = { cut: true, addUs: 0, lossPpm: 0, duplicatePpm: 0, reorderPpm: 0, bytesPerSecond: 0 };
/** Cut links, each with since when. */
const sceneWith = (cuts: Readonly<Record<string, number>>): Scene => ({
  ...EMPTY_SCENE,
  links: Object.fromEntries(Object.keys(cuts).map((link) => [link, CUT])),
  linkSinceUs: cuts,
});

it('says of a cut link since when, and which way', () => {
  expect(linkView('a', 'b', sceneWith({ 'a>b': 4_000_000, 'b>a': 4_000_000 }))).toEqual({
    wall: 'both',
    wallText: 'cut since 4.0 s',
    trouble: '',
  });
  expect(linkView('a', 'b', sceneWith({ 'b>a': 4_000_000 })).wall).toBe('back');
});

it('lets one wall of many speak, and each of few', () => {
  const few = sceneWith({ 'a>b': 1, 'b>a': 1, 'a>c': 1 });
  expect([wallIsQuiet('a', 'b', few), wallIsQuiet('c', 'a', few)]).toEqual([false, false]);
  const many = sceneWith({ 'a>x': 1, 'x>a': 1, 'a>y': 1, 'b>x': 1, 'b>y': 1, 'c>d': 2 });
  const quiet = (['ax', 'ya', 'bx', 'by', 'cd', 'ab'] as const).map(([from, to]) => wallIsQuiet(from!, to!, many));
  expect(quiet).toEqual([false, true, true, true, false, false]);
});

it('knows the links that are seldom used by the roles at their ends, and which of them something is on', () => {
  const node = (id: string, program: string) => ({ id, program, label: id });
  const link = (a: string, b: string) => ({ a, b, channel: 'stream', latency: { kind: 'fixed', us: 1 } }) as const;
  const topology = {
    nodes: [node('audit', 'auditor'), node('east', 'replica'), node('west', 'replica'), node('api', 'api')],
    links: [link('east', 'audit'), link('audit', 'west'), link('api', 'east')],
  };
  const seldom = seldomLinks({ seldom: [['auditor', 'replica']] }, topology);
  expect([...seldom]).toEqual(['audit~east', 'audit~west']);
  const flight = (from: string, to: string) => ({ transit: { from, to } }) as unknown as Flight;
  const atWork = linksAtWork(seldom, [flight('west', 'audit'), flight('api', 'east')]);
  expect([...atWork]).toEqual([pairKey('west', 'audit')]);
  expect(seldomLinks({}, topology).size).toBe(0);
});
